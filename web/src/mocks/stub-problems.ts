import type { Problem } from '#contract/problem';
import type { JsonProblem } from '../lib/json-tree.ts';
import { rangeOf } from '../lib/text-place.ts';

/** Problems with their places in the text, and a fix where the hint names one. */
export function stubProblems(text: string, problems: readonly Problem[]): readonly JsonProblem[] {
  return problems.map((problem) => {
    const { from, to } = rangeOf(text, problem);
    const near = /(?:^|: )(?:Did|did) you mean ([^?\s]+)\?$/.exec(problem.hint ?? '')?.[1]?.replaceAll('`', '');
    const said = near === undefined && problem.hint ? `${problem.message} ${problem.hint}` : problem.message;
    const quote = /^["']/.exec(text[from] ?? '')?.[0] ?? '';
    return {
      from,
      to,
      severity: problem.severity,
      message: said,
      ...(near === undefined
        ? {}
        : { fix: { label: `Change to ${near}`, from, to, insert: `${quote}${near}${quote}` } }),
    };
  });
}
