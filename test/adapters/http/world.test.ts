import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { startApp, type App, type AppOptions } from '../../../server/app.ts';
import type { ApiFailure } from '../../../server/contract/rest.ts';
import type { Explanation, Origins } from '../../../server/contract/origin.ts';
import type { WorldEntity, WorldInfo, WorldPage, WorldSnapshot } from '../../../server/contract/world.ts';
import { loadSchema } from '../../../server/workspace/load.ts';

interface Served extends AsyncDisposable {
  readonly app: App;
  readonly dir: string;
  readonly defects: readonly unknown[];
  ask<T>(
    verb: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: T & ApiFailure }>;
}

/** Serves the sample protos, in a folder of their own where files are given. */
async function serve(files: Record<string, string> = {}, more: Partial<AppOptions> = {}): Promise<Served> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  for (const [name, text] of Object.entries({
    'shop/v1/catalog.proto': readFileSync('protos/shop/v1/catalog.proto', 'utf8'),
    ...files,
  })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  const options: AppOptions = {
    paths: [dir],
    protoPaths: [],
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground: false,
    watch: false,
    ...more,
  };
  const defects: unknown[] = [];
  const app = await startApp(options, loadSchema(options), { onDefect: (error) => defects.push(error) });
  if ('problem' in app) throw new Error(app.problem.message);
  return {
    app,
    dir,
    defects,
    ask: async (verb, path, body) => {
      const reply = await fetch(`http://localhost:${app.port}/api/${path}`, {
        method: verb,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await reply.text();
      return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close(0);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
const q = encodeURIComponent;
const TYPE = 'shop.example.com/Product';
const entity = (id: string): string => `world/entity?type=${q(TYPE)}&id=${q(id)}`;
const textOf = (body: WorldEntity): Record<string, unknown> => JSON.parse(body.json) as Record<string, unknown>;

test('the world shows its resources, and pages through what follows from the seed', async () => {
  await using shop = await serve();
  const { body: info } = await shop.ask<WorldInfo>('GET', 'world');
  expect(info.resources.map(({ type, message, idPath }) => [type, message, idPath])).toEqual([
    [TYPE, 'shop.v1.Product', 'name'],
  ]);
  const ids: string[] = [];
  let token = '';
  do {
    const { body } = await shop.ask<WorldPage>('GET', `world/entities?type=${q(TYPE)}&size=7&token=${q(token)}`);
    ids.push(...body.entities.map(({ id }) => id));
    token = body.next;
    expect(body.total).toBeGreaterThan(10);
  } while (token !== '');
  const all = await shop.ask<WorldPage>('GET', 'world/entities?type=shop.v1.Product&size=200');
  expect(ids).toEqual(all.body.entities.map(({ id }) => id));
  const one = await shop.ask<WorldEntity>('GET', entity(ids[3]!));
  expect(one.body).toEqual(all.body.entities[3]);
  expect(shop.defects).toEqual([]);
});

test('a written entity is found by its words, and by its id', async () => {
  await using shop = await serve();
  await shop.ask('PUT', entity('products/xylophone'), { json: '{"title":"Quaint Zither"}', baseRevision: null });
  for (const words of ['quaint zither', 'xylophone']) {
    const { body } = await shop.ask<WorldPage>('GET', `world/entities?type=${q(TYPE)}&query=${q(words)}`);
    expect(body.entities.map(({ id }) => id)).toEqual(['products/xylophone']);
  }
});

test('what the page writes is there for the next call, with the marks of the server', async () => {
  await using shop = await serve();
  const added = await shop.ask<WorldEntity>('POST', `world/entities?type=${q(TYPE)}`, { json: '{"title":"Lamp"}' });
  expect(added).toMatchObject({ status: 200, body: { revision: 1, writtenBy: { by: 'page' }, deleted: false } });
  expect(textOf(added.body)).toMatchObject({ title: 'Lamp', createTime: '2026-09-01T09:00:00Z' });
  const { id } = added.body;
  const put = await shop.ask<WorldEntity>('PUT', entity(id), { json: '{"title":"Oak lamp"}', baseRevision: 1 });
  expect(textOf(put.body)).toMatchObject({ name: id, title: 'Oak lamp', updateTime: '2026-09-01T09:00:02Z' });
  expect((await shop.ask<WorldInfo>('GET', 'world')).body.resources[0]?.written).toBe(1);
  expect((await shop.ask('DELETE', entity(id))).status).toBe(204);
  expect((await shop.ask('GET', entity(id))).status).toBe(404);
  expect((await shop.ask('DELETE', entity(id))).status).toBe(404);
});

test.each([
  ['PUT', entity('products/a'), { json: '{"titel":1}', baseRevision: null }, 400, 'json-unknown-field'],
  ['PUT', entity('products/a'), { json: '{', baseRevision: null }, 400, 'json-syntax'],
  ['PUT', entity('shelves/a'), { json: '{}', baseRevision: null }, 400, 'bad-id'],
  ['PUT', entity('products/a'), { json: '{"name":"products/b"}', baseRevision: null }, 400, 'id-differs'],
  ['PUT', entity('products/a'), { json: '{}', baseRevision: 3 }, 409, 'entity-changed'],
  ['GET', 'world/entities?type=Prodcut', undefined, 404, 'unknown-resource'],
  ['GET', `world/entities?type=${q(TYPE)}&token=nonsense`, undefined, 400, 'bad-token'],
  ['POST', 'world/snapshot', { file: '../out.world.yaml', everything: false }, 400, 'bad-name'],
  ['POST', 'world/snapshot', { file: 'shop/v1/catalog.proto', everything: false }, 400, 'not-a-world-file'],
  ['GET', 'explain?path=/shop.v1.Catalog/GetProducts', undefined, 404, 'unknown-method'],
] as const)('%s %s with %j is %d %s', async (verb, path, body, status, code) => {
  await using shop = await serve();
  const reply = await shop.ask(verb, path, body);
  expect([reply.status, reply.body.problems[0]?.code]).toEqual([status, code]);
});

test('an id that is there already is a conflict', async () => {
  await using shop = await serve();
  const add = (json: string) => shop.ask<WorldEntity>('POST', `world/entities?type=${q(TYPE)}`, { json });
  expect((await add('{"name":"products/a"}')).status).toBe(200);
  const again = await add('{"name":"products/a"}');
  expect([again.status, again.body.problems[0]?.code]).toEqual([409, 'entity-exists']);
});

test('a snapshot is written below the workspace, and a reset loads it', async () => {
  await using shop = await serve();
  await shop.ask('PUT', entity('products/a'), { json: '{"title":"Kept"}', baseRevision: null });
  const text = await shop.ask<WorldSnapshot>('POST', 'world/snapshot', { file: null, everything: false });
  expect(text.body).toMatchObject({ file: null, entities: 1 });
  const saved = await shop.ask<WorldSnapshot>('POST', 'world/snapshot', { file: 'a.world.yaml', everything: false });
  expect(readFileSync(join(shop.dir, 'a.world.yaml'), 'utf8')).toBe(saved.body.text);
  await using again = await serve({ 'a.world.yaml': saved.body.text });
  const { body: info } = await again.ask<WorldInfo>('GET', 'world');
  expect(info.files).toEqual([{ file: join(again.dir, 'a.world.yaml'), entities: 1, problems: [] }]);
  await again.ask('PUT', entity('products/a'), { json: '{"title":"Changed"}', baseRevision: null });
  await again.ask('POST', 'world/reset');
  expect(textOf((await again.ask<WorldEntity>('GET', entity('products/a'))).body)).toMatchObject({ title: 'Kept' });
});

test('a method is explained, and the values of its answers say where they came from', async () => {
  await using shop = await serve();
  const { body: why } = await shop.ask<Explanation>('GET', 'explain?path=/shop.v1.Catalog/GetProduct');
  expect(why).toMatchObject({ answeredBy: 'world', resource: { type: TYPE, verb: 'get' } });
  const client = new Client(`127.0.0.1:${shop.app.port}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  const name = Buffer.from('\n\x08products/x'.replace('\x08', String.fromCharCode(10)), 'latin1');
  await new Promise((resolve) =>
    client.makeUnaryRequest('/shop.v1.Catalog/GetProduct', same, same, name, (_error, answer) => resolve(answer)),
  );
  client.close();
  const [call] = shop.app.journal.list().calls;
  const { status, body } = await shop.ask<Origins>('GET', `calls/${call!.id}/origins?direction=down&index=1`);
  expect(status).toBe(200);
  expect(body.type).toBe('shop.v1.Product');
  expect(body.values.length).toBeGreaterThan(5);
  expect((await shop.ask('GET', `calls/${call!.id}/origins?index=9`)).status).toBe(404);
  expect(shop.defects).toEqual([]);
});

test('the world of a session is its own: what it wrote is shown, written and forgotten there alone', async () => {
  await using shop = await serve({
    'fixtures.world.yaml': 'shop.v1.Product: [{ name: products/filed, title: From the file }]\n',
  });
  const client = new Client(`localhost:${shop.app.port}`, credentials.createInsecure());
  const pass = (bytes: Buffer): Buffer => bytes;
  const created = new Promise<void>((resolve, reject) => {
    const metadata = new Metadata();
    metadata.set('x-understudy-session', 'tests 1');
    // CreateProductRequest { product: { name: "products/made", title: "Made" } }
    const product = Buffer.from('\n\rproducts/made\x12\x04Made', 'latin1');
    const request = Buffer.concat([Buffer.from([10, product.length]), product]);
    client.makeUnaryRequest('/shop.v1.Catalog/CreateProduct', pass, pass, request, metadata, (error) =>
      error ? reject(error) : resolve(),
    );
  });
  await created.finally(() => client.close());
  const own = (path: string, session = 'tests 1'): string =>
    `${path}${path.includes('?') ? '&' : '?'}session=${q(session)}`;
  const info = async (path = 'world'): Promise<unknown> => {
    const { session, sessions, resources } = (await shop.ask<WorldInfo>('GET', path)).body;
    return { session, sessions, written: resources[0]?.written };
  };
  const idsOf = async (path: string): Promise<readonly string[]> =>
    (await shop.ask<WorldPage>('GET', path)).body.entities.map(({ id }) => id);

  const sessions = [{ name: 'tests 1', written: 1 }];
  expect(await info()).toEqual({ session: null, sessions, written: 1 });
  expect(await info(own('world'))).toEqual({ session: 'tests 1', sessions, written: 1 });
  const list = `world/entities?type=${q(TYPE)}`;
  const made = (await idsOf(own(list))).find((id) => !id.includes('filed'))!;
  expect(await idsOf(own(list))).toContain('products/filed');
  expect(await idsOf(list)).not.toContain(made);
  const { body: before } = await shop.ask<WorldEntity>('GET', own(entity(made)));
  expect([textOf(before)['title'], before.writtenBy.by]).toEqual(['Made', 'call']);

  // Written there: nothing of it is in the common world, nor in another session.
  const title = JSON.stringify({ ...textOf(before), title: 'Edited' });
  const edited = await shop.ask<WorldEntity>('PUT', own(entity(made)), { json: title, baseRevision: before.revision });
  expect([edited.status, textOf(edited.body)['title']]).toEqual([200, 'Edited']);
  expect((await shop.ask('DELETE', own(entity('products/filed')))).status).toBe(204);
  expect((await shop.ask('GET', own(entity('products/filed')))).status).toBe(404);
  const filed = await shop.ask<WorldEntity>('GET', entity('products/filed'));
  expect([filed.status, textOf(filed.body)['title']]).toEqual([200, 'From the file']);
  await shop.ask('POST', own(`world/entities?type=${q(TYPE)}`, 'other'), { json: '{ "title": "Other" }' });
  expect(await info()).toEqual({
    session: null,
    sessions: [
      { name: 'other', written: 1 },
      { name: 'tests 1', written: 2 },
    ],
    written: 1,
  });
  const { body: snapshot } = await shop.ask<WorldSnapshot>('POST', own('world/snapshot'), {
    file: null,
    everything: false,
  });
  expect(snapshot.text).toContain('Edited');
  expect(snapshot.text).not.toContain('Other');

  // To look at one makes none.
  expect(await info(own('world', 'nobody'))).toMatchObject({ session: 'nobody', written: 0 });
  expect(shop.app.sessions.names).toEqual(['tests 1', 'other']);
  const { body: after } = await shop.ask<WorldInfo>('POST', own('world/reset'));
  expect([after.session, after.sessions]).toEqual(['tests 1', [{ name: 'other', written: 1 }]]);
  expect(await idsOf(own(list))).toEqual(await idsOf(list));
  expect(shop.defects).toEqual([]);
});
