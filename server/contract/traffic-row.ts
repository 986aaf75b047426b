import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { AnsweredBy, CallSummary } from './traffic.ts';
import { ANSWERERS, Bit, BROKEN, GIVERS_UP, KINDS, PROTOCOLS, STATUSES } from './traffic-columns.ts';

/** Written out field by field, for it runs for every call that a page is told of. The form is in `traffic-bytes`. */
export function writeRow(to: ByteWriter, call: CallSummary, before: CallSummary): void {
  const marks =
    (call.method === before.method ? 0 : Bit.method) |
    (call.kind === before.kind ? 0 : Bit.kind) |
    (call.protocol === before.protocol ? 0 : Bit.protocol) |
    (call.status === before.status ? 0 : Bit.status) |
    (call.code === before.code ? 0 : Bit.code) |
    (call.statusMessage === before.statusMessage ? 0 : Bit.statusMessage) |
    (call.peer === before.peer ? 0 : Bit.peer) |
    (call.userAgent === before.userAgent ? 0 : Bit.userAgent) |
    (call.client === before.client ? 0 : Bit.client) |
    (call.invocation === before.invocation ? 0 : Bit.invocation) |
    (call.session === before.session ? 0 : Bit.session) |
    (call.deadlineMs === before.deadlineMs ? 0 : Bit.deadlineMs) |
    (call.up === before.up ? 0 : Bit.up) |
    (call.down === before.down ? 0 : Bit.down) |
    (call.upBytes === before.upBytes ? 0 : Bit.upBytes) |
    (call.downBytes === before.downBytes ? 0 : Bit.downBytes) |
    (call.answeredBy === before.answeredBy ? 0 : Bit.answeredBy) |
    (call.broken === before.broken ? 0 : Bit.broken) |
    (call.cancelledBy === before.cancelledBy ? 0 : Bit.cancelledBy);
  to.count(marks);
  to.number(call.ordinal - before.ordinal);
  const shared = sharedUnits(call.id, before.id);
  to.count(shared);
  to.fresh(call.id.slice(shared));
  to.number(call.startedAt - before.startedAt);
  to.count(call.durationMs === null ? 0 : 1);
  if (call.durationMs !== null) to.number(micros(call.durationMs));
  writeTicks(to, call.ticks);
  if (marks & Bit.method) to.text(call.method);
  if (marks & Bit.kind) to.count(KINDS.indexOf(call.kind));
  if (marks & Bit.protocol) to.count(PROTOCOLS.indexOf(call.protocol));
  if (marks & Bit.status) to.count(STATUSES.indexOf(call.status));
  if (marks & Bit.code) maybe(to, call.code);
  if (marks & Bit.statusMessage) to.text(call.statusMessage);
  if (marks & Bit.peer) to.text(call.peer);
  if (marks & Bit.userAgent) to.text(call.userAgent);
  if (marks & Bit.client) to.text(call.client);
  if (marks & Bit.invocation) maybeText(to, call.invocation);
  if (marks & Bit.session) maybeText(to, call.session);
  if (marks & Bit.deadlineMs) maybe(to, call.deadlineMs);
  if (marks & Bit.up) to.count(call.up);
  if (marks & Bit.down) to.count(call.down);
  if (marks & Bit.upBytes) to.count(call.upBytes);
  if (marks & Bit.downBytes) to.count(call.downBytes);
  if (marks & Bit.answeredBy) to.text(JSON.stringify(call.answeredBy));
  if (marks & Bit.broken) to.count(BROKEN.indexOf(call.broken));
  if (marks & Bit.cancelledBy) to.count(GIVERS_UP.indexOf(call.cancelledBy));
}

