import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { sampleClient, unary } from '../support/proto-loader-client.ts';
import { serve } from '../support/run-command.ts';

/** What a script of another origin gets when it tries everything that a page may try. */
const ATTEMPTS = (base: string): string => `(async () => {
  const attempt = async (name, run) => { try { return [name, await run()]; } catch (error) { return [name, 'refused']; } };
  const socket = (url) => new Promise((resolve, reject) => {
    const ws = new WebSocket(url);
    ws.onopen = () => resolve('opened');
    ws.onerror = () => reject(new Error('refused'));
  });
  return Object.fromEntries(await Promise.all([
    attempt('read status', async () => (await fetch('${base}/api/status')).status),
    attempt('read calls', async () => (await fetch('${base}/api/calls')).status),
    attempt('delete calls', async () => (await fetch('${base}/api/calls', { method: 'DELETE' })).status),
    attempt('post blind', async () => (await fetch('${base}/api/calls', { method: 'POST', mode: 'no-cors', body: '{}', headers: { 'content-type': 'text/plain' } })).type),
    attempt('websocket', () => socket('${base.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket')),
    attempt('polling', async () => (await fetch('${base}/socket.io/?EIO=4&transport=polling')).status),
  ]));
})()`;

test('a page from elsewhere reads nothing, changes nothing and opens no socket', async () => {
  await using server = await serve();
  using client = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', server.address);
  await unary(client, 'SayHello', { name: 'Ada' });
  const other = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>'),
  );
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await using browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  for (const host of ['localhost', '127.0.0.1']) {
    const seen: unknown = await page.evaluate(ATTEMPTS(`http://${host}:${server.port}`));
    expect(seen).toEqual({
      'read status': 'refused',
      'read calls': 'refused',
      'delete calls': 'refused',
      // It leaves the browser whatever we do: what counts is that it did nothing (below).
      'post blind': 'refused',
      websocket: 'refused',
      polling: 'refused',
    });
  }
  other.close();
  const calls: unknown = await (await fetch(`http://${server.address}/api/calls`)).json();
  expect(calls).toMatchObject({ calls: [{ method: '/greeter.v1.Greeter/SayHello' }], dropped: 0 });
});

test.each([
  ['a foreign Host', { host: 'evil.example:50051' }],
  ['a foreign Origin', { origin: 'http://evil.example' }],
  ['an Origin of another port', { origin: 'http://localhost:1' }],
  ['the null Origin', { origin: 'null' }],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
])('%s is refused on the API and on the socket', async (_, headers) => {
  await using server = await serve();
  for (const [method, path] of [
    ['GET', '/api/calls'],
    ['DELETE', '/api/calls'],
    ['POST', '/api/calls'],
    ['GET', '/socket.io/?EIO=4&transport=polling'],
  ] as const) {
    const sent = request({ host: '127.0.0.1', port: server.port, method, path, headers });
    sent.end();
    const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    expect([400, 403, 421], `${method} ${path}`).toContain(response.statusCode);
  }
});
