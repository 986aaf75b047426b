import { ScalarType, type DescField, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Problem } from '../contract/problem.ts';
import { assignFields, fieldLabel, type AnyField } from './assign-fields.ts';
import { childPath, type EncodeContext } from './encode-context.ts';
import { encodeEnum, scalarWireType, writeScalar, writeScalarField } from './encode-field.ts';
import { describeNode, encodeScalar } from './encode-scalar.ts';
import { wktWriter } from './encode-wkt.ts';
import { Findings } from './findings.ts';
import { readJson, type JsonNode } from './json-text.ts';
import { ELEMENT_BUDGET, RECURSION_LIMIT } from './limits.ts';

/**
 * ProtoJSON text → canonical bytes (fields in the order of their numbers), strictly: unknown and doubled fields, wrong
 * types, values out of range, enum typos and missing proto2 `required` fields are problems with path, line and column; all are reported, up to 100.
 * `types` resolves `Any` and extensions.
 */
export function encodeJson(
  desc: DescMessage,
  text: string,
  types?: Registry,
): { readonly bytes: Uint8Array } | { readonly problems: readonly Problem[] } {
  const findings = new Findings(text);
  const read = readJson(text, { depth: RECURSION_LIMIT, elements: ELEMENT_BUDGET });
  if ('fault' in read) {
    findings.add(read.fault.at, '', read.fault.code, read.fault.message, read.fault.hint);
    return { problems: findings.problems() };
  }
  const bytes = encodeNode(desc, read.node, findings, '', types);
  return bytes ? { bytes } : { problems: findings.problems() };
}

/**
 * The same for a value that was read before, by whatever reads text with places: undefined where something was found.
 * `path`: where the value stands, for what is found in it. `partial`: missing `required` fields are no fault.
 */
export function encodeNode(
  desc: DescMessage,
  node: JsonNode,
  findings: Findings,
  path: string,
  types?: Registry,
  options: { readonly partial?: boolean } = {},
): Uint8Array | undefined {
  const before = findings.count;
  const ctx: EncodeContext = {
    types,
    findings,
    partial: options.partial ?? false,
    message: (inner, value, at, writer) => writeMessage(ctx, inner, value, at, writer),
  };
  const writer = new BinaryWriter();
  writeMessage(ctx, desc, node, path, writer);
  return findings.count > before ? undefined : writer.finish();
}

function writeMessage(ctx: EncodeContext, desc: DescMessage, node: JsonNode, path: string, writer: BinaryWriter): void {
  const wkt = wktWriter(desc);
  if (wkt) {
    wkt(ctx, node, path, writer);
    return;
  }
  if (node.kind !== 'object') {
    const message = `Expected an object (${desc.typeName}), found ${describeNode(node)}.`;
    ctx.findings.add(node.at, path, 'json-wrong-type', message);
    return;
  }
  const assigned = assignFields(ctx, desc, node.members, path);
  for (const { field, member } of assigned.toSorted((left, right) => left.field.number - right.field.number))
    writeField(ctx, field, member.value, childPath(path, fieldLabel(field)), writer);
  for (const field of desc.fields)
    if (!ctx.partial && field.presence === Presence.LEGACY_REQUIRED && !assigned.some((entry) => entry.field === field))
      ctx.findings.add(
        node.at,
        childPath(path, field.jsonName),
        'json-missing-required',
        `The required field "${field.jsonName}" of ${desc.typeName} is missing.`,
      );
}

function writeField(ctx: EncodeContext, field: AnyField, node: JsonNode, path: string, writer: BinaryWriter): void {
  switch (field.fieldKind) {
    case 'scalar':
    case 'enum': {
      const value = singleValue(ctx, field, node, path);
      const scalar = field.scalar ?? ScalarType.INT32;
      const skipZero = field.presence === Presence.IMPLICIT && !field.oneof;
      if (value !== undefined) writeScalarField({ number: field.number, scalar }, value, writer, skipZero);
      return;
    }
    case 'message':
      writeSubMessage(ctx, field.number, field.message, field.delimitedEncoding, node, path, writer);
      return;
    case 'list':
      writeList(ctx, field, node, path, writer);
      return;
    case 'map':
      writeMap(ctx, field, node, path, writer);
  }
}

