import { fromBinary, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { compile } from '../schema/compile.ts';
import type { Schema } from '../schema/registry.ts';
import type { Plain } from './field-rules.ts';
import { optionBytes, type Options } from './option-bytes.ts';

/** An annotation as a tree of what is set in it, by the names of the file. */
export class Annotation {
  readonly #set = new Map<string, unknown>();
  readonly message: Message;
  /** Extensions that are set in it: predefined rules. */
  readonly extensions: readonly { readonly extendee: string; readonly no: number }[];

  constructor(message: ReflectMessage) {
    for (const field of message.desc.fields)
      if (message.isSet(field)) this.#set.set(field.name, valueOf(message, field));
    this.message = message.message;
    const numbers = new Set(message.message.$unknown?.map(({ no }) => no));
    this.extensions = [...numbers].map((no) => ({ extendee: message.desc.typeName, no }));
  }

  names(): readonly string[] {
    return [...this.#set.keys()];
  }

  /** A message in it. */
  part(name: string): Annotation | undefined {
    const value = this.#set.get(name);
    return value instanceof Annotation ? value : undefined;
  }

  parts(name: string): readonly Annotation[] {
    const value = this.#set.get(name);
    return Array.isArray(value) ? value.filter((item) => item instanceof Annotation) : [];
  }

  plain(name: string): Plain | undefined {
    const value = this.#set.get(name);
    return Array.isArray(value) || value instanceof Annotation ? undefined : (value as Plain | undefined); // the rest is plain
  }

  list(name: string): readonly Plain[] | undefined {
    const value = this.#set.get(name);
    return Array.isArray(value) ? value.filter((item): item is Plain => !(item instanceof Annotation)) : undefined;
  }

  text(name: string): string | undefined {
    const value = this.#set.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#set.get(name) === true;
  }

  /** A size: numbers beyond what a message can hold are cut. */
  size(name: string): number | undefined {
    const value = this.#set.get(name);
    return typeof value === 'bigint' ? Number(value) : undefined;
  }
}

function valueOf(message: ReflectMessage, field: DescField): unknown {
  const value: unknown = message.get(field);
  if (field.fieldKind !== 'list') return one(value, field);
  return [...(value as Iterable<unknown>)].map((item) => one(item, field)); // a list can be walked
}

function one(value: unknown, field: DescField): unknown {
  if (field.message) {
    const message = value as ReflectMessage; // the field holds messages
    return momentOf(message) ?? new Annotation(message);
  }
  if (field.enum) return BigInt(value as number);
  if (typeof value === 'number' && field.scalar !== ScalarType.DOUBLE && field.scalar !== ScalarType.FLOAT)
    return BigInt(value);
  return value;
}

/** Nanoseconds of a duration or timestamp, the paths of a mask. */
function momentOf({ desc, message }: ReflectMessage): Plain | undefined {
  // The type's name says what its message holds.
  const fields = message as unknown as { seconds: bigint; nanos: number; paths: string[] };
  if (desc.typeName === 'google.protobuf.Duration' || desc.typeName === 'google.protobuf.Timestamp')
    return fields.seconds * 1_000_000_000n + BigInt(fields.nanos);
  return desc.typeName === 'google.protobuf.FieldMask' ? fields.paths.join() : undefined;
}

const FILES = [
  ['buf.validate.', 'buf/validate/validate.proto'],
  ['validate.', 'validate/validate.proto'],
  ['grpc.gateway.', 'protoc-gen-openapiv2/options/annotations.proto'],
] as const;
const known = new Map<string, Schema>();

/** The definitions that annotations are read with: our own, whatever version the tree brings along. Compiled when first needed. */
function definitionOf(type: string): DescMessage {
  const file = FILES.find(([start]) => type.startsWith(start))![1]; // only these are asked for
  let schema = known.get(file);
  if (!schema) {
    schema = compile({ files: [{ path: 'rules.proto', text: `syntax = "proto3"; import "${file}";` }], roots: [''] });
    known.set(file, schema);
  }
  return schema.type(type) as DescMessage; // of our own definitions
}

/** Reads a message-typed option; undefined where it is not set, or is no such message. */
export function annotation(options: Options | undefined, number: number, type: string): Annotation | undefined {
  const bytes = optionBytes(options, number);
  if (!bytes) return undefined;
  const desc = definitionOf(type);
  try {
    return new Annotation(reflect(desc, fromBinary(desc, bytes)));
  } catch {
    return undefined;
  }
}
