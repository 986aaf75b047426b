import type { HeldAction, HeldReply, HoldApi, HoldInfo, HoldRequest } from '../contract/hold-api.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodPath } from '../contract/schema.ts';
import { STATUS_NAMES, type StatusName } from '../contract/status.ts';
import { RESET_CODES } from '../stubs/schema-kinds.ts';
import { Body } from './api-body.ts';
import { ApiRefusal } from './api-request.ts';
import { MAX_PATH, unknownMethod } from './named-things.ts';
import type { RouteTable } from './routes.ts';
import type { Refused } from './world-routes.ts';

/** Calls that wait for a person, as the page and programs see and answer them. */
export interface HoldSource {
  /** False for a method that the schema does not have. */
  knows(method: string): method is MethodPath;
  info(): HoldInfo;
  set(request: HoldRequest): HoldInfo | Refused;
  act(call: string, action: HeldAction): HoldInfo | Refused;
  reply(call: string, from: HeldReply['from'], seed: string | undefined): HeldReply | Refused;
}

/** Longest time that a call may be let go before its deadline, in milliseconds. */
const LONGEST_RELEASE = 600_000;
const MAX_TEXT = 1_000_000;
const MAX_METADATA = 256;
const MAX_DETAILS = 100;

/** The routes of answering by hand. */
export function holdRoutes(
  hold: HoldSource,
  nearest: (path: string) => readonly string[],
): Pick<RouteTable, keyof HoldApi> {
  return {
    'GET /api/hold': ({ query }) => {
      query.done();
      return hold.info();
    },
    'PUT /api/hold': ({ query, body }) => {
      query.done();
      const request = readRequest(body);
      if ('releaseBeforeMs' in request) return accepted(hold.set(request));
      const { method, on } = request;
      // What the schema does not have any more can be switched off.
      if (on && !hold.knows(method)) throw unknownMethod(method, nearest(method), 'method');
      return accepted(hold.set({ method, on }));
    },
    'POST /api/held/:id': ({ query, params, body }) => {
      query.done();
      return accepted(hold.act(params['id'] ?? '', readAction(body)));
    },
    'GET /api/held/:id/reply': ({ query, params }) => {
      const from = query.word('from', ['generated', 'world']) ?? 'generated';
      const seed = query.text('seed', 200);
      query.done();
      return accepted(hold.reply(params['id'] ?? '', from, seed));
    },
  };
}

function readRequest(value: unknown): HoldRequest {
  const body = new Body(value);
  if (body.has('releaseBeforeMs')) {
    const releaseBeforeMs = body.integer('releaseBeforeMs', 0, LONGEST_RELEASE);
    body.done();
    return { releaseBeforeMs };
  }
  // Whether there is such a method is asked next.
  const method = body.text('method', MAX_PATH, 'a method, as /shop.v1.Catalog/GetProduct') as MethodPath;
  const on = body.boolean('on');
  body.done();
  return { method, on };
}

/** The first is read where none of them is named: it asks for nothing more. */
const DOES = ['release', 'headers', 'message', 'end', 'reset'] as const satisfies readonly HeldAction['do'][];

function readAction(value: unknown): HeldAction {
  const body = new Body(value);
  const action = read(body, body.choice('do', DOES));
  body.done();
  return action;
}

function read(body: Body, does: HeldAction['do']): HeldAction {
  switch (does) {
    case 'headers':
      return { do: does, metadata: metadataOf(body, 'metadata') };
    case 'message':
      return { do: does, json: body.content('json', MAX_TEXT) };
    case 'end':
      return {
        do: does,
        status: body.choice<StatusName>('status', STATUS_NAMES),
        message: body.content('message', 8_192),
        trailers: metadataOf(body, 'trailers'),
        details: body.list('details', MAX_DETAILS, 'ProtoJSON texts', (one, path) => {
          if (typeof one !== 'string') body.refuse(path, 'the ProtoJSON text of a google.protobuf.Any');
          return String(one);
        }),
      };
    case 'reset':
      return { do: does, code: body.choice('code', RESET_CODES) };
    case 'release':
      return { do: does };
    default:
      return does satisfies never;
  }
}

function metadataOf(body: Body, key: string): Metadata {
  return body.list(key, MAX_METADATA, '{ key, value }', (one, path) => {
    const entry = body.nested(one, path);
    const read = { key: entry.content('key', 1_000), value: entry.content('value', MAX_TEXT) };
    entry.done();
    return read;
  });
}

function accepted<T extends object>(answer: T | Refused): T {
  if ('refused' in answer) throw new ApiRefusal(answer.status, answer.refused);
  return answer;
}
