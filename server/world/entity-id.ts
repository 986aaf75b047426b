import { create, ScalarType, type DescField, type Message } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { base64Decode, base64Encode } from '@bufbuild/protobuf/wire';
import { readPath, writePath } from './field-access.ts';
import type { FieldPath, Resource } from './resource.ts';

/** Whether entities of a resource have names (`shelves/a/books/b`), and no plain ids. */
export const isNamed = (resource: Resource): boolean => resource.patterns.length > 0;

/** Whether there is one of a kind, which no field identifies: its id is its pattern. */
export const isSingleton = (resource: Resource): boolean => resource.id.length === 0;

/** The text of a scalar id, through a wrapper; empty for an unset one. */
export function idText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return value === 0 ? '' : String(value);
    case 'bigint':
      return value === 0n ? '' : String(value);
    case 'object':
      if (value instanceof Uint8Array) return value.length === 0 ? '' : base64Encode(value, 'url');
      return value !== null && 'value' in value ? idText(value.value) : '';
    default:
      return '';
  }
}

/** What a path of a message says, as the text of an id; empty where it says nothing. */
export const idAt = (message: Message, path: FieldPath | undefined): string =>
  path === undefined || path.length === 0 ? '' : idText(readPath(message, path));

/** Text as the value of a scalar field (or wrapper); undefined where it does not fit its type. */
export function idValue(field: DescField, text: string): unknown {
  if (field.fieldKind === 'message') {
    if (!isWrapperDesc(field.message)) return undefined;
    const inner = field.message.fields[0];
    const value = idValue(inner, text);
    // The library keeps a wrapper as its bare value, but not in a oneof.
    return value !== undefined && field.oneof ? create(field.message, { value } as Record<string, unknown>) : value;
  }
  switch (field.scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BYTES:
      try {
        return base64Decode(text);
      } catch {
        return undefined; // not base64
      }
    case ScalarType.INT32:
    case ScalarType.UINT32:
    case ScalarType.SINT32:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      if (!/^-?\d{1,19}$/.test(text)) return undefined;
      return 'longAsString' in field && field.longAsString ? text : BigInt(text);
    default:
      return undefined;
  }
}

/** Ids of parents stand in front of the own one; a slash in one of them must not divide it. */
export const joinKey = (parts: readonly string[]): string =>
  parts.length === 1 ? parts[0]! : parts.map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');

export function splitKey(id: string, count: number): readonly string[] {
  if (count === 1) return [id];
  return id.split('/').map((part) => part.replaceAll('%2F', '/').replaceAll('%25', '%'));
}

/** The parents whose ids are part of the key. */
export const keyParents = (resource: Resource): Resource['parents'] => resource.parents.filter(({ inKey }) => inKey);

/** The id of an entity as its message says it; empty where it says none. */
export function idOf(resource: Resource, message: Message): string {
  if (isSingleton(resource)) return resource.patterns[0] ?? '';
  const own = idAt(message, resource.id);
  const parents = keyParents(resource);
  if (own === '' || parents.length === 0) return own;
  return joinKey([...parents.map(({ path }) => idAt(message, path)), own]);
}

/** Writes an id into a message, with the ids of the parents that are part of it. */
export function writeId(resource: Resource, message: Message, id: string): void {
  const parents = keyParents(resource);
  const parts = splitKey(id, parents.length + 1);
  parents.forEach(({ path }, index) => writeText(message, path, parts[index] ?? ''));
  writeText(message, resource.id, parts.at(-1)!);
}

/** Writes the text of an id at a path; leaves alone what it does not fit. */
export function writeText(message: Message, path: FieldPath, text: string): void {
  const last = path.at(-1);
  const value = last && idValue(last, text);
  if (value === undefined) return;
  const holder = path.at(-2);
  // `UserId { value }` where the library keeps the wrapper bare.
  if (holder?.message && isWrapperDesc(holder.message) && !holder.oneof) writePath(message, path.slice(0, -1), value);
  else writePath(message, path, value);
}
