import { constants } from 'node:http2';
import { expect, test } from 'vitest';
import { brokenBy, file, FRAME, KINDS, path, rawly, recorded } from './broken-shop.ts';
import { serveStubs } from './served.ts';
import { dataOf, tapWire } from './wire-tap.ts';

test.each(KINDS)(
  '%s: a connection says GOAWAY, the call goes on, the next one comes over another connection',
  async (method) => {
    await using s = await serveStubs(brokenBy('goaway: true'));
    const { story, frames } = await rawly(s, method);
    const goaway = frames.find(({ type }) => type === 'GOAWAY')!;
    expect(goaway.payload.readUInt32BE(0)).toBe(0x7fff_ffff);
    expect(goaway.payload.readUInt32BE(4)).toBe(constants.NGHTTP2_NO_ERROR);
    expect(story.at(-1)).toBe('HEADERS END');
    const [one, two] = [await s.call(method), await s.call(method)];
    expect([one.code, two.code]).toEqual([0, 0]);
    const [, first, second] = s.app.journal.list().calls;
    expect(first!.peer).not.toBe(second!.peer);
    expect(first).toMatchObject({ status: 'OK', broken: 'goaway' });
  },
);

test('a connection that says GOAWAY is closed by the server behind its calls, which it numbers', async () => {
  await using s = await serveStubs(brokenBy('goaway: true, afterMessages: 1'));
  await using tap = tapWire(s.app.port);
  tap.open(path('TellItem'), [new Uint8Array()]).resume();
  await new Promise((done) => tap.session.once('close', done));
  const last = tap.frames.filter(({ type }) => type === 'GOAWAY').map(({ payload }) => payload.readUInt32BE(0));
  expect(last[0]).toBe(0x7fff_ffff);
  // Node says it again when it closes; a client that has nothing left to do may be gone by then.
  for (const number of last.slice(1)) expect(number).toBe(1);
  expect(dataOf(tap).length).toBe(3 * FRAME);
});

test('many calls at once lose none where connections say GOAWAY', async () => {
  await using s = await serveStubs(brokenBy('probability: 0.1, goaway: true'), {
    client: { 'grpc.enable_retries': 0 },
  });
  for (let round = 0; round < 5; round += 1) {
    const went = await Promise.all(Array.from({ length: 40 }, (_, at) => s.call(KINDS[at % KINDS.length]!)));
    expect(went.filter(({ code }) => code !== 0)).toEqual([]);
  }
  expect(s.app.journal.list().calls.filter(({ broken }) => broken === 'goaway').length).toBeGreaterThan(5);
});

test('GOAWAY in the middle of a stream, whose messages all come', async () => {
  await using s = await serveStubs(brokenBy('goaway: true, afterMessages: 2'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('TellItem'), [new Uint8Array()]);
  stream.resume();
  await new Promise((done) => stream.once('close', done));
  const at = tap.frames.findIndex(({ type }) => type === 'GOAWAY');
  const sent = tap.frames.slice(0, at).filter(({ type }) => type === 'DATA');
  expect(Buffer.concat(sent.map(({ payload }) => payload)).length).toBe(2 * FRAME);
  expect(dataOf(tap).length).toBe(3 * FRAME);
});

test.each(KINDS)('%s: the window is tiny, and so are the pieces of the answer', async (method) => {
  const note = 'n'.repeat(1_000);
  await using s = await serveStubs(
    file(
      `  - { method: ${method}, reply: { ${method === 'TellItem' ? `stream: [ { note: ${note} } ]` : `message: { note: ${note} }`} } }\n  - { method: ${method}, fault: { tiny_window: true } }\n`,
    ),
  );
  const { frames, data } = await rawly(s, method);
  const settings = frames
    .filter(({ type, flags }) => type === 'SETTINGS' && flags === 0)
    .map(({ payload }) => windowOf(payload));
  expect(settings).toContain(64);
  const sizes = frames.filter(({ type }) => type === 'DATA').map(({ payload }) => payload.length);
  expect(Math.max(...sizes)).toBe(64);
  expect(data.length).toBe(1_003 + 5);
  expect(await s.call(method)).toMatchObject({ code: 0, messages: [{ note }] });
  expect((await recorded(s)).summary).toMatchObject({ status: 'OK', broken: 'tiny_window' });
});

test('the window is as before when the call is over', async () => {
  await using s = await serveStubs(file('  - { method: GetItem, fault: { tiny_window: true } }\n'));
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('GetItem'), [new Uint8Array()]);
  stream.resume();
  await tap.saw(({ type, flags, payload }) => type === 'SETTINGS' && flags === 0 && windowOf(payload) === 64);
  await tap.saw(({ type, flags, payload }) => type === 'SETTINGS' && flags === 0 && windowOf(payload) === 65_535);
});

/** SETTINGS_INITIAL_WINDOW_SIZE of a SETTINGS frame. */
function windowOf(payload: Buffer): number | undefined {
  for (let at = 0; at + 6 <= payload.length; at += 6)
    if (payload.readUInt16BE(at) === 4) return payload.readUInt32BE(at + 2);
  return undefined;
}

test('a client that leaves in the middle of a message in pieces ends its call', async () => {
  const note = 'n'.repeat(1_000_000);
  await using s = await serveStubs(
    file(
      `  - { method: TellItem, reply: { stream: [ { note: ${note} } ], repeat: forever }, fault: { tiny_window: true } }\n`,
    ),
  );
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path('TellItem'), [new Uint8Array()]);
  stream.resume();
  await tap.saw(({ type }) => type === 'DATA');
  stream.close(constants.NGHTTP2_CANCEL);
  const { summary } = await recorded(s);
  expect(summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client', broken: 'tiny_window' });
});
