import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp, type App } from '../../../server/app.ts';
import type { WorldEntity, WorldInfo } from '../../../server/contract/world.ts';
import { checkWorldFiles } from '../../../server/command/check-world-files.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import type { DataReloaded, Reloaded } from '../../../server/workspace/reload.ts';

const CATALOG = readFileSync('protos/shop/v1/catalog.proto', 'utf8');

interface Workspace extends AsyncDisposable {
  readonly app: App;
  write(name: string, text: string): void;
  remove(name: string): void;
  /** Does something to the files and answers the first change of data, or of protos, after it. */
  data(action: () => void): Promise<DataReloaded>;
  protos(action: () => void): Promise<Reloaded>;
  title(id: string): Promise<unknown>;
}

async function open(
  files: Record<string, string>,
  worldFiles: (dir: string) => readonly string[] = () => [],
): Promise<Workspace> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries({ 'protos/catalog.proto': CATALOG, ...files })) write(name, text);
  const options = {
    paths: [join(dir, 'protos')],
    protoPaths: [],
    worldFiles: worldFiles(dir),
    port: 0,
    host: 'localhost',
    seed: '42',
    random: false,
    strict: false,
    playground: false,
    watch: true,
  };
  let onData: (reloaded: DataReloaded) => void = () => undefined;
  let onReload: (reloaded: Reloaded) => void = () => undefined;
  const defects: unknown[] = [];
  const app = await startApp(options, loadSchema(options), {
    onDefect: (error) => defects.push(error),
    onData: (reloaded) => onData(reloaded),
    onReload: (reloaded) => onReload(reloaded),
  });
  if ('problem' in app) throw new Error(app.problem.message);
  return {
    app,
    write,
    remove: (name) => rmSync(join(dir, name)),
    data: (action) =>
      new Promise((resolve) => {
        onData = resolve;
        action();
      }),
    protos: (action) =>
      new Promise((resolve) => {
        onReload = resolve;
        action();
      }),
    title: async (id) => {
      const reply = await fetch(
        `http://localhost:${app.port}/api/world/entity?type=Product&id=${encodeURIComponent(id)}`,
      );
      if (reply.status !== 200) return reply.status;
      return (JSON.parse(((await reply.json()) as WorldEntity).json) as { title?: unknown }).title;
    },
    [Symbol.asyncDispose]: async () => {
      await app.close(0);
      rmSync(dir, { recursive: true, force: true });
      expect(defects).toEqual([]);
    },
  };
}

const lamp = (title: string): string =>
  `Product: { only: true, entities: [{ name: products/lamp, title: ${title} }] }\n`;

test('a file beside the protos is loaded at the start, and again whenever it is saved', async () => {
  await using shop = await open({ 'protos/shop.world.yaml': lamp('One') });
  expect(await shop.title('products/lamp')).toBe('One');
  const saved = await shop.data(() => shop.write('protos/shop.world.yaml', lamp('Two')));
  expect(saved.problems).toEqual([]);
  expect(await shop.title('products/lamp')).toBe('Two');
  const broken = await shop.data(() => shop.write('protos/shop.world.yaml', 'Prodcut: []\n'));
  expect(broken.problems.map(({ code, line }) => [code, line])).toEqual([
    ['unknown-resource', 1],
    ['world-held', undefined],
  ]);
  // The last good version stands, and what it says of everything else.
  expect(await shop.title('products/lamp')).toBe('Two');
  expect(await shop.title('products/other')).toBe(404);
  const unclosed = await shop.data(() => shop.write('protos/shop.world.yaml', 'Product: [\n'));
  expect(unclosed.problems.map(({ code, line }) => [code, line])).toEqual([['yaml-syntax', 2]]);
  expect(await shop.title('products/lamp')).toBe('Two');
  await shop.data(() => shop.write('protos/shop.world.yaml', lamp('Three')));
  expect(await shop.title('products/lamp')).toBe('Three');
  expect(shop.app.worldFiles.report.problems).toEqual([]);
  expect(await shop.title('products/other')).toBe(404);
  await shop.data(() => shop.remove('protos/shop.world.yaml'));
  expect(await shop.title('products/other')).not.toBe(404);
});

