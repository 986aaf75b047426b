import { pick } from './hash.ts';
import type { TextSource } from './strings.ts';
import { titleCase } from './words.ts';

const KINDS = [
  'standard',
  'default',
  'primary',
  'custom',
  'regular',
  'main',
  'alternate',
  'basic',
  'secondary',
  'preferred',
];
/** Words that name a kind of value and nothing that there are several of. */
const EMPTY =
  /^(value|string|str|text|txt|data|field|payload|raw|arg|param|content|input|output|result|other|extra|item|element|entry)$/;

/** Text that nothing is known of: it speaks in the words of its field, so that a reader sees what it stands for. */
export const plainText = (a: number, _b: number, _s: number, { words, noun }: TextSource): string => {
  const own = words.split(' ').filter((word) => !EMPTY.test(word));
  const told = own.length > 0 ? own : noun.split(' ').filter((word) => word !== '');
  const tail = told.slice(-2).join(' ');
  return tail === '' ? titleCase(pick(KINDS, a)) : `${pick(KINDS, a)} ${tail}`;
};
