import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { behaviorsOf, IDENTIFIER, IMMUTABLE, OUTPUT_ONLY } from './annotations.ts';
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
  const siblings = field.parent.fields.flatMap((other) =>
    other.fieldKind === 'message' &&
    !/^google\.(protobuf|type|rpc)\./.test(other.message.typeName) &&
    !/(Header|Context|Options|Params|Config)$/.test(other.message.name)
      ? [other.message]
      : [],
  );
  // `edit_mask` of `EditChartRequest` is of the chart, and not of the query beside it.
  const said = /^[A-Z][a-z]+([A-Z]\w*)Request$/.exec(field.parent.name)?.[1] ?? '';
  const sibling =
    siblings.find(({ name }) => said !== '' && (name.endsWith(said) || said.endsWith(name))) ?? siblings[0];
  // A mask of a list is of what it lists, which the request does not say, whatever else it holds.
  const asks = /^(Get|List|Search|Query|Fetch|Read|Lookup|Find|BatchGet)[A-Z].*Request$/.test(field.parent.name);
  if (asks || (!sibling && /Request$/.test(field.parent.name))) return () => undefined;
  const target = sibling ?? field.parent;
  const names = target.fields
    .filter(
      (other) =>
        other !== field &&
        other.fieldKind === 'scalar' &&
        // What the server keeps, or only a new thing may say, is no part of a change.
        ![OUTPUT_ONLY, IMMUTABLE, IDENTIFIER].some((behavior) => behaviorsOf(other).has(behavior)) &&
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

/** What the payload of an `Any` can be in the absence of anything better. */
const KNOWN = ['google.protobuf.Duration', 'google.protobuf.Timestamp', 'google.protobuf.StringValue'];

/**
 * A payload whose type the schema knows: what the method says it is, a message of the served file, or a well-known
 * one. A payload holds no `Any` of its own.
 */
export const makeAny =
  (
    field: DescField,
    makeMessage: (desc: DescMessage, a: number, b: number, gen: Generation, depth: number) => unknown,
  ): Make =>
  (a, b, _s, gen, depth) => {
    if (depth > gen.depth) return undefined;
    const desc = gen.payload?.(field.name) ?? payloadOf(gen, a);
    if (desc === undefined) return undefined;
    // What `makeMessage` returns is a message of the library.
    const message = makeMessage(desc, a, b, gen, gen.depth + 1) as Message;
    return {
      $typeName: 'google.protobuf.Any',
      typeUrl: `type.googleapis.com/${desc.typeName}`,
      value: encodeMessage(desc, message),
    };
  };

function payloadOf(gen: Generation, a: number): DescMessage | undefined {
  const local = gen.file.messages.filter(
    (desc) =>
      desc.fields.length > 0 && !/(Request|Response|Metadata)$/.test(desc.name) && !/^google\./.test(desc.typeName),
  );
  if (local.length > 0) return pick(local, a);
  const known = KNOWN.flatMap((name) => gen.types.getMessage(name) ?? []);
  return known.length > 0 ? pick(known, a) : undefined;
}
