import type { YamlNode } from './yaml-tree.ts';

/** In UTF-16 units, with the colon. */
const LONGEST_KEY = 300;
const KEY = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s#,[\]{}"'&*!|>%@`-][^\n#]*?|-[^\s\n#][^\n#]*?)\s*:(?=\s|$)/;
const FLOW_KEY = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s,[\]{}"'#][^\n,[\]{}#]*?)\s*:(?=[\s,[\]{}]|$)/;

/** A place in a text of YAML, and what stands there. */
export class YamlScanner {
  protected at = 0;

  constructor(protected readonly text: string) {}

  /** Goes to what comes next, past empty lines and comments; answers its column, -1 at the end. */
  protected next(): number {
    for (;;) {
      const [space] = /^\s*/.exec(this.text.slice(this.at, this.at + 10_000)) ?? [''];
      this.at += space.length;
      if (space.length === 10_000) continue;
      if (this.at >= this.text.length) return -1;
      const column = this.column(this.at);
      if (this.text[this.at] !== '#' && !(column === 0 && /^(?:---|\.\.\.)(?=\s|$)/.test(this.rest()))) return column;
      this.at = this.lineEnd(this.at);
    }
  }

  /** A text in quotes; one that is not closed ends with its line. */
  protected quoted(sign: string): YamlNode {
    const from = this.at;
    const whole = sign === '"' ? /^"(?:[^"\\]|\\[\s\S])*"/ : /^'(?:[^']|'')*'/;
    const [text] = whole.exec(this.text.slice(from, from + 100_000)) ?? [this.text.slice(from, this.lineEnd(from))];
    this.at = from + text.length;
    return { kind: 'scalar', from, to: this.at, text: bare(text), quoted: true };
  }

  protected isKey(): boolean {
    return this.keyAt(false) !== undefined;
  }
  protected isDash(): boolean {
    return this.text[this.at] === '-' && /^-(?=\s|$)/.test(this.text.slice(this.at, this.at + 2));
  }
  protected isLineEnd(): boolean {
    return /^[ \t]*(?:$|\r?\n|#)/.test(this.text.slice(this.at, this.at + 200));
  }
  protected spaces(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at += 1;
  }
  /** The rest of the line. */
  protected rest(): string {
    return this.text.slice(this.at, this.lineEnd(this.at));
  }
  protected lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end;
  }
  protected column(at: number): number {
    return at - (this.text.lastIndexOf('\n', at - 1) + 1);
  }
  /** The end of a plain text on this line: before a comment. */
  protected plainEnd(): number {
    return (
      this.at +
      this.rest()
        .replace(/\s+#.*$/, '')
        .trimEnd().length
    );
  }

  /** The key that begins here, with its colon; within braces it may end otherwise. */
  protected keyAt(flow: boolean): string | undefined {
    return (flow ? FLOW_KEY : KEY).exec(this.rest().slice(0, LONGEST_KEY))?.[0];
  }
}

/** Without its quotes. */
export function bare(text: string): string {
  if (text.startsWith('"')) return text.replace(/^"|"$/g, '').replaceAll(/\\(["\\/])/g, '$1');
  return text.startsWith("'") ? text.replace(/^'|'$/g, '').replaceAll("''", "'") : text;
}
