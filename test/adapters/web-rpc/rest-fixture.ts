import { createServer } from 'node:http';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import type { MethodPath } from '../../../server/contract/schema.ts';
import type { CallRecord } from '../../../server/contract/traffic.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { createGrpcServer } from '../../../server/grpc/grpc-server.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { Registry, type Schema } from '../../../server/schema/registry.ts';
import { type Answerer, createCallDesk } from '../../../server/serving/call-desk.ts';
import type { Holdings } from '../../../server/serving/holdings.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { createRest } from '../../../server/web-rpc/rest.ts';
import { createWebRpc } from '../../../server/web-rpc/web-rpc.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { clock, until } from '../grpc/mock.ts';

/** What REST answered. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly json: unknown;
}

export interface RestServer extends AsyncDisposable {
  readonly port: number;
  readonly registry: Registry;
  readonly journal: Journal;
  /** `GET /v1/shelves`, with a body that is sent as JSON, or as it is. */
  ask(request: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<RestAnswer>;
  /** The record of the call that came last, once it is over. */
  last(): Promise<CallRecord>;
  /** Its request as the mock saw it: method and JSON. */
  seen(): Promise<{ readonly method: string; readonly request: unknown }>;
}

export interface RestFixtureOptions {
  readonly engine?: Answerer;
  readonly messageBytes?: number;
  /** What all calls may hold. */
  readonly holdings?: Holdings;
}

/** A schema served by REST and gRPC over the whole road: port, desk, engine with its world, journal. */
export async function serveRest(schema: Schema, options: RestFixtureOptions = {}): Promise<RestServer> {
  const registry = new Registry(schema);
  const engine =
    options.engine ?? createEngine({ seed: '42', random: null, strict: false, now: clock.now, world: emptyWorld() });
  let ids = 0;
  const journal = new Journal({
    clock,
    newId: () => `c${(ids += 1)}`,
    describe: (path, direction, bytes) => {
      const method = registry.current.method(path)!;
      return decodeJson(direction === 'up' ? method.desc.input : method.desc.output, bytes, method.types);
    },
  });
  const desk = createCallDesk({ registry, engine, log: journal, clock, holdings: options.holdings });
  const rest = createRest({ desk, registry, messageBytes: options.messageBytes });
  const web = createWebRpc({ desk, rest });
  const grpc = createGrpcServer({ desk, clock, other: web.http2 });
  const http = createServer((request, response) => {
    if (!web.http1(request, response)) response.writeHead(404).end('elsewhere');
  });
  const port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp2((socket) => grpc.inject(socket));
  port.onHttp1((socket) => http.emit('connection', socket));
  const last = async (): Promise<CallRecord> => {
    const newest = (): CallRecord | undefined => {
      const summary = journal.list({ limit: 1 }).calls.at(-1);
      return summary && summary.status !== null ? journal.get(summary.id) : undefined;
    };
    await until(journal, () => newest() !== undefined);
    return newest()!;
  };
  return {
    port: port.port,
    registry,
    journal,
    last,
    async ask(request, body, headers = {}) {
      const [method = '', path = ''] = request.split(' ');
      const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
      const answer = await fetch(`http://127.0.0.1:${port.port}${path}`, {
        method,
        ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }), // or bytes, which fetch takes too
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
    },
    async seen() {
      const { summary, events } = await last();
      const up = events.find((event) => event.type === 'message' && event.direction === 'up');
      const json = up?.type === 'message' ? up.body?.json : undefined;
      return { method: summary.method as MethodPath, request: json === undefined ? undefined : JSON.parse(json) };
    },
    async [Symbol.asyncDispose]() {
      await port.close();
      http.closeAllConnections();
      await grpc[Symbol.asyncDispose]();
      await port[Symbol.asyncDispose]();
    },
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
