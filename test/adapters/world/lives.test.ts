import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp, type App } from '../../../server/app.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import { GOOGLE } from '../../support/corpora.ts';
import { loadedClient } from '../../support/loaded-client.ts';
import { GOOGLE_LIVES } from './google-lives.ts';
import { live, type Life } from './life.ts';
import { PLAIN_LIVES } from './plain-lives.ts';

/** Understudy as `understudy PATHS -I ROOT` starts it: no configuration. */
async function served(paths: readonly string[], protoPaths: readonly string[]): Promise<App> {
  const loaded = loadSchema({ paths, protoPaths });
  expect(loaded.unusable).toEqual([]);
  const options = { paths, protoPaths, port: 0, host: 'localhost', seed: '42' };
  const app = await startApp({ ...options, random: false, strict: false, playground: false, watch: false }, loaded, {
    onDefect: (error) => {
      throw error;
    },
  });
  if ('problem' in app) throw new Error(app.problem.message);
  return app;
}

const PRODUCTS: Life = {
  title: 'the sample: products',
  file: 'shop/v1/catalog.proto',
  service: 'shop.v1.Catalog',
  list: (token) => ['ListProducts', { page_size: 5, page_token: token }],
  items: 'products',
  create: ['CreateProduct', { product: { title: 'Oak lamp', sku: 'LAMP-OAK', stock: 3, category: 'LIGHTING' } }],
  sent: { title: 'Oak lamp', sku: 'LAMP-OAK', stock: 3, category: 'LIGHTING' },
  get: (name) => ['GetProduct', { name }],
  update: (name) => ['UpdateProduct', { product: { name, stock: 9, title: 'x' }, update_mask: { paths: ['stock'] } }],
  changed: ['stock', 9],
  remove: (name) => ['DeleteProduct', { name }],
};

test('the sample: products live', async () => {
  await using app = await served(['protos'], []);
  using client = loadedClient(PRODUCTS.file, ['protos', GOOGLE], PRODUCTS.service, `127.0.0.1:${app.port}`);
  await live(PRODUCTS, client);
});

test.for(GOOGLE_LIVES)('$title', async (life) => {
  await using app = await served([join(GOOGLE, life.file)], [GOOGLE]);
  using client = loadedClient(life.file, [GOOGLE], life.service, `127.0.0.1:${app.port}`);
  await live(life, client);
});

test.for(PLAIN_LIVES)('$title', async (life) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-lives-'));
  try {
    writeFileSync(join(folder, life.file), life.proto);
    await using app = await served([folder], []);
    using client = loadedClient(life.file, [folder, GOOGLE], life.service, `127.0.0.1:${app.port}`);
    await live(life, client);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
