import { createServer, type RequestListener } from 'node:http';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import type { CallRecord, EndedEvent, StartedEvent } from '../../../server/contract/traffic.ts';
import { createGrpcServer, type GrpcServer } from '../../../server/grpc/grpc-server.ts';
import { openPort, type Port } from '../../../server/port/open-port.ts';
import { Registry } from '../../../server/schema/registry.ts';
import { type Answerer, type CallDesk, createCallDesk } from '../../../server/serving/call-desk.ts';
import type { Holdings } from '../../../server/serving/holdings.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { createWebRpc, type WebRpcOptions } from '../../../server/web-rpc/web-rpc.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { base64, clock, echo, until } from '../grpc/mock.ts';

/** Four kinds over one message, and one that may be called by GET. */
export const KINDS = `
  syntax = "proto3";
  package t.v1;
  message Text { string text = 1; int64 number = 2; bytes raw = 3; }
  service Kinds {
    rpc Unary(Text) returns (Text);
    rpc Look(Text) returns (Text) { option idempotency_level = NO_SIDE_EFFECTS; }
    rpc Down(Text) returns (stream Text);
    rpc Up(stream Text) returns (Text);
    rpc Both(stream Text) returns (stream Text);
  }
`;

export interface WebMock extends AsyncDisposable {
  readonly port: Port;
  /** `http://127.0.0.1:53124` */
  readonly url: string;
  readonly grpc: GrpcServer;
  readonly desk: CallDesk;
  readonly registry: Registry;
  readonly journal: Journal;
  readonly service: DescService;
  /** A method of the service. */
  method(name: string): DescMethod;
  /** The call that came last, once it has ended. */
  last(count?: number): Promise<{ record: CallRecord; started: StartedEvent; ended: EndedEvent }>;
}

/** The whole road from a socket to the journal by every HTTP, with an engine of the test's own. */
export async function openWebMock(
  engine: Answerer = echo,
  options: Partial<Omit<WebRpcOptions, 'desk'>> & {
    readonly proto?: string;
    /** What all calls may hold. */
    readonly holdings?: Holdings;
    /** Answers what is no call by HTTP/1.1; else it is 418. */
    readonly elsewhere?: RequestListener;
  } = {},
): Promise<WebMock> {
  const registry = new Registry(schemaFrom(options.proto ?? KINDS));
  let ids = 0;
  const journal = new Journal({ clock, newId: () => `c${(ids += 1)}`, describe: base64 });
  const desk = createCallDesk({ registry, engine, log: journal, clock, holdings: options.holdings });
  const web = createWebRpc({ desk, ...options });
  const grpc = createGrpcServer({ desk, clock, other: web.http2 });
  const port = await openPort({ host: 'localhost', port: 0 });
  const http = createServer({ requestTimeout: 0 }, (request, response) => {
    if (web.http1(request, response)) return;
    if (options.elsewhere) options.elsewhere(request, response);
    else response.writeHead(418).end();
  });
  port.onHttp2((socket) => grpc.inject(socket));
  port.onHttp1((socket) => http.emit('connection', socket));
  const method = (name: string): DescMethod => registry.current.method(`/t.v1.Kinds/${name}`)!.desc;
  return {
    port,
    grpc,
    url: `http://127.0.0.1:${port.port}`,
    desk,
    registry,
    journal,
    service: method('Unary').parent,
    method,
    async last(count = 1) {
      const ended = (): boolean => journal.stats().calls >= count && journal.stats().open === 0;
      await until(journal, ended);
      const { calls } = journal.list();
      const record = journal.get(calls.at(-1)!.id)!;
      return {
        record,
        started: record.events.find(({ type }) => type === 'started') as StartedEvent,
        ended: record.events.find(({ type }) => type === 'ended') as EndedEvent,
      };
    },
    async [Symbol.asyncDispose]() {
      await port.close();
      await grpc[Symbol.asyncDispose]();
      http.closeAllConnections();
      await port[Symbol.asyncDispose]();
    },
  };
}

/** Every way in which connect-node can call. */
export const WAYS = (['connect', 'grpc-web'] as const).flatMap((protocol) =>
  (['1.1', '2'] as const).flatMap((http) =>
    (['proto', 'json'] as const).map((codec) => ({ protocol, http, codec, name: `${protocol} ${codec} by ${http}` })),
  ),
);
export type Way = (typeof WAYS)[number];

/** A transport of connect-node. */
export function transportOf(
  { protocol, http, codec }: Way,
  baseUrl: string,
  more: Partial<Parameters<typeof createConnectTransport>[0]> = {},
): Transport {
  const options = {
    baseUrl,
    httpVersion: http,
    useBinaryFormat: codec === 'proto',
    acceptCompression: [],
    ...more,
  } as Parameters<typeof createConnectTransport>[0];
  return protocol === 'connect' ? createConnectTransport(options) : createGrpcWebTransport(options);
}
