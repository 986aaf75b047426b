import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';
import { waitingShare } from '../support/waiting-share.ts';

/** A copy of the sample protos, served, that goes with the scope. */
interface Workspace extends AsyncDisposable {
  readonly server: Served;
  readonly folder: string;
  at(hash: string): string;
}

async function workspace(): Promise<Workspace> {
  const base = mkdtempSync(join(tmpdir(), 'understudy-journey-'));
  const folder = join(base, 'protos');
  cpSync(join(ROOT, 'protos'), folder, { recursive: true });
  const server = await serve(['protos'], { cwd: base });
  return {
    server,
    folder,
    at: (hash) => `http://${server.address}/${hash}`,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

let browser: Browser & AsyncDisposable;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const source = (page: Page) => page.getByRole('textbox', { name: /Proto source of/ });
const problems = (page: Page) => page.getByRole('region', { name: 'Problems' });
const GREETER = '#/proto/greeter/v1/greeter.proto';

/** Puts text at the end of the editor. */
async function append(page: Page, text: string): Promise<void> {
  await source(page).click();
  await source(page).press('Control+End');
  await page.keyboard.insertText(text);
}

test('a method that is written in the page and saved appears in the tree, marked, and answers', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at(GREETER));
  const { page, complaints } = opened;
  await source(page).getByText('Greeter').first().waitFor();
  await append(page, '\nservice Fresh {\n  rpc Hail(SayHelloRequest) returns (SayHelloResponse);\n}\n');
  await page.getByText('unsaved', { exact: true }).waitFor();
  await page.keyboard.press('Control+s');
  await page.getByRole('link', { name: 'Play' }).click();
  const item = page.getByRole('treeitem', { name: /Hail/ });
  await item.getByText('new').waitFor();
  expect(readFileSync(join(made.folder, 'greeter/v1/greeter.proto'), 'utf8')).toContain('rpc Hail');
  await item.click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('region', { name: 'Call' }).getByRole('status').getByText('OK').waitFor();
  await item.getByText('new').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('a mistake is marked as it is typed; saved all the same, the last good version goes on', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at(GREETER));
  const { page, complaints } = opened;
  await append(page, '\nmessage Oops {\n  Mising one = 1;\n');
  await page.locator('.cm-lintRange-error').first().waitFor();
  await problems(page)
    .getByText(/\d+:\d+/)
    .first()
    .waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText(/services, \d+ problem/).waitFor();
  await page.goto(made.at('#/play/greeter.v1.Greeter/SayHello'));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('region', { name: 'Call' }).getByRole('status').getByText('OK').waitFor();
  // The problem leads to its place.
  await page.getByText(/services, \d+ problem/).click();
  await page
    .getByRole('link', { name: /greeter\.proto:\d+/ })
    .first()
    .click();
  await source(page).getByText('Mising').waitFor();
  expect(complaints).toEqual([]);
});

test('a problem is shown within 100 ms of the rest in typing, on 2,000 lines', async () => {
  await using made = await workspace();
  const lines = Array.from({ length: 1000 }, (_, n) => `message M${n} {\n  string name = 1;`).join('\n}\n');
  writeFileSync(
    join(made.folder, 'long.proto'),
    `syntax = "proto3";\nimport "google/protobuf/timestamp.proto";\n${lines}\n}\n`,
  );
  await using opened = await openPage(browser, made.at('#/proto/long.proto'));
  const { page } = opened;
  const asked: number[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('/check')) asked.push(request.timing().responseEnd);
  });
  await source(page).getByText('timestamp.proto').waitFor();
  const five = (): number => asked.slice(-5).toSorted((a, b) => a - b)[2] ?? Infinity;
  let busy = 1;
  // Five rounds; more where a busy machine was slower than the limit.
  for (let round = 1; round <= 5 || (round <= 30 && five() >= 100 * busy); round += 1) {
    busy = waitingShare();
    await append(page, `\nWrong${round} `);
    await problems(page)
      .getByText(/\d+:\d+/)
      .first()
      .waitFor();
    await page.keyboard.press('Control+z');
    await problems(page).getByText('No problems').waitFor();
  }
  process.stdout.write(
    `checked in ${asked.map((ms) => ms.toFixed(0)).join(', ')} ms, where work takes ${busy.toFixed(1)} times as long\n`,
  );
  expect(five()).toBeLessThan(100 * busy);
});