test('a file that comes later is found', async () => {
  await using shop = await open({});
  await shop.data(() =>
    shop.write('protos/deep/er/late.world.json', '{"Product":[{"name":"products/late","title":"Late"}]}'),
  );
  expect(await shop.title('products/late')).toBe('Late');
});

test('a file that is named with --world may lie anywhere, and is watched there', async () => {
  await using shop = await open({ 'fixtures/some.yaml': lamp('Named') }, (dir) => [join(dir, 'fixtures/some.yaml')]);
  expect(await shop.title('products/lamp')).toBe('Named');
  await shop.data(() => shop.write('fixtures/some.yaml', lamp('Again')));
  expect(await shop.title('products/lamp')).toBe('Again');
});

test('another schema reads the same file anew', async () => {
  await using shop = await open({ 'protos/shop.world.yaml': 'Product: [{ name: products/lamp, heft: 7 }]\n' });
  expect(shop.app.worldFiles.report.problems.map(({ code }) => code)).toEqual(['json-unknown-field']);
  const text = CATALOG.replace('message Product {', 'message Product {\n  int32 heft = 999;');
  await shop.protos(() => shop.write('protos/catalog.proto', text));
  // The data follow the schema; what is asked next waits for them.
  await expect.poll(() => shop.app.worldFiles.report.problems).toEqual([]);
  expect(shop.app.worldFiles.report.worlds[0]?.entities).toBe(1);
});

test('hints beside the protos are in force, and those that are saved', async () => {
  const hints = (title: string): string => `hints:\n  - field: Product.title\n    values: [${title}]\n`;
  await using shop = await open({ 'protos/understudy.hints.yaml': hints('Hinted') });
  expect(await shop.title('products/any')).toBe('Hinted');
  const saved = await shop.data(() => shop.write('protos/understudy.hints.yaml', hints('Other')));
  expect(saved.problems).toEqual([]);
  expect(await shop.title('products/any')).toBe('Other');
  const broken = await shop.data(() => shop.write('protos/understudy.hints.yaml', `${hints('Third')}  - feild: x\n`));
  expect(broken.problems.map(({ code, line }) => [code, line])).toEqual([
    ['hint-syntax', 4],
    ['hints-held', undefined],
  ]);
  expect(await shop.title('products/any')).toBe('Other');
  await shop.data(() => shop.remove('protos/understudy.hints.yaml'));
  expect(await shop.title('products/any')).not.toBe('Other');
});

test('lines of the hints that are about nothing are told, at the start and when the schema has changed', async () => {
  await using shop = await open({
    'protos/understudy.hints.yaml': 'hints:\n  - { field: Product.heft, values: [7] }\n',
  });
  expect(shop.app.worldFiles.report.problems.map(({ code, line }) => [code, line])).toEqual([['hint-unmatched', 2]]);
  const text = CATALOG.replace('message Product {', 'message Product {\n  int32 heft = 999;');
  await shop.protos(() => shop.write('protos/catalog.proto', text));
  await expect.poll(() => shop.app.worldFiles.report.problems).toEqual([]);
});

test('other hints are told to whoever follows the world', async () => {
  await using shop = await open({});
  const { revision } = (await (await fetch(`http://localhost:${shop.app.port}/api/world`)).json()) as WorldInfo;
  await shop.data(() =>
    shop.write('protos/understudy.hints.yaml', 'hints:\n  - { field: Product.title, values: [Told] }\n'),
  );
  const after = (await (await fetch(`http://localhost:${shop.app.port}/api/world`)).json()) as WorldInfo;
  expect(after.revision).toBeGreaterThan(revision);
});

test('check tells what is wrong in files of entities', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  writeFileSync(join(dir, 'catalog.proto'), CATALOG);
  writeFileSync(join(dir, 'shop.world.yaml'), 'Product:\n  - { titel: x }\n');
  const { problems } = await checkWorldFiles(loadSchema({ paths: [dir], protoPaths: [] }), '42');
  rmSync(dir, { recursive: true });
  expect(problems.map(({ file, line, path }) => [file, line, path])).toEqual([
    [join(dir, 'shop.world.yaml'), 2, 'Product[0].titel'],
  ]);
});
