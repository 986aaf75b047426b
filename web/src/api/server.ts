import { io } from 'socket.io-client';
import type { Api, WorldPort } from './api.ts';
import { createLive, type LiveSocket } from './live.ts';
import { createRest, type Ask } from './rest.ts';

/** The API of the server that served this page. */
export function connectServer(): Api {
  const ask = createRest((input, init) => fetch(input, init));
  const socket: LiveSocket = io({ transports: ['websocket'], reconnectionDelay: 250, reconnectionDelayMax: 2000 });
  return {
    ask,
    status: () => ask('GET /api/status'),
    schema: () => ask('GET /api/schema'),
    method: (path) => ask('GET /api/schema/method', { path }),
    example: (path, seed) => ask('GET /api/example', seed === undefined ? { path } : { path, seed }),
    clearCalls: () => ask('DELETE /api/calls'),
    origins: (id, direction, index) => ask('GET /api/calls/:id/origins', { id, direction, index: String(index) }),
    explain: (path) => ask('GET /api/explain', { path }),
    protos: {
      list: () => ask('GET /api/protos'),
      file: (name) => ask('GET /api/protos/file', { name }),
      symbol: async (name, scope) => (await ask('GET /api/protos/symbol', { name, scope })).symbol,
      check: (name, text, signal) => ask('POST /api/protos/check', {}, { body: { name, text }, signal }),
      save: (name, request) => ask('PUT /api/protos/file', { name }, { body: request }),
      import: (request) => ask('POST /api/protos', {}, { body: request }),
    },
    world: worldOf(ask, {}),
    live: createLive(socket),
  };
}

/** `whose`: the session, where there is one, for the query of each request. */
function worldOf(ask: Ask, whose: { readonly session?: string }): WorldPort {
  return {
    of: (session) => worldOf(ask, session === null ? {} : { session }),
    info: () => ask('GET /api/world', whose),
    page: ({ type, ...query }, token, size) =>
      ask('GET /api/world/entities', { type, ...given({ ...query, token }), size: String(size), ...whose }),
    entity: (type, id) => ask('GET /api/world/entity', { type, id, ...whose }),
    add: (type, parent, json) =>
      ask('POST /api/world/entities', { type, ...given({ parent }), ...whose }, { body: { json } }),
    write: (type, id, request) => ask('PUT /api/world/entity', { type, id, ...whose }, { body: request }),
    remove: (type, id) => ask('DELETE /api/world/entity', { type, id, ...whose }),
    reset: () => ask('POST /api/world/reset', whose),
    snapshot: (request) => ask('POST /api/world/snapshot', whose, { body: request }),
  };
}

/** What is not empty. */
function given(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}
