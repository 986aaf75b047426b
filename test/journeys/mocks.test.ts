import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StubInfo, StubList } from '../../server/contract/stub.ts';
import { axe } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPage, type WatchedPage } from '../support/page.ts';
import { sampleClient, unary } from '../support/proto-loader-client.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';
import { typeOver } from '../support/type-over.ts';

const GET = '#/mocks/shop.v1.Catalog/GetProduct';
const STUBS = `# Answers that matter, pinned.
service: shop.v1.Catalog
stubs:
  - method: GetProduct
    when: { request: { name: products/sold-out } }   # said by the warehouse
    reply: { status: NOT_FOUND, message: "no product \${request.name}" }

  - method: GetProduct
    when:
      request: { name: { $startsWith: products/vip- } }
      metadata: { x-tenant: acme }
    priority: 10
    reply: { generated: true, message: { title: For friends } }

  - method: GetProduct
    when: { request: { name: products/twin } }
    reply: { generated: true, message: { title: First twin } }
  - method: GetProduct
    when: { request: { name: products/twin } }
    reply: { generated: true, message: { title: Second twin } }

  - method: DeleteProduct
    scenario: { name: stockroom, requires: closed }
    reply: { status: FAILED_PRECONDITION, message: the stockroom is closed }
`;

let browser: Browser & AsyncDisposable;
let server: Served;
let folder: string;
let file: string;
/** The stubs of the file, as they are in force. */
let pinned: unknown;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-mocks-'));
  await cp(join(ROOT, 'protos'), join(folder, 'protos'), { recursive: true });
  file = join(folder, 'protos/catalog.stubs.yaml');
  await writeFile(file, STUBS);
  [browser, server] = await Promise.all([launchChromium(), serve(['--no-cache', './protos'], { cwd: folder })]);
  pinned = await inForce();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  if ((await readFile(file, 'utf8')) !== STUBS) await writeFile(file, STUBS);
  await ask('POST', '/api/reset', { session: null, stubs: true, world: true, calls: true, faults: true });
  // As many stubs are there at once: it is their texts that tell when the file is in force again.
  await expect.poll(inForce).toEqual(pinned);
});

