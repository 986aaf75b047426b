import type { FaultRequest } from '../contract/fault-api.ts';
import { STATUS_NAMES, type StatusName } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import { LONGEST_MS, MANY, RESET_CODES } from '../stubs/schema-kinds.ts';
import { Body } from './api-body.ts';
import { MAX_PATH } from './named-things.ts';

/** The largest length that a prefix can say. */
const MOST_BYTES = 0xffff_ffff;
const MAX_MESSAGE = 8_192;

const KINDS = [
  'stall',
  'latency',
  'status',
  'rst_stream',
  'goaway',
  'truncate',
  'omit_trailers',
  'bad_length',
  'tiny_window',
] as const satisfies readonly FaultSpec['kind'][];

/** The body of `POST /api/faults`, as far as it can be judged without the schema. */
export function readFaultRequest(value: unknown): FaultRequest {
  const body = new Body(value);
  const scope = body.text('scope', MAX_PATH, '*, the name of a service, or a method, as /shop.v1.Catalog/GetProduct');
  const fault = readFault(body.object('fault'));
  const enabled = body.raw('enabled') === undefined || body.boolean('enabled');
  body.done();
  return { scope, fault, enabled };
}

function readFault(body: Body): FaultSpec {
  const probability = body.raw('probability') ?? 1;
  const isShare = typeof probability === 'number' && probability >= 0 && probability <= 1;
  if (!isShare) body.refuse('probability', 'a number from 0 to 1');
  const written = body.raw('kind') === undefined ? KINDS.find((one) => body.has(one)) : undefined;
  // As a stub writes it.
  if (written !== undefined) body.refuse('kind', `{ "kind": "${written}", … }: this is not the form of files of stubs`);
  const kind = written ?? body.choice('kind', KINDS);
  const fault = readKind(body, isShare ? probability : 0, kind);
  // What else belongs to a kind that there is not, nobody knows.
  if (body.raw('kind') === kind) body.done();
  return fault;
}

function readKind(body: Body, probability: number, kind: FaultSpec['kind']): FaultSpec {
  switch (kind) {
    case 'latency':
      return {
        kind,
        probability,
        ms: body.integer('ms', 0, LONGEST_MS),
        jitterMs: orZero(body, 'jitterMs', LONGEST_MS),
      };
    case 'status': {
      const status = body.choice<StatusName>('status', STATUS_NAMES);
      if (body.raw('status') === 'OK') body.refuse('status', 'an error status: OK is no fault');
      return {
        kind,
        probability,
        status,
        message: body.raw('message') === undefined ? '' : body.content('message', MAX_MESSAGE),
      };
    }
    case 'rst_stream':
      return {
        kind,
        probability,
        code: body.choice<string>('code', RESET_CODES),
        afterMessages: orZero(body, 'afterMessages', MANY),
      };
    case 'goaway':
      return { kind, probability, afterMessages: orZero(body, 'afterMessages', MANY) };
    case 'truncate':
      return { kind, probability, bytes: body.integer('bytes', 1, MOST_BYTES), ...later(body) };
    case 'bad_length': {
      const by = body.integer('by', -MOST_BYTES, MOST_BYTES);
      if (by === 0) body.refuse('by', 'a number other than 0: a length that is wrong by 0 is right');
      return { kind, probability, by, ...later(body) };
    }
    case 'stall':
    case 'omit_trailers':
    case 'tiny_window':
      return { kind, probability };
    default:
      return kind satisfies never;
  }
}

const orZero = (body: Body, key: string, most: number): number =>
  body.raw(key) === undefined ? 0 : body.integer(key, 0, most);

/** Which message: the one behind so many. */
const later = (body: Body): { readonly afterMessages?: number } =>
  body.has('afterMessages') ? { afterMessages: body.integer('afterMessages', 0, MANY) } : {};
