import { ScalarType } from '@bufbuild/protobuf';
import type { SchemaMethod } from '../schema/registry.ts';
import { describeNode } from '../codec/encode-scalar.ts';
import type { ParseContext } from './parse-context.ts';
import { fieldHint } from './parse-hints.ts';
import { readMessageMatch, readPlainMatch } from './parse-match.ts';
import { readMetadataKey } from './parse-metadata.ts';
import { below, quoted, readShape, type ReadMember } from './parse-shape.ts';
import type { MatchSpec, WhenSpec } from './spec.ts';

const OF_STREAMS = ['first', 'last', 'any', 'all', 'count'] as const;

/** True where the client sends any number of messages. */
const streamsUp = ({ kind }: SchemaMethod): boolean => kind === 'client_streaming' || kind === 'bidi_streaming';

/** `when:` of a stub. Parts with problems are left out, and the stub with them. */
export function readWhen(ctx: ParseContext, member: ReadMember | undefined, method: SchemaMethod): WhenSpec {
  const members = member && readShape(ctx, member.node, 'when', member.path, fieldHint(method.desc.input, 'request'));
  if (!members) return {};
  const message = (key: string): MatchSpec | undefined => {
    const one = members.get(key);
    return one && readMessageMatch(ctx, method.desc.input, method.types, one.node, one.path);
  };
  for (const key of OF_STREAMS) {
    const one = members.get(key);
    if (one && !streamsUp(method))
      ctx.report(
        one.at,
        one.path,
        'stub-kind',
        `${method.path.slice(1)} has one request: ${key} is for streams of them.`,
        'Write request: { … }.',
      );
  }
  const request = message('request');
  const metadata = members.get('metadata');
  const cel = members.get('cel');
  const entries = metadata && readMetadataMatch(ctx, metadata, method);
  const when: WhenSpec = {
    ...(request && { request }),
    ...(entries && { metadata: entries }),
    ...(cel?.node.kind === 'string' && readCel(ctx, cel, cel.node.value)),
  };
  if (!streamsUp(method)) return when;
  const [first, last, any, all] = [message('first'), message('last'), message('any'), message('all')];
  const counted = members.get('count');
  const count = counted && readPlainMatch(ctx, { is: 'count' }, method.types, counted.node, counted.path);
  return {
    ...when,
    ...(first && { first }),
    ...(last && { last }),
    ...(any && { any }),
    ...(all && { all }),
    ...(count && { count }),
  };
}

function readCel(ctx: ParseContext, { node, path }: ReadMember, text: string): Pick<WhenSpec, 'cel'> {
  if (text.trim() === '')
    ctx.report(node.at, path, 'stub-range', 'This expression is empty.', 'Write one, or remove cel.');
  return { cel: { text, place: ctx.place(node, path) } };
}

function readMetadataMatch(
  ctx: ParseContext,
  { node, path }: ReadMember,
  { types }: SchemaMethod,
): WhenSpec['metadata'] {
  if (node.kind !== 'object')
    return ctx.report(
      node.at,
      path,
      'stub-wrong-type',
      `Expected an object, found ${describeNode(node)}.`,
      'Write { x-key: "value" }.',
    );
  const seen = new Set<string>();
  return node.members.flatMap(({ key: written, keyAt, value }) => {
    const at = below(path, written);
    const key = readMetadataKey(ctx, written, keyAt, at);
    if (key === undefined) return [];
    if (seen.has(key))
      ctx.report(keyAt, at, 'stub-duplicate-key', `The key ${quoted(key)} stands twice.`, 'Remove one of the two.');
    seen.add(key);
    const match = readPlainMatch(
      ctx,
      key.endsWith('-bin') ? { is: 'scalar', scalar: ScalarType.BYTES } : { is: 'metadata' },
      types,
      value,
      at,
    );
    return match ? [{ key, match }] : [];
  });
}
