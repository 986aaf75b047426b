import type { Problem, Severity } from '../contract/problem.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { SourceText } from './source-text.ts';

const MAX_PER_FILE = 200;
const MAX_IN_ALL = 20_000;

/** The problems of one compilation; bounded, since hostile input can have one per line. */
export class ProblemList {
  readonly all: Problem[] = [];
  readonly #perFile = new Map<string, number>();

  add(
    severity: Severity,
    code: ProblemCode,
    source: SourceText,
    offset: number,
    message: string,
    hint?: string,
  ): Problem | undefined {
    const count = (this.#perFile.get(source.path) ?? 0) + 1;
    this.#perFile.set(source.path, count);
    if (count > MAX_PER_FILE || this.all.length >= MAX_IN_ALL) return undefined;
    const problem: Problem = {
      severity,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      file: source.path,
      ...source.place(offset),
    };
    this.all.push(problem);
    return problem;
  }

  /** Adds problems of a file as they were found before. */
  take(problems: readonly Problem[]): void {
    for (const problem of problems) if (this.all.length < MAX_IN_ALL) this.all.push(problem);
  }
}

/** The problems of one file, with less to say each time. */
export class FileProblems {
  readonly source: SourceText;
  readonly #list: ProblemList;
  /** Those that were kept, in the order in which they were found. */
  readonly own: Problem[] = [];
  errors = 0;

  constructor(list: ProblemList, source: SourceText) {
    this.#list = list;
    this.source = source;
  }

  error(code: ProblemCode, offset: number, message: string, hint?: string): void {
    this.errors += 1;
    this.#add('error', code, offset, message, hint);
  }

  warning(code: ProblemCode, offset: number, message: string, hint?: string): void {
    this.#add('warning', code, offset, message, hint);
  }

  #add(severity: Severity, code: ProblemCode, offset: number, message: string, hint?: string): void {
    const problem = this.#list.add(severity, code, this.source, offset, message, hint);
    if (problem) this.own.push(problem);
  }
}

/** File by file, in the order in which they were first met; within a file by place. */
export function sortedProblems(problems: readonly Problem[]): Problem[] {
  const files = new Map<string, number>();
  for (const { file } of problems) if (!files.has(file ?? '')) files.set(file ?? '', files.size);
  const rank = (problem: Problem): number => files.get(problem.file ?? '') ?? 0;
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
