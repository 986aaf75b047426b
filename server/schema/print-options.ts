import type { DescExtension, DescMessage } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { indent } from './print-comments.ts';
import type { PrintNames } from './print-names.ts';
import { messagesOf, quotedBytes, scalarsOf, wireGroups, type Shape, type WireGroup } from './print-wire.ts';
import type { Schema } from './registry.ts';

/** One option: `name = value`, or why it can only be a comment. */
export type PrintedOption =
  | { readonly kind: 'option'; readonly path: readonly number[]; readonly name: string; readonly value: string[] }
  | { readonly kind: 'unknown'; readonly note: string };

type MapShape = Shape & { readonly fieldKind: 'map' };

const MAX_DEPTH = 60;
/** Longest value that stands on one line. */
const INLINE = 80;

/** Prints the options of one file, given as the bytes of their messages. */
export class PrintOptions {
  readonly #schema: Schema;
  readonly #names: PrintNames;
  readonly #extensions = new Map<string, DescExtension | undefined>();

  constructor(schema: Schema, names: PrintNames) {
    this.#schema = schema;
    this.#names = names;
  }

  /** @param scope full name of what the options belong to */
  list(
    desc: DescMessage,
    bytes: Uint8Array,
    scope: string,
    prefix = '',
    path: readonly number[] = [],
  ): PrintedOption[] {
    const groups = wireGroups(bytes);
    if (!groups || path.length > MAX_DEPTH) return [unknown(prefix || 'options', bytes)];
    return groups.flatMap((group): PrintedOption[] => {
      const { number } = group;
      const shape = this.#shape(desc, number);
      if (!shape || (desc.typeName.startsWith('google.protobuf.') && number === 999))
        return [unknown(`${prefix}option ${number}`, joined(group))];
      const name = prefix + (shape.kind === 'extension' ? `(${this.#names.short(shape.typeName, scope)})` : shape.name);
      const at = [...path, number];
      const repeated = shape.fieldKind === 'list' || shape.fieldKind === 'map';
      // What descriptor.proto itself defines is said by its parts: features.field_presence = EXPLICIT.
      if (shape.message && !repeated && (shape.kind === 'field' || prefix !== '')) {
        const [inner] = messagesOf(group, false);
        const parts = this.list(shape.message, inner!, scope, `${name}.`, at);
        return parts.length > 0 ? parts : [{ kind: 'option', path: at, name, value: ['{}'] }];
      }
      const values = this.#values(group, shape, scope, 0);
      if (!values) return [unknown(name, joined(group))];
      return values.map((value, index) => ({
        kind: 'option',
        path: repeated ? [...at, index] : at,
        name,
        value,
      }));
    });
  }

  /** One value for each element; undefined where the bytes do not fit. */
  #values(group: WireGroup, shape: Shape, scope: string, depth: number): string[][] | undefined {
    const message = shape.fieldKind === 'map' ? undefined : shape.message;
    if (shape.fieldKind === 'map' || message) {
      const contents = messagesOf(group, shape.fieldKind !== 'message');
      const texts = contents.map((bytes) =>
        message ? this.#message(message, bytes, scope, depth + 1) : this.#mapEntry(shape, bytes, scope, depth + 1),
      );
      return texts.every((text) => text !== undefined) ? texts : undefined;
    }
    return scalarsOf(group, shape)?.map((text) => [text]);
  }

  #message(desc: DescMessage, bytes: Uint8Array, scope: string, depth: number): string[] | undefined {
    const groups = depth > MAX_DEPTH ? undefined : wireGroups(bytes);
    if (!groups) return undefined;
    const lines: string[][] = [];
    for (const group of groups) {
      const shape = this.#shape(desc, group.number);
      const values = shape && this.#values(group, shape, scope, depth);
      // A part of a message cannot be left out without changing it: the whole option becomes a comment.
      if (!values) return undefined;
      for (const value of values) lines.push(labelled(fieldName(shape), value));
    }
    return braced(lines);
  }

  /** A map's entry, whose parts have descriptors but no message of their own. */
  #mapEntry(shape: Shape, bytes: Uint8Array, scope: string, depth: number): string[] | undefined {
    const groups = depth > MAX_DEPTH || shape.fieldKind !== 'map' ? undefined : wireGroups(bytes);
    if (!groups || shape.fieldKind !== 'map') return undefined;
    const lines: string[][] = [];
    for (const group of groups) {
      const [value] =
        group.number === 1
          ? (scalarsOf(group, { fieldKind: 'scalar', scalar: shape.mapKey }) ?? []).map((text) => [text])
          : (this.#mapValue(group, shape, scope, depth) ?? []);
      if (!value || group.number > 2) return undefined;
      lines.push(labelled(group.number === 1 ? 'key' : 'value', value));
    }
    return braced(lines);
  }

  #mapValue(group: WireGroup, shape: MapShape, scope: string, depth: number): string[][] | undefined {
    if (!shape.message)
      return scalarsOf(group, { fieldKind: 'scalar', enum: shape.enum, scalar: shape.scalar })?.map((text) => [text]);
    const text = this.#message(shape.message, messagesOf(group, false)[0]!, scope, depth);
    return text && [text];
  }

  #shape(desc: DescMessage, number: number): Shape | undefined {
    return desc.fields.find((field) => field.number === number) ?? this.#extension(desc.typeName, number);
  }

  #extension(extendee: string, number: number): DescExtension | undefined {
    const key = `${extendee} ${number}`;
    if (this.#extensions.has(key)) return this.#extensions.get(key);
    const home = this.#schema.fileOfExtension(extendee, number);
    const file = home && this.#schema.descFile(home.name);
    let found: DescExtension | undefined;
    if (file)
      for (const type of nestedTypes(file))
        if (type.kind === 'extension' && type.number === number && type.extendee.typeName === extendee) found ??= type;
    this.#extensions.set(key, found);
    return found;
  }
}

function fieldName(shape: Shape): string {
  if (shape.kind === 'extension') return `[${shape.typeName}]`;
  // In text format a group goes by the name of its message.
  return shape.proto.type === 10 && shape.message ? shape.message.name : shape.name;
}

const labelled = (name: string, value: readonly string[]): string[] =>
  value[0] === '{' || value[0]?.startsWith('{ ') || value[0] === '{}'
    ? [`${name} ${value[0]}`, ...value.slice(1)]
    : [`${name}: ${value[0] ?? ''}`, ...value.slice(1)];

function braced(fields: readonly string[][]): string[] {
  if (fields.length === 0) return ['{}'];
  const inline = `{ ${fields.map((lines) => lines.join(' ')).join(', ')} }`;
  if (inline.length <= INLINE && fields.every((lines) => lines.length === 1)) return [inline];
  return ['{', ...indent(fields.flat()), '}'];
}

function joined(group: WireGroup): Uint8Array {
  return group.parts[0]?.data ?? new Uint8Array();
}

function unknown(what: string, bytes: Uint8Array): PrintedOption {
  const shown = quotedBytes(bytes.subarray(0, 60)).replaceAll('*/', '*\\057');
  const cut = bytes.length > 60 ? ` and ${bytes.length - 60} more bytes` : '';
  return { kind: 'unknown', note: `${what} is not described: ${shown}${cut}` };
}
