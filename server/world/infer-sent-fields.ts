import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { sameType } from './infer-field.ts';
import { thingSpots } from './infer-spot.ts';
import type { FieldPath, Resource } from './resource.ts';

type Pair = { readonly from: FieldPath; readonly to: FieldPath };

/** Fields of the request, or of a message in it, that are fields of the thing. */
export function fieldsIn(
  input: DescMessage,
  resource: Resource,
  id: FieldPath | undefined,
  used: ReadonlySet<DescField | undefined>,
): readonly Pair[] {
  let best: readonly Pair[] = [];
  for (const { path, desc } of thingSpots(input)) {
    const pairs = desc.fields.flatMap((from): readonly Pair[] => {
      if (used.has(from) || from === id?.[0]) return [];
      const box = from.fieldKind === 'message' && isWrapperDesc(from.message) ? from.message.fields[0] : undefined;
      const to = resource.desc.fields.find(
        (field) =>
          field.name === from.name &&
          // `google.protobuf.StringValue title` says whether it was set; a thing has its text.
          (sameType(field, from) || (box && field.fieldKind === 'scalar' && field.scalar === box.scalar)),
      );
      if (!to) return [];
      return [{ from: box && to.fieldKind === 'scalar' ? [...path, from, box] : [...path, from], to: [to] }];
    });
    if (pairs.length > best.length) best = pairs;
  }
  return best;
}
