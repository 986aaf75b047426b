import type { DescMessage, Message } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import {
  hasCustomJsonRepresentation,
  isWrapperDesc,
  type Any,
  type Duration,
  type FieldMask,
  type ListValue,
  type Struct,
  type Timestamp,
  type Value,
} from '@bufbuild/protobuf/wkt';
import { decodeMessage } from './decode.ts';
import type { JsonWriter } from './json-writer.ts';
import type { PrintContext } from './print-message.ts';
import { printScalar } from './print-scalar.ts';
import { camelPath, formatDuration, formatTimestamp } from './time-text.ts';

/** Prints a well-known type; false where its value has no such form, and its fields are to be printed instead. */
type PrintWkt = (ctx: PrintContext, message: Message) => boolean;

/** The printer of a well-known type with a JSON form of its own; undefined for every other message. */
export function wktPrinter(desc: DescMessage): PrintWkt | undefined {
  if (!desc.typeName.startsWith('google.protobuf.')) return undefined;
  // In each case `$typeName` says what the message is.
  switch (desc.typeName) {
    case 'google.protobuf.Timestamp':
      return (ctx, message) => {
        const { seconds, nanos } = message as Timestamp;
        return text(ctx, desc, formatTimestamp(BigInt(seconds), nanos));
      };
    case 'google.protobuf.Duration':
      return (ctx, message) => {
        const { seconds, nanos } = message as Duration;
        return text(ctx, desc, formatDuration(BigInt(seconds), nanos));
      };
    case 'google.protobuf.FieldMask':
      return (ctx, message) => {
        const paths = (message as FieldMask).paths.map(camelPath);
        return text(ctx, desc, paths.includes(undefined) ? undefined : paths.join(','));
      };
    case 'google.protobuf.Any':
      return (ctx, message) => printAny(ctx, message as Any);
    case 'google.protobuf.Struct':
    case 'google.protobuf.Value':
    case 'google.protobuf.ListValue':
      return (ctx, message) => {
        jsonValueText(ctx.out, message);
        return true;
      };
  }
  if (!isWrapperDesc(desc)) return undefined;
  const field = desc.fields[0];
  return (ctx, message) => {
    ctx.out.raw(printScalar(field.scalar, (message as unknown as { readonly value: unknown }).value)); // a wrapper
    return true;
  };
}

function text(ctx: PrintContext, desc: DescMessage, value: string | undefined): boolean {
  if (value === undefined) ctx.notes.push(`A ${desc.typeName} is out of range and is shown by its fields.`);
  else ctx.out.raw(JSON.stringify(value));
  return value !== undefined;
}

// Each level of Any starts a new count of nested messages: eight of them keep the stack bounded.
const ANY_DEPTH = 8;

function printAny(ctx: PrintContext, any: Any): boolean {
  const { out } = ctx;
  out.open('{');
  if (any.typeUrl !== '' || any.value.length > 0) {
    out.key('@type');
    out.raw(JSON.stringify(any.typeUrl));
    const name = any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1);
    const desc = ctx.anyDepth < ANY_DEPTH ? ctx.types?.getMessage(name) : undefined;
    ctx.anyDepth += 1;
    const decoded = desc && decodeMessage(desc, any.value);
    if (desc === undefined || decoded === undefined || 'problem' in decoded) {
      ctx.notes.push(
        decoded && 'problem' in decoded
          ? decoded.problem.message
          : `The schema has no message for the type URL "${any.typeUrl.slice(0, 200)}"; its bytes are shown as base64.`,
      );
      out.key('value');
      out.raw(`"${base64Encode(any.value)}"`);
    } else if (hasCustomJsonRepresentation(desc)) {
      out.key('value');
      ctx.message(desc, decoded.message);
    } else ctx.members(desc, decoded.message);
    ctx.anyDepth -= 1;
  }
  out.close('}');
  return true;
}

/** Struct, Value and ListValue, as messages or as the plain JSON that the library makes of a Struct in a field. */
export function jsonValueText(out: JsonWriter, value: unknown): void {
  const message = typeof value === 'object' && value !== null && '$typeName' in value ? value.$typeName : undefined;
  // `$typeName` says which message it is.
  if (message === 'google.protobuf.Value') {
    const { kind } = value as Value;
    jsonValueText(out, kind.case === 'nullValue' || kind.case === undefined ? null : kind.value);
  } else if (message === 'google.protobuf.Struct') jsonValueText(out, (value as Struct).fields);
  else if (message === 'google.protobuf.ListValue') jsonValueText(out, (value as ListValue).values);
  else if (Array.isArray(value)) {
    out.open('[');
    for (const item of value) {
      out.item();
      jsonValueText(out, item);
    }
    out.close(']');
  } else if (typeof value === 'object' && value !== null) {
    out.open('{');
    for (const [key, item] of Object.entries(value)) {
      out.key(key);
      jsonValueText(out, item);
    }
    out.close('}');
  } else out.raw(typeof value === 'number' && !Number.isFinite(value) ? `"${value}"` : JSON.stringify(value));
}