test('a name leads to its definition, in this file and in others', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at('#/proto/shop/v1/orders.proto'));
  const { page, complaints } = opened;
  await source(page)
    .getByText('GetOrderRequest')
    .first()
    .click({ modifiers: ['Control'] });
  await page.waitForURL(/orders\.proto:shop\.v1\.GetOrderRequest$/);
  await page.getByRole('button', { name: 'field total' }).click();
  await page.keyboard.press('Home');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F12');
  await page.waitForURL(/google\/type\/money\.proto:google\.type\.Money$/);
  await page.getByText('built in, read only').waitFor();
  await page.goBack();
  await page.getByRole('tab', { name: /Where used/ }).click();
  await page
    .getByRole('link', { name: /Orders\.GetOrder/ })
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
});

test('a file that changes on disk under what is typed is not overwritten unseen', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at(GREETER));
  const { page, complaints } = opened;
  await append(page, '// mine\n');
  await page.getByText('unsaved', { exact: true }).waitFor();
  const path = join(made.folder, 'greeter/v1/greeter.proto');
  writeFileSync(path, `${readFileSync(path, 'utf8')}// theirs\n`);
  await page.getByText('This file was changed on disk').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('unsaved', { exact: true }).waitFor({ state: 'hidden' });
  expect(readFileSync(path, 'utf8')).toContain('// mine');
  expect(complaints).toEqual([]);
});

test('a file that is dropped on the page is written after it was shown, and is served', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at(''));
  const { page, complaints } = opened;
  await page.getByRole('tree', { name: 'Methods' }).waitFor();
  const text = 'syntax = "proto3";\npackage desk.v1;\nmessage A {}\nservice Desk { rpc Ring(A) returns (A); }\n';
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'desk.proto'));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, text);
  const sheet = page.getByRole('dialog', { name: 'Add protos' });
  await sheet.getByText('desk.proto').waitFor();
  expect(existsSync(join(made.folder, 'desk.proto'))).toBe(false);
  await sheet.getByRole('button', { name: 'Write 1 file' }).click();
  await sheet.getByRole('button', { name: 'Open it' }).click();
  await source(page).getByText('Desk').first().waitFor();
  await page.getByRole('link', { name: 'Play' }).click();
  await page.getByRole('treeitem', { name: /Ring/ }).waitFor();
  expect(complaints).toEqual([]);
});

test('a method that is gone says so in its tab and offers the nearest', async () => {
  await using made = await workspace();
  await using opened = await openPage(browser, made.at('#/play/greeter.v1.Greeter/SayHello'));
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Send' }).waitFor();
  const path = join(made.folder, 'greeter/v1/greeter.proto');
  writeFileSync(path, readFileSync(path, 'utf8').replace('rpc SayHello(', 'rpc SayHelloThere('));
  await page.getByText('Not served now').waitFor();
  await page.getByRole('link', { name: 'greeter.v1.Greeter/SayHelloThere' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('region', { name: 'Call' }).getByRole('status').getByText('OK').waitFor();
  expect(complaints).toEqual([]);
});

for (const theme of ['light', 'dark'] as const)
  for (const width of [1440, 1024, 390])
    test(`axe finds nothing in Protos, ${theme}, ${width} wide`, async () => {
      await using made = await workspace();
      await using opened = await openPage(browser, made.at('#/proto/shop/v1/orders.proto:shop.v1.Order'), {
        theme,
        width,
        height: 844,
      });
      const { page, complaints } = opened;
      await source(page).getByText('message').first().waitFor();
      await page.getByText('No problems').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByRole('tab', { name: /Where used/ }).click();
      await page
        .getByRole('link', { name: /Orders\./ })
        .first()
        .waitFor();
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
