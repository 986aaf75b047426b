import type { Registry } from '@bufbuild/protobuf';
import { hasCustomJsonRepresentation } from '@bufbuild/protobuf/wkt';
import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { STATUS_NAMES, type StatusName } from '../contract/status.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import { readMessage, readText } from './parse-message.ts';
import { below, quoted, type Members, type ReadMember } from './parse-shape.ts';
import { stubTypes } from './schema-types.ts';
import type { StatusSpec, ValueSpec } from './spec.ts';

/** `NOT_FOUND`, or 5. */
export function readStatusName(ctx: ParseContext, { node, path }: ReadMember): StatusName | undefined {
  const byName = node.kind === 'string' ? STATUS_NAMES.find((name) => name === node.value) : undefined;
  const byNumber = node.kind === 'number' ? STATUS_NAMES[Number(node.text)] : undefined;
  const found = byName ?? byNumber;
  if (found !== undefined) return found;
  const near = node.kind === 'string' ? nearestWord(node.value, STATUS_NAMES) : undefined;
  return ctx.report(
    node.at,
    path,
    'stub-status',
    `Expected a status of gRPC, found ${describeNode(node)}.`,
    near ? `Did you mean ${near}?` : 'Write a name such as NOT_FOUND, or a number from 0 to 16.',
  );
}

/** `status`, `message` and `details` of an object, where the status is given and is one. */
export function readStatus(ctx: ParseContext, members: Members, types: Registry): StatusSpec | undefined {
  const given = members.get('status');
  const status = given && readStatusName(ctx, given);
  const text = members.get('message');
  const details = members.get('details');
  const message = text ? readStatusText(ctx, text) : undefined;
  const read = details ? readDetails(ctx, details, types) : [];
  if (status === undefined) return undefined;
  if (status === 'OK' && (text ?? details)) {
    const { at, path } = text ?? details!;
    ctx.report(at, path, 'stub-conflict', 'OK has no text and no details.', 'Choose an error status, or remove this.');
  }
  return { status, message: message ?? null, details: read };
}

function readStatusText(ctx: ParseContext, { node, path }: ReadMember): ValueSpec | undefined {
  if (node.kind !== 'object') return readText(ctx, node, path);
  return ctx.report(
    node.at,
    path,
    'stub-wrong-type',
    'With a status, message is its text, and not a message.',
    'Put it in double quotes, or remove status.',
  );
}

/** Messages with `@type`, by full name or as a URL. */
export function readDetails(ctx: ParseContext, { node, path }: ReadMember, types: Registry): readonly ValueSpec[] {
  if (node.kind !== 'array') return [];
  return node.items.flatMap((item, index) => readDetail(ctx, item, `${path}[${index}]`, types) ?? []);
}

function readDetail(ctx: ParseContext, node: JsonNode, path: string, types: Registry): ValueSpec | undefined {
  if (node.kind !== 'object')
    return ctx.report(node.at, path, 'stub-wrong-type', `Expected an object, found ${describeNode(node)}.`, TYPE_HINT);
  const desc = readTypeOf(ctx, node, path, types);
  if (!desc) return undefined;
  const rest = node.members.filter(({ key }) => key !== '@type');
  if (!hasCustomJsonRepresentation(desc))
    return readMessage(ctx, { desc, types, partial: false }, { ...node, members: rest }, path);
  const value = rest.find(({ key }) => key === 'value');
  for (const { key, keyAt } of rest)
    if (key !== 'value')
      ctx.report(
        keyAt,
        below(path, key),
        'stub-unknown-key',
        `${desc.typeName} stands behind "value".`,
        `Remove ${quoted(key)}.`,
      );
  if (!value)
    return ctx.report(
      node.at,
      path,
      'stub-missing-key',
      `${desc.typeName} needs "value".`,
      'Write { "@type": …, value: … }.',
    );
  return readMessage(ctx, { desc, types, partial: false }, value.value, `${path}.value`);
}

const TYPE_HINT = 'Say which message it is: { "@type": google.rpc.ErrorInfo, reason: … }.';

/** The message that `@type` names; undefined, with a problem, where there is none. */
export function readTypeOf(
  ctx: ParseContext,
  node: JsonNode & { readonly kind: 'object' },
  path: string,
  types: Registry,
) {
  const type = node.members.find(({ key }) => key === '@type');
  if (type?.value.kind !== 'string')
    return ctx.report(
      type?.value.at ?? node.at,
      below(path, '@type'),
      'stub-missing-key',
      'There is no "@type".',
      TYPE_HINT,
    );
  const name = type.value.value.slice(type.value.value.lastIndexOf('/') + 1);
  const desc = stubTypes(types).getMessage(name);
  if (desc) return desc;
  const near = nearestWord(name, messageNames(types));
  return ctx.report(
    type.value.at,
    below(path, '@type'),
    'stub-unknown-type',
    `The schema has no message ${quoted(name)}.`,
    near ? `Did you mean ${near}?` : TYPE_HINT,
  );
}

const STATUS_DETAILS = [
  'ErrorInfo',
  'RetryInfo',
  'DebugInfo',
  'QuotaFailure',
  'PreconditionFailure',
  'BadRequest',
  'RequestInfo',
  'ResourceInfo',
  'Help',
  'LocalizedMessage',
].map((name) => `google.rpc.${name}`);

/** Some of the names that the schema knows: all of them would mean to read every file of a large tree. */
function* messageNames(types: Registry): Iterable<string> {
  yield* STATUS_DETAILS;
  let most = 500;
  for (const type of types) {
    if (--most < 0) return;
    if (type.kind === 'message') yield type.typeName;
  }
}
