import { toBinary, type DescMessage } from '@bufbuild/protobuf';
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  MessageOptionsSchema,
  OneofOptionsSchema,
  SymbolVisibility,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { indent, inOrder, stacked, type PrintItem } from './print-comments.ts';
import { identifier, type PrintContext } from './print-context.ts';
import { isInOneof, ownMessage, printField, split, withOptions } from './print-field.ts';
import { quoted } from './print-wire.ts';

type Path = readonly number[];

export const inside = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

/** A declaration with its comments, and its place. */
export function item(ctx: PrintContext, path: Path, lines: readonly string[]): PrintItem {
  return { lines: ctx.comments.around(path, lines), at: ctx.comments.at(path) };
}

export function block(head: string, body: readonly string[]): string[] {
  return body.length === 0 ? [`${head} {}`] : [`${head} {`, ...indent(body), '}'];
}

/** Options as statements, with the comments that they have. */
export function optionLines(
  ctx: PrintContext,
  desc: DescMessage,
  bytes: Uint8Array,
  scope: string,
  path: Path,
): string[] {
  return ctx.options.list(desc, bytes, scope).flatMap((option) => {
    if (option.kind === 'unknown') return [`// ${option.note.replace(/[\n\r]/g, ' ')}`, ''];
    const { value } = option;
    const lines = [`option ${option.name} = ${value[0] ?? ''}`, ...value.slice(1)];
    lines[lines.length - 1] += ';';
    return ctx.comments.around([...path, ...option.path], lines);
  });
}

const visibility = (value: SymbolVisibility): string =>
  value === SymbolVisibility.VISIBILITY_EXPORT
    ? 'export '
    : value === SymbolVisibility.VISIBILITY_LOCAL
      ? 'local '
      : '';

export function printMessage(ctx: PrintContext, message: DescriptorProto, scope: string, path: Path): PrintItem {
  const head = `${visibility(message.visibility)}message ${identifier(message.name)}`;
  return item(ctx, path, block(head, messageBody(ctx, message, inside(scope, message.name), path)));
}

/** The inside of a message or a group. */
export function messageBody(ctx: PrintContext, message: DescriptorProto, full: string, path: Path): string[] {
  const items: PrintItem[] = message.enumType.map((type, index) => printEnum(ctx, type, full, [...path, 4, index]));
  const nested = nestedPrinter(
    ctx,
    message.nestedType,
    [...message.field, ...message.extension],
    full,
    [...path, 3],
    items,
  );
  printFields(ctx, message, full, path, items, nested);
  message.extensionRange.forEach((range, index) => {
    const end = range.end >= 536_870_912 ? 'max' : range.end - 1;
    const head = `extensions ${range.start}${end === range.start ? '' : ` to ${end}`}`;
    const bytes = range.options && toBinary(ExtensionRangeOptionsSchema, range.options);
    const { options, notes } = split(bytes ? ctx.options.list(ExtensionRangeOptionsSchema, bytes, full) : []);
    items.push(item(ctx, [...path, 5, index], ended(withOptions(head, options, notes))));
  });
  printExtends(ctx, message.extension, full, [...path, 6], items, nested);
  nested.rest();
  const reserved = [
    ...reservedLines(
      ctx,
      message.reservedRange.map(({ start, end }) => [start, end - 1] as const),
      536_870_911,
      [...path, 9],
    ),
    ...reservedNames(ctx, message.reservedName, [...path, 10]),
  ];
  const options = message.options ? toBinary(MessageOptionsSchema, message.options) : new Uint8Array();
  const top = optionLines(ctx, MessageOptionsSchema, options, full, [...path, 7]);
  const rest = stacked(inOrder([...reserved, ...items]));
  return [...top, ...(top.length > 0 && rest.length > 0 && rest[0] !== '' ? [''] : []), ...rest];
}

export function ended(lines: readonly string[]): string[] {
  return [...lines.slice(0, -1), `${lines[lines.length - 1] ?? ''};`];
}

/** Prints nested messages so that groups and maps, whose messages are written within fields, keep their places. */
export interface NestedPrinter {
  /** The group or the map entry of a field, after all messages that stand before it. */
  own(field: FieldDescriptorProto): { readonly message: DescriptorProto; readonly path: Path } | undefined;
  rest(): void;
}

export function nestedPrinter(
  ctx: PrintContext,
  messages: readonly DescriptorProto[],
  users: readonly FieldDescriptorProto[],
  scope: string,
  path: Path,
  items: PrintItem[],
): NestedPrinter {
  const owned = new Set(users.map((field) => ownMessage(field, messages, scope, ctx.syntax)));
  let next = 0;
  const upTo = (end: number): void => {
    for (; next < end; next++)
      if (!owned.has(next)) items.push(printMessage(ctx, messages[next]!, scope, [...path, next]));
  };
  // All that can stand first do.
  const first = Math.min(...[...owned].filter((index) => index >= 0), messages.length);
  upTo(first);
  return {
    own(field) {
      const index = ownMessage(field, messages, scope, ctx.syntax);
      if (index < 0) return undefined;
      upTo(index);
      return { message: messages[index]!, path: [...path, index] };
    },
    rest: () => upTo(messages.length),
  };
}

