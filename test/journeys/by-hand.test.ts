import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPage } from '../support/page.ts';
import { sampleClient, unary } from '../support/proto-loader-client.ts';
import { serve, type Served } from '../support/run-command.ts';
import { typeOver } from '../support/type-over.ts';
import type { HoldInfo } from '../../server/contract/hold-api.ts';

/** What a bidi call of grpc-js is, as far as it is needed. */
interface BidiCall {
  write(value: object): void;
  cancel(): void;
  on(event: string, heard: () => void): void;
}

const CONVERSE = '/greeter.v1.Greeter/Converse';
const HELLO = '/greeter.v1.Greeter/SayHello';

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
  for (const { method } of (await api<HoldInfo>('GET', 'hold')).methods) await hold(method, false);
  await api('PUT', 'hold', { releaseBeforeMs: 2_000 });
});

const at = (hash: string): string => `http://${server.address}/${hash}`;
async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`http://${server.address}/api/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return (await reply.json()) as T; // By the contract.
}
const hold = (method: string, on = true): Promise<HoldInfo> => api('PUT', 'hold', { method, on });

const row = (page: Page, text: string) =>
  page.getByRole('listbox', { name: 'Timeline' }).getByRole('option', { name: text });
const callStatus = (page: Page) => page.getByRole('region', { name: 'Call' }).getByRole('status');
const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const reply = (page: Page) => page.getByRole('textbox', { name: /^Reply, JSON of/ });

const write = (page: Page, text: string): Promise<void> => typeOver(reply(page), text);

test('a bidi call is answered by hand from two pages, and nobody else waits', async () => {
  await using one = await openPage(browser, at('#/by-hand'));
  await using two = await openPage(browser, at('#/by-hand'));
  await using caller = await openPage(browser, at(`#/play${CONVERSE}`));

  // The method is held from the page, by keyboard.
  await one.page.getByRole('button', { name: 'Hold a method' }).click();
  await one.page.getByRole('combobox', { name: 'Method to hold' }).fill('greeter conv');
  await one.page.keyboard.press('Enter');
  await two.page.getByRole('switch', { name: 'Hold greeter.v1.Greeter/Converse' }).waitFor();

  await caller.page.getByRole('button', { name: 'Start' }).click();
  const request = caller.page.getByRole('region', { name: 'Request' });
  await request.getByRole('button', { name: 'Send' }).first().click();
  await row(caller.page, 'sent message 1').waitFor();

  // Whoever calls sees why nothing comes, and can go there.
  await caller.page.getByRole('link', { name: 'Answer it by hand' }).waitFor();

  // It shows in both pages, and in the rail.
  for (const { page } of [one, two]) {
    await conversation(page).getByText('message 1').waitFor();
    await conversation(page).getByText('The client is waiting. It has not half-closed.').waitFor();
    await callStatus(page).getByText('Waiting for you').waitFor();
  }
  await caller.page.getByRole('link', { name: /Mocks.*1.*call waits for you/ }).waitFor();

  // Another method answers meanwhile.
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  expect(await unary(client, 'SayHello', { name: 'Mira' })).toHaveProperty('greeting');

  // The first page says something, and the second goes on.
  await write(one.page, '{ "text": "Sorry about that." }');
  await one.page.keyboard.press('Control+Enter');
  await row(caller.page, 'received message 1').waitFor();
  await conversation(two.page).getByText('Sorry about that.').waitFor();
  await request.getByRole('button', { name: 'Send' }).first().click();
  await conversation(two.page).getByText('message 2').waitFor();
  await write(two.page, '{ "text": "A new one is on its way." }');
  await two.page.getByRole('button', { name: 'Send message' }).click();
  await row(caller.page, 'received message 2').waitFor();
  await conversation(one.page).getByText('A new one is on its way.').waitFor();

  // It ends with a trailer; the page that did not end it says so.
  await two.page.getByRole('textbox', { name: 'Trailer' }).fill('x-cost: 3');
  await two.page.getByRole('textbox', { name: 'Trailer' }).press('Tab');
  await two.page.getByRole('button', { name: 'End with OK' }).click();
  await callStatus(caller.page).getByText('OK').waitFor();
  await caller.page.getByRole('tab', { name: 'Headers & trailers' }).click();
  await caller.page.getByText('x-cost').waitFor();
  await one.page.getByText('This call waits no more').waitFor();
  await one.page.getByRole('link', { name: 'Save as a script' }).waitFor();
  for (const { complaints } of [one, two, caller]) expect(complaints).toEqual([]);
});

