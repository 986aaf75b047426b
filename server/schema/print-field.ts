import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldOptionsSchema,
  type DescriptorProto,
  type FieldDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { toBinary } from '@bufbuild/protobuf';
import { indent } from './print-comments.ts';
import { identifier, PrintError, type PrintContext } from './print-context.ts';
import type { PrintedOption } from './print-options.ts';
import { quoted } from './print-wire.ts';

/** Longest line with options in brackets. */
const MAX_LINE = 110;

const SCALARS: Readonly<Partial<Record<Type, string>>> = {
  [Type.DOUBLE]: 'double',
  [Type.FLOAT]: 'float',
  [Type.INT64]: 'int64',
  [Type.UINT64]: 'uint64',
  [Type.INT32]: 'int32',
  [Type.FIXED64]: 'fixed64',
  [Type.FIXED32]: 'fixed32',
  [Type.BOOL]: 'bool',
  [Type.STRING]: 'string',
  [Type.BYTES]: 'bytes',
  [Type.UINT32]: 'uint32',
  [Type.SFIXED32]: 'sfixed32',
  [Type.SFIXED64]: 'sfixed64',
  [Type.SINT32]: 'sint32',
  [Type.SINT64]: 'sint64',
};

/** The message that a map field or a group brings with it: it is written within the field, not by itself. */
export function ownMessage(
  field: FieldDescriptorProto,
  nested: readonly DescriptorProto[],
  scope: string,
  syntax: PrintContext['syntax'],
): number {
  const prefix = scope === '' ? '.' : `.${scope}.`;
  return nested.findIndex(
    (message) =>
      field.typeName === prefix + message.name &&
      (message.options?.mapEntry === true || (field.type === Type.GROUP && syntax === 'proto2')),
  );
}

/**
 * A field or an extension.
 *
 * @param own its map entry or group
 * @param body prints the inside of a group
 */
export function printField(
  ctx: PrintContext,
  field: FieldDescriptorProto,
  scope: string,
  own: DescriptorProto | undefined,
  body: () => string[],
): string[] {
  const map = own?.options?.mapEntry === true;
  const group = own !== undefined && !map;
  const label = map ? '' : labelOf(ctx, field);
  const type = map
    ? `map<${typeOf(ctx, own.field[0], scope)}, ${typeOf(ctx, own.field[1], scope)}>`
    : group
      ? 'group'
      : typeOf(ctx, field, scope);
  const head = `${label}${type} ${identifier(group ? own.name : field.name)} = ${field.number}`;
  const { options, notes } = split(optionsOf(ctx, field, scope));
  const lines = withOptions(head, options, notes);
  if (!group) return [...lines.slice(0, -1), `${lines[lines.length - 1]!};`];
  const inside = body();
  const open = `${lines[lines.length - 1]!} {`;
  return inside.length === 0
    ? [...lines.slice(0, -1), `${open}}`]
    : [...lines.slice(0, -1), open, ...indent(inside), '}'];
}

/** `head [a = b, c = d]`, on one line where there is room. Options that can only be comments stand beside. */
export function withOptions(head: string, options: readonly string[][], notes: readonly string[]): string[] {
  const marked = [head, ...notes.map((note) => `/* ${note} */`)].join(' ');
  if (options.length === 0) return [marked];
  const inline = `${marked} [${options.map((lines) => lines.join(' ')).join(', ')}]`;
  if (inline.length <= MAX_LINE && options.every((lines) => lines.length === 1)) return [inline];
  const rows = options.flatMap((lines, index) => {
    const comma = index < options.length - 1 ? ',' : '';
    return [...lines.slice(0, -1), `${lines[lines.length - 1]!}${comma}`];
  });
  return [`${marked} [`, ...indent(rows), ']'];
}

/** `name = value` of those that can be written, and the notes of the others. */
export function split(list: readonly PrintedOption[]): { options: string[][]; notes: string[] } {
  const options: string[][] = [];
  const notes: string[] = [];
  for (const option of list)
    if (option.kind === 'unknown') notes.push(option.note.replaceAll('*/', '* /'));
    else options.push([`${option.name} = ${option.value[0] ?? ''}`, ...option.value.slice(1)]);
  return { options, notes };
}

function labelOf({ syntax }: PrintContext, field: FieldDescriptorProto): string {
  if (field.label === Label.REPEATED) return 'repeated ';
  if (syntax === 'proto3') return field.proto3Optional ? 'optional ' : '';
  if (syntax === 'editions' || isInOneof(field)) return '';
  return field.label === Label.REQUIRED ? 'required ' : 'optional ';
}

/** True for a field of a oneof that is written as one; `optional` of proto3 makes one that is not. */
export function isInOneof(field: FieldDescriptorProto): boolean {
  return Object.hasOwn(field, 'oneofIndex') && !field.proto3Optional;
}

function typeOf(ctx: PrintContext, field: FieldDescriptorProto | undefined, scope: string): string {
  const scalar = field && SCALARS[field.type];
  if (scalar !== undefined) return scalar;
  if (!field || field.typeName === '') throw new PrintError('a field has no type');
  return ctx.typeName(field.typeName, scope);
}

function optionsOf(ctx: PrintContext, field: FieldDescriptorProto, scope: string): PrintedOption[] {
  const list: PrintedOption[] = [];
  const add = (name: string, value: string): void => {
    list.push({ kind: 'option', path: [], name, value: [value] });
  };
  if (Object.hasOwn(field, 'defaultValue')) add('default', defaultText(field));
  if (field.jsonName !== '' && field.extendee === '' && field.jsonName !== jsonNameOf(field.name))
    add('json_name', quoted(field.jsonName));
  if (field.options)
    list.push(...ctx.options.list(FieldOptionsSchema, toBinary(FieldOptionsSchema, field.options), scope));
  return list;
}

function defaultText({ type, defaultValue }: FieldDescriptorProto): string {
  if (type === Type.STRING) return quoted(defaultValue);
  // Bytes are escaped in the descriptor already; only what could end the literal is not trusted.
  if (type === Type.BYTES)
    return `"${defaultValue.replace(/\\[\s\S]|["\n\r\0]/g, (part) => (part.length > 1 ? part : `\\${part.charCodeAt(0).toString(8).padStart(3, '0')}`))}"`;
  if (!/^[-+\w.]+$/.test(defaultValue)) throw new PrintError(`the default ${JSON.stringify(defaultValue)} is none`);
  return defaultValue;
}

/** The JSON name that a field has of itself. */
export function jsonNameOf(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => (/[a-z]/.test(letter) ? letter.toUpperCase() : letter));
}
