import type { Compared } from '#contract/compare';
import type { Metadata } from '#contract/metadata';

/** Ours, on every call, and another each time: it says nothing of a protocol. */
const OURS = 'x-understudy-invocation';

const NONE: ReadonlySet<string> = new Set();

/** What a line is known by. */
export const lineOf = ({ key, value }: Metadata[number]): string => (key === OURS ? key : `${key}: ${value}`);

/** Lines of heads that more than one protocol has: what differs is what a reader looks for. */
export function sharedLines(compared: readonly Compared[]): {
  readonly up: ReadonlySet<string>;
  readonly down: ReadonlySet<string>;
  readonly none: ReadonlySet<string>;
} {
  const of = (headOf: (one: Extract<Compared, { exchange: unknown }>) => Metadata): ReadonlySet<string> => {
    const counts = new Map<string, number>();
    for (const one of compared)
      if ('exchange' in one)
        for (const line of new Set(headOf(one).map(lineOf))) counts.set(line, (counts.get(line) ?? 0) + 1);
    return new Set([...counts].filter(([, count]) => count > 1).map(([line]) => line));
  };
  return { up: of(({ exchange }) => exchange.up.head), down: of(({ exchange }) => exchange.down.head), none: NONE };
}
