import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { serve, type Served } from '../support/run-command.ts';

const SESSION = 'team-blue';
const TITLE = 'A lamp of the blue team';

let browser: Browser & AsyncDisposable;
let server: Served;
/** What the session has created. */
let lamp: { readonly name: string };
beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serve(['--no-cache'])]);
  lamp = (await call('CreateProduct', { product: { title: TITLE } })) as typeof lamp; // A Product, by its file.
  expect(lamp.name).toMatch(/^products\//);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** One call of the session. */
async function call(method: string, request: object): Promise<unknown> {
  const reply = await fetch(`http://${server.address}/shop.v1.Catalog/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-understudy-session': SESSION },
    body: JSON.stringify(request),
  });
  return reply.json();
}
async function open(hash: string) {
  const opened = await openPage(browser, `http://${server.address}/${hash}`);
  opened.page.setDefaultTimeout(10_000);
  return opened;
}
const row = (page: Page) => page.getByRole('row', { name: new RegExp(TITLE) });

test('the world below the stubs is that of the session that is looked at, and leads to it', async () => {
  await using opened = await open('#/mocks/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  const strip = page.getByRole('region', { name: 'World', exact: true });
  const all = strip.getByRole('link', { name: 'All products' });
  await strip.getByRole('row').nth(1).waitFor();
  expect(await row(page).count()).toBe(0);
  expect(await all.getAttribute('href')).toBe('#/world/shop.example.com%2FProduct');
  await strip.getByRole('button', { name: 'Shared world' }).click();
  await page
    .getByRole('button', { name: new RegExp(SESSION) })
    .first()
    .click();
  await row(page).waitFor();
  // A change of that world is heard of as well.
  await call('UpdateProduct', { product: { ...lamp, title: `${TITLE}, painted` }, updateMask: 'title' });
  await page.getByRole('row', { name: /painted/ }).waitFor();
  await all.click();
  await page.waitForURL(new RegExp(`session=${SESSION}$`));
  await page.getByRole('button', { name: `World of session ${SESSION}` }).waitFor();
  await row(page).waitFor();
  // Who comes back finds what was looked at; who looks at the shared world there finds that one.
  await page.goBack();
  await strip.getByRole('button', { name: `World of session ${SESSION}` }).click();
  await page.getByRole('button', { name: /^Shared world.*no session/ }).click();
  await strip.getByRole('button', { name: 'Shared world' }).waitFor();
  await row(page).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('where a value of a call came from leads to the world of its session', async () => {
  await call('GetProduct', { name: lamp.name });
  await using opened = await open('#/traffic');
  const { page, complaints } = opened;
  await page
    .getByRole('row', { name: /Catalog\/GetProduct/ })
    .last()
    .click();
  const origins = page.getByRole('switch', { name: 'Origins' });
  await origins.click();
  const link = page.getByRole('link', { name: new RegExp(`^world: ${lamp.name}`) }).first();
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe(
    `#/world/shop.example.com%2FProduct/${encodeURIComponent(lamp.name)}?session=${SESSION}`,
  );
  await link.click();
  await page.getByRole('button', { name: `World of session ${SESSION}` }).waitFor();
  expect(complaints).toEqual([]);
});
