import type { CallEvent, EndedEvent, MessageEvent } from '../contract/traffic.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { draftStatus } from './draft-status.ts';
import { literalText, tellingFields, writtenValue } from './draft-value.ts';
import { SHAPES } from './schema-shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Messages of a stream that are written down. */
const MOST_MESSAGES = 200;
/** A pause that is shorter says nothing, in milliseconds; longer ones are written in steps of ten. */
const SHORTEST_PAUSE = 20;

/**
 * A stub as a person would write it, from what happened in a call: the telling fields of its request are the condition,
 * and its answer is the reply. Streams are `stream`, errors are statuses with their details, a bidi call is a script.
 * Messages whose text was not kept are generated. `name`: how the file names the method.
 */
export function draftStub(method: SchemaMethod, events: readonly CallEvent[], name: string): Json {
  switch (method.kind) {
    case 'unary':
    case 'client_streaming': {
      const when = condition(method, events);
      return { method: name, ...(when && { when }), reply: { ...extras(events), ...single(method, events) } };
    }
    case 'server_streaming': {
      const when = condition(method, events);
      return { method: name, ...(when && { when }), reply: { ...extras(events), ...streamed(method, events) } };
    }
    case 'bidi_streaming':
      return { method: name, script: script(method, events) };
    default:
      return method.kind satisfies never;
  }
}

function condition(method: SchemaMethod, events: readonly CallEvent[]): Json | undefined {
  const first = events.find((event): event is MessageEvent => event.type === 'message' && event.direction === 'up');
  const fields = first && telling(method, first);
  if (!fields) return undefined;
  return method.kind === 'client_streaming' ? { first: fields } : { request: fields };
}

const telling = (method: SchemaMethod, { body }: MessageEvent): Json | undefined =>
  tellingFields(method.desc.input, textValue(body));

/** Undefined where the text is not there, or not all of it. */
function textValue(body: MessageEvent['body']): unknown {
  if (body?.json === undefined || body.truncated) return undefined;
  try {
    return JSON.parse(body.json);
  } catch {
    return undefined;
  }
}

const isDown = (event: CallEvent): event is MessageEvent => event.type === 'message' && event.direction === 'down';
const endOf = (events: readonly CallEvent[]): EndedEvent | undefined =>
  events.find((event): event is EndedEvent => event.type === 'ended');

/** What the client, or its deadline, has ended says nothing of the answer. */
function failure(method: SchemaMethod, events: readonly CallEvent[]): Json | undefined {
  const end = endOf(events);
  if (!end || end.status.name === 'OK' || end.cancelledBy === 'client' || end.cancelledBy === 'deadline')
    return undefined;
  return draftStatus(end, method.types);
}

function single(method: SchemaMethod, events: readonly CallEvent[]): Json {
  const failed = failure(method, events);
  return failed ?? content(method, events.find(isDown));
}

/** `message`, or `generated` where its text is not there. */
function content({ desc }: SchemaMethod, event: MessageEvent | undefined): Json {
  const value = event && textValue(event.body);
  return value === undefined ? { generated: true } : { message: writtenValue(desc.output, value) };
}

const ENVELOPE = Object.keys(SHAPES.item.keys);

function streamed(method: SchemaMethod, events: readonly CallEvent[]): Json {
  const stream: unknown[] = [];
  let last = 0;
  for (const event of events) {
    if (event.type === 'message' && event.direction === 'up') last = event.t;
    if (!isDown(event) || stream.length === MOST_MESSAGES) continue;
    const after = pause(event.t - last);
    last = event.t;
    const item = content(method, event);
    const { message } = item;
    // A message whose fields are called like keys of an item would be read as one.
    const bare =
      typeof message === 'object' && message !== null && !Object.keys(message).every((key) => ENVELOPE.includes(key));
    stream.push(after === undefined && bare ? message : { ...(after !== undefined && { after }), ...item });
  }
  const end = failure(method, events);
  return { stream, ...(end && { end }) };
}

function pause(micros: number): string | undefined {
  const ms = Math.round(micros / 10_000) * 10;
  return ms >= SHORTEST_PAUSE ? `${ms}ms` : undefined;
}

/** What was said at the beginning, behind each message, and behind the last one. */
function script(method: SchemaMethod, events: readonly CallEvent[]): readonly Json[] {
  const known = new Set<string>();
  const done: { readonly on: Json; readonly acts: Json[] }[] = [{ on: { on: 'open' }, acts: [] }];
  let last = 0;
  let sent = 0;
  const acts = (): Json[] => done.at(-1)!.acts;
  for (const event of events) {
    if (event.type === 'half_closed') {
      done.push({ on: { on: 'half_close' }, acts: [] });
      last = event.t;
    } else if (event.type === 'message' && event.direction === 'up') {
      const when = telling(method, event);
      done.push({ on: { on: 'message', ...(when && { when }) }, acts: [] });
      last = event.t;
    } else if (isDown(event) && sent < MOST_MESSAGES) {
      const after = pause(event.t - last);
      const { message, generated } = content(method, event);
      acts().push({
        ...(after !== undefined && { after }),
        send: message ?? {},
        ...(generated === true && { generated }),
      });
      last = event.t;
      sent += 1;
    } else if (event.type === 'ended') {
      const failed = failure(method, events);
      if (failed) acts().push({ end: failed });
    }
  }
  if (!done.some(({ on }) => on['on'] === 'half_close')) done.push({ on: { on: 'half_close' }, acts: [] });
  const closing = done.find(({ on }) => on['on'] === 'half_close')!;
  if (!done.some(({ acts: all }) => all.some((act) => 'end' in act))) closing.acts.push({ end: { status: 'OK' } });
  const script = done.flatMap(({ on, acts: all }) => {
    // The first of two events that are the same hears all such messages.
    const key = JSON.stringify(on, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    if (all.length === 0 || known.has(key)) return [];
    known.add(key);
    return [{ ...on, do: all }];
  });
  // Whatever asks for nothing hears everything: it comes last.
  const asks = (event: Json): boolean => event['on'] !== 'message' || event['when'] !== undefined;
  return [...script.filter(asks), ...script.filter((event) => !asks(event))];
}

/** Headers and trailers that somebody set: neither those of the protocol nor our own. */
function extras(events: readonly CallEvent[]): Json {
  const headers = events.flatMap((event) => (event.type === 'headers' ? event.metadata : []));
  const trailers = endOf(events)?.trailers ?? [];
  const all = { headers: entries(headers), trailers: entries(trailers) };
  return { ...(all.headers && { headers: all.headers }), ...(all.trailers && { trailers: all.trailers }) };
}

const OWN = /^(grpc-|x-understudy-|:|date$|server$|content-type$|trailer$)/;

function entries(
  metadata: readonly { readonly key: string; readonly value: string; readonly masked?: boolean }[],
): Json | undefined {
  const found: Record<string, string | string[]> = {};
  for (const { key, value, masked } of metadata) {
    if (OWN.test(key) || masked === true) continue;
    const text = literalText(value);
    const before = Object.hasOwn(found, key) ? found[key] : undefined;
    found[key] = before === undefined ? text : [before, text].flat();
  }
  return Object.keys(found).length > 0 ? found : undefined;
}
