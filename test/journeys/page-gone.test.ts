import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { serve } from '../support/run-command.ts';

/** Longest wait of a page for a server that comes back, in ms. */
const BACK = 30_000;

let browser: Browser & AsyncDisposable;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** A server that can go and come back on its port. */
async function mortal() {
  let server = await serve(['--no-cache']);
  const { address, port } = server;
  return {
    address,
    go: () => server.stop('SIGKILL'),
    comeBack: async () => void (server = await serve(['--no-cache', '--port', String(port)])),
    [Symbol.asyncDispose]: async () => void (await server.stop()),
  };
}

test('a place that is opened while the server is gone says so, and opens by itself when it is back', async () => {
  await using server = await mortal();
  await using opened = await openPage(browser, `http://${server.address}/#/play/shop.v1.Catalog/GetProduct`);
  const { page } = opened;
  page.setDefaultTimeout(BACK);
  const target = page.getByRole('group', { name: 'Target' });
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await target.getByRole('button', { name: '4 services' }).waitFor();
  await server.go();
  await target.getByRole('button', { name: 'Connection lost, trying again…' }).waitFor();
  await page.getByRole('link', { name: 'Mocks' }).click();
  await page.getByText('This place is not here yet').waitFor();
  await server.comeBack();
  await page.getByRole('button', { name: 'New stub' }).first().waitFor();
  expect(await page.getByText('This place is not here yet').count()).toBe(0);
  // With its styles: the head of a bench is one line.
  expect((await page.locator('.mhead').first().boundingBox())?.height).toBe(48);
});

test('editors and docs that are opened while the server is gone are there when it is back', async () => {
  await using server = await mortal();
  await using opened = await openPage(browser, `http://${server.address}/#/traffic`);
  const { page } = opened;
  page.setDefaultTimeout(BACK);
  const target = page.getByRole('group', { name: 'Target' });
  await target.getByRole('button', { name: '4 services' }).waitFor();
  await server.go();
  await target.getByRole('button', { name: 'Connection lost, trying again…' }).waitFor();
  await page.evaluate(() => (location.hash = '#/play/shop.v1.Catalog/GetProduct'));
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await server.comeBack();
  const request = page.getByRole('textbox', { name: /GetProductRequest/ });
  await request.getByText('products/').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('textbox', { name: 'Reply, JSON' }).getByText('products/').first().waitFor();
});

test('a call that waited by hand when the server ended is not known to go on', async () => {
  await using server = await mortal();
  const hold = { method: '/greeter.v1.Greeter/SayHello', on: true };
  const headers = { 'content-type': 'application/json' };
  await fetch(`http://${server.address}/api/hold`, { method: 'PUT', headers, body: JSON.stringify(hold) });
  const answer = fetch(`http://${server.address}/greeter.v1.Greeter/SayHello`, {
    method: 'POST',
    headers,
    body: '{"name":"Ada"}',
  }).catch(() => null);
  await using opened = await openPage(browser, `http://${server.address}/#/by-hand`);
  const { page } = opened;
  page.setDefaultTimeout(BACK);
  const status = page.getByRole('region', { name: 'Call', exact: true }).getByRole('status');
  await status.getByText('Waiting for you').waitFor();
  await server.go();
  expect(await answer).toBeNull();
  await server.comeBack();
  await status.getByText('Not known').waitFor();
  await page.getByText('how it went on is not known here').waitFor();
});
