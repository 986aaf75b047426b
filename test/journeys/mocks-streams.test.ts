import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openPage, type WatchedPage } from '../support/page.ts';
import { sampleClient } from '../support/proto-loader-client.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';
import { typeOver } from '../support/type-over.ts';

let browser: Browser & AsyncDisposable;
let server: Served;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-streams-'));
  await cp(join(ROOT, 'protos'), join(folder, 'protos'), { recursive: true });
  [browser, server] = await Promise.all([launchChromium(), serve(['--no-cache', './protos'], { cwd: folder })]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

const open = (hash: string): Promise<WatchedPage> => openPage(browser, `http://${server.address}/${hash}`);
/** The file that stubs of the greeter were written to. */
async function written(): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  return readFile(join(folder, names.find((name) => name.endsWith('greeter.stubs.yaml')) ?? 'none'), 'utf8');
}
/** Everything that a stream answers, and the code that it ends with. */
function heard(stream: ClientReadableStream<unknown>): Promise<{ messages: unknown[]; code: number }> {
  const messages: unknown[] = [];
  stream.on('data', (message) => void messages.push(message));
  return new Promise((resolve) => {
    stream.on('error', () => undefined);
    stream.on('status', ({ code }) => resolve({ messages, code }));
  });
}
/** Adds the stub that is shown, and waits until it stands in the list. */
async function add(page: Page, method: string): Promise<void> {
  await page.getByText('A stub of a call.').waitFor();
  await page.getByRole('textbox', { name: 'The new stub' }).getByText(method).first().waitFor();
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('treeitem', { name: new RegExp(`${method}.*1 stub`) }).waitFor();
}

test('a server stream that was seen becomes a stub, which says the same again', async () => {
  using greeter = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const call = (): Promise<{ messages: unknown[]; code: number }> =>
    heard(greeter['SayHelloInManyLanguages']!({ name: 'Mira' }) as ClientReadableStream<unknown>); // By its kind.
  const first = await call();
  expect(first.messages.length).toBeGreaterThan(1);
  await using opened = await open('#/traffic');
  const { page, complaints } = opened;
  await page.getByRole('row', { name: /SayHelloInManyLanguages/ }).click();
  await page.getByRole('link', { name: 'Make a stub' }).click();
  await add(page, 'SayHelloInManyLanguages');
  expect(await written()).toContain('stream:');
  expect(await call()).toEqual(first);
  await page.getByRole('link', { name: 'Traffic' }).click();
  await page.getByRole('row', { name: /SayHelloInManyLanguages.*stub greeter/ }).waitFor();
  expect(complaints).toEqual([]);
});

test('a talk that a person led is saved as a script, which leads it again', async () => {
  using greeter = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const converse = (): ClientDuplexStream<unknown, unknown> =>
    greeter['Converse']!() as ClientDuplexStream<unknown, unknown>; // By its kind.
  await using opened = await open('#/mocks/greeter.v1.Greeter/Converse');
  const { page, complaints } = opened;
  await page.getByRole('button', { name: 'Answer by hand' }).click();
  await page.getByRole('switch', { name: 'Hold greeter.v1.Greeter/Converse' }).waitFor();
  const reply = page.getByRole('textbox', { name: /^Reply, JSON of/ });
  const log = page.getByRole('log', { name: 'Conversation' });
  const say = async (text: string): Promise<void> => {
    await typeOver(reply, JSON.stringify({ text }));
    await page.keyboard.press('Control+Enter');
    await log.getByText(text).waitFor();
  };

  const talk = converse();
  const first = heard(talk);
  talk.write({ text: 'hello there' });
  await log.getByText('hello there').waitFor();
  await say('Good day.');
  talk.write({ text: 'how are you' });
  await log.getByText('how are you').waitFor();
  await say('Splendid.');
  await page.getByRole('button', { name: 'End with OK' }).click();
  expect((await first).code).toBe(0);
  await page.getByRole('switch', { name: 'Hold greeter.v1.Greeter/Converse' }).click();
  await page.getByRole('link', { name: 'Save as a script' }).click();
  await add(page, 'Converse');
  expect(await written()).toContain('script:');

  const again = converse();
  const second = heard(again);
  again.write({ text: 'hello there' });
  again.write({ text: 'how are you' });
  again.end();
  expect(await second).toEqual(await first);
  expect(complaints).toEqual([]);
});
