import type { Problem } from '../contract/problem.ts';

/** The form of a refusal that is acknowledged. */
export function refused(...problems: readonly Problem[]): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return { ok: false, problems };
}
