import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { startApp, type App } from '../../../server/app.ts';
import { loadSchema, type SchemaSource } from '../../../server/workspace/load.ts';
import type { Reloaded } from '../../../server/workspace/reload.ts';

/** A served workspace in a folder of its own, in this process. */
export interface Workspace extends AsyncDisposable {
  readonly dir: string;
  readonly app: App;
  readonly client: Client;
  readonly source: SchemaSource;
  readonly defects: readonly unknown[];
  write(name: string, text: string): void;
  /** Writes beside it, and renames over it, as many editors do. */
  writeOver(name: string, text: string): void;
  remove(name: string): void;
  move(from: string, to: string): void;
  /** Does something to the files and answers the first reload after it that fits. */
  after(action: () => void, fits?: (reloaded: Reloaded) => boolean): Promise<Reloaded>;
  /** The numeric status of a unary call with an empty message, and the bytes of the answer. */
  call(path: string, client?: Client): Promise<{ readonly code: number; readonly bytes: Buffer | undefined }>;
  bidi(path: string, client?: Client): ClientDuplexStream<Buffer, Buffer>;
  /** A further client with a connection of its own. */
  connect(): Client;
}

const same = (bytes: Buffer): Buffer => bytes;

export async function openWorkspace(
  files: Record<string, string>,
  paths: (dir: string) => readonly string[] = (dir) => [dir],
): Promise<Workspace> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const config = {
    paths: paths(dir),
    protoPaths: [],
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground: false,
    watch: true,
  };
  const loaded = loadSchema(config);
  const listeners = new Set<(reloaded: Reloaded) => void>();
  const defects: unknown[] = [];
  const app = await startApp(config, loaded, {
    onDefect: (error) => defects.push(error),
    onReload: (reloaded) => {
      for (const listener of listeners) listener(reloaded);
    },
  });
  if ('problem' in app) throw new Error(app.problem.message);
  const clients: Client[] = [];
  const connect = (): Client => {
    const client = new Client(`127.0.0.1:${app.port}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    clients.push(client);
    return client;
  };
  const client = connect();
  return {
    dir,
    app,
    client,
    source: loaded.source,
    defects,
    write,
    writeOver(name, text) {
      writeFileSync(join(dir, `${name}.tmp`), text);
      renameSync(join(dir, `${name}.tmp`), join(dir, name));
    },
    remove: (name) => rmSync(join(dir, name), { recursive: true }),
    move: (from, to) => renameSync(join(dir, from), join(dir, to)),
    after(action, fits = () => true) {
      const heard = new Promise<Reloaded>((resolve) => {
        const listener = (reloaded: Reloaded): void => {
          if (!fits(reloaded)) return;
          listeners.delete(listener);
          resolve(reloaded);
        };
        listeners.add(listener);
      });
      action();
      return heard;
    },
    call: (path, from = client) =>
      new Promise((resolve) => {
        from.makeUnaryRequest(path, same, same, Buffer.alloc(0), { deadline: Date.now() + 30_000 }, (error, bytes) =>
          resolve({ code: error?.code ?? 0, bytes }),
        );
      }),
    bidi: (path, from = client) => from.makeBidiStreamRequest(path, same, same),
    connect,
    [Symbol.asyncDispose]: async () => {
      for (const each of clients) each.close();
      await app[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
