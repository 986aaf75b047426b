import type { Problem } from '../contract/problem.ts';

const MOST = 100;

/** Collects the problems of one text, with line and column from offsets. At most 100 are kept. */
export class Findings {
  readonly #text: string;
  #count = 0;
  readonly #found: { readonly at: number; readonly problem: Problem }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** How many were found, those that are not kept included. */
  get count(): number {
    return this.#count;
  }

  /** `at` is an offset into the text in UTF-16 code units, negative for what does not stand in it; `path` as in `Problem`. */
  add(at: number, path: string, code: string, message: string, hint?: string): void {
    this.#count += 1;
    if (this.#found.length >= MOST) return;
    const problem: Problem = {
      severity: 'error',
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(at < 0 ? {} : this.#place(at)),
      ...(path === '' ? {} : { path }),
    };
    this.#found.push({ at, problem });
  }

  #place(at: number): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, at);
    return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
  }

  /** In the order of the text. */
  problems(): readonly Problem[] {
    return this.#found.toSorted((left, right) => left.at - right.at).map(({ problem }) => problem);
  }
}
