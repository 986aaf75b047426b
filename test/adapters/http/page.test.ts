import { expect, test } from 'vitest';
import type { Asset } from '../../../server/http/page.ts';
import { runHttp } from './http-fixture.ts';

const files: Readonly<Record<string, Asset>> = {
  'index.html': {
    bytes: Buffer.from(
      '<!doctype html><html><head><script nonce="__CSP_NONCE__">0</script></head><body><style nonce="__CSP_NONCE__"></style></body></html>',
    ),
    type: 'text/html; charset=utf-8',
    immutable: false,
  },
  'assets/index-abcdefgh.js': { bytes: Buffer.from('0'), type: 'text/javascript; charset=utf-8', immutable: true },
  'favicon.svg': { bytes: Buffer.from('<svg/>'), type: 'image/svg+xml', immutable: false },
};
const readAsset = (path: string): Promise<Asset | undefined> => Promise.resolve(files[path]);

test('index.html carries a fresh nonce, in its tags, in a meta and in the policy', async () => {
  await using http = await runHttp({ readAsset });
  const [one, two] = [await http.ask('/'), await http.ask('/')];
  const nonce = /script-src 'self' 'nonce-([\w-]{22})'/.exec(String(one.headers['content-security-policy']))?.[1];
  expect(one.body).toBe(
    `<!doctype html><html><head><meta property="csp-nonce" nonce="${nonce}"><script nonce="${nonce}">0</script></head><body><style nonce="${nonce}"></style></body></html>`,
  );
  expect(one.headers['cache-control']).toBe('no-store');
  expect(two.body).not.toBe(one.body);
});

test('the policy of the page is closed', async () => {
  await using http = await runHttp({ readAsset });
  const reply = await http.ask('/', { headers: { host: 'localhost:50051' } });
  const policy = String(reply.headers['content-security-policy']).replace(/nonce-[\w-]+/g, 'nonce-N');
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self' 'nonce-N'",
    "script-src-attr 'none'",
    "style-src 'self' 'nonce-N'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self' ws://localhost:50051 wss://localhost:50051",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ]);
  expect(reply.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'x-frame-options': 'DENY',
  });
  expect(reply.headers['x-powered-by']).toBeUndefined();
});

test('hashed files are kept for ever, others are asked about, and both by their tag', async () => {
  await using http = await runHttp({ readAsset });
  const hashed = await http.ask('/assets/index-abcdefgh.js');
  expect(hashed).toMatchObject({ status: 200, body: '0' });
  expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const plain = await http.ask('/favicon.svg');
  expect(plain.headers['cache-control']).toBe('no-cache');
  const again = await http.ask('/favicon.svg', { headers: { 'if-none-match': String(plain.headers.etag) } });
  expect([again.status, again.body]).toEqual([304, '']);
});

test.each(['/play', '/play/shop.v1.Catalog/GetProduct?message=1', '/traffic/call-1'])(
  '%s is a place within the page where it has no extension in its last part',
  async (path) => {
    await using http = await runHttp({ readAsset });
    expect((await http.ask(path)).headers['content-type']).toBe('text/html; charset=utf-8');
  },
);

test.each([
  '/missing.js',
  '/assets/missing-abcdefgh.js',
  '/../package.json',
  '/assets/../../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/..%5cpackage.json',
  '/assets/%00.js',
  '/index.html%00.js',
  '//etc/hosts.txt',
  '/%E0%A4%A',
  '/.env',
])('%s is not found', async (path) => {
  await using http = await runHttp({ readAsset });
  expect((await http.ask(path)).status).toBe(404);
});

test('a method that a page does not know is refused', async () => {
  await using http = await runHttp({ readAsset });
  expect(await http.ask('/', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('where the page is not built, it says how to build it', async () => {
  await using http = await runHttp({ readAsset: () => Promise.resolve(undefined) });
  const reply = await http.ask('/');
  expect(reply.status).toBe(503);
  expect(reply.body).toContain('npm run build:web');
});

test('without the playground only the API answers', async () => {
  await using http = await runHttp();
  expect((await http.ask('/')).status).toBe(404);
  expect((await http.ask('/')).body).toContain('the playground is off');
  expect((await http.ask('/api/status')).status).toBe(200);
});
