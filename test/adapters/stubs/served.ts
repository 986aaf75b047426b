import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ClientOptions, type StatusObject } from '@grpc/grpc-js';
import { fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { startApp, type App } from '../../../server/app.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import type { DataReloaded } from '../../../server/workspace/reload.ts';
import { SHOP } from './shop.ts';

/** How a call went for its client. */
export interface Went {
  readonly code: number;
  readonly details: string;
  readonly messages: readonly JsonValue[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly trailers: Metadata;
}

/** A call that is going on. */
export interface Talk {
  say(message: JsonValue): void;
  end(): void;
  cancel(): void;
  /** The next message; undefined when there is none to come. */
  next(): Promise<JsonValue | undefined>;
  readonly went: Promise<Went>;
}

export interface Served extends AsyncDisposable {
  readonly app: App;
  /** Requests, and then the end; all kinds are the same on the wire. */
  call(method: string, requests?: readonly JsonValue[], metadata?: Readonly<Record<string, string>>): Promise<Went>;
  /** `deadlineMs`: what the client gives the call. */
  talk(method: string, metadata?: Readonly<Record<string, string>>, deadlineMs?: number): Talk;
  /** Writes the stubs anew and answers what came of it. */
  write(stubs: string): Promise<DataReloaded>;
  api(path: string, body?: unknown): Promise<unknown>;
}

export interface ServeOptions {
  readonly strict?: boolean;
  readonly client?: ClientOptions;
  /** Has a service `shop.v1.Shop`. */
  readonly proto?: string;
  /** Other files beside it, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The shop in a folder of its own with a file of stubs, served on a socket, and grpc-js to call it. */
export async function serveStubs(
  stubs: string,
  { strict = false, client: clientOptions = {}, proto = SHOP, files = {} }: ServeOptions = {},
): Promise<Served> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  const file = join(dir, 'shop.stubs.yaml');
  writeFileSync(join(dir, 'shop.proto'), proto);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  writeFileSync(file, stubs);
  const config = {
    paths: [dir],
    protoPaths: [],
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict,
    playground: false,
    watch: true,
  };
  let heard: (reloaded: DataReloaded) => void = () => undefined;
  const app = await startApp(config, loadSchema(config), {
    onDefect: (error) => {
      throw error;
    },
    onData: (reloaded) => heard(reloaded),
  });
  if ('problem' in app) throw new Error(app.problem.message);
  const client = new Client(`127.0.0.1:${app.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    ...clientOptions,
  });

  const talk: Served['talk'] = (name, metadata = {}, deadlineMs = undefined) => {
    const { path, desc } = app.registry.current.method(`/shop.v1.Shop/${name}`)!;
    const sent = new Metadata();
    for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
    const messages: JsonValue[] = [];
    let headers: Readonly<Record<string, unknown>> = {};
    const stream = client.makeBidiStreamRequest(
      path,
      (value: JsonValue) => Buffer.from(toBinary(desc.input, fromJson(desc.input, value))),
      (bytes): JsonValue => toJson(desc.output, fromBinary(desc.output, bytes)),
      sent,
      deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs },
    );
    stream.on('metadata', (received) => (headers = received.getMap()));
    stream.on('error', () => undefined);
    const went = new Promise<Went>((resolve) =>
      stream.on('status', ({ code, details, metadata: trailers }: StatusObject) =>
        resolve({ code, details, messages, headers, trailers }),
      ),
    );
    const waiting: ((message: JsonValue | undefined) => void)[] = [];
    let read = 0;
    stream.on('data', (message: JsonValue) => {
      messages.push(message);
      while (waiting.length > 0 && read < messages.length) waiting.shift()!(messages[read++]);
    });
    void went.then(() => {
      for (const wake of waiting.splice(0)) wake(undefined);
    });
    return {
      say: (message) => void stream.write(message),
      end: () => stream.end(),
      cancel: () => stream.cancel(),
      next: () =>
        read < messages.length
          ? Promise.resolve(messages[read++])
          : Promise.race([
              new Promise<JsonValue | undefined>((resolve) => waiting.push(resolve)),
              went.then(() => undefined),
            ]),
      went,
    };
  };
  return {
    app,
    talk,
    call(method, requests = [{}], metadata = {}) {
      const one = talk(method, metadata);
      for (const request of requests) one.say(request);
      one.end();
      return one.went;
    },
    write: (text) =>
      new Promise((resolve) => {
        heard = resolve;
        writeFileSync(file, text);
      }),
    async api(path, body) {
      const init =
        body === undefined
          ? {}
          : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      return (await fetch(`http://localhost:${app.port}/api/${path}`, init)).json();
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await app[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
