import type {
  ResetRequest,
  ScenarioMove,
  StubAddRequest,
  StubCheckRequest,
  StubEditRequest,
  StubNewRequest,
  StubSaveRequest,
  UnmatchedRequest,
} from '../contract/mock-api.ts';
import { LONGEST_SESSION } from '../contract/session.ts';
import { parseMethodPath, type MethodPath } from '../contract/schema.ts';
import type { StubTryRequest, VerifyRequest } from '../contract/stub.ts';
import { Body } from './api-body.ts';
import { MAX_PATH, withSlash } from './named-things.ts';

/** Characters of the name of a session. */
export const MAX_SESSION = LONGEST_SESSION;
const MAX_NAME = 1_000;
/** Characters of a file that can be read again. */
const MAX_TEXT = 8_000_000;
const MAX_STUBS = 10_000;
const MAX_MESSAGES = 1_000;
const MAX_METADATA = 1_000;
const MAX_ORDER = 1_000;
const MAX_TIMES = 1_000_000_000;

const FILE = 'the name of a file, as shop/catalog.stubs.yaml';
const METHOD = 'the path of a method, as /shop.v1.Catalog/GetProduct';

/** Null where it is left out. */
const session = (body: Body): string | null =>
  (body.raw('session') ?? null) === null ? null : body.text('session', MAX_SESSION, 'the name of a session, or null');

/** False where it is left out. */
const flag = (body: Body, key: string): boolean => (body.raw(key) === undefined ? false : body.boolean(key));

function method(body: Body): MethodPath {
  const path = body.text('method', MAX_PATH, METHOD);
  const whole = withSlash(path);
  if (path !== '' && parseMethodPath(whole) === undefined) body.refuse('method', METHOD);
  return whole as MethodPath; // Where it is not one, `done` refuses the whole.
}

export function addRequest(value: unknown): StubAddRequest {
  const body = new Body(value);
  const service = body.has('service') ? body.text('service', MAX_NAME, 'the name of a service') : undefined;
  const request = {
    ...(service !== undefined && { service }),
    stubs: body.list('stubs', MAX_STUBS, 'stubs as in a file', (stub) => stub),
    session: session(body),
    ...(body.has('unmatched') && { unmatched: body.choice('unmatched', ['world', 'refuse'] as const) }),
  };
  body.done();
  return request;
}

export function unmatchedRequest(value: unknown): UnmatchedRequest {
  const body = new Body(value);
  const file = body.text('file', MAX_NAME, FILE);
  const to = body.raw('to') === null ? null : body.choice('to', ['world', 'refuse'] as const);
  body.done();
  return { file, to };
}

export function checkRequest(value: unknown): StubCheckRequest {
  const body = new Body(value);
  const request = { file: body.text('file', MAX_NAME, FILE), text: body.content('text', MAX_TEXT) };
  body.done();
  return request;
}

export function saveRequest(value: unknown): StubSaveRequest {
  const body = new Body(value);
  const wanted = 'the hash of the text that was edited';
  const request = {
    file: body.text('file', MAX_NAME, FILE),
    text: body.content('text', MAX_TEXT),
    baseHash: body.textOrNull('baseHash', 64, `${wanted}, or null for a new file`),
  };
  if (request.baseHash !== null && !/^([0-9a-f]{64})?$/.test(request.baseHash)) body.refuse('baseHash', wanted);
  body.done();
  return request;
}

export function editRequest(value: unknown): StubEditRequest {
  const body = new Body(value);
  const id = body.text('id', MAX_NAME, 'the id of a stub');
  const edit = body.object('edit');
  const what = edit.choice('do', ['enabled', 'move', 'remove']);
  // Where it is none of these, nothing else about it is told.
  const known = edit.raw('do') === what;
  if (!known) for (const key of ['enabled', 'by']) edit.raw(key);
  const change: StubEditRequest['edit'] = !known
    ? { do: 'remove' }
    : what === 'enabled'
      ? { do: what, enabled: edit.boolean('enabled') }
      : what === 'move'
        ? { do: what, by: edit.choice('by', [-1, 1]) }
        : { do: what };
  edit.done();
  body.done();
  return { id, edit: change };
}

export function newRequest(value: unknown): StubNewRequest {
  const body = new Body(value);
  const request = {
    method: method(body),
    call: body.textOrNull('call', MAX_NAME, 'the id of a call'),
    file: body.textOrNull('file', MAX_NAME, FILE),
    write: body.boolean('write'),
  };
  body.done();
  return request;
}

export function tryRequest(value: unknown): StubTryRequest {
  const body = new Body(value);
  const request = {
    method: method(body),
    messages: body.list('messages', MAX_MESSAGES, 'ProtoJSON texts', (item, path) => {
      if (typeof item !== 'string') body.refuse(path, 'a message as ProtoJSON text');
      return String(item);
    }),
    metadata:
      body.raw('metadata') === undefined
        ? []
        : body.list('metadata', MAX_METADATA, 'keys with values', (item, path) => {
            const { key, value: text } = Object(item) as { readonly key?: unknown; readonly value?: unknown }; // Looked at below.
            if (typeof key === 'string' && key !== '' && typeof text === 'string')
              return { key: key.toLowerCase(), value: text };
            body.refuse(path, '{ "key": "x-tenant", "value": "acme" }');
            return { key: '', value: '' };
          }),
    session: session(body),
  };
  body.done();
  return request;
}

export function scenarioMove(value: unknown): ScenarioMove {
  const body = new Body(value);
  const request = {
    name: body.text('name', MAX_NAME, 'the name of a scenario'),
    state: body.text('state', MAX_NAME, 'one of its states'),
    session: session(body),
  };
  body.done();
  return request;
}

export function verifyRequest(value: unknown): VerifyRequest {
  const body = new Body(value);
  const asked = { method: method(body), when: body.raw('when') };
  // A number is exactly so many, and nothing is once at least.
  const number = typeof body.raw('times') === 'number' ? body.integer('times', 0, MAX_TIMES) : undefined;
  const times =
    number === undefined ? body.nested(body.raw('times') ?? {}, 'times') : body.nested({ exactly: number }, 'times');
  const bounds: { exactly?: number; atLeast?: number; atMost?: number } = {};
  for (const key of ['exactly', 'atLeast', 'atMost'] as const)
    if (times.has(key)) bounds[key] = times.integer(key, 0, MAX_TIMES);
    else times.raw(key);
  if (bounds.exactly !== undefined && (bounds.atLeast ?? bounds.atMost) !== undefined)
    times.refuse('exactly', 'exactly alone, or atLeast and atMost');
  if (bounds.atLeast !== undefined && bounds.atMost !== undefined && bounds.atLeast > bounds.atMost)
    times.refuse('atMost', 'a number that is not less than atLeast');
  times.done();
  const inOrder = body.has('inOrder')
    ? body.list('inOrder', MAX_ORDER, 'methods with matchers', (item, path) => {
        const step = body.nested(item, path);
        const one = { method: method(step), when: step.raw('when') };
        step.done();
        return one;
      })
    : undefined;
  const request = { ...asked, times: bounds, session: session(body), ...(inOrder && { inOrder }) };
  body.done();
  return request;
}

/** No body at all is one that says nothing. */
export function resetRequest(value: unknown): ResetRequest {
  const body = new Body(value ?? {});
  const request = {
    session: session(body),
    stubs: flag(body, 'stubs'),
    world: flag(body, 'world'),
    calls: flag(body, 'calls'),
    faults: flag(body, 'faults'),
  };
  body.done();
  return request;
}
