import { createRegistry, fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Schema, SchemaFile } from './registry.ts';
import { schemaFile, schemaFromFiles } from './schema-from-files.ts';
import { wellKnownNames } from './well-known.ts';
import { WireCursor } from './wire-cursor.ts';

/** How names of descriptor sets end; `.json` is one only where its content says so. */
export const SET_EXTENSIONS = ['.binpb', '.pb', '.protoset', '.desc', '.json'] as const;

export const isSetName = (name: string): boolean =>
  SET_EXTENSIONS.some((extension) => name.toLowerCase().endsWith(extension));

/** More files are no tree that a person has; all of googleapis has 8,000. */
const MAX_FILES = 100_000;

/**
 * The files of a `FileDescriptorSet` (or a buf image), as bytes or as ProtoJSON. What it is not is said in half a
 * sentence. `path` becomes the path of the files, save of well-known ones, which are nobody's own.
 */
export function readDescriptorSet(
  bytes: Uint8Array,
  path: string,
): { readonly files: readonly SchemaFile[] } | { readonly why: string } {
  const found = isJson(bytes) ? fromJsonSet(bytes) : fromBinarySet(bytes);
  if ('why' in found) return found;
  if (found.protos.length === 0) return { why: 'it holds no files' };
  if (found.protos.length > MAX_FILES) return { why: `it holds more than ${MAX_FILES} files` };
  const files = new Map<string, SchemaFile>();
  for (const proto of found.protos) {
    const file = readFile(proto, path);
    if (typeof file === 'string') return { why: file };
    if (!files.has(file.name)) files.set(file.name, file);
  }
  return { files: [...files.values()] };
}

function readFile(proto: Uint8Array, path: string): SchemaFile | string {
  try {
    // The whole of it is read once, so that nothing later meets bytes that are no descriptor.
    const { name } = fromBinary(FileDescriptorProtoSchema, proto);
    if (name === '') return 'a file in it has no name';
    return schemaFile(proto, wellKnownNames.has(name) ? undefined : path);
  } catch (error) {
    return `a file in it is no descriptor: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The first byte that counts; no set begins with a brace, since its first field would be 15. */
function isJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x7b || (first === 0xef && bytes[3] === 0x7b);
}

type Protos = { readonly protos: readonly Uint8Array[] } | { readonly why: string };

function fromBinarySet(bytes: Uint8Array): Protos {
  const protos: Uint8Array[] = [];
  const cursor = new WireCursor(bytes);
  let end = 0;
  while (cursor.next()) {
    if (cursor.field !== 1 || cursor.wire !== 2) return { why: 'it is not a FileDescriptorSet' };
    protos.push(bytes.subarray(cursor.start, cursor.stop));
    end = cursor.offset;
  }
  return end === bytes.length ? { protos } : { why: 'it is not a FileDescriptorSet, or was cut short' };
}

/** Custom options stand in JSON as `[name]`: the extensions of the set itself are needed to read them, so it is read twice. */
function fromJsonSet(bytes: Uint8Array): Protos {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json !== 'object' || json === null || !('file' in json)) return { why: 'it is not a FileDescriptorSet' };
    // Parsed JSON is a JsonValue.
    const value = json as JsonValue;
    const plain = fromJson(FileDescriptorSetSchema, withoutExtensions(value), { ignoreUnknownFields: true });
    const schema = schemaFromFiles(plain.file.map((file) => schemaFile(toBinary(FileDescriptorProtoSchema, file))));
    const set = fromJson(FileDescriptorSetSchema, value, { ignoreUnknownFields: true, registry: extensionsOf(schema) });
    return { protos: set.file.map((file) => toBinary(FileDescriptorProtoSchema, file)) };
  } catch (error) {
    return { why: `it is not a FileDescriptorSet: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function withoutExtensions(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  for (const [key, inner] of Object.entries(value)) if (!key.startsWith('[')) kept[key] = withoutExtensions(inner);
  return kept;
}

function extensionsOf(schema: Schema): ReturnType<typeof createRegistry> {
  const types = [...schema.files.keys()].flatMap((name) => {
    const file = schema.descFile(name);
    return file ? [...nestedTypes(file)] : [];
  });
  return createRegistry(...types);
}

/** The files that a set of these consists of: with all that they import, imports first. */
export function withImports(schema: Schema, names: Iterable<string>): SchemaFile[] {
  const order: SchemaFile[] = [];
  const seen = new Set<string>();
  for (const root of names) {
    const stack = [{ name: root, done: false }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const file = schema.files.get(top.name);
      if (top.done && file) order.push(file);
      if (top.done || !file || seen.has(top.name)) continue;
      seen.add(top.name);
      stack.push({ name: top.name, done: true });
      for (const name of importsOf(file).reverse()) stack.push({ name, done: false });
    }
  }
  return order;
}

/** Imports of every kind; those for options alone (field 15) are no dependencies. */
function importsOf(file: SchemaFile): string[] {
  const names = [...file.dependencies];
  const cursor = new WireCursor(file.bytes);
  while (cursor.next()) if (cursor.field === 15 && cursor.wire === 2) names.push(cursor.text());
  return names;
}

/** A `FileDescriptorSet` of files that are in order. */
export function writeDescriptorSet(files: readonly SchemaFile[]): Uint8Array {
  const heads = files.map(({ bytes }) => [0x0a, ...varint(bytes.length)]);
  const size = files.reduce((sum, { bytes }, index) => sum + heads[index]!.length + bytes.length, 0);
  const set = new Uint8Array(size);
  let at = 0;
  files.forEach(({ bytes }, index) => {
    set.set(heads[index]!, at);
    at += heads[index]!.length;
    set.set(bytes, at);
    at += bytes.length;
  });
  return set;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** The same as ProtoJSON, with custom options by name. */
export function descriptorSetJson(schema: Schema, files: readonly SchemaFile[]): string {
  const registry = extensionsOf(schema);
  const set = fromBinary(FileDescriptorSetSchema, writeDescriptorSet(files));
  return `${JSON.stringify(toJson(FileDescriptorSetSchema, set, { registry }), null, 2)}\n`;
}
