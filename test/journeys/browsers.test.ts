import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../server/library/start-understudy.ts';
import type { Understudy } from '../../server/library/types.ts';
import { withImports, writeDescriptorSet } from '../../server/schema/descriptor-set.ts';
import { launchChromium } from '../support/chromium.ts';
import { schemaFrom } from '../support/schema-from.ts';
import type { BrowserCall, BrowserResult, ClientName } from './browser-clients.ts';

const PROTO = `
  syntax = "proto3";
  package web.v1;
  message Ask { string text = 1; int64 number = 2; bytes raw = 3; }
  message Reply { string text = 1; int64 number = 2; bytes raw = 3; }
  message Why { string reason = 1; }
  service Desk {
    rpc Say(Ask) returns (Reply) { option idempotency_level = NO_SIDE_EFFECTS; }
    rpc Fail(Ask) returns (Reply);
    rpc Slow(Ask) returns (Reply);
    rpc Count(Ask) returns (stream Reply);
    rpc Break(Ask) returns (stream Reply);
    rpc Forever(Ask) returns (stream Reply);
  }
`;

const CLIENTS: readonly ClientName[] = [
  'connect json',
  'connect proto',
  'connect get',
  'connect-web grpc-web',
  'grpc-web text',
  'grpc-web binary',
];
/** grpc-web streams in its text format only. */
const STREAMING = CLIENTS.filter((client) => client !== 'grpc-web binary' && client !== 'connect get');

let folder: string;
let browser: Browser;
let pages: Server;
/** Where the page comes from: another port, so another origin. */
let elsewhere: string;
let schema: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-browsers-'));
  // Certificates that are made are kept here, and not among the user's.
  vi.stubEnv('XDG_DATA_HOME', folder);
  writeFileSync(join(folder, 'web.proto'), PROTO);
  const compiled = schemaFrom(PROTO);
  schema = Buffer.from(writeDescriptorSet(withImports(compiled, ['test.proto']))).toString('base64');
  const script = await bundle();
  pages = createServer((request, response) => {
    const isScript = request.url === '/clients.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>A front end</title><script src="/clients.js"></script>');
  });
  await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
  elsewhere = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The clients of npm as a page loads them. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'browser-clients.ts'), formats: ['iife'], name: 'clients' },
    },
  });
  // One entry in one format is one output, of one chunk.
  const [{ output }] = built as Rollup.RollupOutput[] as [Rollup.RollupOutput];
  return output[0].code;
}

const DETAILS = [{ '@type': 'type.googleapis.com/web.v1.Why', reason: 'because' }];

async function stubs(mock: Understudy): Promise<void> {
  const headers = { 'x-head': 'early' };
  const trailers = { 'x-trail': 'late' };
  const again = { text: '${request.text}', number: '${request.number}', raw: '${request.raw}' };
  await mock.stub('web.v1.Desk/Say', { reply: { message: again, headers, trailers } });
  const failed = { message: 'no such thing: ü', details: DETAILS };
  await mock.stub('web.v1.Desk/Fail', { reply: { status: 'NOT_FOUND', ...failed, trailers } });
  await mock.stub('web.v1.Desk/Slow', { reply: { message: {}, after: '600s' } });
  const stream = [{ text: 'a' }, { text: 'b' }, { text: 'c' }].map((message) => ({ message }));
  await mock.stub('web.v1.Desk/Count', { reply: { stream, headers, trailers } });
  const end = { status: 'ABORTED' as const, message: 'enough', details: DETAILS };
  await mock.stub('web.v1.Desk/Break', { reply: { stream: stream.slice(0, 1), end, trailers } });
  await mock.stub('web.v1.Desk/Forever', {
    reply: { stream: [{ after: '5ms', message: { text: 'on' } }], repeat: 'forever' },
  });
}

/** A browser's page of another origin, and a mock that its clients call. */
async function open(tls: boolean): Promise<AsyncDisposable & { mock: Understudy; ask: Ask }> {
  const mock = await startUnderstudy({ protos: folder, tls });
  await stubs(mock);
  // Chromium trusts what its system does; that the certificate is good is judged elsewhere, by clients that are told.
  const context = await browser.newContext({ ignoreHTTPSErrors: tls });
  const page = await context.newPage();
  await page.goto(elsewhere);
  const baseUrl = `${tls ? 'https' : 'http'}://${mock.address}`;
  return {
    mock,
    ask: (client, method, more = {}) => inPage(page, { client, baseUrl, method, ...more }),
    async [Symbol.asyncDispose]() {
      await context.close();
      await mock.close();
    },
  };
}

type Ask = (
  client: ClientName,
  method: string,
  more?: Partial<Pick<BrowserCall, 'request' | 'headers' | 'timeoutMs' | 'cancelAfter'>>,
) => Promise<BrowserResult>;

