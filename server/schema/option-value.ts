import type { ByteWriter } from './byte-writer.ts';
import { nearestWord } from './nearest.ts';
import { integerOf, numberOf } from './numeric-text.ts';
import type { FieldShape, Shapes } from './shapes.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import type { AggregateField, ValueNode } from './syntax-tree.ts';

/** How the values of options find the types they name. */
export interface ValueNames {
  readonly shapes: Shapes;
  /** Full name of an extension as seen from where the option stands; undefined where there is none. */
  extension(name: string): string | undefined;
  /** Full name of a message. */
  message(name: string): string | undefined;
  /** Throws where a field of `message` cannot be set here. */
  check(field: FieldShape, at: number, message: string): void;
}

const fail = (value: { readonly at: number }, message: string, hint?: string): ProtoSyntaxError =>
  new ProtoSyntaxError(value.at, message, hint, 'option-value');

/** Writes a field with one value, or with each value of a list. Throws `ProtoSyntaxError` where it does not fit. */
export function writeField(
  w: ByteWriter,
  field: FieldShape,
  value: ValueNode,
  names: ValueNames,
  aggregate: boolean,
): void {
  if (value.kind === 'list') {
    if (!field.repeated) throw fail(value, `"${field.name}" takes one value, not a list.`);
    if (field.packed && value.values.length > 0) {
      const mark = w.begin(field.number);
      for (const item of value.values) writeScalar(w, field, item, names, aggregate);
      w.end(mark);
    } else for (const item of value.values) writeField(w, field, item, names, aggregate);
    return;
  }
  if (field.type === 10) {
    w.tag(field.number, 3);
    writeMessage(w, field, value, names);
    w.tag(field.number, 4);
  } else if (field.type === 11) {
    const mark = w.begin(field.number);
    writeMessage(w, field, value, names);
    w.end(mark);
  } else if (field.type === 9 || field.type === 12) {
    if (value.kind !== 'string') throw fail(value, `"${field.name}" takes a string in quotes.`);
    w.bytes(field.number, value.bytes);
  } else {
    w.tag(field.number, wireTypeOf(field.type));
    writeScalar(w, field, value, names, aggregate);
  }
}

function wireTypeOf(type: number): number {
  if (type === 1 || type === 6 || type === 16) return 1;
  return type === 2 || type === 7 || type === 15 ? 5 : 0;
}

function writeMessage(w: ByteWriter, field: FieldShape, value: ValueNode, names: ValueNames): void {
  if (value.kind !== 'message') throw fail(value, `"${field.name}" takes a message in braces.`);
  writeFields(w, field.typeName, value.fields, names);
}

function writeFields(w: ByteWriter, message: string, fields: readonly AggregateField[], names: ValueNames): void {
  const shape = names.shapes.message(message);
  const set = new Set<string>();
  const oneofs = new Set<number>();
  const resolved: { readonly found: FieldShape; readonly value: ValueNode }[] = [];
  for (const field of fields) {
    if (field.kind === 'any') {
      writeAny(w, message, field, names);
      continue;
    }
    const found = field.kind === 'field' ? shape?.get(field.name) : extensionOf(message, field, names);
    if (!found) {
      const guess = field.kind === 'field' && shape ? nearestWord(field.name, shape.keys()) : undefined;
      throw fail(
        field,
        `${message} has no field "${field.name}".`,
        guess === undefined ? undefined : `Did you mean "${guess}"?`,
      );
    }
    names.check(found, field.at, message);
    if (!found.repeated && set.has(field.name)) throw fail(field, `"${field.name}" is set twice.`);
    set.add(field.name);
    if (found.oneof !== undefined && oneofs.has(found.oneof))
      throw fail(field, `"${field.name}" is in a oneof of which another field is set already.`);
    if (found.oneof !== undefined) oneofs.add(found.oneof);
    resolved.push({ found, value: field.value });
  }
  // By number, as any writer of messages puts them; values of one field keep their order.
  resolved.sort((a, b) => a.found.number - b.found.number);
  for (let at = 0; at < resolved.length; at++) {
    const { found, value } = resolved[at]!;
    if (!found.packed || !found.repeated) {
      writeField(w, found, value, names, true);
      continue;
    }
    // All values of a packed field are one run, however they were written.
    const values: ValueNode[] = [];
    let next = at;
    for (; resolved[next]?.found === found; next++) {
      const item = resolved[next]!.value;
      values.push(...(item.kind === 'list' ? item.values : [item]));
    }
    at = next - 1;
    writeField(w, found, { kind: 'list', values, at: value.at }, names, true);
  }
}

