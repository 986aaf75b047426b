import { on } from 'node:events';
import { Metadata, type ClientReadableStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import type { WorldInfo } from '../../server/contract/world.ts';
import { axe } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPage, type WatchedPage } from '../support/page.ts';
import { sampleClient, unary } from '../support/proto-loader-client.ts';
import { serve, type Served } from '../support/run-command.ts';
import { typeOver } from '../support/type-over.ts';

const PRODUCTS = '#/world/shop.example.com%2FProduct';

let browser: Browser & AsyncDisposable;
let server: Served;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(async () => {
  await fetch(`http://${server.address}/api/world/reset`, { method: 'POST' });
});

const at = (hash: string): string => `http://${server.address}/${hash}`;
const open = (hash: string, options: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> =>
  openPage(browser, at(hash), options);
const grid = (page: Page): Locator => page.getByRole('grid', { name: 'products' });
const rows = (page: Page): Locator => grid(page).getByRole('row', { name: /generated|this page|Product,/ });
const editor = (page: Page): Locator => page.getByRole('textbox', { name: /JSON of shop.v1.Product/ });

const write = (page: Page, text: string): Promise<void> => typeOver(editor(page), text);
/** How many products the table says there are: of a long table only the rows in sight are drawn. */
const total = async (page: Page): Promise<number> => Number(await grid(page).getAttribute('aria-rowcount')) - 1;

/** The text of the editor, whole: only lines in sight are in the document, so it is read from what the page was told. */
async function entityOf(id: string): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({ type: 'shop.example.com/Product', id });
  const response = await fetch(`http://${server.address}/api/world/entity?${query.toString()}`);
  const { json } = (await response.json()) as { json: string }; // As the contract has it.
  return JSON.parse(json) as Record<string, unknown>; // The text of a message is an object.
}

/** Chooses the first product; answers its name. */
async function chooseFirst(page: Page): Promise<string> {
  await rows(page).first().click();
  await editor(page).getByText('products/').first().waitFor();
  await page.waitForURL(/\/products%2F/);
  return decodeURIComponent(new URL(page.url()).hash.split('/').at(-1) ?? '');
}

test('every kind of thing is listed with its entities, and why there is such a kind', async () => {
  await using opened = await open('#/world');
  const { page, complaints } = opened;
  await page.getByRole('option', { name: 'Product' }).click();
  await rows(page).nth(8).waitFor();
  await page.getByRole('link', { name: /GetProduct/ }).waitFor();
  await page.getByRole('textbox', { name: 'Search the products' }).fill('no product has this');
  await page.getByText('Nothing matches').waitFor();
  await page.getByRole('button', { name: 'Show all products' }).click();
  await rows(page).first().waitFor();
  expect(complaints).toEqual([]);
});

test('an edit is in the next call of any client, and in the table', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  const name = await chooseFirst(page);
  await write(page, JSON.stringify({ ...(await entityOf(name)), title: 'Lamp of the page', stock: 7 }, null, 2));
  await page.keyboard.press('Control+S');
  await grid(page).getByText('Lamp of the page').waitFor();
  await rows(page).getByText('this page').first().waitFor();
  expect(await unary(client, 'GetProduct', { name })).toMatchObject({ title: 'Lamp of the page', stock: 7 });
  expect(complaints).toEqual([]);
});

test('an open Watch stream hears of an edit in the page', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await using opened = await open(PRODUCTS);
  const { page } = opened;
  const name = await chooseFirst(page);
  const before = await entityOf(name);
  const call = client['WatchStock']!({ skus: [before['sku']] }) as ClientReadableStream<{ left: number }>;
  const levels = on(call, 'data') as AsyncIterable<[{ left: number }]>; // What WatchStock answers with.
  call.on('error', () => undefined); // It is cancelled below.
  const heard: number[] = [];
  for await (const [{ left }] of levels) {
    heard.push(left);
    if (heard.length === 1) {
      await write(page, JSON.stringify({ ...before, stock: 4321 }, null, 2));
      await page.keyboard.press('Control+S');
    }
    if (left === 4321) break;
  }
  call.cancel();
  expect(heard).toEqual([before['stock'], 4321]);
});

test("another client's create and change show at once, and lead to the call", async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  const before = await total(page);
  const product = { title: 'Made elsewhere', sku: 'X-1', price: { currency_code: 'EUR', units: 5 } };
  const made = await unary(client, 'CreateProduct', { product });
  const row = grid(page).getByRole('row', { name: /Made elsewhere/ });
  await row.waitFor();
  expect(await total(page)).toBe(before + 1);
  await unary(client, 'UpdateProduct', {
    product: { ...(made as object), title: 'Changed elsewhere' },
    updateMask: { paths: ['title'] },
  });
  const changed = grid(page).getByRole('row', { name: /Changed elsewhere/ });
  await changed.waitFor();
  await changed.getByRole('link', { name: 'UpdateProduct' }).click();
  await page.getByRole('region', { name: 'Call' }).getByText('shop.v1.Catalog/UpdateProduct').waitFor();
  expect(complaints).toEqual([]);
});