async function ask(verb: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`http://${server.address}${path}`, {
    method: verb,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status === 204 ? undefined : response.json();
}
const stubs = async (): Promise<readonly StubInfo[]> => ((await ask('GET', '/api/stubs')) as StubList).stubs; // As the contract has it.
const inForce = async (): Promise<unknown> =>
  (await stubs()).map(({ lines, when, reply, enabled }) => ({ lines, when, reply, enabled }));

const open = (hash: string, options: Parameters<typeof openPage>[2] = {}): Promise<WatchedPage> =>
  openPage(browser, `http://${server.address}/${hash}`, options);
const client = () => sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
const list = (page: Page): Locator => page.getByRole('list', { name: 'Stubs in the order in which they are tried' });
const rows = (page: Page): Locator => list(page).getByRole('listitem');
/** The hits of a row. */
const hits = (row: Locator): Promise<string> => row.locator('.hits b').innerText();
const editor = (page: Page): Locator => page.getByRole('textbox', { name: /Stubs of .*catalog\.stubs\.yaml/ });

/** Puts the cursor at the end of the line that holds a text. */
async function toEndOf(page: Page, text: string): Promise<void> {
  await editor(page).getByText(text).first().click();
  await page.keyboard.press('End');
}
const write = (page: Page, text: string): Promise<void> => typeOver(editor(page), text);
test('stubs stand in the order in which they are tried, with hits that come while calls do', async () => {
  using shop = client();
  await using opened = await open('#/mocks');
  const { page, complaints } = opened;
  await rows(page).nth(4).waitFor();
  await expect.poll(() => rows(page).count()).toBe(5);
  expect(await rows(page).nth(0).innerText()).toMatch(/starts with products\/vip-[\s\S]*catalog:8[\s\S]*priority 10/);
  await rows(page).nth(4).getByRole('link', { name: 'the world' }).waitFor();
  await page.getByRole('treeitem', { name: /GetProduct.*4 stubs/ }).waitFor();
  await expect(unary(shop, 'GetProduct', { name: 'products/sold-out' })).rejects.toMatchObject({ code: 5 });
  await expect.poll(() => hits(rows(page).filter({ hasText: 'sold-out' }))).toBe('1');
  await editor(page).getByText('1 hit').waitFor();
  expect(complaints).toEqual([]);
});

test('a recorded call becomes a stub, which is edited, and wins', async () => {
  using shop = client();
  await unary(shop, 'GetProduct', { name: 'products/oak-table' });
  await using opened = await open('#/traffic');
  const { page, complaints } = opened;
  await page.getByRole('row', { name: /Catalog\/GetProduct/ }).click();
  await page.getByRole('link', { name: 'Make a stub' }).click();
  await page.getByText('A stub of a call.').waitFor();
  await page.getByRole('textbox', { name: 'The new stub' }).getByText('products/oak-table').first().waitFor();
  await page.getByRole('button', { name: 'Add it' }).click();
  await rows(page).filter({ hasText: 'oak-table' }).waitFor();
  const written = await readFile(file, 'utf8');
  expect(written.startsWith(STUBS.trimEnd())).toBe(true);
  await editor(page).getByText('oak-table').first().waitFor();
  await write(page, written.replace(/(oak-table[\s\S]*?title: ).*/, '$1A table of the stub'));
  await page.keyboard.press('Control+S');
  await expect.poll(() => readFile(file, 'utf8')).toContain('A table of the stub');
  await expect
    .poll(() => unary(shop, 'GetProduct', { name: 'products/oak-table' }))
    .toMatchObject({ title: 'A table of the stub' });
  await expect.poll(() => hits(rows(page).filter({ hasText: 'oak-table' }))).not.toBe('0');
  // And back from the call to the stub that answered it.
  await page.getByRole('link', { name: 'Traffic' }).click();
  await page
    .getByRole('row', { name: /Catalog\/GetProduct.*stub catalog/ })
    .last()
    .click();
  await page
    .getByRole('region', { name: 'Call' })
    .getByRole('link', { name: /^stub catalog:\d+$/ })
    .click();
  await editor(page).getByText('A table of the stub').waitFor();
  expect(complaints).toEqual([]);
});

test('a call of Play becomes a stub with one key', async () => {
  await using opened = await open('#/play/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  await page
    .getByRole('textbox', { name: /GetProductRequest/ })
    .getByText('products/')
    .waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('link', { name: 'Make a stub' }).waitFor();
  await page.keyboard.press('c');
  await page.getByText('A stub of a call.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('A stub of a call.').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('a call that no stub answered is explained, condition by condition', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  await unary(shop, 'GetProduct', { name: 'products/vip-42' });
  const near = page.getByRole('region', { name: 'catalog:8' });
  await near.getByText('matched 1 of 2').waitFor();
  await near.getByText(/not set; the stub asks for acme/).waitFor();
  await page.getByRole('tab', { name: /Near misses.*1/ }).waitFor();
  await near.getByRole('button', { name: 'Edit' }).click();
  await page.waitForURL(/at\/protos%2Fcatalog\.stubs\.yaml\/8$/);
  const metadata = new Metadata();
  metadata.set('x-tenant', 'acme');
  await new Promise<void>((resolve, reject) =>
    shop['GetProduct']!({ name: 'products/vip-42' }, metadata, (error: Error | null) =>
      error ? reject(error) : resolve(),
    ),
  );
  await expect.poll(() => hits(rows(page).first())).toBe('1');
  expect(complaints).toEqual([]);
});

test('a near miss is loosened in the text of its file, taken back, loosened again and saved', async () => {
  using shop = client();
  await unary(shop, 'GetProduct', { name: 'products/vip-42' });
  await using opened = await open(GET);
  const { page, complaints } = opened;
  const loosen = (name: string) => page.getByRole('region', { name }).getByRole('button', { name: 'Loosen' });
  await loosen('catalog:4').click();
  await page.getByText('lets the call in now').waitFor();
  await editor(page).getByText('$in').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await editor(page).getByText('$in').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Revert' }).waitFor({ state: 'detached' });
  await loosen('catalog:8').click();
  await editor(page).getByText('metadata').waitFor({ state: 'detached' });
  // The keys of the editor take it back as well.
  await editor(page).click();
  await page.keyboard.press('Control+Z');
  await editor(page).getByText('metadata').waitFor();
  await page.keyboard.press('Control+Y');
  await editor(page).getByText('metadata').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+S');
  await expect.poll(() => readFile(file, 'utf8')).not.toContain('x-tenant');
  expect(await readFile(file, 'utf8')).toContain('# said by the warehouse');
  await expect
    .poll(() => unary(shop, 'GetProduct', { name: 'products/vip-42' }))
    .toMatchObject({ title: 'For friends' });
  expect(complaints).toEqual([]);
});

test('unmatched calls are refused, and go to the world again', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Unmatched calls go to the world' }).click();
  await page.getByRole('menuitem', { name: /nobody/ }).click();
  await rows(page).last().getByText('UNIMPLEMENTED').waitFor();
  await expect(unary(shop, 'GetProduct', { name: 'products/oak' })).rejects.toMatchObject({ code: 12 });
  const text = await readFile(file, 'utf8');
  expect(text).toContain('unmatched: refuse');
  expect(text).toContain('# said by the warehouse');
  await page.getByRole('button', { name: 'Unmatched calls go to nobody' }).click();
  await page.getByRole('menuitem', { name: /As the server says: the world/ }).click();
  await rows(page).last().getByRole('link', { name: 'the world' }).waitFor();
  expect(await unary(shop, 'GetProduct', { name: 'products/oak' })).toMatchObject({ name: 'products/oak' });
  expect(await readFile(file, 'utf8')).toBe(STUBS);
  expect(complaints).toEqual([]);
});

test('the world stands below the stubs, leads to itself, and is folded away', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  const world = page.getByRole('region', { name: 'World', exact: true });
  const table = world.getByRole('grid', { name: 'products' });
  await table.getByRole('row').nth(1).waitFor();
  // What calls write shows at once.
  await unary(shop, 'CreateProduct', { product: { title: 'A brand new lamp' } });
  await table.getByText('A brand new lamp').waitFor();
  await table.getByRole('row').nth(1).click();
  const link = world.getByRole('link', { name: /^Edit / });
  expect(await link.getAttribute('href')).toMatch(/^#\/world\/shop\.example\.com%2FProduct\/products%2F/);
  await world.getByRole('radio', { name: 'Order' }).click();
  await world.getByRole('grid', { name: 'orders' }).waitFor();
  await world.getByRole('button', { name: 'Fold the world' }).click();
  await world.getByRole('grid').waitFor({ state: 'detached' });
  await page.reload();
  await world.getByRole('button', { name: 'Show the world' }).click();
  await table.waitFor();
  expect(complaints).toEqual([]);
});

test('a session has states of its own, and a request is tried for it', async () => {
  using shop = client();
  const metadata = new Metadata();
  metadata.set('x-understudy-session', 'till-7');
  await new Promise<void>((resolve) => shop['DeleteProduct']!({ name: 'products/a' }, metadata, () => resolve()));
  await using opened = await open('#/mocks/shop.v1.Catalog/DeleteProduct');
  const { page, complaints } = opened;
  await page.getByRole('tab', { name: /Scenarios/ }).click();
  await page.getByRole('combobox', { name: 'Session' }).fill('till-7');
  await page.getByText('session till-7').waitFor();
  await page.getByRole('button', { name: /State of stockroom/ }).click();
  await page.getByRole('menuitem', { name: /closed/ }).click();
  await page.getByRole('button', { name: 'State of stockroom: closed' }).waitFor();
  await page.getByRole('tab', { name: 'Try it' }).click();
  await page.getByText('Line 22 of the file').waitFor();
  await page.getByRole('combobox', { name: 'Session' }).fill('');
  await page.getByText('No stub answers it.').waitFor();
  expect(complaints).toEqual([]);
});

test('a stub is found from anywhere, by what it asks for', async () => {
  await using opened = await open('#/play/greeter.v1.Greeter/SayHello');
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: /Go to a method/ }).fill('sold-out');
  await page
    .getByRole('group', { name: 'Stubs' })
    .getByRole('option', { name: /sold-out.*catalog:4/, selected: true })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/at\/protos%2Fcatalog\.stubs\.yaml\/4$/);
  expect(complaints).toEqual([]);
});

