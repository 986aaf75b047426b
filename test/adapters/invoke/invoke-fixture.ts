import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Clock } from '../../../server/contract/clock.ts';
import type { InvocationEvent, InvocationRequest } from '../../../server/contract/invocation.ts';
import type { EndedEvent } from '../../../server/contract/traffic.ts';
import { createInvoker, type Invoker, type InvokerOptions } from '../../../server/invoke/invoker.ts';
import { Registry } from '../../../server/schema/registry.ts';
import { schemaFrom } from '../../support/schema-from.ts';

export const PROTO = `
  syntax = "proto3";
  package talk.v1;
  message Line { string text = 1; int32 number = 2; bytes blob = 3; }
  service Talk {
    rpc Say(Line) returns (Line);
    rpc Count(Line) returns (stream Line);
    rpc Gather(stream Line) returns (Line);
    rpc Chat(stream Line) returns (stream Line);
  }
`;

export const registry = new Registry(schemaFrom(PROTO));

export const clock: Clock = {
  now: () => Date.now(),
  micros: () => Math.round(performance.now() * 1000),
};

/** A server as most people write one: grpc-js with proto-loader. It answers every kind in the plainest way. */
export async function foreignServer(
  handlers: UntypedServiceImplementation,
  address = '127.0.0.1:0',
): Promise<{ readonly target: string; readonly server: Server } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'talk-'));
  writeFileSync(join(folder, 'talk.proto'), PROTO);
  const loaded = loadPackageDefinition(loadSync(join(folder, 'talk.proto'))) as unknown as {
    talk: { v1: { Talk: { service: Parameters<Server['addService']>[0] } } };
  }; // The shape follows from the proto text above.
  rmSync(folder, { recursive: true });
  const server = new Server();
  server.addService(loaded.talk.v1.Talk.service, handlers);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    target: `127.0.0.1:${port}`,
    server,
    [Symbol.asyncDispose]: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** Listens on a free port until it is disposed of, whatever its clients do. */
export async function listening(server: TcpServer): Promise<{ target: string } & AsyncDisposable> {
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket: { destroy(): unknown }) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`, // A TCP listener has a port.
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A bare HTTP/2 server: what it answers to each stream is up to the test. */
export const http2 = (play: (stream: ServerHttp2Stream) => void): TcpServer =>
  createHttp2().on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => undefined);
    play(stream);
  });

export function invokerFor(target: string, options: Partial<InvokerOptions> = {}): Invoker {
  let id = 0;
  return createInvoker({ target: () => target, registry, clock, newId: () => `inv-${(id += 1)}`, ...options });
}

export const ask = (method: string, more: Partial<InvocationRequest> = {}): InvocationRequest => ({
  method: `/talk.v1.Talk/${method}`,
  metadata: [],
  deadlineMs: null,
  messages: ['{}'],
  ...more,
});

/** The story of one call, as it goes on. */
export interface Story {
  readonly id: string;
  readonly events: InvocationEvent[];
  /** The first event for which `is` holds, now or later. */
  until(is: (event: InvocationEvent) => boolean): Promise<InvocationEvent>;
  readonly ended: Promise<EndedEvent>;
}

/** Starts a call that must be accepted. */
export function start(invoker: Invoker, request: InvocationRequest): Story {
  const events: InvocationEvent[] = [];
  const waiting = new Set<() => void>();
  const reply = invoker.start(request, (news) => {
    events.push(...news);
    for (const look of [...waiting]) look();
  });
  if (!reply.ok) throw new Error(JSON.stringify(reply.problems));
  const until = (is: (event: InvocationEvent) => boolean): Promise<InvocationEvent> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(is);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    id: reply.id,
    events,
    until,
    ended: until((event) => event.type === 'ended') as Promise<EndedEvent>, // By its type.
  };
}

/** Events in short: `up {"text":"a"}`, `ended OK`. */
export function told(events: readonly InvocationEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'message')
      return `${event.direction} ${event.index} ${JSON.stringify(JSON.parse(event.body?.json ?? 'null'))}`;
    return event.type === 'ended' ? `ended ${event.status.name}` : event.type;
  });
}