test('a deleted entity is not found by calls, and can be put back', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  const name = await chooseFirst(page);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('It is deleted').waitFor();
  await expect(unary(client, 'GetProduct', { name })).rejects.toMatchObject({ code: 5 });
  await page.getByRole('button', { name: 'Put it back' }).click();
  await page.getByText('It is deleted').waitFor({ state: 'detached' });
  expect(await unary(client, 'GetProduct', { name })).toMatchObject({ name });
  expect(complaints).toEqual([]);
});

test('adding: a mistake is named and sends nothing, then it is right', async () => {
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  await page.keyboard.press('n');
  await editor(page).waitFor();
  await write(page, '{ "titel": "A new lamp", "sku": "NEW-1", "price": { "units": "3" } }');
  const mend = page.getByRole('button', { name: /Change to .?title/ });
  await mend.waitFor();
  const before = await total(page);
  await page.keyboard.press('Control+S');
  await mend.click();
  await page.keyboard.press('Control+S');
  await grid(page).getByText('A new lamp').waitFor();
  expect(await total(page)).toBe(before + 1);
  await page.getByRole('button', { name: 'Delete' }).waitFor();
  await page.waitForURL(/\/products%2F/);
  expect(complaints).toEqual([]);
});

test('a stale edit is explained, and nothing is lost on the way', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await using opened = await open(PRODUCTS);
  const { page } = opened;
  const name = await chooseFirst(page);
  const before = await entityOf(name);
  await write(page, JSON.stringify({ ...before, title: 'Typed here' }, null, 2));
  await unary(client, 'UpdateProduct', {
    product: { name, title: 'Written there' },
    updateMask: { paths: ['title'] },
  });
  await page.getByText('Somebody wrote this product while you edited it.').waitFor();
  await editor(page).getByText('Typed here').waitFor();
  await page.getByRole('button', { name: 'Reload' }).click();
  await editor(page).getByText('Written there').waitFor();
});

test('what a session wrote is looked at and edited by itself, and the shared world stays as it is', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  const inSession = new Metadata();
  inSession.set('x-understudy-session', 'checkout 7');
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  const picker = page.getByRole('button', { name: /^Shared world$|^World of session/ });
  expect(await picker.count()).toBe(0);
  const product = { title: 'Made in a session', sku: 'S-1', price: { currency_code: 'EUR', units: 5 } };
  const { name } = (await unary(client, 'CreateProduct', { product }, inSession)) as { name: string };

  // The picker comes by itself; the shared world has no such product.
  await picker.click();
  const row = page.getByRole('list', { name: 'Worlds' }).getByRole('button', { name: /^checkout 7/ });
  await row.getByText('1 written').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await grid(page).getByText('Made in a session').count()).toBe(0);
  await row.click();
  await page.waitForURL(/\?session=checkout%207/);
  await grid(page).getByText('Made in a session').click();
  await page.getByRole('button', { name: 'World of session checkout 7' }).waitFor();
  await page.waitForURL(/\/products%2F/);

  // It is edited there, the next call of the session has it, and what calls of the session write shows at once.
  await write(page, JSON.stringify({ name, ...product, price: undefined, title: 'Edited in the session' }, null, 2));
  await page.keyboard.press('Control+S');
  await grid(page).getByText('Edited in the session').waitFor();
  await rows(page).getByText('this page').first().waitFor();
  expect(await unary(client, 'GetProduct', { name }, inSession)).toMatchObject({ title: 'Edited in the session' });
  const change = { product: { name, title: 'Changed by a call' }, updateMask: { paths: ['title'] } };
  await unary(client, 'UpdateProduct', change, inSession);
  await grid(page).getByText('Changed by a call').waitFor();
  const shared = (await (await fetch(`http://${server.address}/api/world`)).json()) as WorldInfo;
  expect(shared.resources.map(({ written }) => written)).toEqual(shared.resources.map(() => 0));

  // The link leads another page to the same world.
  await using other = await openPage(browser, page.url());
  await grid(other.page).getByText('Changed by a call').waitFor();

  // Discarding asks where it stands; the page is back in the shared world, and the picker gone.
  await page.getByRole('button', { name: 'World of session checkout 7' }).click();
  await page.getByRole('button', { name: 'Discard what checkout 7 wrote' }).click();
  await page.getByText('Forget 1 entity?').waitFor();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await picker.waitFor({ state: 'detached' });
  await grid(page).getByText('Changed by a call').waitFor({ state: 'detached' });
  await page.waitForURL((url) => !url.href.includes('session'));
  // Whoever still looks at that session sees what it begins with.
  await grid(other.page).getByText('Changed by a call').waitFor({ state: 'detached' });
  await other.page.getByRole('button', { name: 'World of session checkout 7' }).waitFor();
  expect([complaints, other.complaints]).toEqual([[], []]);
});

