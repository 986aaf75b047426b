import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, credentials, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { startApp, type App } from '../../../server/app.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import type { DataReloaded } from '../../../server/workspace/reload.ts';

/** How a call went for its client. */
export interface Told {
  readonly code: number;
  readonly details: string;
  readonly message: JsonValue | undefined;
}

/** A folder of protos and handlers, served as the command serves it. */
export interface Folder extends AsyncDisposable {
  readonly app: App;
  readonly problems: readonly Problem[];
  write(name: string, text: string): void;
  remove(name: string): void;
  /** Does something to the files and answers the first reload of handlers after it that fits. */
  after(action: () => void, fits?: (reloaded: DataReloaded) => boolean): Promise<DataReloaded>;
  unary(method: string, request?: JsonValue): Promise<Told>;
  bidi(method: string): ClientDuplexStream<JsonValue, JsonValue>;
}

/** `served`: what of it is served, below it. */
export async function openFolder(files: Readonly<Record<string, string>>, served = 'protos'): Promise<Folder> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-handlers-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const config = {
    paths: [join(dir, served)],
    protoPaths: [],
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground: false,
    watch: true,
  };
  const problems: Problem[] = [];
  const listeners = new Set<(reloaded: DataReloaded) => void>();
  const app = await startApp(config, loadSchema(config), {
    onDefect: (error) => {
      throw error;
    },
    onData: (reloaded) => {
      for (const listener of listeners) listener(reloaded);
    },
    onProblem: (problem) => problems.push(problem),
  });
  if ('problem' in app) throw new Error(app.problem.message);
  const client = new Client(`127.0.0.1:${app.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const shapes = (name: string) => {
    const { path, desc } = app.registry.current.method(name)!;
    const write = (value: JsonValue): Buffer => Buffer.from(toBinary(desc.input, fromJson(desc.input, value)));
    const read = (bytes: Buffer): JsonValue => toJson(desc.output, fromBinary(desc.output, bytes));
    return { path, write, read };
  };
  return {
    app,
    problems,
    write,
    remove: (name) => rmSync(join(dir, name)),
    after(action, fits = () => true) {
      const heard = new Promise<DataReloaded>((resolve) => {
        const listener = (reloaded: DataReloaded): void => {
          if (!fits(reloaded)) return;
          listeners.delete(listener);
          resolve(reloaded);
        };
        listeners.add(listener);
      });
      action();
      return heard;
    },
    unary(method, request = {}) {
      const { path, write, read } = shapes(method);
      return new Promise((resolve) => {
        client.makeUnaryRequest(path, write, read, request, (error: ServiceError | null, message) =>
          resolve({ code: error?.code ?? 0, details: error?.details ?? '', message }),
        );
      });
    },
    bidi(method) {
      const { path, write, read } = shapes(method);
      const stream = client.makeBidiStreamRequest(path, write, read);
      // How it ends is nobody's concern.
      return stream.on('error', () => undefined);
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await app[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
