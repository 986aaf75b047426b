import type { HintRow } from '../hint-row.ts';
import type { Subject } from '../subjects.ts';

/** Says one thing of the thing with key `s`; `a`, `b`: the key of the field, for what need not agree with anything. */
export type Tell<T> = (s: number, a: number, b: number) => T;

/** `kind`: what the value is, as a person says it; `words`: of field names, a pattern that stands at their end. */
export type Fact<T> = readonly [kind: string, words: string, tell: Tell<T>];

/**
 * What is known of a thing that many schemas have: a flight, a song, a sensor. All facts come from one row of a list, so
 * that they agree. They hold for fields of messages about the thing, and for fields that name it (`flight_number`).
 */
export interface Facts {
  readonly about: readonly Subject[];
  readonly text?: readonly Fact<string>[];
  readonly numbers?: readonly Fact<number>[];
  /** Repeated text as a whole: the ingredients of this dish. */
  readonly lists?: readonly Fact<readonly string[]>[];
  /**
   * Repeated messages as a whole: by the words of the list, what is known of each item, by the words of its fields.
   */
  readonly members?: readonly Fact<readonly Member[]>[];
  /** A message within: what is known of it by its role, as the airport that a flight departs from. */
  readonly parts?: readonly Fact<Member>[];
}

export type Member = Readonly<Record<string, string | number>>;

/** The same fact about different things is a kind of its own: `song title`. */
const kindOf = (about: readonly Subject[], kind: string): string =>
  kind.startsWith(about[0]!) ? kind : `${about[0]!} ${kind}`;

type Part = 'text' | 'numbers' | 'lists' | 'members' | 'parts';

export const factRows = (things: readonly Facts[], part: Part): HintRow[] =>
  things.flatMap(({ about, [part]: facts }) =>
    (facts ?? []).map(([kind, words]) => ({
      kind: kindOf(about, kind),
      words: new RegExp(`\\b(?:${words})$`),
      about,
      exact: true,
    })),
  );

export const tellers = <P extends Part>(
  things: readonly Facts[],
  part: P,
): ReadonlyMap<string, NonNullable<Facts[P]>[number][2]> =>
  new Map(
    things.flatMap(({ about, [part]: facts }) =>
      (facts ?? []).map((fact) => [kindOf(about, fact[0]), fact[2]] as const),
    ),
  );
