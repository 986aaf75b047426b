import { expect, test } from 'vitest';
import { json, post, UNARY } from './bad-input-cases.ts';
import { type Ask, ask } from './raw-http.ts';
import { openWebMock } from './web-mock.ts';

const preflight = (origin: string, more = {}): Ask => ({
  verb: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,connect-protocol-version,x-custom',
    ...more,
  },
});
const from = (origin: string): Ask => post(json, '{"text":"a"}', { origin });

const LOCAL = [
  'http://localhost:5173',
  'https://localhost',
  'http://app.localhost:3000',
  'http://127.0.0.1:8080',
  'http://[::1]:8080',
];
const FOREIGN = [
  'https://example.com',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com',
  'null',
  'x',
  'tauri://localhost',
  'chrome-extension://localhost',
];

for (const http of ['1.1', '2'] as const) {
  test.each(LOCAL)(`pages of this machine may call, by HTTP/${http}: %s`, async (origin) => {
    await using mock = await openWebMock();
    const asked = await ask(
      http,
      mock.url,
      UNARY,
      preflight(origin, { 'access-control-request-private-network': 'true' }),
    );
    expect(asked).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type,connect-protocol-version,x-custom',
        'access-control-allow-private-network': 'true',
      },
    });
    expect(asked.headers['vary']).toMatch(/Origin/);
    const reply = await ask(http, mock.url, UNARY, from(origin));
    expect(reply).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    expect(reply.headers['vary']).toMatch(/Origin/);
    expect(reply.headers['access-control-expose-headers']).toMatch(/content-length/);
    // A preflight that is answered is no call.
    expect(mock.journal.stats().calls).toBe(1);
  });

  test.each(FOREIGN)(`other pages may not, and the traffic says so, by HTTP/${http}: %s`, async (origin) => {
    await using mock = await openWebMock();
    for (const question of [preflight(origin), from(origin), { verb: 'GET', headers: { origin } }]) {
      const reply = await ask(http, mock.url, UNARY, question);
      expect(reply.status).toBe(403);
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
      expect(reply.body.toString()).toContain('--cors');
    }
    const { record, ended } = await mock.last(3);
    expect(record.summary).toMatchObject({ method: UNARY, protocol: 'connect', status: 'PERMISSION_DENIED' });
    expect(ended.problem).toMatchObject({ code: 'foreign-origin' });
  });
}

test('origins that are listed may call, and "*" is all of them', async () => {
  for (const [cors, origin, status] of [
    [['https://app.example.com'], 'https://app.example.com', 204],
    [['https://app.example.com'], 'https://app.example.com:8443', 403],
    [['https://app.example.com'], 'http://localhost:5173', 204],
    [['*'], 'https://anything.example', 204],
    [['null'], 'null', 204],
    [null, 'http://localhost:5173', 403],
  ] as const) {
    await using mock = await openWebMock(undefined, { cors });
    expect((await ask('1.1', mock.url, UNARY, preflight(origin))).status).toBe(status);
  }
});

test('a page of the server itself may call without CORS', async () => {
  await using mock = await openWebMock(undefined, { cors: null });
  expect((await ask('1.1', mock.url, UNARY, from(mock.url))).status).toBe(200);
});

test('a picture of a page elsewhere gets nothing; a link may lead here', async () => {
  await using mock = await openWebMock();
  const path = '/t.v1.Kinds/Look?connect=v1&encoding=json&message=%7B%7D';
  const get = (headers: Ask['headers']): Ask => ({ verb: 'GET', headers: headers! });
  const picture = await ask(
    '1.1',
    mock.url,
    path,
    get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
  );
  expect(picture.status).toBe(403);
  const navigates = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  const link = await ask('1.1', mock.url, path, get({ ...navigates, 'sec-fetch-dest': 'document' }));
  expect(link.status).toBe(200);
  const frame = await ask('1.1', mock.url, path, get({ ...navigates, 'sec-fetch-dest': 'iframe' }));
  expect(frame.status).toBe(403);
});

test('a picture of a page on another port gets something, unless no page may call', async () => {
  const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
  const path = '/t.v1.Kinds/Look?connect=v1&encoding=json&message=%7B%7D';
  for (const [cors, status] of [
    [[], 200],
    [null, 403],
  ] as const) {
    await using mock = await openWebMock(undefined, { cors });
    expect((await ask('1.1', mock.url, path, { verb: 'GET', headers })).status).toBe(status);
  }
});

test('a page that only "*" allows gets nothing that depends on who its user is', async () => {
  await using mock = await openWebMock(undefined, { cors: ['*', 'https://named.example'] });
  for (const [origin, allowed, credentials] of [
    ['https://any.example', '*', undefined],
    ['null', '*', undefined],
    ['https://named.example', 'https://named.example', 'true'],
    ['http://localhost:5173', 'http://localhost:5173', 'true'],
  ] as const)
    for (const question of [preflight(origin), from(origin)]) {
      const { headers } = await ask('2', mock.url, UNARY, question);
      expect(headers['access-control-allow-origin']).toBe(allowed);
      expect(headers['access-control-allow-credentials']).toBe(credentials);
    }
});

test('every answer depends on its origin, and is what it says that it is', async () => {
  await using mock = await openWebMock();
  for (const http of ['1.1', '2'] as const) {
    const { headers } = await ask(http, mock.url, UNARY, post(json, '{}'));
    expect(headers).toMatchObject({ vary: expect.stringMatching(/Origin/), 'x-content-type-options': 'nosniff' });
    const refused = await ask(http, mock.url, UNARY, from('https://example.com'));
    expect(refused.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  }
});

test('all headers of an answer can be read, whatever they are called', async () => {
  await using mock = await openWebMock();
  const reply = await ask('1.1', mock.url, UNARY, post('text/plain', '{}', { origin: 'http://localhost:1' }));
  expect(reply.status).toBe(415);
  expect(reply.headers['access-control-expose-headers']).toMatch(/accept-post/);
});

test('a question for what is no call goes on to the page', async () => {
  await using mock = await openWebMock();
  expect((await ask('1.1', mock.url, '/index.html', preflight('http://localhost:1'))).status).toBe(418);
});

test('a host that is not ours is refused, in the traffic as well', async () => {
  const problem = { severity: 'error', code: 'foreign-host', message: 'Not for evil.example.' } as const;
  await using mock = await openWebMock(undefined, {
    foreignHost: ({ host }) => (host === 'evil.example' ? { status: 421, problem } : undefined),
  });
  const reply = await ask('1.1', mock.url, UNARY, post(json, '{}', { host: 'evil.example' }));
  expect(reply.status).toBe(421);
  expect((await mock.last()).ended.problem).toMatchObject({ code: 'foreign-host' });
});
