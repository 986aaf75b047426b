/** How bad a problem is: an `error` costs something that was asked for, a `warning` does not. */
export type Severity = 'error' | 'warning';

/**
 * Something that is wrong with what a person or a client gave us: what, where, and what to do next.
 * A problem is data: bad input returns problems; only a broken promise of our own throws.
 */
export interface Problem {
  readonly severity: Severity;
  /** Stable, kebab-case; documented in `PROBLEM_CODES`. */
  readonly code: string;
  /** One sentence: what is wrong, and why. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** File, as the person named it (relative to the working directory where possible). */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units. */
  readonly column?: number;
  /** Path within a message, in ProtoJSON names: `order.lines[2].price`. */
  readonly path?: string;
}

/** An error in what was asked for: what is wrong, what to do next, and where in a message it stands. */
export function problem(code: string, message: string, hint?: string, path?: string): Problem {
  return {
    severity: 'error',
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(path === undefined ? {} : { path }),
  };
}

/** `file:line:col`, as far as it is known. */
export function problemPlace(problem: Problem): string {
  return [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
}
