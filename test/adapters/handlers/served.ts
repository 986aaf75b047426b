import { resolve } from 'node:path';
import { Client, credentials, Metadata, type CallOptions, type ServiceError } from '@grpc/grpc-js';
import { fromJsonString, toBinary, toJson, fromBinary, type JsonValue } from '@bufbuild/protobuf';
import { createEngine } from '../../../server/engine/engine.ts';
import { createGrpcServer } from '../../../server/grpc/grpc-server.ts';
import { createCallDesk } from '../../../server/serving/call-desk.ts';
import { createHandlers, type Handlers, type HandlerReport } from '../../../server/handlers/handlers.ts';
import { createLocalHandlers, exportedLocally } from '../../../server/handlers/local-handlers.ts';
import type { ServiceHandlers } from '../../../server/handlers/service.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { Registry } from '../../../server/schema/registry.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { World } from '../../../server/world/world.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { base64, clock } from '../grpc/mock.ts';

export const CHAT = `
  syntax = "proto3";
  package chat.v1;
  enum Mood { MOOD_UNSPECIFIED = 0; HAPPY = 1; }
  message Line {
    string text = 1; int64 count = 2; bytes data = 3; Mood mood = 4; repeated string tags = 5;
    map<string, int32> marks = 6; Line reply_to = 7; optional int32 rank = 8; uint64 big_number = 9;
  }
  service Chat {
    rpc GetLine(Line) returns (Line);
    rpc WatchLines(Line) returns (stream Line);
    rpc Collect(stream Line) returns (Line);
    rpc Talk(stream Line) returns (stream Line);
    rpc Other(Line) returns (Line);
  }
`;

/** How a call went for its client. */
export interface Went {
  readonly code: number;
  readonly details: string;
  readonly messages: readonly JsonValue[];
  readonly headers: Record<string, unknown>;
  readonly trailers: Metadata;
}

export interface CallSpec {
  readonly send?: readonly object[];
  /** Do not finish sending. */
  readonly open?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly options?: CallOptions;
  /** Called with each message; may cancel. */
  readonly heard?: (call: { cancel(): void; write(message: object): void; end(): void }, count: number) => void;
}

export interface Served extends AsyncDisposable {
  readonly handlers: Handlers;
  readonly registry: Registry;
  readonly journal: Journal;
  readonly problems: Problem[];
  readonly port: number;
  load(files: Readonly<Record<string, string>>): Promise<HandlerReport>;
  call(method: string, spec?: CallSpec): Promise<Went>;
}

/** Handlers of text, served on a socket, and a client of them. */
export async function serveHandlers(
  files: Readonly<Record<string, string>>,
  options: {
    readonly proto?: string;
    readonly loadMs?: number;
    readonly heapMb?: number;
    /** Functions, which run in this thread. */
    readonly given?: ServiceHandlers;
  } = {},
): Promise<Served> {
  const registry = new Registry(schemaFrom(options.proto ?? CHAT));
  const problems: Problem[] = [];
  const handlers = createHandlers({ registry, onProblem: (problem) => problems.push(problem), ...options });
  const load = (texts: Readonly<Record<string, string>>): Promise<HandlerReport> =>
    handlers.load(
      Object.entries(texts).map(([file, text]) => ({ file, path: resolve(import.meta.dirname, file), text })),
    );
  await load(files);
  const given = options.given && exportedLocally([options.given]);
  if (given && 'problem' in given) throw new Error(given.problem.message);
  const engine = createEngine({
    seed: 's',
    random: null,
    strict: false,
    now: clock.now,
    world: new World({ now: clock.now, strict: false }),
    handlers: given ? createLocalHandlers(registry, given, clock.now, { file: 'library', line: 1 }) : handlers,
  });
  let ids = 0;
  const journal = new Journal({ clock, newId: () => `c${(ids += 1)}`, describe: base64 });
  const grpc = createGrpcServer({ desk: createCallDesk({ registry, engine, log: journal, clock }), clock });
  const port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp2((socket) => grpc.inject(socket));
  const client = new Client(`127.0.0.1:${port.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': -1,
  });

  const call = (name: string, spec: CallSpec = {}): Promise<Went> =>
    new Promise((done) => {
      const method = registry.current.method(`/chat.v1.Chat/${name}`)!;
      const { input, output } = method.desc;
      const write = (value: object): Buffer =>
        Buffer.from(toBinary(input, fromJsonString(input, JSON.stringify(value))));
      const read = (bytes: Buffer): JsonValue => toJson(output, fromBinary(output, bytes));
      const metadata = new Metadata();
      for (const [key, value] of Object.entries(spec.metadata ?? {})) metadata.set(key, value);
      const messages: JsonValue[] = [];
      let headers: Record<string, unknown> = {};
      let trailers = new Metadata();
      const { path } = method;
      const finish = (code: number, details: string): void => done({ code, details, messages, headers, trailers });
      const up = method.kind === 'client_streaming' || method.kind === 'bidi_streaming';
      // Every kind is a duplex on the wire.
      const stream = client.makeBidiStreamRequest(path, write, read, metadata, spec.options ?? {});
      stream.on('metadata', (md) => (headers = md.getMap()));
      stream.on('data', (message: JsonValue) => {
        messages.push(message);
        spec.heard?.(stream, messages.length);
      });
      stream.on('status', (status: ServiceError) => {
        trailers = status.metadata;
        finish(status.code, status.details);
      });
      stream.on('error', () => undefined);
      for (const message of spec.send ?? (up ? [] : [{}])) stream.write(message);
      if (!spec.open) stream.end();
    });
  return {
    handlers,
    registry,
    journal,
    problems,
    port: port.port,
    load,
    call,
    async [Symbol.asyncDispose]() {
      client.close();
      await port.close();
      await grpc[Symbol.asyncDispose]();
      await port[Symbol.asyncDispose]();
      await handlers[Symbol.asyncDispose]();
    },
  };
}