test('a unary call: a mistake is named, the reply ends it, and the next call is one press away', async () => {
  await hold(HELLO);
  await using opened = await openPage(browser, at('#/by-hand'));
  const { page, complaints } = opened;
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const answers = [unary(client, 'SayHello', { name: 'one' }), unary(client, 'SayHello', { name: 'two' })];
  // It is looked at below; until then nobody holds it.
  answers[1]!.catch(() => undefined);
  await conversation(page).getByText('"one"').waitFor();
  await expect.poll(() => page.getByRole('list', { name: 'Waiting for you' }).getByRole('link').count()).toBe(2);
  await page.keyboard.press('j');
  await conversation(page).getByText('"two"').waitFor();
  await page.keyboard.press('k');
  await conversation(page).getByText('"one"').waitFor();
  // With OK goes exactly one message.
  await expect.poll(() => page.getByRole('button', { name: 'End with OK' }).isDisabled()).toBe(true);

  await write(page, '{ "greting": "Hello" }');
  const mend = page.getByRole('button', { name: /Change to .?greeting/ });
  await mend.waitFor();
  await page.getByRole('button', { name: 'Reply' }).click();
  await mend.click();
  await page.getByRole('button', { name: 'Reply' }).click();
  expect(await answers[0]).toMatchObject({ greeting: 'Hello' });

  await page.getByRole('link', { name: 'Answer the next call' }).click();
  await conversation(page).getByText('"two"').waitFor();
  await page.getByRole('button', { name: 'my last' }).click();
  await reply(page).getByText('Hello').waitFor();
  await page.getByRole('radio', { name: /NOT_FOUND/ }).click();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('nobody is called so');
  await page.keyboard.press('Control+Shift+Enter');
  await expect(answers[1]).rejects.toMatchObject({ code: 5, details: 'nobody is called so' });
  expect(complaints).toEqual([]);
});

test('what the server refuses stands where it was written, and goes with the next change of it', async () => {
  await hold(CONVERSE);
  await using opened = await openPage(browser, at('#/by-hand'));
  const { page, complaints } = opened;
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const stream = client['Converse']!() as BidiCall;
  stream.on('error', () => undefined);
  stream.write({ text: 'hello' });
  try {
    await conversation(page).getByText('hello').waitFor();
    const answer = page.getByRole('region', { name: 'Your answer' });
    const tab = (name: RegExp) => answer.getByRole('tab', { name });

    // A message: only the server looks into the text of what a page lets pass.
    await write(page, '{\n  "text": "\\ud800"\n}');
    await page.keyboard.press('Control+Enter');
    await answer.locator('.cm-line:nth-child(2) .cm-lintRange-error').waitFor();
    await answer.getByRole('status').getByText('2:').waitFor();
    expect(await axe(page)).toEqual([]);
    await write(page, '{ "text": "fine" }');
    await answer.locator('.cm-lintRange-error').waitFor({ state: 'detached' });

    // A header: at its row, which is the second of those that are sent, behind one that is empty.
    await tab(/^Headers/).click();
    for (const name of ['x-ok', '', 'grpc-status']) {
      await answer.getByRole('button', { name: 'Add a header' }).click();
      await answer
        .getByRole('textbox', { name: /^Key of header/ })
        .last()
        .fill(name);
    }
    await answer.getByRole('button', { name: 'Send the headers now' }).click();
    const third = answer.getByRole('textbox', { name: 'Key of header 3' });
    await answer.getByText('"grpc-status" is written by gRPC itself.').waitFor();
    await expect.poll(() => third.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => third.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await answer.getByRole('textbox', { name: 'Key of header 2' }).getAttribute('aria-invalid')).toBe('false');
    expect(await axe(page)).toEqual([]);
    await third.fill('x-fine');
    await answer.getByText('is written by gRPC itself').waitFor({ state: 'detached' });
    await answer.getByRole('button', { name: 'Send the headers now' }).click();
    await answer.getByText('The headers are sent').waitFor();

    // A trailer, from the field beside the status; and the details, at their field.
    await page.getByRole('radio', { name: /NOT_FOUND/ }).click();
    await answer.getByRole('textbox', { name: 'Trailer', exact: true }).fill('x-a-bin: no base64!');
    await answer.getByRole('textbox', { name: 'Trailer', exact: true }).press('Tab');
    await page.keyboard.press('Control+Shift+Enter');
    const value = answer.getByRole('textbox', { name: 'Value of trailer 1' });
    await value.waitFor();
    await expect.poll(() => value.getAttribute('aria-invalid')).toBe('true');
    await value.fill('AAE=');
    const details = answer.getByRole('textbox', { name: /Details of an error/ });
    await details.fill('{ "reason": "NO_TYPE" }');
    await page.keyboard.press('Control+Shift+Enter');
    await answer.getByText('has no "@type"').waitFor();
    await expect.poll(() => details.getAttribute('aria-invalid')).toBe('true');
    expect(await axe(page)).toEqual([]);
    await details.fill('');
    await answer.getByText('has no "@type"').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Shift+Enter');
    await page.getByText('This call waits no more').waitFor();
    expect(complaints.filter((line) => !line.includes('400'))).toEqual([]);
  } finally {
    stream.cancel();
  }
});

