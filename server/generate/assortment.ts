import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import { aboutOf } from './about.ts';
import { PRODUCT_KINDS } from './catalog.ts';
import { subjectOf } from './subjects.ts';
import { itemWords, splitWords } from './words.ts';

const KIND = /(^|\b)(category|department|section|kind|type|class|group|family|range)$/;

const found = new WeakMap<DescMessage, { readonly kinds: string | undefined }>();

/**
 * What a shop sells, where its products have a category of a few values: the words of these (`lighting furniture`).
 * Undefined where they may be anything. Told once for each descriptor.
 */
export function kindsOf(desc: DescMessage): string | undefined {
  let known = found.get(desc);
  if (!known) found.set(desc, (known = { kinds: findKinds(desc) }));
  return known.kinds;
}

function findKinds(desc: DescMessage): string | undefined {
  const noun = aboutOf(desc);
  for (const field of desc.fields) {
    if (field.fieldKind !== 'enum' || !saysKind(splitWords(field.name), noun)) continue;
    const words = wordsOfValues(field.enum);
    if (PRODUCT_KINDS.some((kinds) => kinds.some((kind) => words.has(kind)))) return [...words].join(' ');
  }
  return undefined;
}

/** Whether a field says what a product is. */
export const saysKind = (words: string, noun: string): boolean => KIND.test(words) && subjectOf(noun) === 'product';

/** The words of all values but the zero, each in the singular: `textile` of `CATEGORY_TEXTILES`. */
const wordsOfValues = (desc: DescEnum): ReadonlySet<string> =>
  new Set(
    desc.values
      .filter(({ number, deprecated }) => number !== 0 && !deprecated)
      .flatMap(({ name }) => splitWords(name).split(' ').map(itemWords)),
  );
