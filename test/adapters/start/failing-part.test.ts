import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { startApp, type AppOptions } from '../../../server/app.ts';
import { loadSchema, type Loaded } from '../../../server/workspace/load.ts';

const PROTO = `syntax = "proto3";
package shop;
service Catalog { rpc Get (Item) returns (Item); }
message Item { string sku = 1; }
`;
const HANDLER = `import { service } from 'understudy';
export default service('shop.Catalog', { Get: (request) => request });
`;

/** A folder with protos and a handler, and the threads that are started while it stands. */
interface Folder extends AsyncDisposable {
  readonly options: AppOptions;
  readonly loaded: Loaded;
  /** One for each thread that was started: how it has ended. */
  readonly threads: readonly Promise<'ended'>[];
}

function openFolder(port: number): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-start-'));
  writeFileSync(join(dir, 'shop.proto'), PROTO);
  writeFileSync(join(dir, 'shop.handlers.ts'), HANDLER);
  const options: AppOptions = {
    paths: [dir],
    protoPaths: [],
    port,
    host: '127.0.0.1',
    seed: '42',
    random: false,
    strict: false,
    playground: false,
    watch: true,
  };
  const threads: Promise<'ended'>[] = [];
  const started = (message: unknown): void => {
    const { worker } = message as { worker: Worker }; // as Node's documentation has it
    threads.push(new Promise((done) => worker.once('exit', () => done('ended'))));
  };
  subscribe('worker_threads', started);
  return {
    options,
    loaded: loadSchema(options),
    threads,
    [Symbol.asyncDispose]: async () => {
      unsubscribe('worker_threads', started);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A listener on a free port, or on this one; rejects where somebody has it. */
const listen = (port = 0): Promise<Server> =>
  new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(port, '127.0.0.1', () => done(server));
  });
const portOf = (server: Server): number => (server.address() as AddressInfo).port; // it listens by TCP
const close = (server: Server): Promise<void> => new Promise((done) => void server.close(() => done()));

test('where the port is taken, the thread of handlers ends', async () => {
  const taken = await listen();
  await using folder = openFolder(portOf(taken));
  const app = await startApp(folder.options, folder.loaded, { onDefect: () => expect.fail('no defect') });
  expect(app).toMatchObject({ problem: { code: 'port-in-use' } });
  expect(folder.threads).toHaveLength(1);
  expect(await Promise.all(folder.threads)).toEqual(['ended']);
  await close(taken);
});

test('where files beside the protos cannot be loaded at all, the thread of handlers ends', async () => {
  await using folder = openFolder(0);
  const { beside } = folder.loaded;
  const stubs = new Proxy(['shop.stubs.yaml'], {
    get(list, key) {
      if (key === 'length') return list.length;
      throw new Error('the disk is on fire');
    },
  });
  const loaded: Loaded = { ...folder.loaded, beside: { ...beside, stubs } };
  await expect(startApp(folder.options, loaded, { onDefect: () => undefined })).rejects.toThrow('the disk is on fire');
  // What would start the thread is loaded meanwhile; then it must not, or must have ended it.
  await import('../../../server/handlers/handlers.ts');
  await new Promise((done) => void setImmediate(done));
  await Promise.all(folder.threads);
});

test('where a part behind the port fails, the port is free again and the thread of handlers ends', async () => {
  const free = await listen();
  const port = portOf(free);
  await close(free);
  await using folder = openFolder(port);
  const source: Loaded['source'] = {
    ...folder.loaded.source,
    read: () => {
      throw new Error('nothing can be watched');
    },
  };
  const started = startApp(folder.options, { ...folder.loaded, source }, { onDefect: () => undefined });
  await expect(started).rejects.toThrow('nothing can be watched');
  expect(folder.threads).toHaveLength(1);
  expect(await Promise.all(folder.threads)).toEqual(['ended']);
  await close(await listen(port));
});
