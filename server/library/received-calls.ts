import type { Metadata } from '../contract/metadata.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { StatusName } from '../contract/status.ts';
import type { AnsweredBy, CallRecord, MessageBody } from '../contract/traffic.ts';
import { decodeJson } from '../codec/decode-json.ts';
import type { Registry } from '../schema/registry.ts';
import type { Journal } from '../traffic/journal.ts';

/** A call that was received. */
export interface ReceivedCall {
  readonly id: string;
  /** `/shop.v1.Catalog/GetProduct` */
  readonly method: string;
  /** Request metadata by lower-case key; values of a repeated key are joined with `, `. Secrets are masked. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The (first) request as ProtoJSON; undefined where none came. */
  readonly request: unknown;
  /** Messages as ProtoJSON; of long streams the first and the last. */
  readonly requests: readonly unknown[];
  readonly replies: readonly unknown[];
  /** Null while the call is open. */
  readonly status: StatusName | null;
  readonly message: string;
  readonly answeredBy: AnsweredBy | null;
  /** Headers and trailers of the answer, as `metadata`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Messages up to here are shown whole, in characters. */
const WHOLE = 256_000_000;

/** Which calls; everything given must hold. */
export interface Received {
  readonly method: MethodPath | undefined;
  /** Null for all of them. */
  readonly session: string | null;
  /** Only calls with a greater ordinal. */
  readonly since: number;
  readonly ids?: ReadonlySet<string> | undefined;
}

/** Calls that the journal holds, oldest first. */
export function receivedCalls(
  journal: Journal,
  registry: Registry,
  { method, session, since, ids }: Received,
): readonly ReceivedCall[] {
  return journal.list({ method, after: since, session: session ?? undefined }).calls.flatMap(({ id }) => {
    const record = !ids || ids.has(id) ? journal.get(id) : undefined;
    return record ? [callOf(record, journal, registry)] : [];
  });
}

function callOf({ summary, events }: CallRecord, journal: Journal, registry: Registry): ReceivedCall {
  const { id, method, status, statusMessage: message, answeredBy } = summary;
  const requests: unknown[] = [];
  const replies: unknown[] = [];
  let metadata: Metadata = [];
  let headers: Metadata = [];
  let trailers: Metadata = [];
  for (const event of events)
    switch (event.type) {
      case 'started':
        metadata = event.metadata;
        break;
      case 'headers':
        headers = event.metadata;
        break;
      case 'message': {
        const { direction, index, body } = event;
        const whole = (): MessageBody | undefined => {
          const bytes = journal.exchange(id, direction, index)?.message;
          const known = registry.current.method(method);
          if (!bytes || !known) return undefined;
          return decodeJson(direction === 'up' ? known.desc.input : known.desc.output, bytes, known.types, {
            limit: WHOLE,
          });
        };
        const json = (body?.truncated ? whole() : body)?.json;
        (direction === 'up' ? requests : replies).push(json === undefined ? undefined : (JSON.parse(json) as unknown));
        break;
      }
      case 'ended':
        trailers = event.trailers;
        break;
      default:
    }
  return {
    id,
    method,
    metadata: byKey(metadata),
    request: requests[0],
    requests,
    replies,
    status,
    message,
    answeredBy,
    headers: byKey(headers),
    trailers: byKey(trailers),
  };
}

function byKey(metadata: Metadata): Readonly<Record<string, string>> {
  // Without a prototype: a key may have any name.
  const all = Object.create(null) as Record<string, string>;
  for (const { key, value } of metadata) all[key] = key in all ? `${all[key]}, ${value}` : value;
  return all;
}
