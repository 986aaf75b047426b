import { defaultFeatures, inherit, ownFeatures, type Features } from './features.ts';
import { canPack, TYPE_GROUP, TYPE_MESSAGE } from './parse-type.ts';
import { featuresOf, type SymbolTable } from './symbols.ts';
import { PROTO2, type EnumNode, type FieldNode, type MessageNode, type OptionNode } from './syntax-tree.ts';
import { wellKnownFile } from './well-known.ts';
import { WireCursor } from './wire-cursor.ts';

/** What is needed of a field to write a value of it. */
export interface FieldShape {
  readonly name: string;
  readonly number: number;
  /** As in FieldDescriptorProto. */
  readonly type: number;
  readonly repeated: boolean;
  readonly packed: boolean;
  /** Full name, without a leading dot, of a message or enum. */
  readonly typeName: string;
  /** Full name of the extended message; empty for fields. */
  readonly extendee: string;
  /** Kinds of entities that the field can be set on, as `FieldOptions.targets` numbers them; absent for all. */
  readonly targets?: readonly number[];
  /** Place of the oneof that the field is in; absent for others. */
  readonly oneof?: number;
}

export type MessageShape = ReadonlyMap<string, FieldShape>;
export type EnumShape = ReadonlyMap<string, number>;

/**
 * Shapes of the messages that options are written with, on demand: from the tree of the file that is being compiled,
 * or from the bytes of a finished one.
 */
export class Shapes {
  readonly #table: SymbolTable;
  readonly #messages = new Map<string, MessageShape>();
  readonly #enums = new Map<string, EnumShape>();
  readonly #extensions = new Map<string, FieldShape>();

  readonly #builtInMessages = new Map<string, MessageShape | undefined>();

  constructor(table: SymbolTable) {
    this.#table = table;
  }

