import { io } from 'socket.io-client';
import type { Api } from './api.ts';
import { createLive, type LiveSocket } from './live.ts';
import { createRest } from './rest.ts';

/** The API of the server that served this page. */
export function connectServer(): Api {
  const ask = createRest((input, init) => fetch(input, init));
  const socket: LiveSocket = io({ transports: ['websocket'], reconnectionDelay: 250, reconnectionDelayMax: 2000 });
  return {
    status: () => ask('GET /api/status'),
    schema: () => ask('GET /api/schema'),
    method: (path) => ask('GET /api/schema/method', { path }),
    example: (path, seed) => ask('GET /api/example', seed === undefined ? { path } : { path, seed }),
    clearCalls: () => ask('DELETE /api/calls'),
    live: createLive(socket),
  };
}