test('a request is tried: who would answer and why, while one types, and nothing is counted', async () => {
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Try it' }).click();
  const request = page.getByRole('textbox', { name: /Request to try/ });
  await request.getByText('products/').waitFor();
  await page.getByText('No stub answers it.').waitFor();
  await typeOver(request, '{ "name": "products/vip-1" }');
  await page.getByLabel('Metadata').fill('x-tenant: acme');
  await page.getByText('Line 8 of the file').waitFor();
  await page.getByRole('region', { name: 'catalog:8' }).getByText('answers', { exact: true }).waitFor();
  expect((await stubs()).every(({ hits }) => hits === 0)).toBe(true);
  expect(complaints).toEqual([]);
});

test('a mistake is named where it stands, the last good version answers on, and the fix is one press', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await editor(page).getByText('For friends').waitFor();
  await write(page, STUBS.replace('title: First twin', 'titel: First twin'));
  await page
    .getByText(/has no field.*titel/)
    .first()
    .waitFor();
  await page.getByText('edited, the last good version still answers').waitFor();
  expect(await unary(shop, 'GetProduct', { name: 'products/twin' })).toMatchObject({ title: 'First twin' });
  await page.getByRole('button', { name: 'Change to title' }).click();
  await page
    .getByText(/has no field.*titel/)
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Revert' }).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('keys, fields and values are offered as they are typed', async () => {
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await toEndOf(page, 'priority: 10');
  await page.keyboard.press('Enter');
  await page.keyboard.type('ti', { delay: 20 });
  await page.getByRole('option', { name: /^times/ }).click();
  await page.keyboard.type('3');
  await editor(page).getByText('times: 3').waitFor();
  await toEndOf(page, 'the stockroom is closed');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Home');
  await page.keyboard.type('  - method: Ge', { delay: 20 });
  await page.getByRole('option', { name: /^GetProduct/ }).waitFor();
  expect(complaints).toEqual([]);
});