test('filled in again it is another one; handed on, the mock answers', async () => {
  await hold(HELLO);
  await using opened = await openPage(browser, at('#/by-hand'));
  const { page, complaints } = opened;
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const answer = unary(client, 'SayHello', { name: 'Mira' });
  await reply(page).getByText('greeting').waitFor();
  await page.getByRole('button', { name: 'world' }).click();
  await page.getByText('works on nothing that is remembered').waitFor();
  await page.getByRole('button', { name: 'Hand it on' }).click();
  expect(await answer).toHaveProperty('greeting');
  await conversation(page)
    .getByText(/handed on: generated/)
    .waitFor();
  expect(complaints).toEqual([]);
});

test('a reset stream is what the client sees, and the traffic says who did it', async () => {
  await hold(CONVERSE);
  await using person = await openPage(browser, at('#/by-hand'));
  await using caller = await openPage(browser, at(`#/play${CONVERSE}`));
  await caller.page.getByRole('button', { name: 'Start' }).click();
  await callStatus(person.page).getByText('Waiting for you').waitFor();
  await person.page.getByRole('button', { name: 'Reset the stream' }).click();
  await person.page.getByRole('menuitem', { name: 'ENHANCE_YOUR_CALM' }).click();
  await callStatus(caller.page).getByText('RESOURCE_EXHAUSTED').waitFor();
  await conversation(person.page)
    .getByText(/Broken on purpose/)
    .first()
    .waitFor();
  expect(person.complaints).toEqual([]);
});

test('turning the switch off lets every call go on', async () => {
  await hold(HELLO);
  await using opened = await openPage(browser, at('#/by-hand'));
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const answers = [1, 2, 3].map((name) => unary(client, 'SayHello', { name: `n${name}` }));
  const waiting = opened.page.getByRole('list', { name: 'Waiting for you' }).getByRole('link');
  await waiting.nth(2).waitFor();
  await opened.page.getByRole('switch', { name: 'Hold greeter.v1.Greeter/SayHello' }).click();
  for (const answer of answers) expect(await answer).toHaveProperty('greeting');
  await opened.page.getByText('This call waits no more').waitFor();
  expect(opened.complaints).toEqual([]);
});

test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 390],
] as const)('%s, %i px: axe finds nothing, and the page is as wide as the window', async (theme, width) => {
  await hold(CONVERSE);
  await using opened = await openPage(browser, at('#/by-hand'), { theme, width, height: 900 });
  const { page, complaints } = opened;
  await page.getByText('Nobody waits').waitFor();
  expect(await axe(page)).toEqual([]);
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  const stream = client['Converse']!() as BidiCall;
  stream.on('error', () => undefined);
  stream.write({ text: 'hello' });
  try {
    await conversation(page).getByText('hello').waitFor();
    expect(await axe(page)).toEqual([]);
    if (width < 700) await page.getByRole('radio', { name: 'Your answer' }).click();
    await reply(page).waitFor();
    for (const tab of ['Headers', 'Trailers', 'Message']) {
      await page.getByRole('region', { name: 'Your answer' }).getByRole('tab', { name: tab, exact: true }).click();
      expect(await axe(page)).toEqual([]);
    }
    // All that ends a call can be reached, and the row of it does not break where there is room.
    if (width < 700) await page.getByRole('button', { name: 'End the call' }).click();
    await page.getByRole('radio', { name: /NOT_FOUND/ }).click();
    const [end, onward] = [
      page.getByRole('button', { name: /^End with NOT_FOUND/ }),
      page.getByRole('button', { name: 'Hand it on' }),
    ];
    await onward.scrollIntoViewIfNeeded();
    // Both are shown.
    if (width >= 1440)
      await expect.poll(async () => (await onward.boundingBox())!.y - (await end.boundingBox())!.y).toBe(0);
    const bottom = async (): Promise<number> => {
      const { y, height } = (await onward.boundingBox())!;
      return y + height;
    };
    await expect.poll(bottom).toBeLessThanOrEqual(width < 700 ? 900 - 58 : 900);
    expect(await axe(page)).toEqual([]);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(complaints).toEqual([]);
  } finally {
    stream.cancel();
  }
});
