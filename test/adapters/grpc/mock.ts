import { Client, credentials, type ClientOptions, type MethodDefinition } from '@grpc/grpc-js';
import type { CallRecord, MessageBody } from '../../../server/contract/traffic.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { status } from '../../../server/contract/status.ts';
import type { Conversation, Step, Turn } from '../../../server/engine/conversation.ts';
import { type BrokenConnection, createGrpcServer, type GrpcServer } from '../../../server/grpc/grpc-server.ts';
import { createCallDesk, type Answerer, type CallDesk } from '../../../server/serving/call-desk.ts';
import { HealthStates } from '../../../server/serving/health-states.ts';
import type { Holdings } from '../../../server/serving/holdings.ts';
import type { GrpcLimits } from '../../../server/grpc/limits.ts';
import { openPort, type Port } from '../../../server/port/open-port.ts';
import { Registry, type SchemaMethod } from '../../../server/schema/registry.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** Four kinds over one message. */
export const KINDS = `
  syntax = "proto3";
  package t.v1;
  message Text { string text = 1; }
  service Kinds {
    rpc Unary(Text) returns (Text);
    rpc Down(Text) returns (stream Text);
    rpc Up(stream Text) returns (Text);
    rpc Both(stream Text) returns (stream Text);
  }
`;

export const clock = { now: () => Date.now(), micros: () => performance.now() * 1000 };

export const base64 = (_method: string, _direction: string, bytes: Uint8Array): MessageBody => ({
  type: 'bytes',
  base64: Buffer.from(bytes).toString('base64'),
});

export interface Mock extends AsyncDisposable {
  readonly port: Port;
  readonly grpc: GrpcServer;
  readonly desk: CallDesk;
  readonly registry: Registry;
  readonly journal: Journal;
  readonly health: HealthStates;
  /** A client; closed with the mock. */
  client(options?: ClientOptions): Client;
}

/** The whole road from a socket to the journal, with an engine of the test's own. */
export async function openMock(
  engine: Answerer = echo,
  options: {
    proto?: string | Record<string, string>;
    limits?: Partial<GrpcLimits>;
    /** What all calls may hold. */
    holdings?: Holdings;
    failed?: (broken: BrokenConnection) => void;
  } = {},
): Promise<Mock> {
  const registry = new Registry(schemaFrom(options.proto ?? KINDS));
  let ids = 0;
  const journal = new Journal({ clock, newId: () => `c${(ids += 1)}`, describe: base64 });
  const health = new HealthStates();
  const desk = createCallDesk({ registry, engine, log: journal, clock, health, holdings: options.holdings });
  const grpc = createGrpcServer({ desk, clock, limits: options.limits, failed: options.failed });
  const port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp2((socket) => grpc.inject(socket));
  const clients: Client[] = [];
  return {
    port,
    grpc,
    desk,
    registry,
    journal,
    health,
    client(clientOptions = {}) {
      const made = new Client(`127.0.0.1:${port.port}`, credentials.createInsecure(), {
        'grpc.use_local_subchannel_pool': 1,
        ...clientOptions,
      });
      clients.push(made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await port.close();
      await grpc[Symbol.asyncDispose]();
      await port[Symbol.asyncDispose]();
    },
  };
}

export const say = (bytes: Uint8Array, afterMs = 0): Step => ({ afterMs, do: 'message', bytes });
export const ok = (trailers: Metadata = []): Step => ({ afterMs: 0, do: 'end', status: status('OK'), trailers });
export const NOTHING: Turn = { steps: [] };

/** Answers every message with itself: unary and server streams at half-close, client streams with the last. */
export const echo: Answerer = {
  open(method: SchemaMethod): Conversation {
    const heard: Uint8Array[] = [];
    return {
      opening: NOTHING,
      receive(message) {
        heard.push(message);
        return { steps: method.kind === 'bidi_streaming' ? [say(message)] : [] };
      },
      halfClose: () => ({
        steps: [...(method.kind === 'bidi_streaming' ? [] : heard.slice(-1).map((last) => say(last))), ok()],
        answeredBy: { by: 'generated', seed: 's' },
      }),
    };
  },
};

/** A conversation of fixed parts. */
export function scripted(script: Partial<Conversation>): Answerer {
  return { open: () => ({ opening: NOTHING, receive: () => NOTHING, halfClose: () => NOTHING, ...script }) };
}

/** Waits until the condition holds; it is asked after each change of the journal. */
export async function until(journal: Journal, holds: () => boolean): Promise<void> {
  if (holds()) return;
  await new Promise<void>((done) => {
    const leave = journal.subscribe(() => {
      if (!holds()) return;
      leave();
      done();
    });
  });
}

export const raw = (path: string, up = false, down = false): MethodDefinition<Buffer, Buffer> => ({
  path,
  requestStream: up,
  responseStream: down,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
});

/** `Text { text }`. */
export const text = (value: string): Buffer => {
  const body = Buffer.from(value);
  return Buffer.concat([Buffer.from([10, body.length]), body]);
};

export interface Unary {
  readonly code: number;
  readonly details: string;
  readonly reply?: Buffer;
}

/** One unary call; resolves however it ends. */
export function unary(client: Client, path: string, body: Buffer, ...rest: unknown[]): Promise<Unary> {
  const { requestSerialize, responseDeserialize } = raw(path);
  return new Promise((done) => {
    const back = (error: { code: number; details: string } | null, reply?: Buffer): void =>
      done(error ? { code: error.code, details: error.details } : { code: 0, details: '', reply: reply! });
    // The overloads of grpc-js's client differ in what may be left out.
    (client.makeUnaryRequest as (...args: unknown[]) => void).call(
      client,
      path,
      requestSerialize,
      responseDeserialize,
      body,
      ...rest,
      back,
    );
  });
}

/** The first call in the journal. */
export const firstCall = ({ journal }: Mock): CallRecord => journal.get(journal.list().calls[0]!.id)!;