test('switch, move, remove and put back write the file, and keep what a person wrote in it', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  const soldOut = rows(page).filter({ hasText: 'sold-out' });
  await soldOut.getByRole('switch').click();
  await expect.poll(() => readFile(file, 'utf8')).toContain('enabled: false');
  expect(await readFile(file, 'utf8')).toContain('# said by the warehouse');
  await expect
    .poll(() => unary(shop, 'GetProduct', { name: 'products/sold-out' }))
    .toMatchObject({ name: 'products/sold-out' });
  await soldOut.getByRole('switch').click();
  await expect.poll(async () => (await stubs()).every(({ enabled }) => enabled)).toBe(true);

  expect(await unary(shop, 'GetProduct', { name: 'products/twin' })).toMatchObject({ title: 'First twin' });
  const unreached = rows(page).filter({ hasText: 'never reached' });
  await unreached.filter({ hasText: 'Second twin' }).waitFor();
  await rows(page).filter({ hasText: 'First twin' }).getByRole('button').first().press('Alt+ArrowDown');
  await expect.poll(() => unary(shop, 'GetProduct', { name: 'products/twin' })).toMatchObject({ title: 'Second twin' });
  await expect.poll(() => rows(page).nth(2).innerText()).toContain('Second twin');
  await unreached.filter({ hasText: 'First twin' }).waitFor();

  const before = await readFile(file, 'utf8');
  await rows(page)
    .filter({ hasText: 'Second twin' })
    .getByRole('button', { name: /What to do with/ })
    .click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByText('The stub is removed from').waitFor();
  expect(await readFile(file, 'utf8')).not.toContain('Second twin');
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect.poll(() => readFile(file, 'utf8')).toBe(before);
  await rows(page).filter({ hasText: 'Second twin' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a file that changed on disk under what was typed is a choice, and nothing is lost', async () => {
  await using opened = await open(GET);
  const { page } = opened;
  await editor(page).getByText('For friends').waitFor();
  await write(page, STUBS.replace('For friends', 'Typed here'));
  await writeFile(file, STUBS.replace('For friends', 'Written there'));
  await page.getByText('This file was changed on disk while you edited it.').waitFor();
  await editor(page).getByText('Typed here').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.keyboard.press('Control+S');
  await expect.poll(() => readFile(file, 'utf8')).toContain('Typed here');
});

test('a fault is switched on for a method, hits its calls, and is switched off', async () => {
  using shop = client();
  await using opened = await open(GET);
  const { page, complaints } = opened;
  const faults = page.getByRole('region', { name: 'Faults' });
  await faults.getByRole('switch', { name: 'Status' }).click();
  await faults.getByText('1 on, this method').waitFor();
  const share = faults.getByRole('textbox', { name: /Share of calls of Status/ });
  await share.fill('100');
  await share.press('Enter');
  await expect
    .poll(() =>
      unary(shop, 'GetProduct', { name: 'products/oak' }).then(
        () => 0,
        (error: { code: number }) => error.code,
      ),
    )
    .toBe(14);
  await faults.getByText(/[1-9]\d* hits?/).waitFor();
  await page.getByRole('treeitem', { name: /GetProduct.*broken on purpose/ }).waitFor();
  await faults.getByRole('switch', { name: 'Status' }).click();
  await expect
    .poll(() =>
      unary(shop, 'GetProduct', { name: 'products/oak' }).then(
        () => 0,
        (error: { code: number }) => error.code,
      ),
    )
    .toBe(0);
  expect(complaints).toEqual([]);
});

test('a scenario is moved by hand, and its stub answers', async () => {
  using shop = client();
  await using opened = await open('#/mocks/shop.v1.Catalog/DeleteProduct');
  const { page, complaints } = opened;
  await page.getByRole('tab', { name: /Scenarios/ }).click();
  await page.getByRole('button', { name: /State of stockroom/ }).click();
  await page.getByRole('menuitem', { name: /closed/ }).click();
  await page.getByRole('button', { name: 'State of stockroom: closed' }).waitFor();
  await expect(unary(shop, 'DeleteProduct', { name: 'products/a' })).rejects.toMatchObject({ code: 9 });
  expect(complaints).toEqual([]);
});

test('a method without stubs says so, and an example becomes its first one', async () => {
  await using opened = await open('#/mocks/shop.v1.Catalog/ListProducts');
  const { page, complaints } = opened;
  await page.getByText('No stub for').waitFor();
  await page.keyboard.press('n');
  await page.getByText('A new stub.').waitFor();
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('treeitem', { name: /ListProducts.*1 stub/ }).waitFor();
  await editor(page).getByText('ListProducts').waitFor();
  expect(complaints).toEqual([]);
});

test('the world is a part of Mocks, at its old address as well', async () => {
  await using opened = await open('#/world/shop.example.com%2FProduct');
  const { page, complaints } = opened;
  await page.getByRole('grid', { name: 'products' }).waitFor();
  expect(await page.getByRole('link', { name: 'Mocks' }).getAttribute('aria-current')).toBe('page');
  await page.getByRole('radio', { name: 'Stubs' }).click();
  await rows(page).first().waitFor();
  await page.getByRole('radio', { name: 'World' }).click();
  await page.waitForURL(/#\/world/);
  expect(complaints).toEqual([]);
});

test('a menu is opened, walked, searched and left with keys alone, and gives the focus back', async () => {
  await using opened = await open(GET);
  const { page, complaints } = opened;
  const button = page.getByRole('button', { name: 'What to do with catalog:8' });
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect.poll(focused).toMatch(/^Move up/);
  await expect.poll(() => button.getAttribute('aria-expanded')).toBe('true');
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toMatch(/^Move down/);
  await page.keyboard.press('r');
  await expect.poll(focused).toBe('Remove');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toMatch(/^Move up/);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  await expect.poll(() => button.evaluate((node) => node === document.activeElement)).toBe(true);
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toBe('Remove');
  await page.mouse.click(400, 600);
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  await button.click();
  await button.click();
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  expect(complaints).toEqual([]);
});

test('a thousand stubs of one method draw no more than what is in sight', async () => {
  const many = Array.from(
    { length: 1000 },
    (_, index) =>
      `  - { method: GetProduct, when: { request: { name: products/${index} } }, reply: { status: ABORTED } }`,
  );
  await writeFile(file, `service: shop.v1.Catalog\nstubs:\n${many.join('\n')}\n`);
  await expect.poll(async () => (await stubs()).length).toBe(1000);
  await using opened = await open(GET);
  const { page, complaints } = opened;
  await rows(page).first().waitFor();
  await expect.poll(() => rows(page).count()).toBeLessThan(40);
  // The place of the end is known when the height of the box is: until then it is gone to again.
  const last = rows(page).filter({ hasText: 'products/999' });
  const atEnd = async (): Promise<boolean> => {
    await list(page).evaluate((node) => node.parentElement!.scrollTo(0, 1e6));
    return last.isVisible();
  };
  await expect.poll(atEnd).toBe(true);
  await rows(page).filter({ hasText: 'anything else' }).waitFor();
  expect(complaints).toEqual([]);
});

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test(`axe finds nothing in Stubs, ${theme}, ${width} wide`, async () => {
      using shop = client();
      await unary(shop, 'GetProduct', { name: 'products/vip-42' });
      await using opened = await open(GET, { theme, width, height: 844 });
      const { page, complaints } = opened;
      await rows(page).first().waitFor();
      await editor(page).waitFor();
      expect(await axe(page)).toEqual([]);
      if (width === 390) {
        await page.getByRole('tab', { name: 'Why' }).click();
        await page.getByRole('region', { name: 'catalog:8' }).waitFor();
        expect(await axe(page)).toEqual([]);
        await page.getByRole('tab', { name: 'Faults' }).click();
      } else {
        await page.getByRole('tab', { name: 'Try it' }).click();
        await page.getByRole('region', { name: 'catalog:8' }).waitFor();
      }
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
