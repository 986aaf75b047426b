import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { startApp, type App } from '../../../server/app.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import { SHOP } from './shop.ts';

/** What the API answered. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

export interface MockApiServer extends AsyncDisposable {
  readonly app: App;
  readonly dir: string;
  /** `GET stubs`, `PUT stubs/file`: below `/api/`. The body is what the test says it is. */
  ask<T = Record<string, never>>(route: string, body?: unknown): Promise<Answer<T>>;
  read(file: string): string;
  write(file: string, text: string): void;
  /** One call of any kind; answers its messages, its status and its text. */
  call(
    method: string,
    requests?: readonly JsonValue[],
    metadata?: Readonly<Record<string, string>>,
  ): Promise<{
    readonly code: number;
    readonly details: string;
    readonly messages: readonly JsonValue[];
    readonly id: string;
  }>;
}

interface Options {
  readonly watch?: boolean;
  readonly playground?: boolean;
  /** What of the folder is given, as a person names it; all of it where nothing is said. */
  readonly given?: string;
}

/** The shop, served from a folder of its own, with the API and grpc-js to call it. */
export async function serveMockApi(
  files: Readonly<Record<string, string>> = {},
  { watch = false, playground = false, given = '' }: Options = {},
): Promise<MockApiServer> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  for (const [name, text] of Object.entries({ 'shop.proto': SHOP, ...files })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  const config = {
    paths: [join(dir, given)],
    protoPaths: [],
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground,
    watch,
  };
  const app = await startApp(config, loadSchema(config), {
    onDefect: (error) => {
      throw error;
    },
  });
  if ('problem' in app) throw new Error(app.problem.message);
  const client = new Client(`127.0.0.1:${app.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  return {
    app,
    dir,
    async ask(route, body) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await fetch(`http://localhost:${app.port}/api/${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    write: (file, text) => writeFileSync(join(dir, file), text),
    call(name, requests = [{}], metadata = {}) {
      const { path, desc } = app.registry.current.method(`/shop.v1.Shop/${name}`)!;
      const sent = new Metadata();
      for (const [key, value] of Object.entries(metadata)) sent.set(key, value);
      const messages: JsonValue[] = [];
      const stream = client.makeBidiStreamRequest(
        path,
        (value: JsonValue) => Buffer.from(toBinary(desc.input, fromJson(desc.input, value))),
        (bytes): JsonValue => toJson(desc.output, fromBinary(desc.output, bytes)),
        sent,
      );
      stream.on('error', () => undefined);
      stream.on('data', (message: JsonValue) => messages.push(message));
      for (const request of requests) stream.write(request);
      stream.end();
      return new Promise((resolve) =>
        stream.on('status', ({ code, details }) => {
          const id = app.journal.list({ limit: 1 }).calls.at(-1)?.id ?? '';
          resolve({ code, details, messages, id });
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await app[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
