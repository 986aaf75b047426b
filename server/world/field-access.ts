import { clearField, create, isFieldSet, type DescField, type Message } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { FieldPath } from './resource.ts';

// A message of the library keeps its fields as properties under their local names; a member of a oneof stands in
// `{ case, value }` under the name of its oneof. Wrappers outside of oneofs are bare values, a Struct is plain JSON.
type Fields = Record<string, unknown>;
interface Member {
  readonly case?: string | undefined;
  readonly value?: unknown;
}

/** The value of a field in the library's local form: the default where it is unset without presence, else undefined. */
export function readField(message: Message, field: DescField): unknown {
  const fields = message as unknown as Fields;
  if (!field.oneof) return fields[field.localName];
  const member = fields[field.oneof.localName] as Member | undefined;
  return member?.case === field.localName ? member.value : undefined;
}

/** Sets a field; undefined clears it. */
export function writeField(message: Message, field: DescField, value: unknown): void {
  const fields = message as unknown as Fields;
  if (value === undefined) clearField(message, field);
  else if (field.oneof) fields[field.oneof.localName] = { case: field.localName, value };
  else fields[field.localName] = value;
}

/** Whether the library keeps the message of a field as the bare value of its only field. */
const isBare = (field: DescField): boolean =>
  field.fieldKind === 'message' && field.oneof === undefined && isWrapperDesc(field.message);

/** The value at the end of a path; undefined where a message on the way is unset. A path may go into a wrapper. */
export function readPath(message: Message, path: readonly DescField[]): unknown {
  let value: unknown = message;
  for (const field of path) {
    if (value === undefined) return undefined;
    // All but the last of a path hold messages; a bare wrapper is the value already.
    if (isHolder(value)) value = readField(value, field);
  }
  return value;
}

const isHolder = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/** Whether the field at the end of a path is set: present, or not the default where it has no presence. */
export function isPathSet(message: Message, path: FieldPath): boolean {
  const holder = readPath(message, path.slice(0, -1));
  return isHolder(holder) ? isFieldSet(holder, path.at(-1)!) : holder !== undefined;
}

/** Sets the field at the end of a path and makes the messages on the way; undefined clears it. */
export function writePath(message: Message, path: FieldPath, value: unknown): void {
  let holder = message;
  for (const field of path.slice(0, -1)) {
    if (isBare(field)) return writeField(holder, field, value);
    let next = readField(holder, field) as Message | undefined; // all but the last of a path hold messages
    if (next === undefined) {
      if (value === undefined || !field.message) return;
      next = create(field.message);
      writeField(holder, field, next);
    }
    holder = next;
  }
  writeField(holder, path.at(-1)!, value);
}
