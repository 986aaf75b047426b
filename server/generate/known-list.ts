import { ScalarType, type DescField } from '@bufbuild/protobuf';
import type { Make } from './context.ts';
import { madeBy } from './made-by.ts';
import { hintFor } from './name-hints.ts';
import { factRows, tellers } from './things/facts.ts';
import { THINGS } from './things/things.ts';
import { itemWords } from './words.ts';

const ROWS = factRows(THINGS, 'lists');
const LISTS = tellers(THINGS, 'lists');
const IN_REQUEST = 2;

/** Repeated text that is known as a whole: the topics of this repository. Undefined where nothing is known. */
export function knownList(field: DescField & { fieldKind: 'list' }, words: string, noun: string): Make | undefined {
  if (field.scalar !== ScalarType.STRING) return undefined;
  const hint = hintFor(ROWS, itemWords(words), noun);
  const tell = hint && LISTS.get(hint.kind);
  if (!tell) return undefined;
  const make: Make = (a, b, s, gen) => {
    const known = tell(s, a, b);
    return gen.mode === 'request' ? known.slice(0, IN_REQUEST) : [...known];
  };
  return madeBy(make, { by: 'hint', hint: hint.kind });
}