function printFields(
  ctx: PrintContext,
  message: DescriptorProto,
  full: string,
  path: Path,
  items: PrintItem[],
  nested: NestedPrinter,
): void {
  const done = new Set<number>();
  message.field.forEach((field, index) => {
    if (!isInOneof(field)) {
      items.push(fieldItem(ctx, field, full, [...path, 2, index], nested));
      return;
    }
    const at = field.oneofIndex;
    if (done.has(at)) return;
    done.add(at);
    const oneof = message.oneofDecl[at];
    const members = message.field.flatMap((member, place) =>
      isInOneof(member) && member.oneofIndex === at ? [fieldItem(ctx, member, full, [...path, 2, place], nested)] : [],
    );
    const bytes = oneof?.options ? toBinary(OneofOptionsSchema, oneof.options) : new Uint8Array();
    const options = optionLines(ctx, OneofOptionsSchema, bytes, full, [...path, 8, at, 2]);
    const lines = block(`oneof ${identifier(oneof?.name ?? '')}`, [...options, ...stacked(inOrder(members))]);
    items.push(item(ctx, [...path, 8, at], lines));
  });
}

function fieldItem(
  ctx: PrintContext,
  field: FieldDescriptorProto,
  scope: string,
  path: Path,
  nested: NestedPrinter,
): PrintItem {
  const own = nested.own(field);
  const lines = printField(ctx, field, scope, own?.message, () =>
    own ? messageBody(ctx, own.message, inside(scope, own.message.name), own.path) : [],
  );
  return item(ctx, path, lines);
}

/** Extensions, those of one message that follow each other in one block. */
export function printExtends(
  ctx: PrintContext,
  extensions: readonly FieldDescriptorProto[],
  scope: string,
  path: Path,
  items: PrintItem[],
  nested: NestedPrinter,
): void {
  for (let start = 0; start < extensions.length;) {
    const { extendee } = extensions[start]!;
    let end = start;
    const members: PrintItem[] = [];
    for (; extensions[end]?.extendee === extendee; end++)
      members.push(fieldItem(ctx, extensions[end]!, scope, [...path, end], nested));
    const lines = block(`extend ${ctx.typeName(extendee, scope)}`, stacked(members));
    items.push({
      lines: start === 0 ? ctx.comments.around(path, lines) : lines,
      at: ctx.comments.at([...path, start]),
    });
    start = end;
  }
}

export function printEnum(ctx: PrintContext, type: EnumDescriptorProto, scope: string, path: Path): PrintItem {
  const full = inside(scope, type.name);
  const bytes = type.options ? toBinary(EnumOptionsSchema, type.options) : new Uint8Array();
  const options = optionLines(ctx, EnumOptionsSchema, bytes, full, [...path, 3]);
  const values = type.value.map((value, index) => {
    const own = value.options && toBinary(EnumValueOptionsSchema, value.options);
    const listed = split(own ? ctx.options.list(EnumValueOptionsSchema, own, full) : []);
    const lines = ended(withOptions(`${identifier(value.name)} = ${value.number}`, listed.options, listed.notes));
    return item(ctx, [...path, 2, index], lines);
  });
  const reserved = [
    ...reservedLines(
      ctx,
      type.reservedRange.map(({ start, end }) => [start, end] as const),
      2_147_483_647,
      [...path, 4],
    ),
    ...reservedNames(ctx, type.reservedName, [...path, 5]),
  ];
  const rest = stacked(inOrder([...reserved, ...values]));
  const body = [...options, ...(options.length > 0 && rest[0] !== '' ? [''] : []), ...rest];
  return item(ctx, path, block(`${visibility(type.visibility)}enum ${identifier(type.name)}`, body));
}

/** Both ends included. */
function reservedLines(
  ctx: PrintContext,
  ranges: readonly (readonly [number, number])[],
  max: number,
  path: Path,
): PrintItem[] {
  if (ranges.length === 0) return [];
  const texts = ranges.map(([start, end]) => (start === end ? `${start}` : `${start} to ${end >= max ? 'max' : end}`));
  return [item(ctx, path, [`reserved ${texts.join(', ')};`])];
}

function reservedNames(ctx: PrintContext, names: readonly string[], path: Path): PrintItem[] {
  if (names.length === 0) return [];
  const texts = names.map((name) => (ctx.syntax === 'editions' ? identifier(name) : quoted(name)));
  return [item(ctx, path, [`reserved ${texts.join(', ')};`])];
}
