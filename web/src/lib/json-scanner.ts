import type { JsonFix, JsonProblem } from './json-tree.ts';

const MAX_PROBLEMS = 100;
const SPACE = /[ \t\r\n]*/y;

/** A text that is read from its beginning, and what is wrong with it. */
export class JsonScanner {
  protected at = 0;
  protected readonly problems: JsonProblem[] = [];
  constructor(protected readonly text: string) {}

  protected skip(): void {
    this.at = Math.min(this.at + 1, this.text.length);
  }

  /** Its place, or -1. */
  protected comma(): number {
    this.space();
    return this.text[this.at] === ',' ? this.at++ : -1;
  }

  protected space(): void {
    for (;;) {
      this.match(SPACE);
      if (this.text[this.at] !== '/') return;
      const comment = /^(?:\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/.exec(this.text.slice(this.at));
      if (!comment) return;
      this.problem(
        this.at,
        this.at + comment[0].length,
        'JSON has no comments',
        fix('Remove it', this.at, this.at + comment[0].length, ''),
      );
      this.at += comment[0].length;
    }
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  protected open(from: number, close: string): void {
    this.problem(
      from,
      from + 1,
      `This bracket is not closed by \`${close}\``,
      fix(`Add ${close}`, this.at, this.at, close),
    );
  }

  protected problem(from: number, to: number, message: string, suggestion?: JsonFix, unfinished = false): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({
      from,
      to,
      severity: 'error',
      message,
      ...(suggestion ? { fix: suggestion } : {}),
      ...(unfinished ? { unfinished } : {}),
    });
  }
}

export function fix(label: string, from: number, to: number, insert: string): JsonFix {
  return { label, from, to, insert };
}
