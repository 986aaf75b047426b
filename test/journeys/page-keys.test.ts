import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';

const MANY = 60;
const STUBS = `service: shop.v1.Catalog
stubs:
${[...Array(MANY).keys()]
  .map(
    (at) => `  - { method: GetProduct, when: { request: { name: products/p-${at} } }, reply: { generated: true } }\n`,
  )
  .join('')}`;

let browser: Browser & AsyncDisposable;
let server: Served;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-keys-'));
  await cp(join(ROOT, 'protos'), join(folder, 'protos'), { recursive: true });
  await writeFile(join(folder, 'protos/catalog.stubs.yaml'), STUBS);
  [browser, server] = await Promise.all([launchChromium(), serve(['--no-cache', './protos'], { cwd: folder })]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

async function open(hash: string) {
  const opened = await openPage(browser, `http://${server.address}/${hash}`);
  opened.page.setDefaultTimeout(10_000);
  return opened;
}
const hasFocus = (where: Locator): Promise<void> =>
  expect.poll(() => where.evaluate((node) => node === document.activeElement)).toBe(true);
/** The width of what the browser draws around the thing that has the focus, in px. */
const ring = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
    return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
  });

test('however many stubs there are, the Tab key comes by them, and arrows go from one to the next', async () => {
  await using opened = await open('#/mocks/shop.v1.Catalog/GetProduct');
  const { page, complaints } = opened;
  const row = (name: RegExp): Locator => page.getByRole('list', { name: /^Stubs in/ }).getByRole('button', { name });
  await row(/^1 .*p-0 /).click();
  for (const [key, name] of [
    ['ArrowDown', /^2 .*p-1 /],
    ['End', new RegExp(`^${MANY} .*p-${MANY - 1} `)],
    ['Home', /^1 .*p-0 /],
  ] as const) {
    await page.keyboard.press(key);
    await hasFocus(row(name));
  }
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('switch', { name: 'catalog:3 answers calls' }));
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('button', { name: 'What to do with catalog:3' }));
  await page.keyboard.press('Tab');
  const inList = (): Promise<boolean> =>
    page.evaluate(
      () =>
        document.activeElement?.closest('ol')?.getAttribute('aria-label')?.startsWith('Stubs in') === true &&
        document.activeElement.closest('.last') === null,
    );
  expect(await inList()).toBe(false);
  expect(complaints).toEqual([]);
});

test('a list of entities and a text to be read show that the keys are theirs', async () => {
  await using opened = await open('#/world/shop.example.com%2FProduct');
  const { page, complaints } = opened;
  const grid = page.getByRole('grid', { name: 'products' });
  await grid.getByRole('row').nth(2).waitFor();
  await page.getByRole('textbox', { name: 'Search the products' }).click();
  await page.keyboard.press('Tab');
  await hasFocus(grid);
  await expect.poll(() => ring(page)).toBeGreaterThan(1);
  await page.goto(`http://${server.address}/#/play/shop.v1.Catalog/GetProduct`);
  await page
    .getByRole('textbox', { name: /GetProductRequest/ })
    .getByText('products/')
    .waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  const reply = page.getByRole('textbox', { name: 'Reply, JSON' });
  await reply.waitFor();
  await page.getByRole('button', { name: 'Copy', exact: true }).focus();
  await page.keyboard.press('Tab');
  await hasFocus(reply);
  await expect.poll(() => ring(page)).toBeGreaterThan(1);
  expect(complaints).toEqual([]);
});

test('what a file declares is one stop of the Tab key, and arrows go from line to line', async () => {
  await using opened = await open('#/proto/shop/v1/catalog.proto');
  const { page, complaints } = opened;
  const lines = page.getByRole('listitem').getByRole('button', { name: /^(service|rpc|message|field|enum|value) / });
  await lines.nth(3).waitFor();
  const count = await lines.count();
  await lines.first().focus();
  for (const [key, at] of [
    ['ArrowDown', 1],
    ['ArrowDown', 2],
    ['End', count - 1],
    ['Home', 0],
  ] as const) {
    await page.keyboard.press(key);
    await hasFocus(lines.nth(at));
  }
  expect(await lines.evaluateAll((all) => all.filter((one) => (one as HTMLElement).tabIndex === 0).length)).toBe(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await hasFocus(page.getByRole('textbox', { name: /catalog\.proto/ }));
  expect(complaints).toEqual([]);
});
