import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';

/** A street beside its house number is told without it: `street`, `house_number`. */
export function streets(desc: DescMessage): Agreement[] {
  const texts = desc.fields.filter((field) => field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING);
  return texts.flatMap((number) => {
    const before = /^(.*?) ?\b(house|street|building) (number|no|num|nr)$/.exec(splitWords(number.name))?.[1];
    const street = texts.find((field) => before !== undefined && isStreet(field, before));
    if (!street) return [];
    const { localName } = street;
    return [
      (draft) => {
        const text = draft[localName];
        if (typeof text === 'string') draft[localName] = text.replace(/^\d+ (?=\D)|(?<=\D) \d+$/, '');
      },
    ];
  });
}

const isStreet = (field: DescField, before: string): boolean =>
  !field.oneof && new RegExp(`^${before} ?street( name)?$`).test(splitWords(field.name));
