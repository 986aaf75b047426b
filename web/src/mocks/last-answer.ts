import type { Explanation } from '#contract/origin';
import type { Unmatched, UnmatchedRule } from '#contract/stub';

/** What answers the calls that no stub of a method does. */
export interface LastAnswer {
  readonly who: 'handler' | 'builtin' | 'world' | 'generated' | 'nobody';
  /** In one line, after who it is. */
  readonly says: string;
  /** It comes before the stubs: none of them is asked. */
  readonly first: boolean;
}

/** In the order in which the server decides; `otherwise` is `refuse` where it runs with `--strict`. */
export function lastAnswer(
  { answeredBy, summary }: Pick<Explanation, 'answeredBy' | 'summary'>,
  rule: UnmatchedRule | null,
  otherwise: Unmatched,
): LastAnswer {
  // 1. These answer every call, whatever files say.
  if (answeredBy === 'handler' || answeredBy === 'builtin') return { who: answeredBy, says: summary, first: true };
  // 2. What a file says, or what follows for a method with stubs.
  if (rule?.to === 'refuse') return { who: 'nobody', says: 'with the nearest stubs', first: false };
  // 3. A strict server without a word in a file.
  if (rule === null && otherwise === 'refuse')
    return answeredBy === 'world'
      ? { who: 'world', says: 'what somebody wrote or created; the rest is UNIMPLEMENTED: --strict', first: false }
      : { who: 'nobody', says: 'the server runs with --strict', first: false };
  // 4. Whoever would answer without stubs.
  return { who: answeredBy, says: summary, first: false };
}
