import { ScalarType, toBinary, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { isWrapperDesc, FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import * as wire from './wire-writer.ts';

/** The library keeps fields as properties under their local names. */
type Fields = Record<string, unknown>;
type Write = (message: Fields) => void;
type WriteValue = (value: unknown) => void;

const writers = new WeakMap<DescMessage, Write | null>();

/**
 * Message → bytes, the same as `toBinary`, which it hands over to wherever a type or a value is out of the ordinary: for
 * groups, `Struct`, maps with other keys than texts, and values of another type than their field's. Compiled once for
 * each descriptor. Throws what `toBinary` throws.
 */
export function encodeMessage(desc: DescMessage, message: Message): Uint8Array {
  let write = writers.get(desc);
  if (write === undefined) {
    write = isOrdinary(desc, new Set()) ? writerOf(desc) : null;
    if (!write) writers.set(desc, null);
  }
  if (write && message.$typeName === desc.typeName) {
    try {
      wire.begin();
      write(message as unknown as Fields);
      return wire.finish();
    } catch (error) {
      // The library finds it again, and says what it says.
      if (error !== wire.STRANGE && !(error instanceof TypeError)) throw error;
    }
  }
  return toBinary(desc, message);
}

function isOrdinary(desc: DescMessage, seen: Set<DescMessage>): boolean {
  if (seen.has(desc)) return true;
  seen.add(desc);
  return desc.fields.every((field) => {
    if (field.fieldKind === 'map' && field.mapKey !== ScalarType.STRING) return false;
    if ('longAsString' in field && field.longAsString) return false;
    if (!field.message) return true;
    if ('delimitedEncoding' in field && field.delimitedEncoding) return false;
    if (field.message.typeName === 'google.protobuf.Struct' && desc.typeName !== 'google.protobuf.Value') return false;
    return isOrdinary(field.message, seen);
  });
}

function writerOf(desc: DescMessage): Write {
  const known = writers.get(desc);
  if (known) return known;
  const steps: Write[] = [];
  const { typeName } = desc;
  const write: Write = (message) => {
    if (message['$typeName'] !== typeName) throw wire.STRANGE;
    for (let index = 0; index < steps.length; index++) steps[index]!(message);
    const unknown = (message as { readonly $unknown?: Message['$unknown'] }).$unknown;
    if (unknown === undefined) return;
    for (const { no, wireType, data } of unknown) {
      wire.writeVarint(((no << 3) | wireType) >>> 0);
      wire.writeRaw(data);
    }
  };
  // Before its fields, for messages may hold messages of their own type.
  writers.set(desc, write);
  for (const field of desc.fields.toSorted((left, right) => left.number - right.number)) steps.push(fieldWriter(field));
  return write;
}

function fieldWriter(field: DescField): Write {
  const { localName: name } = field;
  if (field.fieldKind === 'list') return listWriter(field);
  if (field.fieldKind === 'map') {
    const value = valueWriter(field, 2);
    const tag = tagOf(field.number, 2);
    return (message) => {
      const entries = message[name] as Fields; // a map
      for (const key of Object.keys(entries)) {
        wire.writeVarint(tag);
        const start = wire.open();
        wire.writeVarint(10);
        wire.writeText(key);
        value(entries[key]);
        wire.close(start);
      }
    };
  }
  const write = valueWriter(field, field.number);
  if (field.oneof) {
    const group = field.oneof.localName;
    return (message) => {
      const chosen = message[group] as { readonly case?: string; readonly value?: unknown }; // a oneof
      if (chosen.case === name) write(chosen.value);
    };
  }
  if (field.presence !== Presence.IMPLICIT) {
    const required = field.presence === Presence.LEGACY_REQUIRED;
    return (message) => {
      const value = message[name];
      // Zero values of proto2 lie on the prototype.
      if (value !== undefined && Object.hasOwn(message, name)) write(value);
      else if (required) throw wire.STRANGE;
    };
  }
  const isZero = zeroOf(field);
  return (message) => {
    const value = message[name];
    if (!isZero(value)) write(value);
  };
}

function listWriter(field: DescField & { readonly fieldKind: 'list' }): Write {
  const { localName: name } = field;
  if (field.packed) {
    const item = scalarWriter(field.enum ? ScalarType.INT32 : field.scalar!); // messages are not packed
    const tag = tagOf(field.number, 2);
    return (message) => {
      const items = message[name] as readonly unknown[]; // a list
      if (items.length === 0) return;
      wire.writeVarint(tag);
      const start = wire.open();
      for (let index = 0; index < items.length; index++) item(items[index]);
      wire.close(start);
    };
  }
  const item = valueWriter(field, field.number);
  return (message) => {
    const items = message[name] as readonly unknown[]; // a list
    for (let index = 0; index < items.length; index++) item(items[index]);
  };
}

/** One value with its tag. */
function valueWriter(field: DescField, number: number): WriteValue {
  if (!field.message) {
    const type = field.enum ? ScalarType.INT32 : field.scalar!; // neither message nor enum
    const [write, tag] = [scalarWriter(type), tagOf(number, wireTypeOf(type))];
    return (value) => {
      wire.writeVarint(tag);
      write(value);
    };
  }
  const tag = tagOf(number, 2);
  const write = writerOf(field.message);
  // The library keeps such a wrapper as its bare value.
  const bare = field.fieldKind === 'message' && !field.oneof && isWrapperDesc(field.message);
  const inner = bare ? fieldWriter(field.message.fields[0]) : undefined;
  const held = bare ? field.message.fields[0].localName : '';
  return (value) => {
    if (typeof value !== 'object' && !bare) throw wire.STRANGE;
    wire.writeVarint(tag);
    const start = wire.open();
    if (inner) inner({ [held]: value });
    else write(value as Fields); // a message field holds a message
    wire.close(start);
  };
}

const tagOf = (number: number, wireType: number): number => ((number << 3) | wireType) >>> 0;

function zeroOf(field: DescField): (value: unknown) => boolean {
  if (field.enum) {
    const zero = field.enum.values[0]?.number;
    return (value) => value === zero;
  }
  switch (field.scalar) {
    case ScalarType.BOOL:
      return (value) => value === false;
    case ScalarType.STRING:
      return (value) => value === '';
    case ScalarType.BYTES:
      return (value) => value instanceof Uint8Array && value.length === 0;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      // -0 is not the zero that goes without saying.
      return (value) => Object.is(value, 0);
    default:
      return (value) => value === 0 || value === 0n;
  }
}

function wireTypeOf(type: ScalarType): number {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 2;
    case ScalarType.DOUBLE:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 1;
    case ScalarType.FLOAT:
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
      return 5;
    default:
      return 0;
  }
}

const SCALARS: Readonly<Record<ScalarType, WriteValue>> = {
  [ScalarType.DOUBLE]: wire.writeDouble,
  [ScalarType.FLOAT]: wire.writeFloat,
  [ScalarType.INT64]: wire.writeInt64,
  [ScalarType.UINT64]: wire.writeUint64,
  [ScalarType.INT32]: wire.writeInt32,
  [ScalarType.FIXED64]: wire.writeFixed64,
  [ScalarType.FIXED32]: wire.writeFixed32,
  [ScalarType.BOOL]: wire.writeBool,
  [ScalarType.STRING]: wire.writeText,
  [ScalarType.BYTES]: wire.writeBytes,
  [ScalarType.UINT32]: wire.writeUint32,
  [ScalarType.SFIXED32]: wire.writeSfixed32,
  [ScalarType.SFIXED64]: wire.writeSfixed64,
  [ScalarType.SINT32]: wire.writeSint32,
  [ScalarType.SINT64]: wire.writeSint64,
};

const scalarWriter = (type: ScalarType): WriteValue => SCALARS[type];
