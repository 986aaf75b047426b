import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createHttp, type HttpOptions } from '../../../server/http/create-http.ts';
import { createGuard } from '../../../server/http/guard.ts';
import type { ApiSource } from '../../../server/http/routes.ts';
import { HealthStates } from '../../../server/serving/health-states.ts';
import { fakeFaults } from './fake-faults.ts';
import { fakeHold } from './fake-hold.ts';
import { fakeMock } from './fake-mock.ts';
import { fakeWorld } from './fake-world.ts';
import type { CallRecord, CallSummary } from '../../../server/contract/traffic.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Running extends AsyncDisposable {
  readonly port: number;
  readonly server: Server;
  /** Sends one request; `headers` may set Host and Origin freely. */
  ask(path: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Reply>;
  /** A bare socket to the server. */
  dial(): Promise<Socket>;
}

/** Gives the server a port the way `port` does: by handing it sockets. */
export async function run(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    server.emit('connection', socket);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo; // A TCP listener has a port.
  return {
    port,
    server,
    ask: async (path, { method = 'GET', headers = {}, body } = {}) => {
      // Node declares no length for the body of a DELETE by itself.
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = request({
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { ...length, ...headers },
        agent: false,
      });
      outgoing.end(body);
      const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage]; // By its docs.
      return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await text(incoming) };
    },
    dial: async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

export function summary(ordinal: number, more: Partial<CallSummary> = {}): CallSummary {
  return {
    id: `call-${ordinal}`,
    ordinal,
    method: '/shop.v1.Catalog/GetProduct',
    kind: 'unary',
    protocol: 'grpc',
    status: 'OK',
    code: 0,
    statusMessage: '',
    peer: '127.0.0.1:40000',
    userAgent: 'grpc-node-js/1.14.7',
    client: 'grpc-node-js',
    invocation: null,
    session: null,
    startedAt: 1_700_000_000_000,
    durationMs: 1,
    deadlineMs: null,
    up: 1,
    down: 1,
    upBytes: 3,
    downBytes: 30,
    answeredBy: { by: 'generated', seed: 's' },
    cancelledBy: null,
    ticks: [0.2, 0.8],
    ...more,
  };
}

/** A source with `count` calls that remembers what it was asked. */
export function fakeSource(count = 0): ApiSource & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  let calls = Array.from({ length: count }, (_, index) => summary(index + 1));
  return {
    asked,
    status: () => ({
      name: 'understudy',
      version: '0.1.0',
      address: 'localhost:50051',
      seed: 's',
      revision: 1,
      files: 1,
      services: 1,
      methods: 1,
      errors: 0,
      warnings: 0,
      uptime: 1,
      calls: calls.length,
      openCalls: 0,
    }),
    restOpenApi: (service) => (service === 'nope' ? undefined : { openapi: '3.1.0' }),
    schema: () => ({
      revision: 1,
      source: './protos',
      files: 1,
      services: [],
      problems: [],
      problemCount: { errors: 0, warnings: 0 },
    }),
    method: (path) =>
      path === '/shop.v1.Catalog/GetProduct'
        ? {
            revision: 1,
            service: 'shop.v1.Catalog',
            method: { path, name: 'GetProduct', kind: 'unary', input: 'A', output: 'B', doc: '' },
            file: 'shop.proto',
            messages: {},
            enums: {},
          }
        : undefined,
    importProtos: async ({ files, confirm }) =>
      files.some(({ name }) => name.includes('..'))
        ? { refused: [{ severity: 'error', code: 'import-name', message: 'It leads out of the folder.' }] }
        : { folder: 'protos', files: [], written: confirm, problems: [], services: 1, methods: files.length },
    nearest: (path) => (path.includes('Get') ? ['/shop.v1.Catalog/GetProduct'] : []),
    example: (path, seed) =>
      path === '/shop.v1.Catalog/GetProduct' ? { json: '{}', seed: seed ?? 'fresh' } : undefined,
    protos: {
      list: () => ({ revision: 1, folder: 'protos', files: [] }),
      file: () => undefined,
      symbol: () => undefined,
      check: () => ({ problems: [] }),
      save: (name, request) => {
        asked.push({ name, ...request });
        return { name, path: `protos/${name}`, hash: '' };
      },
    },
    world: fakeWorld(asked),
    mock: fakeMock(asked),
    hold: fakeHold(asked),
    faults: fakeFaults(),
    health: new HealthStates(),
    compare: {
      compare: ({ method }) => Promise.resolve({ method, kind: 'unary', compared: [] }),
      curl: () => ({ lines: [] }),
    },
    connections: () => ({ connections: [], dropped: 0 }),
    calls: {
      list: (query) => {
        asked.push(query);
        const start = query.after ?? 0;
        const rows = calls.filter(
          (call) =>
            call.ordinal > start &&
            (query.method === undefined || call.method === query.method) &&
            (query.status === undefined || (call.status ?? 'open') === query.status) &&
            (query.client === undefined || call.client === query.client),
        );
        const { after, limit } = query;
        return { calls: after === undefined ? rows.slice(-limit) : rows.slice(0, limit), dropped: 7 };
      },
      get: (id): CallRecord | undefined => {
        const found = calls.find((call) => call.id === id);
        return found && { summary: found, events: [], omitted: { up: 0, down: 0 } };
      },
      clear: () => {
        calls = [];
      },
    },
  };
}

/** A server on a fake source; the playground is off unless `readAsset` is given. */
export async function runHttp(options: Partial<HttpOptions> = {}): Promise<Running> {
  return run(
    createHttp({
      source: fakeSource(),
      guard: createGuard({ hosts: ['mock.local'] }),
      readAsset: undefined,
      newNonce: () => randomBytes(16).toString('base64url'),
      ...options,
    }),
  );
}
