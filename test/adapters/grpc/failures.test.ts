import { gzipSync, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import type { CallSummary } from '../../../server/contract/traffic.ts';
import { NOTHING, ok, openMock, say, scripted, text, unary, until } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const identity = (bytes: Buffer): Buffer => bytes;
const PATH = '/t.v1.Kinds/Unary';

test('an unknown method is answered with the nearest one, and is in the traffic', async () => {
  await using mock = await openMock();
  const reply = await unary(mock.client(), '/t.v1.Kinds/Unari', text('x'));
  expect(reply.code).toBe(12);
  expect(reply.details).toContain('Did you mean /t.v1.Kinds/Unary');
  const [call] = mock.journal.list().calls;
  expect(call).toMatchObject({ method: '/t.v1.Kinds/Unari', kind: null, status: 'UNIMPLEMENTED' });
  const ended = mock.journal.get(call!.id)!.events.at(-1);
  expect(ended).toMatchObject({ type: 'ended', problem: { code: 'unknown-method' } });
});

test('an unknown service is answered and recorded, whatever its kind and however much is sent', async () => {
  await using mock = await openMock();
  const call = mock.client().makeBidiStreamRequest('/no.such.Service/Do', identity, identity);
  call.on('data', () => undefined).on('error', () => undefined);
  const ended = new Promise<{ code: number }>((done) => call.once('status', done));
  for (let at = 0; at < 100; at += 1) call.write(Buffer.alloc(10_000));
  expect((await ended).code).toBe(12);
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'UNIMPLEMENTED', kind: null });
});

test('paths that are none are answered too', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  for (const path of ['/', '/x', '//', '/a/b/c', `/${'x'.repeat(5_000)}/y`]) {
    const stream = raw.open(path);
    stream.end(frame(text('x')));
    expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '12' });
  }
  expect(mock.journal.stats()).toMatchObject({ recorded: 5, open: 0 });
});

test('an answer that throws ends its own call with INTERNAL and no other', async () => {
  await using mock = await openMock({
    open: (method) => ({
      opening: NOTHING,
      receive: () => {
        throw new Error(`boom ${method.info.name}`);
      },
      halfClose: () => NOTHING,
    }),
  });
  const client = mock.client();
  const reply = await unary(client, PATH, text('x'));
  expect(reply).toMatchObject({ code: 13, details: expect.stringContaining('boom Unary') });
  expect(await unary(client, '/grpc.health.v1.Health/Check', Buffer.alloc(0))).toMatchObject({ code: 0 });
  expect(mock.journal.list().calls.map((call) => call.status)).toEqual(['INTERNAL', 'OK']);
});

test('an engine that throws when it opens a call is answered for', async () => {
  await using mock = await openMock({
    open: () => {
      throw new Error('no way');
    },
  });
  expect(await unary(mock.client(), PATH, text('x'))).toMatchObject({ code: 13 });
});

test('headers and trailers that cannot be sent end the call with INTERNAL', async () => {
  const bad = [{ key: 'bad key', value: 'x' }];
  await using mock = await openMock({
    open: (method) => ({
      opening: NOTHING,
      receive: () => NOTHING,
      halfClose: () =>
        method.info.name === 'Unary'
          ? { steps: [{ afterMs: 0, do: 'headers', metadata: bad }, ok()] }
          : { steps: [say(text('x')), ok([{ key: 'grpc-status', value: '0' }])] },
    }),
  });
  const client = mock.client();
  expect((await unary(client, PATH, text('x'))).code).toBe(13);
  const stream = client.makeServerStreamRequest('/t.v1.Kinds/Down', identity, identity, text('x'));
  stream.on('data', () => undefined).on('error', () => undefined);
  expect(await new Promise((done) => stream.once('status', done))).toMatchObject({ code: 13 });
  expect(mock.journal.list().calls.map((call) => call.status)).toEqual(['INTERNAL', 'INTERNAL']);
});

test('the deadline ends a call that is still being answered, and says so', async () => {
  await using mock = await openMock(scripted({ halfClose: () => ({ steps: [say(text('late'), 60_000), ok()] }) }));
  const client = mock.client();
  // The time it takes to connect is not the call's.
  await new Promise((done) => client.waitForReady(Infinity, done));
  const ask = async (): Promise<CallSummary> => {
    const reply = await unary(client, PATH, text('x'), { deadline: Date.now() + 400 });
    expect(reply.code).toBe(4);
    await until(mock.journal, () => mock.journal.stats().open === 0);
    return mock.journal.list().calls.at(-1)!;
  };
  // Where a busy machine hands the call over late, the client's clock ends before the server's: it leaves, as anybody may.
  let call = await ask();
  while (call.cancelledBy === 'client') call = await ask();
  expect(call).toMatchObject({ status: 'DEADLINE_EXCEEDED', cancelledBy: 'deadline', down: 0 });
  expect(call.deadlineMs).toBeGreaterThan(0);
  expect(call.deadlineMs).toBeLessThanOrEqual(400);
});

test('a server keeps the deadline for a client that does not', async () => {
  await using mock = await openMock(scripted({}));
  await using raw = rawSession(mock.port.port);
  const stream = raw.open(PATH, { 'grpc-timeout': '30m' });
  stream.end(frame(text('x')));
  expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '4' });
  expect(mock.journal.list().calls[0]).toMatchObject({ deadlineMs: 30, cancelledBy: 'deadline' });
});