test.each([1024, 390])('the longest name of a session leaves everything in reach, %i wide', async (width) => {
  const name = `${'a long name of a run, '.repeat(4)}${'x'.repeat(112)}`;
  await using opened = await open(`${PRODUCTS}?session=${encodeURIComponent(name)}`, { width, height: 844 });
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  await page.getByRole('button', { name: /^Reset/ }).click();
  await page.getByRole('button', { name: `World of session ${name}` }).click();
  await page.getByRole('list', { name: 'Worlds' }).getByRole('button', { name: 'Shared world' }).waitFor();
  for (const button of [page.getByRole('button', { name: 'Keep it' }), page.getByRole('button', { name: /^Add/ })]) {
    const { x, width: wide } = (await button.boundingBox())!; // It is shown.
    expect(x + wide).toBeLessThanOrEqual(width);
  }
  expect(await axe(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('reset asks in its place, and brings back what follows from the seed', async () => {
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  const name = await chooseFirst(page);
  const before = await entityOf(name);
  await write(page, JSON.stringify({ ...before, title: 'To be forgotten' }, null, 2));
  await page.keyboard.press('Control+S');
  await grid(page).getByText('To be forgotten').waitFor();
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByText(/Forget 1 change/).waitFor();
  await page.getByRole('button', { name: 'Reset the world' }).click();
  await grid(page).getByText('To be forgotten').waitFor({ state: 'detached' });
  expect(await entityOf(name)).toEqual(before);
  expect(complaints).toEqual([]);
});

test('keys alone: search, move, open, leave', async () => {
  await using opened = await open(PRODUCTS);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await grid(page).locator('[aria-selected="true"]').waitFor();
  await editor(page).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => editor(page).evaluate((node) => node === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F6');
  expect(complaints).toEqual([]);
});

test('Send while the server is away says so at the call', async () => {
  await using own = await serve();
  await using opened = await openPage(browser, `http://${own.address}/#/play/shop.v1.Catalog/GetProduct`);
  const { page } = opened;
  await page
    .getByRole('textbox', { name: /GetProductRequest/ })
    .getByText('products/')
    .waitFor();
  await own.stop();
  await page.getByText('Connection lost').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('region', { name: 'Call' }).getByText('The connection to the server is lost.').waitFor();
});

test('where each value came from stands at its line, and under the pointer', async () => {
  await using opened = await open('#/play/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  await page
    .getByRole('textbox', { name: /GetProductRequest/ })
    .getByText('products/')
    .waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  const reply = page.getByRole('textbox', { name: 'Reply, JSON' });
  const title = reply.getByText('"title"');
  // Who answered is known a moment after the answer.
  await page.getByRole('switch', { name: 'Origins' }).waitFor();
  await page.getByRole('region', { name: 'Call' }).getByRole('status').getByText('OK').waitFor();
  // What moves under the pointer takes the tip away: then the pointer comes again.
  const tip = page.locator('.cm-origin-tip').getByText('name hint');
  const shown = async (): Promise<boolean> => {
    await page.mouse.move(1, 1);
    await title.hover();
    return tip.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(shown).toBe(true);
  const before = await title.boundingBox();
  await page.getByRole('switch', { name: 'Origins' }).click();
  await reply.getByText('name hint: title').waitFor();
  await expect.poll(() => title.boundingBox()).toEqual(before);
  expect(await axe(page)).toEqual([]);
  await reply.getByRole('link', { name: /world: products/ }).click();
  await page.getByRole('grid', { name: 'products' }).locator('[aria-selected="true"]').waitFor();
  expect(complaints).toEqual([]);
});

test('the docs say how a method is answered and why, and lead to the world', async () => {
  await using opened = await open('#/play/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Docs' }).click();
  await page.getByRole('tab', { name: 'How it is answered' }).click();
  await page.getByText('NOT_FOUND').first().waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: 'Product in the world' }).click();
  await rows(page).first().waitFor();
  expect(complaints).toEqual([]);
});

test('a call that the world answered leads to its entity', async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await unary(client, 'GetProduct', { name: 'products/from-the-traffic' });
  await using opened = await open('#/traffic');
  const { page, complaints } = opened;
  await page.getByRole('row', { name: /Catalog\/GetProduct.*the world products\/from-the-traffic/ }).click();
  await page.getByRole('link', { name: 'products/from-the-traffic' }).click();
  await editor(page).getByText('products/from-the-traffic').waitFor();
  expect(complaints).toEqual([]);
});

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test(`axe finds nothing in World, ${theme}, ${width} wide`, async () => {
      await using opened = await open(PRODUCTS, { theme, width, height: 844 });
      const { page, complaints } = opened;
      await rows(page).first().waitFor();
      expect(await axe(page)).toEqual([]);
      await rows(page).first().click();
      await editor(page).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
