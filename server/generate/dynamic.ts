import { create, toBinary, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { behaviorsOf, OUTPUT_ONLY } from './annotations.ts';
import type { Generation, Make } from './context.ts';
import { draw, pick } from './hash.ts';
import { phraseOf } from './pools.ts';

/** JSON as it stands in a Struct: small, plausible, the same keys each time. */
export const structOf = (a: number): Record<string, string | number | boolean | null> => ({
  source: pick(['web', 'mobile', 'import', 'api'], draw(a, 1)),
  label: phraseOf(draw(a, 2)),
  score: (draw(a, 3) >>> 0) % 100,
  verified: (draw(a, 4) & 1) === 1,
});

/** A google.protobuf.Value in message form. */
export function valueOf(a: number): unknown {
  const kind =
    (a & 1) === 0 ? { case: 'stringValue', value: phraseOf(a) } : { case: 'numberValue', value: (a >>> 0) % 1000 };
  return { $typeName: 'google.protobuf.Value', kind };
}

/** Paths that are valid for the message that a mask is about: the sibling message, or else the message around it. */
export function maskMaker(field: DescField): Make {
  const sibling = field.parent.fields.find(
    (other) => other.fieldKind === 'message' && !other.message.typeName.startsWith('google.'),
  );
  const target = sibling?.message ?? field.parent;
  const names = target.fields
    .filter(
      (other) =>
        other !== field &&
        other.fieldKind === 'scalar' &&
        !behaviorsOf(other).has(OUTPUT_ONLY) &&
        /^[a-z][a-z\d]*(_[a-z][a-z\d]*)*$/.test(other.name),
    )
    .map(({ name }) => name);
  // The name identifies what is updated; it is not what changes.
  const changing = names.filter((name) => !/^(name|id|uid|etag)$/.test(name));
  const chosen = changing.length > 0 ? changing : names;
  return (a) => ({
    $typeName: 'google.protobuf.FieldMask',
    paths: chosen.length === 0 ? [] : [...new Set([pick(chosen, draw(a, 1)), pick(chosen, draw(a, 2))])],
  });
}

/** A payload whose type the schema knows: a message of the served file, or a well-known one. */
export const makeAny =
  (makeMessage: (desc: DescMessage, a: number, b: number, gen: Generation, depth: number) => unknown): Make =>
  (a, b, _s, gen, depth) => {
    const local = gen.file.messages.filter(
      (desc) =>
        desc.fields.length > 0 &&
        !/(Request|Response)$/.test(desc.name) &&
        !desc.typeName.startsWith('google.protobuf.'),
    );
    const known = ['google.protobuf.Duration', 'google.protobuf.Timestamp', 'google.protobuf.StringValue'].flatMap(
      (name) => gen.types.getMessage(name) ?? [],
    );
    const candidates = local.length > 0 ? local : known;
    if (
      candidates.length === 0 ||
      depth > gen.depth ||
      gen.stack.filter((d) => d.typeName === 'google.protobuf.Any').length > 1
    )
      return undefined;
    const desc = pick(candidates, a);
    // What `makeMessage` returns is a message of the library.
    const message = makeMessage(desc, a, b, gen, gen.depth) as ReturnType<typeof create>;
    return {
      $typeName: 'google.protobuf.Any',
      typeUrl: `type.googleapis.com/${desc.typeName}`,
      value: toBinary(desc, message),
    };
  };
