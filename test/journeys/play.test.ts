import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { sampleClient, unary } from '../support/proto-loader-client.ts';
import { serve, type Served } from '../support/run-command.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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
const timeline = (page: Page) => page.getByRole('listbox', { name: 'Timeline' });
const row = (page: Page, text: string) => timeline(page).getByRole('option', { name: text });
const callStatus = (page: Page) => page.getByRole('region', { name: 'Call' }).getByRole('status');

/** What axe finds, one line each. */
async function axe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const found: unknown = await page.evaluate(
    '(async () => (await axe.run()).violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 200)} (${n.failureSummary})`)))()',
  );
  return found as string[]; // The expression above makes an array of strings.
}

test('the first minute: the page opens with a method, an example and the focus where Send is one key away', async () => {
  await using opened = await openPage(browser, at(''));
  const { page, complaints } = opened;
  await page
    .getByRole('button', { name: 'Send' })
    .or(page.getByRole('button', { name: 'Start' }))
    .waitFor();
  await page.keyboard.press('Control+Enter');
  await callStatus(page).getByText('OK').or(callStatus(page).getByText('In flight')).waitFor();
  expect(complaints).toEqual([]);
});

test('filter, open a method, take the example, send, and read the answer', async () => {
  await using opened = await openPage(browser, at(''));
  const { page, complaints } = opened;
  await page.getByRole('textbox', { name: 'Filter the methods' }).fill('getord');
  const item = page.getByRole('treeitem', { name: 'unary GetOrder' });
  await item.click();
  expect(await page.getByRole('treeitem', { name: 'SayHello' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Example' }).click();
  const editor = page.getByRole('textbox', { name: /GetOrderRequest/ });
  await editor.getByText('customers/').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await callStatus(page).getByText('OK').waitFor();
  await page.getByRole('region', { name: 'Call' }).getByText('shop.v1.Order', { exact: true }).waitFor();
  expect(await timeline(page).getByRole('option').count()).toBeGreaterThanOrEqual(6);
  await page.getByRole('tab', { name: 'Headers & trailers' }).click();
  await page.getByText('x-understudy-seed').first().waitFor();
  expect(complaints).toEqual([]);
});

test('a message with a mistake is not sent: the mistake is named, and one button mends it', async () => {
  await using opened = await openPage(browser, at('#/play/shop.v1.Catalog/ListProducts'));
  const { page, complaints } = opened;
  const editor = page.getByRole('textbox', { name: /ListProductsRequest/ });
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ "categry": "LIGHTING" }');
  await page
    .getByText(/categry/)
    .last()
    .waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  expect(await timeline(page).getByRole('option').count()).toBe(0);
  await page.getByRole('button', { name: /Change to .?category/ }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await callStatus(page).getByText('OK').waitFor();
  expect(complaints).toEqual([]);
});

test('the editor completes fields and enum values from the schema', async () => {
  await using opened = await openPage(browser, at('#/play/shop.v1.Catalog/ListProducts'));
  const { page } = opened;
  await page.getByRole('textbox', { name: /ListProductsRequest/ }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{ "cat');
  await page.getByRole('option', { name: /category/ }).waitFor();
});

test('a server stream is shown while it runs, message by message', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/SayHelloInManyLanguages'));
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Send' }).click();
  await timeline(page)
    .getByRole('option', { name: /greeting/ })
    .first()
    .waitFor();
  // The first message is there while the call is still open.
  await callStatus(page).getByText('In flight').waitFor();
  await callStatus(page).getByText('OK').waitFor();
  expect(
    await timeline(page)
      .getByRole('option', { name: /greeting/ })
      .count(),
  ).toBeGreaterThanOrEqual(3);
  expect(complaints).toEqual([]);
});

test('a bidi stream: three sends, an answer to each, half-close, the end', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/Converse'));
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Start' }).click();
  const region = page.getByRole('region', { name: 'Request' });
  for (let sent = 1; sent <= 3; sent += 1) {
    await region.getByRole('button', { name: 'Send' }).first().click();
    await row(page, `sent message ${sent}`).waitFor();
    await row(page, `received message ${sent}`).waitFor();
  }
  await callStatus(page).getByText('In flight').waitFor();
  await region.getByRole('button', { name: 'Half-close' }).click();
  await callStatus(page).getByText('OK').waitFor();
  await page.getByRole('button', { name: 'Start again' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a client stream answers at half-close, by keyboard alone', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/GreetGroup'));
  const { page } = opened;
  await page.getByRole('button', { name: 'Start' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await callStatus(page).getByText('In flight').waitFor();
  await page.keyboard.press('Control+Enter');
  await row(page, 'sent message 1').waitFor();
  await page.keyboard.press('Control+Shift+Enter');
  await callStatus(page).getByText('OK').waitFor();
});

test('a cancel ends the call as CANCELLED and keeps what arrived', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/Converse'));
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('region', { name: 'Request' }).getByRole('button', { name: 'Send' }).first().click();
  await row(page, 'received message 1').waitFor();
  const rows = await timeline(page).getByRole('option').count();
  await page.getByRole('region', { name: 'Request' }).getByRole('button', { name: 'Cancel' }).click();
  await callStatus(page).getByText('CANCELLED').waitFor();
  expect(await timeline(page).getByRole('option').count()).toBeGreaterThan(rows);
  expect(complaints).toEqual([]);
});

test("another client's call appears in the traffic within 200 ms, while it runs and when it ended", async () => {
  using client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', server.address);
  await unary(client, 'GetProduct', { name: 'products/warm-up' });
  await using opened = await openPage(browser, at('#/traffic'));
  const { page, complaints } = opened;
  const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row', { name: /Catalog\/DeleteProduct/ });
  await page
    .getByRole('row', { name: /Catalog\/GetProduct/ })
    .first()
    .waitFor();
  const delays: number[] = [];
  for (let index = 1; index <= 9; index += 1) {
    // The page tells when the row is in the document, by its own clock, which is this machine's.
    const seen = page.evaluate(
      (count) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const found = [...document.querySelectorAll('[role=row]')].filter((row) =>
              row.textContent?.includes('DeleteProduct'),
            );
            if (found.length >= count) resolve(performance.timeOrigin + performance.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
      index,
    );
    const sent = performance.timeOrigin + performance.now();
    await unary(client, 'DeleteProduct', { name: `products/${index}` });
    delays.push((await seen) - sent);
  }
  expect(await rows.count()).toBe(9);
  delays.sort((a, b) => a - b);
  process.stdout.write(`seen after ${delays.map((delay) => delay.toFixed(0)).join(', ')} ms\n`);
  expect(delays[4]).toBeLessThan(200);
  expect(complaints).toEqual([]);
});

test('a call of the traffic opens with its messages, and from there in Play', async () => {
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  await unary(client, 'SayHello', { name: 'Grace Hopper' });
  await using opened = await openPage(browser, at('#/traffic'));
  const { page, complaints } = opened;
  await page
    .getByRole('row', { name: /Greeter\/SayHello/ })
    .last()
    .click();
  await page.getByText('Grace Hopper').first().waitFor();
  await page.getByRole('button', { name: 'Open in Play' }).click();
  await page
    .getByRole('textbox', { name: /SayHelloRequest/ })
    .getByText('Grace Hopper')
    .waitFor();
  expect(complaints).toEqual([]);
});

test('an unknown method is in the traffic, with the nearest one that exists', async () => {
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const error = await new Promise<unknown>((resolve) => {
    client.makeUnaryRequest(
      '/greeter.v1.Greeter/SayHelo',
      (value: Buffer) => value,
      (value) => value,
      Buffer.alloc(0),
      (failure) => resolve(failure),
    );
  });
  expect(error).toMatchObject({ code: 12, details: expect.stringContaining('SayHello') });
  await using opened = await openPage(browser, at('#/traffic'));
  await opened.page.getByRole('row', { name: /UNIMPLEMENTED.*SayHelo/ }).waitFor();
});

test('a reload keeps the place and what was typed', async () => {
  await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/SayHello'));
  const { page } = opened;
  const editor = page.getByRole('textbox', { name: /SayHelloRequest/ });
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ "name": "Barbara Liskov" }');
  await editor.getByText('Barbara Liskov').waitFor();
  await page.reload();
  await page
    .getByRole('textbox', { name: /SayHelloRequest/ })
    .getByText('Barbara Liskov')
    .waitFor();
  expect(page.url()).toContain('#/play/greeter.v1.Greeter/SayHello');
});

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test(`axe finds nothing in Play and Traffic, ${theme}, ${width} wide`, async () => {
      await using opened = await openPage(browser, at('#/play/greeter.v1.Greeter/Converse'), {
        theme,
        width,
        height: 844,
      });
      const { page, complaints } = opened;
      await page.getByRole('button', { name: 'Start' }).click();
      await callStatus(page).getByText('In flight').waitFor();
      await timeline(page).getByRole('option').first().waitFor();
      expect(await axe(page)).toEqual([]);
      await page.goto(at('#/traffic'));
      await page.getByRole('grid', { name: 'Calls' }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
