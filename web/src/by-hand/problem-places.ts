import type { Problem } from '#contract/problem';
import type { JsonProblem } from '../lib/json-tree.ts';
import { placedIn } from '../lib/problem-in-text.ts';
import { isGiven, type HandDraft, type Pair } from '../state/hand-draft.svelte.ts';

/** What is wrong with one header or trailer. */
export interface PairProblem {
  /** 0-based, of the rows that are shown; null for all of them together. */
  readonly row: number | null;
  /** What of the row. */
  readonly part: 'key' | 'value';
  readonly text: string;
}

/** What the server refused, by where it was written. */
interface Places {
  readonly message: readonly JsonProblem[];
  readonly headers: readonly PairProblem[];
  readonly trailers: readonly PairProblem[];
  readonly details: readonly string[];
  /** At the controls that end the call. */
  readonly end: readonly Problem[];
  /** Of nothing that is written here. */
  readonly rest: readonly Problem[];
}

/** The problems of a draft at their places. */
export function problemPlaces({
  problems,
  failed,
  text,
  headers,
  trailers,
}: Pick<HandDraft, 'problems' | 'failed' | 'text' | 'headers' | 'trailers'>): Places {
  const found = { message: [] as JsonProblem[], headers: [] as PairProblem[], trailers: [] as PairProblem[] };
  const [details, end, rest]: [string[], Problem[], Problem[]] = [[], [], []];
  for (const problem of problems) {
    const placed = failed === 'message' ? placedIn(problem, text ?? '') : undefined;
    const list = failed === 'headers' ? 'headers' : failed === 'end' ? 'trailers' : undefined;
    const pair = list && pairProblem(problem, list === 'headers' ? headers : trailers);
    if (placed) found.message.push(placed);
    else if (list && pair) found[list].push(pair);
    else if (failed === 'end' && problem.code === 'held-details') details.push(saying(problem));
    else if (failed === 'end' || failed === 'reset' || failed === 'release') end.push(problem);
    else rest.push(problem);
  }
  return { ...found, details, end, rest };
}

/** `metadata[1].key`, counted without the rows that are empty; undefined for what is no place in these rows. */
function pairProblem(problem: Problem, pairs: readonly Pair[]): PairProblem | undefined {
  const found = /^(?:metadata|trailers)(?:\[(\d+)\](?:\.(key|value))?)?$/.exec(problem.path ?? '');
  if (!found) return undefined;
  const [, index, part] = found;
  const sent = pairs.flatMap((pair, row) => (isGiven(pair) ? [row] : []));
  return {
    row: index === undefined ? null : (sent[Number(index)] ?? null),
    part: part === 'value' ? 'value' : 'key',
    text: saying(problem),
  };
}

const saying = ({ message, hint }: Problem): string => (hint === undefined ? message : `${message} ${hint}`);
