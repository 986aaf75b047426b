import { isFieldSet, ScalarType, type DescEnum, type DescField, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { behaviorsOf, OUTPUT_ONLY } from '../generate/annotations.ts';
import { bytesKey, hex, textKey, uuid } from '../generate/hash.ts';
import { REFERENCE } from '../generate/times.ts';
import { splitWords } from '../generate/words.ts';
import { writeText } from './entity-id.ts';
import { readField, writeField } from './field-access.ts';
import type { Resource } from './resource.ts';

/** The fields that only the server writes, state excluded. */
export function serverFields({ id, marks, parents }: Resource): ReadonlySet<DescField> {
  // Clients choose how long something lives, and often where it stands.
  const { state: _state, expireTime: _expireTime, ...times } = marks;
  const fields = [...(id.length === 1 ? id : []), ...parents.flatMap(({ path, inKey }) => (inKey ? path : []))];
  return new Set([...fields, ...Object.values(times)]);
}

/** What the server says of an entity that was just made. Changes the message. */
export function markCreated(resource: Resource, message: Message, id: string): void {
  const { createTime, updateTime, uid, state, version } = resource.marks;
  if (createTime) writeMoment(message, createTime, REFERENCE);
  if (updateTime) writeMoment(message, updateTime, REFERENCE);
  const { a, b } = textKey(`uid of ${resource.key} ${id}`);
  if (uid && !isFieldSet(message, uid)) writeField(message, uid, uuid(a, b));
  if (version) writeText(message, [version], '1');
  if (state && (behaviorsOf(state).has(OUTPUT_ONLY) || !isFieldSet(message, state)))
    writeField(message, state, firstState(state.enum));
  markEtag(resource, message);
}

/** What the server says of an entity that was just changed. `revision`: that it has from now on. */
export function markUpdated(resource: Resource, message: Message, revision: number): void {
  const { updateTime, version } = resource.marks;
  if (updateTime) writeMoment(message, updateTime, REFERENCE + revision * 1_000);
  if (version) writeText(message, [version], String(Number(readField(message, version) ?? 0) + 1));
  markEtag(resource, message);
}

const MONTH = 30 * 86_400_000;

/** Soft deletion. */
export function markDeleted(resource: Resource, message: Message, revision: number): void {
  const { deleteTime, expireTime, state } = resource.marks;
  if (deleteTime) writeMoment(message, deleteTime, REFERENCE + revision * 1_000);
  if (expireTime && deleteTime) writeMoment(message, expireTime, REFERENCE + MONTH + revision * 1_000);
  const gone = state?.enum.values.find(({ name }) => /(^|_)(SOFT_)?DELETED$/.test(name));
  if (state && gone) writeField(message, state, gone.number);
  markUpdated(resource, message, revision);
}

export function markUndeleted(resource: Resource, message: Message, revision: number): void {
  const { deleteTime, expireTime, state } = resource.marks;
  if (deleteTime) writeField(message, deleteTime, undefined);
  if (expireTime && deleteTime) writeField(message, expireTime, undefined);
  const now = state && readField(message, state);
  if (state && /(^|_)DELETED$/.test(state.enum.value[Number(now)]?.name ?? ''))
    writeField(message, state, firstState(state.enum));
  markUpdated(resource, message, revision);
}

/** A hash of everything else, in quotes. */
function markEtag({ desc, marks: { etag } }: Resource, message: Message): void {
  if (!etag) return;
  writeField(message, etag, undefined);
  const { a, b } = bytesKey(encodeMessage(desc, message), textKey('etag'));
  writeField(message, etag, `"${hex(a, b, 16)}"`);
}

const VAGUE = /(^|_)(UNSPECIFIED|UNKNOWN|UNDEFINED|UNRECOGNIZED|INVALID|NONE|UNSET|DEPRECATED)(_|$)/i;
/** States that something passes through while it is made: nobody would ever take it out of them here. */
const PASSING = /(^|_)(CREATING|PROVISIONING|INITIALIZING|DELETING|UPDATING|DEPLOYING|DELETED|FAILED|ERROR)$/i;

/** The first state that says something. */
export function firstState(desc: DescEnum): number {
  const others = desc.values.filter(
    ({ name, number }) => !VAGUE.test(name) && (number !== 0 || desc.values.length === 1),
  );
  const zero = desc.values.find(({ number, name }) => number === 0 && !VAGUE.test(name));
  return (zero ?? others.find(({ name }) => !PASSING.test(name)) ?? others[0] ?? desc.values[0]!).number;
}

/** A moment as a field holds it: a Timestamp, ISO text, or a number of the unit that its name says. `millis`: epoch. */
export function writeMoment(message: Message, field: DescField, millis: number): void {
  if (field.fieldKind === 'message') {
    if (field.message.typeName !== 'google.protobuf.Timestamp') return;
    const seconds = Math.floor(millis / 1_000);
    const nanos = (millis - seconds * 1_000) * 1_000_000;
    writeField(message, field, { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds), nanos });
    return;
  }
  if (field.scalar === ScalarType.STRING) {
    const text = new Date(millis).toISOString();
    writeField(
      message,
      field,
      /(^| )(date|day)$/.test(splitWords(field.name)) ? text.slice(0, 10) : text.replace('.000Z', 'Z'),
    );
    return;
  }
  const words = splitWords(field.name);
  const factor = /\b(ns|nanos|nanoseconds)$/.test(words)
    ? 1_000_000
    : /\b(us|micros|microseconds)$/.test(words)
      ? 1_000
      : /\b(ms|msec|millis|milliseconds)$/.test(words)
        ? 1
        : 0.001;
  writeText(
    message,
    [field],
    String(BigInt(Math.floor(factor < 1 ? millis / 1_000 : millis)) * BigInt(Math.max(1, factor))),
  );
}
