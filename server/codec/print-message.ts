import {
  getExtension,
  isFieldSet,
  type DescExtension,
  type DescField,
  type DescMessage,
  type Message,
  type Registry,
} from '@bufbuild/protobuf';
import {
  FeatureSet_FieldPresence as Presence,
  hasCustomJsonRepresentation,
  isWrapperDesc,
} from '@bufbuild/protobuf/wkt';
import { JsonWriter, TextFull } from './json-writer.ts';
import { printEnum, printScalar } from './print-scalar.ts';
import { jsonValueText, wktPrinter } from './print-wkt.ts';

/** What the parts of one printing share. */
export interface PrintContext {
  readonly types: Registry | undefined;
  readonly out: JsonWriter;
  /** Sentences about what JSON cannot show. */
  readonly notes: string[];
  /** Fields without presence are written though they have their zero value; so are empty lists and maps. */
  readonly implicit: boolean;
  /** Values of enums are written as their numbers. */
  readonly enumNumbers: boolean;
  /** How many `Any` stand around this one. */
  anyDepth: number;
  readonly message: (desc: DescMessage, message: Message) => void;
  /** The members of a message, without braces. */
  readonly members: (desc: DescMessage, message: Message) => void;
}

/** How a message is printed. */
export interface PrintOptions {
  /** Fields without presence are written always. */
  readonly implicit?: boolean;
  /** Values of enums as their numbers. */
  readonly enumNumbers?: boolean;
  /** On one line, without spaces. */
  readonly compact?: boolean;
  /** This field of the message alone: its value, or what stands for it where it is not set. */
  readonly only?: DescField;
}

/** A message as canonical ProtoJSON text of at most `limit` characters. Never throws on what bytes can hold. */
export function printMessage(
  desc: DescMessage,
  message: Message,
  types: Registry | undefined,
  limit: number,
  options: PrintOptions = {},
): { readonly json: string; readonly truncated: boolean; readonly notes: readonly string[] } {
  const out = new JsonWriter(limit, options.compact);
  const notes: string[] = [];
  const ctx: PrintContext = {
    types,
    out,
    notes,
    implicit: options.implicit ?? false,
    enumNumbers: options.enumNumbers ?? false,
    anyDepth: 0,
    message: (inner, value) => print(ctx, inner, value),
    members: (inner, value) => printMembers(ctx, inner, value),
  };
  try {
    if (options.only) printOnly(ctx, message, options.only);
    else print(ctx, desc, message);
  } catch (error) {
    if (!(error instanceof TextFull)) throw error;
    return { json: out.text, truncated: true, notes };
  }
  return { json: out.text, truncated: false, notes };
}

function printOnly(ctx: PrintContext, message: Message, field: DescField): void {
  if (isFieldSet(message, field) || (field.presence === Presence.IMPLICIT && !field.oneof))
    printField(ctx, field, valueIn(message, field));
  else if (field.fieldKind === 'message') ctx.out.raw(hasCustomJsonRepresentation(field.message) ? 'null' : '{}');
  else ctx.out.raw('null');
}

function print(ctx: PrintContext, desc: DescMessage, message: Message): void {
  const wkt = wktPrinter(desc);
  if (wkt?.(ctx, message) === true) return;
  ctx.out.open('{');
  printMembers(ctx, desc, message);
  ctx.out.close('}');
}

const sortedFields = new WeakMap<DescMessage, readonly DescField[]>();

function printMembers(ctx: PrintContext, desc: DescMessage, message: Message): void {
  let fields = sortedFields.get(desc);
  if (!fields) {
    fields = desc.fields.toSorted((left, right) => left.number - right.number);
    sortedFields.set(desc, fields);
  }
  for (const field of fields) {
    if (!isFieldSet(message, field)) {
      if (field.presence === Presence.LEGACY_REQUIRED)
        ctx.notes.push(`The required field "${field.jsonName}" of ${desc.typeName} is not set.`);
      if (!ctx.implicit || field.presence !== Presence.IMPLICIT) continue;
    }
    ctx.out.key(field.jsonName);
    printField(ctx, field, valueIn(message, field));
  }
  if (message.$unknown) printUnknown(ctx, desc, message);
}

function valueIn(message: Message, field: DescField): unknown {
  // A message of the library keeps its fields as own properties under their local names.
  const local = message as unknown as Readonly<Record<string, unknown>>;
  // The same holds for a oneof: `{ case, value }` under its local name.
  return field.oneof ? (local[field.oneof.localName] as { readonly value: unknown }).value : local[field.localName];
}

function printUnknown(ctx: PrintContext, desc: DescMessage, message: Message): void {
  const strange = new Set<number>();
  const numbers = new Set(message.$unknown?.map(({ no }) => no));
  for (const number of numbers) {
    const extension = ctx.types?.getExtensionFor(desc, number);
    const read = extension && readExtension(message, extension);
    if (read === undefined) strange.add(number);
    else {
      ctx.out.key(`[${extension!.typeName}]`);
      printField(ctx, extension!, read.value);
    }
  }
  if (strange.size > 0)
    ctx.notes.push(
      `${desc.typeName} came with ${strange.size === 1 ? 'a field' : `${strange.size} fields`} that the schema does not know: number ${[...strange].slice(0, 20).join(', ')}.`,
    );
}

function readExtension(message: Message, extension: DescExtension): { readonly value: unknown } | undefined {
  try {
    return { value: getExtension(message, extension) };
  } catch {
    return undefined;
  }
}

function printField(ctx: PrintContext, field: DescField | DescExtension, value: unknown): void {
  switch (field.fieldKind) {
    case 'scalar':
      ctx.out.raw(printScalar(field.scalar, value));
      return;
    case 'enum':
      ctx.out.raw(printEnum(field.enum, value as number, ctx.enumNumbers)); // enums are numbers in messages
      return;
    case 'message':
      printSubMessage(ctx, field, field.message, value);
      return;
    case 'list':
      ctx.out.open('[');
      for (const item of value as readonly unknown[]) {
        ctx.out.item();
        printItem(ctx, field, item);
      }
      ctx.out.close(']');
      return;
    case 'map':
      ctx.out.open('{');
      // Maps are plain objects in messages.
      for (const [key, item] of Object.entries(value as Readonly<Record<string, unknown>>)) {
        ctx.out.key(key);
        printItem(ctx, field, item);
      }
      ctx.out.close('}');
  }
}

function printItem(
  ctx: PrintContext,
  field: (DescField | DescExtension) & { fieldKind: 'list' | 'map' },
  item: unknown,
) {
  if (field.message) printSubMessage(ctx, field, field.message, item);
  else if (field.enum) ctx.out.raw(printEnum(field.enum, item as number, ctx.enumNumbers));
  else if (field.scalar !== undefined) ctx.out.raw(printScalar(field.scalar, item));
}

/** In a field, the library keeps a wrapper as its bare value and a Struct as a plain JSON object. */
function printSubMessage(ctx: PrintContext, field: DescField | DescExtension, desc: DescMessage, value: unknown): void {
  const bare = typeof value !== 'object' || value === null || !('$typeName' in value) || value instanceof Uint8Array;
  if (field.fieldKind === 'message' && !field.oneof && isWrapperDesc(desc) && bare)
    ctx.out.raw(printScalar(desc.fields[0].scalar, value));
  else if (
    desc.typeName === 'google.protobuf.Struct' &&
    !(field.kind === 'field' && field.parent.typeName === 'google.protobuf.Value')
  )
    jsonValueText(ctx.out, value);
  else print(ctx, desc, value as Message);
}
