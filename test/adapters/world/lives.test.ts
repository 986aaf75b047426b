import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { GOOGLE } from '../../support/corpora.ts';
import { loadedClient } from '../../support/loaded-client.ts';
import { GOOGLE_LIVES } from './google-lives.ts';
import { GOOGLE_OPERATIONS } from './google-operations.ts';
import { live, type Life } from './life.ts';
import { PLAIN_IDS } from './plain-ids.ts';
import { PLAIN_WORDS } from './plain-words.ts';
import { served } from './served-protos.ts';

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

test.for([...GOOGLE_LIVES, ...GOOGLE_OPERATIONS])('$title', async (life) => {
  await using app = await served([join(GOOGLE, life.file)], [GOOGLE]);
  using client = loadedClient(life.file, [GOOGLE], life.service, `127.0.0.1:${app.port}`);
  await live(life, client);
});

test.for([...PLAIN_IDS, ...PLAIN_WORDS])('$title', async (life) => {
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
