import { expect, test } from 'vitest';
import { brokenBy, file, FRAME, KINDS, MESSAGE, rawly, recorded } from './broken-shop.ts';
import { serveStubs } from './served.ts';

test.each(KINDS)('%s: a message is cut off, and the stream ends with its status', async (method) => {
  await using s = await serveStubs(brokenBy('truncate: 3'));
  const { data, story, trailers } = await rawly(s, method);
  expect(data.length).toBe(FRAME - 3);
  expect(data.readUInt32BE(1)).toBe(MESSAGE);
  expect(story.at(-1)).toBe('HEADERS END');
  expect(trailers).toMatchObject({ 'grpc-status': '0' });
  const went = await s.call(method);
  expect(went.messages).toEqual([]);
  expect((await recorded(s)).summary).toMatchObject({ broken: 'truncate', status: 'OK' });
});

test('of a stream the message behind so many is cut off, or has a wrong length', async () => {
  await using cut = await serveStubs(brokenBy('truncate: 3, afterMessages: 1'));
  const { data, story } = await rawly(cut, 'TellItem');
  expect(data.length).toBe(2 * FRAME - 3);
  expect(story.at(-1)).toBe('HEADERS END');
  await using wrong = await serveStubs(brokenBy('bad_length: 1, afterMessages: 2'));
  const other = await rawly(wrong, 'TellItem');
  expect([0, 1, 2].map((at) => other.data.readUInt32BE(at * FRAME + 1))).toEqual([MESSAGE, MESSAGE, MESSAGE + 1]);
  // An answer of one message has no other.
  expect((await wrong.call('GetItem')).code).toBe(0);
  expect(wrong.app.journal.list().calls.at(-1)?.broken ?? null).toBeNull();
});

test('what is cut off is at most all but a byte, of an empty message as well', async () => {
  await using s = await serveStubs(
    file('  - { method: GetItem, reply: { message: {} }, fault: { truncate: 1000 } }\n'),
  );
  expect((await rawly(s, 'GetItem')).data.length).toBe(1);
});

test.each(KINDS)('%s: the stream ends without trailers', async (method) => {
  await using s = await serveStubs(brokenBy('omit_trailers: true'));
  const { data, story, trailers } = await rawly(s, method);
  expect(data.length).toBe((method === 'TellItem' ? 3 : 1) * FRAME);
  expect(story.at(-1)).toBe('DATA 0 END');
  expect(story.filter((one) => one.startsWith('HEADERS'))).toHaveLength(1);
  expect(trailers).not.toHaveProperty('grpc-status');
  expect(await s.call(method)).toMatchObject({ code: 13, details: expect.stringMatching(/without gRPC status/) });
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'INTERNAL', broken: 'omit_trailers' });
});

test('an error without anything before it is headers without a status', async () => {
  await using s = await serveStubs(
    file('  - { method: GetItem, reply: { status: NOT_FOUND }, fault: { omit_trailers: true } }\n'),
  );
  const { story, trailers } = await rawly(s, 'GetItem');
  expect(story).toEqual(['HEADERS END']);
  expect(trailers).toMatchObject({ ':status': 200 });
  expect(trailers).not.toHaveProperty('grpc-status');
  expect((await s.call('GetItem')).code).toBe(2);
  expect((await recorded(s)).summary).toMatchObject({ status: 'UNKNOWN' });
});

test.each(KINDS.flatMap((method) => [-4, 4].map((by) => [method, by] as const)))(
  '%s: the length before the message is wrong by %i',
  async (method, by) => {
    await using s = await serveStubs(brokenBy(`bad_length: ${by}`));
    const { data } = await rawly(s, method);
    expect(data.readUInt32BE(1)).toBe(MESSAGE + by);
    expect(data.length).toBe((method === 'TellItem' ? 3 : 1) * FRAME);
    const went = await s.call(method);
    expect(went.messages).not.toContainEqual({ sku: 'A', note: '0123456789' });
    expect((await recorded(s)).summary).toMatchObject({ broken: 'bad_length' });
  },
);
