import type { Problem } from '#contract/problem';
import type { JsonProblem } from '../lib/json-tree.ts';
import { rangeOf } from '../lib/text-place.ts';

/** Problems with their places in the text, and a fix where the hint names one. */
export function stubProblems(text: string, problems: readonly Problem[]): readonly JsonProblem[] {
  return problems.map((problem) => {
    const { from, to } = rangeOf(text, problem);
    // Where only the line is known, nobody knows what of it to change.
    const near = problem.column === undefined ? undefined : nearest(problem.hint ?? '', text.slice(from, to));
    const said = near === undefined && problem.hint ? `${problem.message} ${problem.hint}` : problem.message;
    const quote = /^["']/.exec(text[from] ?? '')?.[0] ?? '';
    return {
      from,
      to,
      severity: problem.severity,
      message: said.replaceAll(/"([^"\s`]+)"/g, '`$1`'),
      ...(near === undefined
        ? {}
        : { fix: { label: `Change to ${near}`, from, to, insert: `${quote}${near}${quote}` } }),
    };
  });
}

/** What a hint offers in place of what was written: a method without its service, where it was written without one. */
function nearest(hint: string, written: string): string | undefined {
  const near = /(?:^|: )[Dd]id you mean ["`]?([^?\s"`]+)["`]?\?$/.exec(hint)?.[1];
  return near?.includes('/') && !written.includes('/') ? near.slice(near.lastIndexOf('/') + 1) : near;
}