/** Throws where the bytes are none of `writeRow`. */
export function readRow(from: ByteReader, before: CallSummary): CallSummary {
  const marks = from.count();
  const ordinal = before.ordinal + from.number();
  const id = before.id.slice(0, from.count()) + from.fresh();
  const startedAt = before.startedAt + from.number();
  const durationMs = from.count() === 0 ? null : from.number() / 1000;
  const ticks = readTicks(from);
  // In the order in which they were written.
  const method = marks & Bit.method ? from.text() : before.method;
  const kind = marks & Bit.kind ? from.one(KINDS) : before.kind;
  const protocol = marks & Bit.protocol ? from.one(PROTOCOLS) : before.protocol;
  const status = marks & Bit.status ? from.one(STATUSES) : before.status;
  const code = marks & Bit.code ? readMaybe(from) : before.code;
  const statusMessage = marks & Bit.statusMessage ? from.text() : before.statusMessage;
  const peer = marks & Bit.peer ? from.text() : before.peer;
  const userAgent = marks & Bit.userAgent ? from.text() : before.userAgent;
  const client = marks & Bit.client ? from.text() : before.client;
  const invocation = marks & Bit.invocation ? readMaybeText(from) : before.invocation;
  const session = marks & Bit.session ? readMaybeText(from) : before.session;
  const deadlineMs = marks & Bit.deadlineMs ? readMaybe(from) : before.deadlineMs;
  const up = marks & Bit.up ? from.count() : before.up;
  const down = marks & Bit.down ? from.count() : before.down;
  const upBytes = marks & Bit.upBytes ? from.count() : before.upBytes;
  const downBytes = marks & Bit.downBytes ? from.count() : before.downBytes;
  const answeredBy = marks & Bit.answeredBy ? readAnswer(from) : before.answeredBy;
  const broken = marks & Bit.broken ? from.one(BROKEN) : before.broken;
  const cancelledBy = marks & Bit.cancelledBy ? from.one(GIVERS_UP) : before.cancelledBy;
  return {
    id,
    ordinal,
    method,
    kind,
    protocol,
    status,
    code,
    statusMessage,
    peer,
    userAgent,
    client,
    invocation,
    session,
    startedAt,
    durationMs,
    deadlineMs,
    up,
    down,
    upBytes,
    downBytes,
    answeredBy,
    ...(broken && { broken }),
    cancelledBy,
    ticks,
  };
}

const micros = (ms: number): number => Math.round(ms * 1000);

function writeTicks(to: ByteWriter, ticks: readonly number[]): void {
  to.count(ticks.length);
  let before = 0;
  for (const tick of ticks) {
    const now = micros(tick);
    to.number(now - before);
    before = now;
  }
}

function readTicks(from: ByteReader): number[] {
  const ticks: number[] = [];
  let now = 0;
  // Each has a byte at least, so that a wrong count comes to its end.
  for (let left = from.count(); left > 0; left -= 1) ticks.push((now += from.number()) / 1000);
  return ticks;
}

function maybe(to: ByteWriter, value: number | null): void {
  to.count(value === null ? 0 : 1);
  if (value !== null) to.number(value);
}

const readMaybe = (from: ByteReader): number | null => (from.count() === 0 ? null : from.number());

function maybeText(to: ByteWriter, value: string | null): void {
  to.count(value === null ? 0 : 1);
  if (value !== null) to.text(value);
}

const readMaybeText = (from: ByteReader): string | null => (from.count() === 0 ? null : from.text());

function readAnswer(from: ByteReader): AnsweredBy | null {
  const answer: unknown = JSON.parse(from.text());
  if (answer === null) return null;
  if (typeof answer !== 'object' || !('by' in answer) || !ANSWERERS.has(answer.by))
    throw new RangeError('Nobody answers so.');
  return answer as AnsweredBy; // Of the version of this form, so of this contract.
}

/** Units at the beginning that are the same, never half of a surrogate pair. */
function sharedUnits(id: string, before: string): number {
  const most = Math.min(id.length, before.length);
  let shared = 0;
  while (shared < most) {
    const code = id.charCodeAt(shared);
    if (code > 127 || code !== before.charCodeAt(shared)) break;
    shared += 1;
  }
  return shared;
}