  /** Our own descriptor.proto; most small files need none of it. */
  get #builtIn(): Uint8Array {
    return wellKnownFile('google/protobuf/descriptor.proto')!;
  }

  /** Messages of descriptor.proto are known whether or not a file imports it, and whatever a user's copy of it says. */
  builtIn(name: string): MessageShape | undefined {
    if (!name.startsWith('google.protobuf.')) return undefined;
    if (this.#builtInMessages.has(name)) return this.#builtInMessages.get(name);
    const found = findType(this.#builtIn, 'google.protobuf', name, 4);
    const shape = found ? messageFromBytes(found, defaultFeatures(PROTO2)) : undefined;
    this.#builtInMessages.set(name, shape);
    return shape;
  }

  message(name: string): MessageShape | undefined {
    const known = this.#messages.get(name);
    if (known) return known;
    const symbol = this.#table.get(name);
    if (symbol?.kind !== 'message') return this.builtIn(name);
    // The kind says what the node is.
    if (symbol.node) return messageFromTree(symbol.node as MessageNode, featuresOf(symbol.unit));
    const found = symbol.unit.bytes && findType(symbol.unit.bytes, symbol.unit.package, name, 4);
    if (!found) return undefined;
    const shape = messageFromBytes(found, featuresOf(symbol.unit));
    this.#messages.set(name, shape);
    return shape;
  }

  enum(name: string): EnumShape | undefined {
    const known = this.#enums.get(name);
    if (known) return known;
    const symbol = this.#table.get(name);
    // The kind says what the node is.
    if (symbol?.kind === 'enum' && symbol.node)
      return new Map((symbol.node as EnumNode).values.map((value) => [value.name, value.number]));
    const own = symbol?.kind === 'enum' ? symbol.unit : { bytes: this.#builtIn, package: 'google.protobuf' };
    const found = own.bytes && findType(own.bytes, own.package, name, 5);
    if (!found) return undefined;
    const shape = enumFromBytes(found);
    this.#enums.set(name, shape);
    return shape;
  }

  extension(name: string): FieldShape | undefined {
    const known = this.#extensions.get(name);
    if (known) return known;
    const symbol = this.#table.get(name);
    if (symbol?.kind !== 'extension') return undefined;
    // The kind says what the node is.
    if (symbol.node) return fieldFromTree(symbol.node as FieldNode, featuresOf(symbol.unit));
    const found = symbol.unit.bytes && findType(symbol.unit.bytes, symbol.unit.package, name, 7);
    if (!found) return undefined;
    const shape = fieldFromBytes(found, featuresOf(symbol.unit));
    this.#extensions.set(name, shape);
    return shape;
  }
}

function addField(shape: Map<string, FieldShape>, field: FieldShape): void {
  shape.set(field.name, field);
  // In text format a group goes by the name of its message.
  if (field.type === TYPE_GROUP) shape.set(field.typeName.slice(field.typeName.lastIndexOf('.') + 1), field);
}

function messageFromBytes(message: WireCursor, features: Features): MessageShape {
  const shape = new Map<string, FieldShape>();
  while (message.next()) if (message.field === 2) addField(shape, fieldFromBytes(message.inside(), features));
  return shape;
}

function enumFromBytes(type: WireCursor): EnumShape {
  const shape = new Map<string, number>();
  while (type.next()) {
    if (type.field !== 2) continue;
    const value = type.inside();
    let [label, number] = ['', 0];
    while (value.next()) {
      if (value.field === 1) label = value.text();
      else if (value.field === 2) number = value.value;
    }
    shape.set(label, number);
  }
  return shape;
}

function messageFromTree(message: MessageNode, features: Features): MessageShape {
  const shape = new Map<string, FieldShape>();
  for (const field of message.fields) addField(shape, fieldFromTree(field, features));
  return shape;
}

function fieldFromTree(field: FieldNode, outer: Features): FieldShape {
  const features = inherit(outer, ownFeatures(field.options));
  const find = (name: string): OptionNode[] =>
    field.options.filter((option) => option.name[0]?.name === name && option.name.length === 1);
  const packed = find('packed')[0]?.value;
  const chosen = packed?.kind === 'ident' ? packed.text === 'true' : features.repeated_field_encoding === 'PACKED';
  const delimited = features.message_encoding === 'DELIMITED' && field.type === TYPE_MESSAGE && !field.mapEntry;
  const targets = find('targets').flatMap(({ value }) =>
    value.kind === 'ident' ? [TARGET_NAMES.indexOf(value.text.replace('TARGET_TYPE_', ''))] : [],
  );
  return {
    name: field.name,
    number: field.number,
    type: delimited ? TYPE_GROUP : field.type,
    repeated: field.label === 3,
    packed: chosen && canPack(field.type),
    typeName: field.typeName.slice(1),
    extendee: field.extendeeFull ?? '',
    ...(targets.length > 0 && { targets }),
    ...(field.oneof >= 0 && !field.proto3Optional && { oneof: field.oneof }),
  };
}

const TARGET_NAMES = 'UNKNOWN FILE EXTENSION_RANGE MESSAGE FIELD ONEOF ENUM ENUM_ENTRY SERVICE METHOD'.split(' ');

function fieldFromBytes(cursor: WireCursor, features: Features): FieldShape {
  let [name, typeName, extendee] = ['', '', ''];
  let [number, label, type] = [0, 1, 0];
  let packed = features.repeated_field_encoding === 'PACKED';
  let delimited = features.message_encoding === 'DELIMITED';
  const targets: number[] = [];
  let [oneof, synthetic] = [-1, false];
  while (cursor.next()) {
    if (cursor.field === 1) name = cursor.text();
    else if (cursor.field === 2) extendee = cursor.text().slice(1);
    else if (cursor.field === 3) number = cursor.value;
    else if (cursor.field === 4) label = cursor.value;
    else if (cursor.field === 5) type = cursor.value;
    else if (cursor.field === 6) typeName = cursor.text().slice(1);
    else if (cursor.field === 9) oneof = cursor.value;
    else if (cursor.field === 17) synthetic = cursor.value !== 0;
    else if (cursor.field === 8) {
      const options = cursor.inside();
      while (options.next()) {
        if (options.field === 2 && options.wire === 0) packed = options.value !== 0;
        else if (options.field === 19) targets.push(...(options.wire === 0 ? [options.value] : options.packed()));
        else if (options.field === 21 && options.wire === 2) {
          const own = options.inside();
          while (own.next()) {
            if (own.field === 3) packed = own.value === 1;
            else if (own.field === 5) delimited = own.value === 2;
          }
        }
      }
    }
  }
  return {
    name,
    number,
    type: delimited && type === TYPE_MESSAGE ? TYPE_GROUP : type,
    repeated: label === 3,
    packed: packed && canPack(type),
    typeName,
    extendee,
    ...(targets.length > 0 && { targets }),
    ...(oneof >= 0 && !synthetic && { oneof }),
  };
}

/** Walks from the file down to the type: `field` is where it stands at the top (4 message, 5 enum, 7 extension). */
function findType(bytes: Uint8Array, pkg: string, name: string, field: number): WireCursor | undefined {
  const parts = name.slice(pkg === '' ? 0 : pkg.length + 1).split('.');
  const nested = field === 4 ? 3 : field === 5 ? 4 : 6;
  let cursor: WireCursor | undefined = new WireCursor(bytes);
  parts.forEach((part, depth) => {
    const last = depth === parts.length - 1;
    const wanted = last ? (depth === 0 ? field : nested) : depth === 0 ? 4 : 3;
    let found: WireCursor | undefined;
    while (!found && cursor?.next())
      if (cursor.field === wanted && nameOf(cursor.inside()) === part) found = cursor.inside();
    cursor = found;
  });
  return cursor;
}

function nameOf(cursor: WireCursor): string {
  while (cursor.next()) if (cursor.field === 1) return cursor.text();
  return '';
}
