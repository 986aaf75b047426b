import type { Problem, Severity } from '../contract/problem.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { SourceText } from './source-text.ts';

const MAX_PER_FILE = 200;
const MAX_IN_ALL = 20_000;

/** The problems of one compilation; bounded, since hostile input can have one per line. */
export class ProblemList {
  readonly all: Problem[] = [];
  readonly #perFile = new Map<string, number>();

  add(severity: Severity, code: ProblemCode, source: SourceText, offset: number, message: string, hint?: string): void {
    const count = (this.#perFile.get(source.path) ?? 0) + 1;
    this.#perFile.set(source.path, count);
    if (count > MAX_PER_FILE || this.all.length >= MAX_IN_ALL) return;
    this.all.push({
      severity,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      file: source.path,
      ...source.place(offset),
    });
  }
}

/** The problems of one file, with less to say each time. */
export class FileProblems {
  readonly source: SourceText;
  readonly #list: ProblemList;
  errors = 0;

  constructor(list: ProblemList, source: SourceText) {
    this.#list = list;
    this.source = source;
  }

  error(code: ProblemCode, offset: number, message: string, hint?: string): void {
    this.errors += 1;
    this.#list.add('error', code, this.source, offset, message, hint);
  }

  warning(code: ProblemCode, offset: number, message: string, hint?: string): void {
    this.#list.add('warning', code, this.source, offset, message, hint);
  }
}
