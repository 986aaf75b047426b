import { ScalarType } from '@bufbuild/protobuf';
import { describeNode, encodeScalar } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { ParseContext } from './parse-context.ts';
import { readText } from './parse-message.ts';
import { below, quoted, type ReadMember } from './parse-shape.ts';
import type { ValueSpec } from './spec.ts';

type Entries = readonly { readonly key: string; readonly value: ValueSpec }[];

/** Headers that HTTP/2 and gRPC write themselves. */
const RESERVED = new Set([
  'content-type',
  'content-length',
  'te',
  'trailer',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'host',
]);
const KEY = /^[0-9a-z_.-]+$/;

/** The key as it is sent; undefined for one that cannot be. */
export function readMetadataKey(ctx: ParseContext, key: string, at: number, path: string): string | undefined {
  const lower = key.toLowerCase();
  if (KEY.test(lower)) return lower;
  return ctx.report(
    at,
    path,
    'stub-metadata',
    `${quoted(key)} is no key of metadata.`,
    'Keys are letters, digits, "-", "_" and ".".',
  );
}

/** `{ x-cost: "3", x-tag: [a, b] }`: keys in lower case, in the order of the file. */
export function readMetadata(ctx: ParseContext, member: ReadMember | undefined): Entries {
  if (member?.node.kind !== 'object') return [];
  const entries: { readonly key: string; readonly value: ValueSpec }[] = [];
  const seen = new Set<string>();
  for (const { key: written, keyAt, value } of member.node.members) {
    const path = below(member.path, written);
    const key = readMetadataKey(ctx, written, keyAt, path);
    if (key === undefined) continue;
    if (seen.has(key))
      ctx.report(
        keyAt,
        path,
        'stub-duplicate-key',
        `The key ${quoted(key)} stands twice.`,
        'Write several values as a list.',
      );
    seen.add(key);
    const why = reserved(key);
    if (why !== undefined) {
      ctx.report(keyAt, path, 'stub-metadata', `${quoted(key)} is written by gRPC itself.`, why);
      continue;
    }
    const items = value.kind === 'array' ? value.items : [value];
    if (items.length === 0)
      ctx.report(value.at, path, 'stub-range', 'This list is empty.', 'Add a value, or remove the key.');
    items.forEach((item, index) => {
      const read = readEntry(ctx, key, item, value.kind === 'array' ? `${path}[${index}]` : path);
      if (read) entries.push({ key, value: read });
    });
  }
  return entries;
}

/** Why a key is not for people to set; undefined for one that is. */
export function reserved(key: string): string | undefined {
  if (key === 'grpc-status') return 'Write status:.';
  if (key === 'grpc-message') return 'Write status: and message:.';
  if (key === 'grpc-status-details-bin') return 'Write status: and details:.';
  return key.startsWith('grpc-') || RESERVED.has(key) ? 'Choose another key.' : undefined;
}

function readEntry(ctx: ParseContext, key: string, node: JsonNode, path: string): ValueSpec | undefined {
  if (node.kind !== 'string') {
    const hint = node.kind === 'number' || node.kind === 'boolean' ? 'Put it in double quotes.' : undefined;
    return ctx.report(node.at, path, 'stub-wrong-type', `Expected text, found ${describeNode(node)}.`, hint);
  }
  const value = readText(ctx, node, path);
  if (!value?.constant) return value;
  const fault = valueFault(key, String(value.json));
  if (fault !== undefined) ctx.report(node.at, path, 'stub-metadata', fault[0], fault[1]);
  return value;
}

/** Why a value cannot be sent with a key, and what to do; undefined for one that can. */
export function valueFault(key: string, text: string): readonly [string, string] | undefined {
  if (key.endsWith('-bin')) {
    const bytes = encodeScalar(ScalarType.BYTES, { kind: 'string', at: 0, value: text });
    return 'value' in bytes
      ? undefined
      : ['The value of a key that ends in -bin is base64.', 'Encode it, or choose a key without -bin.'];
  }
  if (!/^[\x20-\x7e]*$/.test(text))
    return ['A value of metadata is printable ASCII.', 'Use a key that ends in -bin, with base64.'];
  return text === text.trim() ? undefined : ['gRPC takes the spaces around a value away.', 'Remove them.'];
}
