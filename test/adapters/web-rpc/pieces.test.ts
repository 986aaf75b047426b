import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Base64Text } from '../../../server/web-rpc/base64-text.ts';
import { readConnectQuery } from '../../../server/web-rpc/connect-query.ts';
import { isOurs } from '../../../server/web-rpc/our-paths.ts';
import { connectCompression } from '../../../server/web-rpc/web-compression.ts';

test('base64 is read whatever its parts and pieces are', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });
  fc.assert(
    fc.property(parts, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (given, sizes) => {
      const text = given.map((bytes) => Buffer.from(bytes).toString('base64')).join('');
      const reader = new Base64Text();
      const heard: Buffer[] = [];
      for (let at = 0; at < text.length;) {
        const { value: size } = sizes.next();
        heard.push(reader.push(Buffer.from(text.slice(at, at + size)))!);
        at += size;
      }
      expect(Buffer.concat(heard)).toEqual(Buffer.concat(given));
      expect(reader.whole).toBe(true);
    }),
  );
});

test.each(['a=bc', '====', 'ab=c', 'ab cd123', 'ä234', 'A===', 'ab==c=de'])(
  'what is no base64 is refused: %s',
  (text) => {
    const reader = new Base64Text();
    const read = reader.push(Buffer.from(text));
    expect(read === undefined || !reader.whole).toBe(true);
  },
);

test('any bytes go through a query, percent-encoded or as base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (given, url) => {
      const bytes = Buffer.from(given);
      const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      expect(readConnectQuery(`/p?encoding=proto&message=${percent}`)).toMatchObject({
        codec: 'proto',
        message: bytes,
      });
      const base64 = encodeURIComponent(bytes.toString(url ? 'base64url' : 'base64'));
      expect(readConnectQuery(`/p?connect=v1&base64=1&encoding=json&message=${base64}`)).toMatchObject({
        codec: 'json',
        message: bytes,
      });
    }),
  );
});

test('no query breaks its reader', () => {
  fc.assert(
    fc.property(fc.string(), (query) => {
      const read = readConnectQuery(`/p?${query}`);
      expect('message' in read).toBe(true);
    }),
  );
});

test('every route of the API is ours, and goes before REST', () => {
  const file = resolve(import.meta.dirname, '../../../server/http/openapi.json');
  // The document is made by a test of its own.
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, unknown> };
  expect(Object.keys(paths).filter((path) => !isOurs(path))).toEqual([]);
  for (const path of [
    '/',
    '/index.html',
    '/assets/index-1.js',
    '/socket.io/?EIO=4',
    '/api',
    '/API/status',
    '/favicon.svg',
  ])
    expect(isOurs(path)).toBe(true);
  for (const path of ['/v1/shelves', '/api/v1/books', '/apis', '/asset', '/api/statuses', '/favicon', '/favicons/1'])
    expect(isOurs(path)).toBe(false);
});

test('an answer is compressed as it is asked, as the request was, or by gzip where that is worth it', () => {
  for (const [asked, request, accepts, by, from] of [
    [undefined, undefined, null, null, 0],
    [undefined, undefined, 'gzip, br', 'gzip', 1_024],
    [undefined, undefined, 'GZIP;q=0.5', 'gzip', 1_024],
    [undefined, undefined, 'gzip;q=0, deflate', null, 0],
    [undefined, undefined, 'br', null, 0],
    [undefined, 'deflate', 'gzip, deflate', 'deflate', 0],
    [undefined, 'deflate', null, 'deflate', 0],
    [undefined, 'deflate', 'gzip', 'gzip', 1_024],
    ['none', 'gzip', 'gzip', null, 0],
    ['deflate', undefined, 'gzip, deflate', 'deflate', 0],
    ['deflate', undefined, 'gzip', null, 0],
    ['gzip', 'gzip', null, 'gzip', 0],
  ] as const)
    expect(connectCompression(asked, request, accepts)).toEqual({ by, from });
});
