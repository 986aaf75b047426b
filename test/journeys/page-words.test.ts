import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';

const STUBS = `service: shop.v1.Catalog
stubs:
  - method: GetProduct
    when: { request: { name: products/pinned } }
    reply: { generated: true, message: { title: Pinned } }
`;

let browser: Browser & AsyncDisposable;
let server: Served;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-words-'));
  await cp(join(ROOT, 'protos'), join(folder, 'protos'), { recursive: true });
  await writeFile(join(folder, 'protos/catalog.stubs.yaml'), STUBS);
  [browser, server] = await Promise.all([launchChromium(), serve(['--no-cache', './protos'], { cwd: folder })]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await fetch(`http://${server.address}/api/calls`, { method: 'DELETE' });
});

async function call(path: string, request: object, client: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'user-agent': client };
  const reply = await fetch(`http://${server.address}/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
  });
  await reply.text();
}
async function open(hash: string) {
  const opened = await openPage(browser, `http://${server.address}/${hash}`);
  opened.page.setDefaultTimeout(10_000);
  return opened;
}

test('the search of an editor speaks the words of the page, finds, and goes with Escape', async () => {
  await using opened = await open('#/proto/shop/v1/catalog.proto');
  const { page, complaints } = opened;
  const source = page.getByRole('textbox', { name: 'Proto source of shop/v1/catalog.proto' });
  await source.getByText('five standard methods').click();
  await page.keyboard.press('Control+F');
  const find = page.getByRole('textbox', { name: 'Find' });
  await find.waitFor();
  for (const name of ['Next', 'Previous', 'Select all', 'Replace', 'Replace all', 'Close the search'])
    await page.getByRole('button', { name, exact: true }).waitFor();
  for (const name of ['Match case', 'Regexp', 'Whole words'])
    await page.getByRole('checkbox', { name, exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Replace with' }).waitFor();
  await find.pressSequentially('rpc WatchStock');
  await page.keyboard.press('Enter');
  await source.locator('.cm-searchMatch-selected', { hasText: 'rpc' }).first().waitFor();
  await page.keyboard.press('Escape');
  await find.waitFor({ state: 'detached' });
  // The text has the focus again: typing goes on where the search ended.
  await expect.poll(() => source.evaluate((node) => node.contains(document.activeElement))).toBe(true);
  expect(complaints).toEqual([]);
});

test('the traffic names each call, and counts what a filter lets through', async () => {
  for (const name of ['a', 'b']) await call('greeter.v1.Greeter/SayHello', { name }, 'ops-desk/1.0');
  for (const name of ['products/x', 'products/y', 'products/z'])
    await call('shop.v1.Catalog/GetProduct', { name }, 'checkout-web/2.1');
  await using opened = await open('#/traffic');
  const { page, complaints } = opened;
  const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row');
  const query = page.getByRole('textbox', { name: /^Filter the calls/ });
  await page.getByText('5 calls, none dropped', { exact: true }).waitFor();
  await query.fill('service:Greeter');
  await page.getByText('2 of 5 calls, none dropped').waitFor();
  // The head is a row too.
  await expect.poll(() => rows.count()).toBe(3);
  await rows.filter({ hasText: 'ops-desk' }).nth(1).waitFor();
  await page
    .getByRole('row', { name: /OK.*Greeter\/SayHello.*ops-desk.*Connect/ })
    .first()
    .waitFor();
  await query.fill('client:checkout-web method:GetProduct');
  await page.getByText('3 of 5 calls, none dropped').waitFor();
  await page
    .getByRole('row', { name: /Catalog\/GetProduct.*checkout-web/ })
    .nth(2)
    .waitFor();
  await query.fill('');
  await page.getByText('5 calls, none dropped', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test('a call of Play has one link to its stub, or one that makes it', async () => {
  await using opened = await open('#/play/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  const request = page.getByRole('textbox', { name: /GetProductRequest/ });
  const named = page.getByRole('link', { name: /^stub / });
  const make = page.getByRole('link', { name: 'Make a stub' });
  await request.getByText('products/').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await make.waitFor();
  expect([await make.count(), await named.count()]).toEqual([1, 0]);
  await request.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ "name": "products/pinned" }');
  await page.getByRole('button', { name: 'Send' }).click();
  await named.waitFor();
  expect(await named.innerText()).toBe('stub catalog:3');
  expect([await named.count(), await make.count()]).toEqual([1, 0]);
  await named.click();
  await page.waitForURL(/at\/protos%2Fcatalog\.stubs\.yaml\/3$/);
  expect(complaints).toEqual([]);
});
