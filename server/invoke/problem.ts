import type { Problem } from '../contract/problem.ts';

/** One problem with what a person asked for. */
export function problem(code: string, message: string, hint?: string, path?: string): Problem {
  return {
    severity: 'error',
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The form of a refusal that is acknowledged. */
export function refused(...problems: readonly Problem[]): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return { ok: false, problems };
}