test('a deadline beyond the reach of a timer is no deadline', async () => {
  await using mock = await openMock(scripted({ halfClose: () => ({ steps: [say(text('y'), 30), ok()] }) }));
  await using raw = rawSession(mock.port.port);
  for (const timeout of ['720H', '99999999H', '50000M']) {
    const stream = raw.open(PATH, { 'grpc-timeout': timeout });
    stream.end(frame(text('x')));
    expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '0' });
  }
  expect(mock.journal.list().calls.map((call) => call.deadlineMs)).toEqual([2_592_000_000, 359_999_996_400_000, 3e9]);
});

test('a timeout that is none is refused and recorded', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open(PATH, { 'grpc-timeout': 'soon' });
  stream.end(frame(text('x')));
  expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '13' });
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'INTERNAL', deadlineMs: null });
});

test('a cancel in the middle of a stream ends it at once, and nothing is played any more', async () => {
  await using mock = await openMock(
    scripted({ halfClose: () => ({ steps: [say(text('a')), say(text('b'), 60_000), ok()] }) }),
  );
  const call = mock.client().makeServerStreamRequest('/t.v1.Kinds/Down', identity, identity, text('x'));
  call.on('error', () => undefined);
  await new Promise((done) => call.once('data', done));
  call.cancel();
  await until(mock.journal, () => mock.journal.stats().open === 0);
  expect(mock.journal.list().calls[0]).toMatchObject({
    status: 'CANCELLED',
    statusMessage: 'The client cancelled the call.',
    cancelledBy: 'client',
    down: 1,
  });
  expect(mock.desk.size).toBe(0);
});

test('a connection that dies ends its calls', async () => {
  await using mock = await openMock(scripted({}));
  const raw = rawSession(mock.port.port);
  raw.open('/t.v1.Kinds/Both').write(frame(text('x')));
  await until(mock.journal, () => mock.journal.list().calls[0]?.up === 1);
  raw.session.destroy();
  await until(mock.journal, () => mock.journal.stats().open === 0);
  expect(mock.journal.list().calls[0]).toMatchObject({
    status: 'CANCELLED',
    statusMessage: 'The connection closed before the call had ended.',
  });
});

test('a message beyond 4 MiB is RESOURCE_EXHAUSTED, in the traffic too', async () => {
  await using mock = await openMock();
  const client = mock.client();
  expect((await unary(client, PATH, Buffer.alloc(4 * 1024 * 1024 + 1))).code).toBe(8);
  expect((await unary(client, PATH, Buffer.alloc(4 * 1024 * 1024))).code).toBe(0);
  const { calls } = mock.journal.list();
  expect(calls.map((call) => call.status)).toEqual(['RESOURCE_EXHAUSTED', 'OK']);
  const ended = mock.journal.get(calls[0]!.id)!.events.at(-1);
  expect(ended).toMatchObject({ problem: { code: 'transport-resource-exhausted' } });
});

test('compressed requests are read; bombs, nonsense and unknown encodings are refused', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const send = async (encoding: string, body: Buffer): Promise<unknown> => {
    const stream = raw.open(PATH, { 'grpc-encoding': encoding });
    stream.end(frame(body, true));
    return (await whole(stream)).trailers['grpc-status'];
  };
  expect(await send('gzip', gzipSync(text('hi')))).toBe('0');
  expect(await send('deflate', deflateSync(text('hi')))).toBe('0');
  expect(await send('gzip', gzipSync(Buffer.alloc(50_000_000)))).toBe('8');
  expect(await send('gzip', text('not gzip'))).toBe('13');
  expect(await send('br', text('hi'))).toBe('12');
  const { calls } = mock.journal.list();
  expect(calls.map((call) => call.status)).toEqual(['OK', 'OK', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'UNIMPLEMENTED']);
  expect(calls[0]).toMatchObject({ upBytes: 4 });
});

test('a unary request of no message, of half a message and of two messages is refused', async () => {
  await using mock = await openMock(scripted({ receive: () => NOTHING }));
  await using raw = rawSession(mock.port.port);
  for (const [body, code] of [
    [Buffer.alloc(0), '12'],
    [frame(text('hello')).subarray(0, 8), '13'],
    [Buffer.concat([frame(text('a')), frame(text('b'))]), '12'],
  ] as const) {
    const stream = raw.open(PATH);
    stream.end(body);
    expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': code });
  }
  expect(mock.journal.list().calls.map((call) => call.up)).toEqual([0, 0, 2]);
});

test('a status message is cut where it would break clients, and is sendable text whatever it was', async () => {
  await using mock = await openMock({
    open: (_method, metadata) => ({
      opening: NOTHING,
      receive: () => NOTHING,
      halfClose: () => ({
        steps: [
          {
            afterMs: 0,
            do: 'end',
            status: status(
              'ABORTED',
              metadata.some(({ key }) => key === 'x-odd') ? `odd \ud800 %41 \u2603` : '\u2603'.repeat(50_000),
            ),
            trailers: [],
          },
        ],
      }),
    }),
  });
  await using raw = rawSession(mock.port.port);
  const long = await unary(mock.client(), PATH, text('x'));
  expect(long.code).toBe(10);
  expect(Buffer.byteLength(long.details)).toBeLessThanOrEqual(8 * 1024);
  expect(long.details).toMatch(/^\u2603+\u2026$/);
  const stream = raw.open(PATH, { 'x-odd': 'yes' });
  stream.end(frame(text('x')));
  expect(decodeURIComponent(String((await whole(stream)).trailers['grpc-message']))).toBe('odd \ufffd %41 \u2603');
});

test('every connection that is not gRPC but HTTP/2 is told so', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open('/x', { 'content-type': 'text/plain' });
  stream.end();
  expect((await whole(stream)).headers[':status']).toBe(415);
});
