/**
 * What the thing that is being made is called, where its id says so (`products/oak-table-lamp`): its name, and all that
 * is told of the name, follow these words. It holds while the message is made, for the key of this thing and no other.
 */
interface Called {
  readonly subject: number;
  /** `oak table lamp`; undefined where its id says nothing. */
  readonly words: string | undefined;
  /** What the shop of a product sells (`assortment`). */
  readonly kinds: string | undefined;
  /** Its id, where this says more than a name: `SHOP-123`. */
  readonly id: string | undefined;
}

let current: Called | undefined;

/** The words that a thing is called by its id; undefined for most. */
export const calledAs = (subject: number): string | undefined =>
  current !== undefined && current.subject === subject ? current.words : undefined;

/** What the shop sells that has this product; undefined where it may be anything. */
export const kindsToldOf = (subject: number): string | undefined =>
  current !== undefined && current.subject === subject ? current.kinds : undefined;

/** The id of the thing that is being made, where it is known before; undefined for most. */
export const idOf = (subject: number): string | undefined =>
  current !== undefined && current.subject === subject ? current.id : undefined;

/** Makes something of a thing that is called so, is one of these kinds, and has this id. */
export function callingIt<T>(
  subject: number,
  words: string | undefined,
  make: () => T,
  kinds?: string,
  id?: string,
): T {
  const before = current;
  current = words === undefined && kinds === undefined && id === undefined ? undefined : { subject, words, kinds, id };
  try {
    return make();
  } finally {
    current = before;
  }
}

/** Whether anything is being made that is called something. */
export const isCalling = (): boolean => current !== undefined;

const LAST = /(?:^|\/)([^/]*)$/;
const WORDS = /^[a-z]+(?:[-_. ](?:[a-z]+|\d{1,4}))*$/i;

const known = new Map<string, string | undefined>();
const MOST_KNOWN = 4_096;

/** The words of an id, the last part of a resource name, where it consists of words: `products/wool-blanket-13` → `wool blanket`. */
export function wordsOfId(id: string): string | undefined {
  const before = known.get(id);
  if (before !== undefined || known.has(id)) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const words = readWords(id);
  known.set(id, words);
  return words;
}

function readWords(id: string): string | undefined {
  // A plain id is a code (`product_glnjclxeri`), and names nothing.
  if (!id.includes('/')) return undefined;
  const own = LAST.exec(id)?.[1] ?? '';
  // One short word is a code as often as it is a word.
  if (own.length < 4 || own.length > 60 || !WORDS.test(own)) return undefined;
  return own
    .replace(/[-_.]\d+$/, '')
    .replaceAll(/[-_.]+/g, ' ')
    .toLowerCase();
}