const inPage = (
  page: Page,
  { request = {}, ...asked }: Partial<BrowserCall> & Pick<BrowserCall, 'client' | 'baseUrl' | 'method'>,
): Promise<BrowserResult> =>
  // As text: a value of JSON is a type without end.
  page.evaluate<BrowserResult, string>(
    (call) =>
      (Reflect.get(globalThis, 'understudyCall') as (call: BrowserCall) => Promise<BrowserResult>)(
        JSON.parse(call) as BrowserCall,
      ),
    JSON.stringify({ request, schema, service: 'web.v1.Desk', ...asked }),
  );

describe.each([
  ['plain text', false],
  ['TLS', true],
])('in Chromium, from another origin, by %s', (_name, tls) => {
  test('unary calls come back with headers and trailers', async () => {
    await using opened = await open(tls);
    const request = { text: 'hé', number: '9007199254740993', raw: 'AP8B' };
    for (const client of CLIENTS) {
      const result = await opened.ask(client, 'Say', { request, headers: { 'x-asked': 'yes' } });
      expect({ client, ...result }).toMatchObject({
        client,
        messages: [request],
        status: 'OK',
        header: { 'x-head': 'early' },
        trailer: { 'x-trail': 'late' },
      });
    }
    const calls = await opened.mock.calls('web.v1.Desk/Say');
    expect(calls).toHaveLength(CLIENTS.length);
    for (const { metadata } of calls) expect(JSON.stringify(metadata)).toContain('x-asked');
  });

  test('errors come with message, details and trailers', async () => {
    await using opened = await open(tls);
    for (const client of CLIENTS) {
      const result = await opened.ask(client, 'Fail');
      expect({ client, ...result }).toMatchObject({
        client,
        messages: [],
        status: 'NOT_FOUND',
        message: 'no such thing: ü',
        trailer: { 'x-trail': 'late' },
      });
      if (client.startsWith('connect')) expect(result.reasons).toEqual(['because']);
      else expect(result.trailer['grpc-status-details-bin']).toMatch(/^[\w+/]+=*$/);
    }
  });

  test('streams come message by message, and end well or in an error', async () => {
    await using opened = await open(tls);
    for (const client of STREAMING) {
      expect({ client, ...(await opened.ask(client, 'Count')) }).toMatchObject({
        client,
        messages: [{ text: 'a' }, { text: 'b' }, { text: 'c' }],
        status: 'OK',
        // Of a stream, grpc-web shows no headers.
        header: client === 'grpc-web text' ? {} : { 'x-head': 'early' },
        trailer: { 'x-trail': 'late' },
      });
      expect({ client, ...(await opened.ask(client, 'Break')) }).toMatchObject({
        client,
        messages: [{ text: 'a' }],
        status: 'ABORTED',
        message: 'enough',
        trailer: { 'x-trail': 'late' },
      });
    }
  });

  test('a page that leaves a stream ends the call', async () => {
    await using opened = await open(tls);
    for (const client of STREAMING) {
      const result = await opened.ask(client, 'Forever', { cancelAfter: 2 });
      expect({ client, status: result.status }).toEqual({ client, status: 'CANCELED' });
      // What came in one piece with the second is heard as well.
      expect(result.messages.length).toBeGreaterThanOrEqual(2);
    }
    await opened.mock.verify('web.v1.Desk/Forever', { times: STREAMING.length, within: 30_000 });
    const statuses = async (): Promise<readonly unknown[]> =>
      (await opened.mock.calls('web.v1.Desk/Forever')).map(({ status }) => status);
    await expect.poll(statuses).toEqual(STREAMING.map(() => 'CANCELLED'));
  });

  test('a deadline ends a call on both sides', async () => {
    await using opened = await open(tls);
    const statuses = async (): Promise<readonly unknown[]> =>
      (await opened.mock.calls('web.v1.Desk/Slow')).map(({ status }) => status);
    for (const client of CLIENTS) {
      const before = (await statuses()).length;
      // A machine may be so busy that nothing has left it by then.
      for (let timeoutMs = 500; (await statuses()).length === before; timeoutMs *= 2)
        expect(await opened.ask(client, 'Slow', { timeoutMs })).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    }
    // A client whose clock began while it connected leaves first: which of the two it was is a race of the network.
    await expect
      .poll(async () => (await statuses()).filter((status) => !/^(DEADLINE_EXCEEDED|CANCELLED)$/.test(String(status))))
      .toEqual([]);
  });
});

test('a page of a foreign host is kept out, unless it is let in', async () => {
  await using shut = await startUnderstudy({ protos: folder, cors: false });
  await using open = await startUnderstudy({ protos: folder, cors: elsewhere });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(elsewhere);
  const asked = { client: 'connect json' as const, method: 'Say', request: { text: 'a' } };
  expect(await inPage(page, { ...asked, baseUrl: `http://${shut.address}` })).toMatchObject({ messages: [] });
  expect(await inPage(page, { ...asked, baseUrl: `http://${open.address}` })).toMatchObject({ status: 'OK' });
  await context.close();
});
