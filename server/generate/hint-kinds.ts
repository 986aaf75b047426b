import { NUMBERS } from './numbers.ts';
import { TEXT } from './strings.ts';
import { FLAG_HINTS, TIME_HINTS } from './name-hints.ts';

/** What a row of the built-in table makes. */
export type KindMakes = 'text' | 'number' | 'flag' | 'time';

/** The rows of the built-in table by their kinds, with what each makes: what `like` in a hints file can say. */
export const HINT_KINDS: ReadonlyMap<string, readonly KindMakes[]> = (() => {
  const kinds = new Map<string, KindMakes[]>();
  const add = (makes: KindMakes, names: readonly string[]): void => {
    for (const name of names) {
      const known = kinds.get(name) ?? [];
      if (!known.includes(makes)) kinds.set(name, [...known, makes]);
    }
  };
  add('text', Object.keys(TEXT));
  add('number', Object.keys(NUMBERS));
  add('flag', [...FLAG_HINTS.map(({ kind }) => kind), 'flag']);
  add(
    'time',
    TIME_HINTS.map(({ kind }) => kind),
  );
  return kinds;
})();