function singleValue(
  ctx: EncodeContext,
  field: { readonly scalar?: ScalarType | undefined; readonly enum?: AnyField['enum'] },
  node: JsonNode,
  path: string,
): string | number | bigint | boolean | Uint8Array | undefined {
  const result = field.enum ? encodeEnum(field.enum, node) : encodeScalar(field.scalar!, node);
  if ('value' in result) return result.value;
  ctx.findings.add(node.at, path, result.code, result.message, result.hint);
  return undefined;
}

function writeSubMessage(
  ctx: EncodeContext,
  number: number,
  desc: DescMessage,
  group: boolean,
  node: JsonNode,
  path: string,
  writer: BinaryWriter,
): void {
  writer.tag(number, group ? WireType.StartGroup : WireType.LengthDelimited);
  if (!group) writer.fork();
  writeMessage(ctx, desc, node, path, writer);
  if (group) writer.tag(number, WireType.EndGroup);
  else writer.join();
}

function writeList(
  ctx: EncodeContext,
  field: AnyField & { fieldKind: 'list' },
  node: JsonNode,
  path: string,
  writer: BinaryWriter,
): void {
  if (node.kind !== 'array') {
    const message = `Expected an array, found ${describeNode(node)}.`;
    ctx.findings.add(node.at, path, 'json-wrong-type', message, 'This field is repeated: write [ … ].');
    return;
  }
  if (node.items.length === 0) return;
  const scalar = field.listKind === 'enum' ? ScalarType.INT32 : field.scalar;
  if (field.packed) writer.tag(field.number, WireType.LengthDelimited).fork();
  node.items.forEach((item, index) => {
    const itemPath = `${path}[${index}]`;
    if (field.listKind === 'message') {
      writeSubMessage(ctx, field.number, field.message, field.delimitedEncoding, item, itemPath, writer);
      return;
    }
    const value = singleValue(ctx, field, item, itemPath);
    if (value === undefined || scalar === undefined) return;
    if (!field.packed) writer.tag(field.number, scalarWireType(scalar));
    writeScalar(scalar, value, writer);
  });
  if (field.packed) writer.join();
}

function writeMap(
  ctx: EncodeContext,
  field: DescField & { fieldKind: 'map' },
  node: JsonNode,
  path: string,
  writer: BinaryWriter,
): void {
  if (node.kind !== 'object') {
    const message = `Expected an object, found ${describeNode(node)}.`;
    ctx.findings.add(node.at, path, 'json-wrong-type', message, 'This field is a map: write { "key": value }.');
    return;
  }
  const seen = new Set<string>();
  for (const { key, keyAt, value } of node.members) {
    const entryPath = `${path}[${JSON.stringify(key.slice(0, 60))}]`;
    const boolKey = field.mapKey === ScalarType.BOOL && (key === 'true' || key === 'false');
    const keyValue = singleValue(
      ctx,
      { scalar: field.mapKey },
      boolKey ? { kind: 'boolean', at: keyAt, value: key === 'true' } : { kind: 'string', at: keyAt, value: key },
      entryPath,
    );
    if (keyValue !== undefined && seen.has(String(keyValue)))
      ctx.findings.add(keyAt, entryPath, 'json-duplicate-field', `The key "${key.slice(0, 60)}" appears twice.`);
    seen.add(String(keyValue));
    writer.tag(field.number, WireType.LengthDelimited).fork();
    if (keyValue !== undefined) writeScalarField({ number: 1, scalar: field.mapKey }, keyValue, writer, false);
    if (field.mapKind === 'message') writeSubMessage(ctx, 2, field.message, false, value, entryPath, writer);
    else {
      const encoded = singleValue(ctx, field, value, entryPath);
      const scalar = field.mapKind === 'enum' ? ScalarType.INT32 : field.scalar;
      if (encoded !== undefined) writeScalarField({ number: 2, scalar }, encoded, writer, false);
    }
    writer.join();
  }
}
