import type { DescMessage } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { hasCustomJsonRepresentation, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { childPath, type EncodeContext } from './encode-context.ts';
import { writeScalarField } from './encode-field.ts';
import { describeNode, encodeScalar, wellFormed } from './encode-scalar.ts';
import type { JsonNode } from './json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import { parseDuration, parseTimestamp, snakePath } from './time-text.ts';

type Write = (ctx: EncodeContext, node: JsonNode, path: string, writer: BinaryWriter) => void;

/** The writer of a well-known type with a JSON form of its own; undefined for every other message. */
export function wktWriter(desc: DescMessage): Write | undefined {
  if (!desc.typeName.startsWith('google.protobuf.')) return undefined;
  switch (desc.typeName) {
    case 'google.protobuf.Any':
      return writeAny;
    case 'google.protobuf.Timestamp':
      return secondsWriter(parseTimestamp, 'Write a time as "2026-01-31T10:20:30.5Z".');
    case 'google.protobuf.Duration':
      return secondsWriter(parseDuration, 'Write a duration in seconds: "1.5s".');
    case 'google.protobuf.FieldMask':
      return writeFieldMask;
    case 'google.protobuf.Struct':
      return writeStruct;
    case 'google.protobuf.Value':
      return writeValue;
    case 'google.protobuf.ListValue':
      return writeList;
  }
  if (!isWrapperDesc(desc)) return undefined;
  const field = desc.fields[0];
  return (ctx, node, path, writer) => {
    const result = encodeScalar(field.scalar, node);
    if ('value' in result) writeScalarField(field, result.value, writer, true);
    else ctx.findings.add(node.at, path, result.code, result.message, result.hint);
  };
}

interface Seconds {
  readonly seconds: bigint;
  readonly nanos: number;
}

function secondsWriter(parse: (text: string) => Seconds | string, hint: string): Write {
  return (ctx, node, path, writer) => {
    if (node.kind !== 'string') {
      ctx.findings.add(node.at, path, 'json-wrong-type', `Expected a string, found ${describeNode(node)}.`, hint);
      return;
    }
    const parsed = parse(node.value);
    if (typeof parsed === 'string') {
      ctx.findings.add(node.at, path, 'json-invalid-value', parsed, hint);
      return;
    }
    if (parsed.seconds !== 0n) writer.tag(1, WireType.Varint).int64(parsed.seconds);
    if (parsed.nanos !== 0) writer.tag(2, WireType.Varint).int32(parsed.nanos);
  };
}

const writeFieldMask: Write = (ctx, node, path, writer) => {
  const hint = 'Write the paths in lowerCamelCase, separated by commas: "name,displayName".';
  if (node.kind !== 'string') {
    ctx.findings.add(node.at, path, 'json-wrong-type', `Expected a string, found ${describeNode(node)}.`, hint);
    return;
  }
  for (const part of node.value === '' ? [] : node.value.split(',')) {
    const snake = snakePath(part);
    if (snake === undefined)
      ctx.findings.add(node.at, path, 'json-invalid-value', `"${part}" is not a field path in lowerCamelCase.`, hint);
    else writer.tag(1, WireType.LengthDelimited).string(snake);
  }
};

const writeStruct: Write = (ctx, node, path, writer) => {
  if (node.kind !== 'object') {
    ctx.findings.add(node.at, path, 'json-wrong-type', `Expected an object, found ${describeNode(node)}.`);
    return;
  }
  const seen = new Set<string>();
  for (const { key, keyAt, value } of node.members) {
    if (seen.has(key)) ctx.findings.add(keyAt, path, 'json-duplicate-field', `The name "${key}" appears twice.`);
    seen.add(key);
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).fork();
    writeValue(ctx, value, childPath(path, key), writer);
    writer.join().join();
  }
};

const writeList: Write = (ctx, node, path, writer) => {
  if (node.kind !== 'array') {
    ctx.findings.add(node.at, path, 'json-wrong-type', `Expected an array, found ${describeNode(node)}.`);
    return;
  }
  node.items.forEach((item, index) => {
    writer.tag(1, WireType.LengthDelimited).fork();
    writeValue(ctx, item, `${path}[${index}]`, writer);
    writer.join();
  });
};

const writeValue: Write = (ctx, node, path, writer) => {
  switch (node.kind) {
    case 'null':
      writer.tag(1, WireType.Varint).int32(0);
      return;
    case 'number':
      writer.tag(2, WireType.Bit64).double(Number(node.text));
      if (!Number.isFinite(Number(node.text)))
        ctx.findings.add(node.at, path, 'json-out-of-range', `${node.text.slice(0, 40)} does not fit double.`);
      return;
    case 'string':
      writer.tag(3, WireType.LengthDelimited).string(node.value);
      if (!wellFormed(node.value))
        ctx.findings.add(node.at, path, 'json-invalid-value', 'This string has half of a surrogate pair.');
      return;
    case 'boolean':
      writer.tag(4, WireType.Varint).bool(node.value);
      return;
    case 'object':
    case 'array':
      writer.tag(node.kind === 'object' ? 5 : 6, WireType.LengthDelimited).fork();
      (node.kind === 'object' ? writeStruct : writeList)(ctx, node, path, writer);
      writer.join();
  }
};

const writeAny: Write = (ctx, node, path, writer) => {
  if (node.kind !== 'object') {
    ctx.findings.add(node.at, path, 'json-wrong-type', `Expected an object, found ${describeNode(node)}.`);
    return;
  }
  if (node.members.length === 0) return;
  const type = node.members.find(({ key }) => key === '@type');
  const hint = 'Say which message it holds: "@type": "type.googleapis.com/package.Message".';
  if (type?.value.kind !== 'string' || type.value.value === '') {
    ctx.findings.add(type?.value.at ?? node.at, path, 'json-unknown-type', 'An Any needs "@type".', hint);
    return;
  }
  const url = type.value.value;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const desc = url.includes('/') ? ctx.types?.getMessage(name) : undefined;
  if (desc === undefined) {
    const near = nearestWord(name, messageNames(ctx));
    ctx.findings.add(
      type.value.at,
      childPath(path, '@type'),
      'json-unknown-type',
      `The schema has no message for the type URL "${url}".`,
      near === undefined ? hint : `Did you mean "type.googleapis.com/${near}"?`,
    );
    return;
  }
  const inner = new BinaryWriter();
  const rest = node.members.filter((member) => member !== type);
  if (hasCustomJsonRepresentation(desc)) {
    const value = rest.find(({ key }) => key === 'value');
    for (const member of rest)
      if (member !== value)
        ctx.findings.add(member.keyAt, path, 'json-unknown-field', `${name} in an Any is written as "value" only.`);
    if (value) ctx.message(desc, value.value, childPath(path, 'value'), inner);
    else ctx.findings.add(node.at, path, 'json-invalid-value', `${name} in an Any needs "value".`);
  } else ctx.message(desc, { ...node, members: rest }, path, inner);
  writer.tag(1, WireType.LengthDelimited).string(url);
  const bytes = inner.finish();
  if (bytes.length > 0) writer.tag(2, WireType.LengthDelimited).bytes(bytes);
};

/** Some of the names that the schema knows: all of them would mean to read every file of a large tree. */
function* messageNames(ctx: EncodeContext): Iterable<string> {
  let most = 500;
  for (const type of ctx.types ?? []) {
    if (--most < 0) return;
    if (type.kind === 'message') yield type.typeName;
  }
}
