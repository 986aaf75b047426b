import { connect } from 'node:tls';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { serve, type Served } from '../support/run-command.ts';

let browser: Browser & AsyncDisposable;
let server: Served;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const at = (hash: string): string => `http://${server.address}/${hash}`;
const call = (page: Page) => page.getByRole('region', { name: 'Call' });
const ended = (page: Page) => call(page).getByRole('status').getByText('0 OK');

/** Chooses how the call is made. */
async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Protocol/ }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** A client that speaks TLS to a port that does not; resolves when it has given up. */
function speakTls(address: string): Promise<void> {
  const { hostname, port } = new URL(`http://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
}

test('the same call over each protocol, and what carried it', async () => {
  await using opened = await openPage(browser, at('#/play/shop.v1.Orders/GetOrder'));
  const { page, complaints } = opened;
  await page
    .getByRole('textbox', { name: /GetOrderRequest/ })
    .getByText('customers/')
    .waitFor();
  for (const [item, carried] of [
    [/gRPC-Web/, 'gRPC-Web, HTTP/1.1'],
    [/Connect JSON/, 'Connect, HTTP/1.1'],
    [/REST/, 'REST, HTTP/1.1'],
    [/gRPC HTTP/, 'gRPC, h2c'],
  ] as const) {
    await choose(page, item);
    await page.getByRole('button', { name: 'Send' }).click();
    await call(page).getByText(carried, { exact: true }).waitFor();
    await ended(page).waitFor();
  }
  await choose(page, /REST/);
  await page.reload();
  // The choice stays with the method.
  await page.getByRole('button', { name: 'Protocol: REST' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a stream of both sides over Connect, message by message', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/Converse'));
  const { page, complaints } = opened;
  await choose(page, /Connect JSON/);
  await page.getByRole('button', { name: 'Start' }).click();
  await call(page).getByText('Connect, h2c', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).first().click();
  await page.getByRole('listbox', { name: 'Timeline' }).getByRole('option').nth(4).waitFor();
  await page
    .getByRole('button', { name: /Half-close/ })
    .first()
    .click();
  await ended(page).waitFor();
  expect(complaints).toEqual([]);
});

test('a method without a rule says how REST would find it', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/SayHello'));
  const { page } = opened;
  await choose(page, /REST/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page
    .getByText(/no google.api.http rule/)
    .first()
    .waitFor();
});

for (const [theme, width] of [
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 1024],
  ['light', 390],
  ['dark', 390],
] as const)
  test(`four protocols side by side, ${theme} at ${width}: bytes, times, and nothing that axe objects to`, async () => {
    await using opened = await openPage(browser, at('#/play/shop.v1.Orders/GetOrder'), { theme, width });
    const { page, complaints } = opened;
    await choose(page, /Compare all four/);
    const room = page.getByRole('region', { name: 'Four protocols compared' });
    await room.getByRole('heading', { name: /^On the wire/ }).waitFor();
    for (const name of ['gRPC', 'gRPC-Web', 'Connect', 'REST']) {
      if (width < 700) await room.getByRole('radio', { name, exact: true }).click();
      await room.getByRole('heading', { name, exact: true }).waitFor();
      await room
        .getByRole('group', { name: `${name}: Answer body`, exact: true })
        .getByText('message 1')
        .waitFor();
    }
    expect(await axe(page)).toEqual([]);
    await room.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: /^Protocol/ }).waitFor();
    expect(complaints).toEqual([]);
  });

test('the comparison says what REST cannot do, and the traffic has a row for each protocol', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/SayHello'));
  const { page } = opened;
  await choose(page, /Compare all four/);
  const room = page.getByRole('region', { name: 'Four protocols compared' });
  await room.getByText(/no google.api.http rule/).waitFor();
  expect(await room.getByRole('link', { name: 'OpenAPI' }).getAttribute('href')).toBe('/api/rest/openapi.json');
  await room.getByRole('link', { name: 'As the mock saw it' }).nth(1).click();
  await page.getByRole('region', { name: 'Call' }).getByText('gRPC-Web, HTTP/1.1', { exact: true }).waitFor();
  await page.getByRole('grid', { name: 'Calls' }).getByText('Connect', { exact: true }).first().waitFor();
});

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test(`a connection that failed is told above the calls, ${theme} at ${width}, and axe objects to nothing`, async () => {
      await using opened = await openPage(browser, at('#/traffic'), { theme, width, height: 700 });
      const { page, complaints } = opened;
      await speakTls(server.address);
      const line = page.getByText(/\d+ connections? failed/);
      await line.waitFor();
      await page.getByText('The client speaks TLS, and this port speaks plain text.').first().waitFor();
      expect(await axe(page)).toEqual([]);
      // Opened by the keyboard alone.
      await page.locator('summary', { has: line }).focus();
      await page.keyboard.press('Enter');
      const list = page.getByRole('list', { name: 'Connections that failed' });
      await list.getByText('Let the client connect without TLS').waitFor();
      await expect.poll(() => list.evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

test('what a client in another place does wrong is counted, not repeated', async () => {
  await using opened = await openPage(browser, at('#/traffic'));
  const { page } = opened;
  await speakTls(server.address);
  await speakTls(server.address);
  await page.getByText(/([2-9]|\d\d+) connections failed/).click();
  const list = page.getByRole('list', { name: 'Connections that failed' });
  await list.getByText(/([2-9]|\d\d+) times/).waitFor();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
});