function extensionOf(message: string, field: AggregateField, names: ValueNames): FieldShape | undefined {
  const full = names.extension(field.name);
  const found = full === undefined ? undefined : names.shapes.extension(full);
  return found?.extendee === message ? found : undefined;
}

/** `[type.googleapis.com/pkg.Type] { … }` within an `Any`. */
function writeAny(w: ByteWriter, message: string, field: AggregateField, names: ValueNames): void {
  const name = field.name.slice(field.name.lastIndexOf('/') + 1);
  const type = message === 'google.protobuf.Any' ? names.message(name) : undefined;
  if (type === undefined || field.value.kind !== 'message')
    throw fail(field, `"${field.name}" is no message that can stand here.`);
  w.text(1, field.name);
  const mark = w.begin(2);
  writeFields(w, type, field.value.fields, names);
  w.end(mark);
}

function writeScalar(w: ByteWriter, field: FieldShape, value: ValueNode, names: ValueNames, aggregate: boolean): void {
  switch (field.type) {
    case 1:
      return w.double(numberOf(value, field.name));
    case 2:
      return w.float(numberOf(value, field.name));
    case 3:
    case 4:
      return w.varint64(BigInt.asUintN(64, integerOf(value, field.name, field.type === 4 ? 'uint64' : 'int64')));
    case 5:
    case 13:
      return w.varint(Number(integerOf(value, field.name, field.type === 13 ? 'uint32' : 'int32')));
    case 6:
    case 16:
      return w.fixed64(integerOf(value, field.name, field.type === 6 ? 'uint64' : 'int64'));
    case 7:
    case 15:
      return w.fixed32(Number(integerOf(value, field.name, field.type === 7 ? 'uint32' : 'int32')));
    case 8:
      return w.varint(booleanOf(value, field.name, aggregate) ? 1 : 0);
    case 14:
      return w.varint(enumNumber(field, value, names, aggregate));
    case 17: {
      const number = Number(integerOf(value, field.name, 'int32'));
      return w.varint(((number << 1) ^ (number >> 31)) >>> 0);
    }
    case 18: {
      const number = integerOf(value, field.name, 'int64');
      return w.varint64(BigInt.asUintN(64, (number << 1n) ^ (number >> 63n)));
    }
    default:
      throw fail(value, `"${field.name}" has no type that a value can be given for.`);
  }
}

function booleanOf(value: ValueNode, name: string, aggregate: boolean): boolean {
  const text = value.kind === 'ident' || (aggregate && value.kind === 'int') ? value.text : '';
  if (text === 'true' || (aggregate && ['True', 't', '1'].includes(text))) return true;
  if (text === 'false' || (aggregate && ['False', 'f', '0'].includes(text))) return false;
  throw fail(value, `"${name}" takes true or false.`);
}

function enumNumber(field: FieldShape, value: ValueNode, names: ValueNames, aggregate: boolean): number {
  if (aggregate && value.kind === 'int') return Number(integerOf(value, field.name, 'int32'));
  const values = names.shapes.enum(field.typeName);
  const number = value.kind === 'ident' ? values?.get(value.text) : undefined;
  if (number !== undefined) return number;
  if (value.kind !== 'ident') throw fail(value, `"${field.name}" takes the name of a value of ${field.typeName}.`);
  const guess = values ? nearestWord(value.text, values.keys()) : undefined;
  throw fail(
    value,
    `${field.typeName} has no value "${value.text}".`,
    guess === undefined ? undefined : `Did you mean "${guess}"?`,
  );
}
