import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { itemWords } from '../generate/words.ts';
import { wordsOf } from './infer-field.ts';

/** `AddTag { tag }`: fields of a request that are items of a list of the thing. */
export function itemPairs(
  fields: readonly DescField[],
  desc: DescMessage,
): readonly { readonly from: DescField; readonly to: DescField }[] {
  return fields.flatMap((from) => {
    const to = desc.fields.find(
      (field) =>
        field.fieldKind === 'list' &&
        field.scalar !== undefined &&
        field.scalar === from.scalar &&
        field !== from &&
        itemWords(wordsOf(field)) === itemWords(wordsOf(from)),
    );
    return to && from.name !== to.name ? [{ from, to }] : [];
  });
}
