import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type } from '@bufbuild/protobuf/wkt';
import type { MethodKind } from '../contract/schema.ts';

/**
 * A field: `string`, `bytes`, `bool` or the name of an integer type; otherwise `message:Name` or `enum:Name`, relative to
 * the package, or with a leading dot. `extra`: `repeated`, or the name of its oneof.
 */
export type FieldRow = readonly [name: string, number: number, type: string, extra?: string];
/** Values are numbered from 0. */
export type EnumRow = readonly [name: string, values: readonly string[]];
/** Request and response are relative to the package. */
export type MethodRow = readonly [name: string, request: string, response: string, kind?: MethodKind];

/** A message; its oneofs are those that its fields name, in their order. */
export interface MessageTable {
  readonly name: string;
  readonly fields: readonly FieldRow[];
  readonly messages?: readonly MessageTable[];
  readonly enums?: readonly EnumRow[];
  /** Numbers that no field may have. */
  readonly reserved?: readonly number[];
  /** It is one entry of a map, which is a repeated field of it. */
  readonly mapEntry?: boolean;
}

/** A file of ours, with one service. */
export interface FileTable {
  readonly name: string;
  readonly package: string;
  readonly dependencies?: readonly string[];
  readonly messages: readonly MessageTable[];
  readonly service: string;
  readonly methods: readonly MethodRow[];
}

const SCALARS: ReadonlyMap<string, Type> = new Map([
  ['string', Type.STRING],
  ['bytes', Type.BYTES],
  ['bool', Type.BOOL],
  ['int32', Type.INT32],
  ['int64', Type.INT64],
  ['uint32', Type.UINT32],
]);

/**
 * The bytes of a `FileDescriptorProto`. They are written as they are: every start needs them, and the library's way by
 * messages takes ten times as long before it is warm.
 */
export function fileBytes(table: FileTable): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, table.name);
  text(writer, 2, table.package);
  for (const name of table.dependencies ?? []) text(writer, 3, name);
  for (const message of table.messages) inside(writer, 4, () => writeMessage(writer, table.package, message));
  inside(writer, 6, () => {
    text(writer, 1, table.service);
    for (const method of table.methods) inside(writer, 2, () => writeMethod(writer, table.package, method));
  });
  text(writer, 12, 'proto3');
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, pkg: string, table: MessageTable): void {
  const oneofs: string[] = [];
  text(writer, 1, table.name);
  for (const row of table.fields) {
    const [, , , extra] = row;
    if (extra !== undefined && extra !== 'repeated' && !oneofs.includes(extra)) oneofs.push(extra);
    inside(writer, 2, () => writeField(writer, pkg, row, oneofs));
  }
  for (const nested of table.messages ?? []) inside(writer, 3, () => writeMessage(writer, pkg, nested));
  for (const [name, values] of table.enums ?? [])
    inside(writer, 4, () => {
      text(writer, 1, name);
      values.forEach((value, at) =>
        inside(writer, 2, () => {
          text(writer, 1, value);
          number(writer, 2, at);
        }),
      );
    });
  if (table.mapEntry) inside(writer, 7, () => number(writer, 7, 1));
  for (const oneof of oneofs) inside(writer, 8, () => text(writer, 1, oneof));
  for (const reserved of table.reserved ?? [])
    inside(writer, 9, () => {
      number(writer, 1, reserved);
      number(writer, 2, reserved + 1);
    });
}

function writeField(
  writer: BinaryWriter,
  pkg: string,
  [name, no, type, extra]: FieldRow,
  oneofs: readonly string[],
): void {
  const [kind, ref] = type.split(':');
  text(writer, 1, name);
  number(writer, 3, no);
  number(writer, 4, extra === 'repeated' ? Label.REPEATED : Label.OPTIONAL);
  number(writer, 5, SCALARS.get(type) ?? (kind === 'enum' ? Type.ENUM : Type.MESSAGE));
  if (ref !== undefined) text(writer, 6, ref.startsWith('.') ? ref : `.${pkg}.${ref}`);
  const oneof = extra === undefined ? -1 : oneofs.indexOf(extra);
  if (oneof >= 0) number(writer, 9, oneof);
  text(
    writer,
    10,
    name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  );
}

function writeMethod(writer: BinaryWriter, pkg: string, [name, request, response, kind = 'unary']: MethodRow): void {
  text(writer, 1, name);
  text(writer, 2, `.${pkg}.${request}`);
  text(writer, 3, `.${pkg}.${response}`);
  if (kind === 'client_streaming' || kind === 'bidi_streaming') number(writer, 5, 1);
  if (kind === 'server_streaming' || kind === 'bidi_streaming') number(writer, 6, 1);
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function number(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int32(value);
}

function inside(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
