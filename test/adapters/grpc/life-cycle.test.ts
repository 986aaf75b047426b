import { constants } from 'node:http2';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { BrokenConnection } from '../../../server/grpc/grpc-server.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { clock, echo, KINDS, NOTHING, ok, openMock, say, scripted, text, unary, until } from './mock.ts';
import { frame, rawSession } from './raw-call.ts';
import { block, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PREFACE, rawFrame, RST_STREAM } from './raw-frame.ts';

const identity = (bytes: Buffer): Buffer => bytes;
const PATH = '/t.v1.Kinds/Unary';

test('a schema is swapped under load with no failed call, and open streams live on', async () => {
  await using mock = await openMock();
  const [clientA, clientB] = [mock.client(), mock.client()];
  const stream = clientA.makeBidiStreamRequest('/t.v1.Kinds/Both', identity, identity);
  stream.on('error', () => undefined);
  const schemas = [schemaFrom(KINDS), schemaFrom(`${KINDS} service More { rpc Do(Text) returns (Text); }`)];
  const codes = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const calls = Array.from({ length: 25 }, (_, at) => unary(at % 2 ? clientA : clientB, PATH, text(`${round}`)));
    mock.registry.replace(schemas[round % 2]!);
    for (const reply of await Promise.all(calls)) codes.add(reply.code);
    const heard = new Promise((done) => stream.once('data', done));
    stream.write(text('still here'));
    expect(await heard).toEqual(text('still here'));
  }
  expect([...codes]).toEqual([0]);
  expect(await unary(clientA, '/t.v1.More/Do', text('x'))).toMatchObject({ code: 0 });
  mock.registry.replace(schemas[0]!);
  expect(await unary(clientA, '/t.v1.More/Do', text('x'))).toMatchObject({ code: 12 });
  stream.cancel();
});

test('closing lets a call finish that finishes within the grace', async () => {
  await using mock = await openMock(scripted({ halfClose: () => ({ steps: [say(text('done'), 60), ok()] }) }));
  const reply = unary(mock.client(), PATH, text('x'));
  await until(mock.journal, () => mock.journal.stats().open === 1);
  await mock.grpc.close(10_000);
  expect(await reply).toMatchObject({ code: 0, reply: text('done') });
});

test('closing ends open streams with UNAVAILABLE at the grace, health watches at once', async () => {
  await using mock = await openMock(scripted({}));
  const client = mock.client();
  const ends = ['/t.v1.Kinds/Both', '/grpc.health.v1.Health/Watch'].map((path) => {
    const call = client.makeBidiStreamRequest(path, identity, identity);
    call.on('error', () => undefined).on('data', () => undefined);
    call.write(text('t.v1.Kinds'));
    return new Promise<{ code: number }>((done) => call.once('status', done));
  });
  await until(mock.journal, () => mock.journal.list().calls.filter((call) => call.up === 1).length === 2);
  const closed = mock.grpc.close(50);
  expect((await Promise.all(ends)).map((end) => end.code)).toEqual([14, 14]);
  await closed;
  expect(mock.desk.size).toBe(0);
  expect(mock.journal.list().calls).toMatchObject([
    { status: 'UNAVAILABLE', cancelledBy: 'server' },
    { status: 'UNAVAILABLE', cancelledBy: 'server' },
  ]);
});

test('closing does not hang on a client that neither reads nor leaves', async () => {
  const big = Buffer.alloc(1_000_000);
  await using mock = await openMock(scripted({ opening: { steps: Array.from({ length: 50 }, () => say(big)) } }));
  await using raw = rawSession(mock.port.port);
  raw.open('/t.v1.Kinds/Both').write(frame(text('x')));
  await until(mock.journal, () => mock.journal.list().calls[0]?.up === 1);
  await mock.grpc.close(20);
  await mock.grpc.close(20);
  expect(mock.journal.stats().open).toBe(0);
});

test('connections that come while closing are refused', async () => {
  await using mock = await openMock();
  await mock.grpc.close(0);
  await using raw = rawSession(mock.port.port);
  await new Promise((done) => raw.session.once('close', done));
  expect(mock.journal.stats().recorded).toBe(0);
});

test('a client that does not read is not sent more than a window, and holds up nobody', async () => {
  const big = Buffer.alloc(60_000);
  await using mock = await openMock({
    open: (method, metadata, line) =>
      method.info.name === 'Both'
        ? {
            opening: { steps: Array.from({ length: 1_000 }, () => say(big)) },
            receive: () => NOTHING,
            halfClose: () => NOTHING,
          }
        : echo.open(method, metadata, line),
  });
  await using raw = rawSession(mock.port.port);
  raw.open('/t.v1.Kinds/Both').pause();
  const client = mock.client();
  for (let at = 0; at < 200; at += 1) expect((await unary(client, PATH, text('x'))).code).toBe(0);
  expect(mock.journal.list({ method: '/t.v1.Kinds/Both' }).calls[0]!.down).toBeLessThanOrEqual(4);
});

test('a client that sends and does not read is not read from either', async () => {
  const big = Buffer.alloc(30_000);
  await using mock = await openMock(scripted({ receive: () => ({ steps: [say(big)] }) }));
  await using raw = rawSession(mock.port.port);
  const stream = raw.open('/t.v1.Kinds/Both');
  stream.pause();
  for (let at = 0; at < 2_000; at += 1) stream.write(frame(Buffer.alloc(1_000)));
  const client = mock.client();
  for (let at = 0; at < 100; at += 1) await unary(client, '/grpc.health.v1.Health/Check', text(''));
  expect(mock.journal.list({ method: '/t.v1.Kinds/Both' }).calls[0]!.up).toBeLessThan(500);
});

test('a connection may open a hundred streams at a time', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const settings = await new Promise<{ maxConcurrentStreams?: number }>((done) =>
    raw.session.once('remoteSettings', done),
  );
  expect(settings.maxConcurrentStreams).toBe(100);
});

test('a connection that resets all its calls is told to calm down; others are served', async () => {
  const failed: BrokenConnection[] = [];
  const limits = { resetBurst: 50, resetsPerSecond: 1 };
  await using mock = await openMock(echo, { limits, failed: (one) => failed.push(one) });
  await using raw = rawSession(mock.port.port);
  const goaway = new Promise<number>((done) => raw.session.once('goaway', done));
  const flood = (): void => {
    if (raw.session.destroyed || raw.session.closed) return;
    for (let at = 0; at < 50; at += 1) {
      const stream = raw.open('/t.v1.Kinds/Both');
      stream.write(frame(text('x')));
      stream.close(constants.NGHTTP2_CANCEL);
    }
    setImmediate(flood);
  };
  flood();
  expect(await goaway).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  expect(failed).toMatchObject([{ fault: 'protocol', problem: { code: 'rapid-reset' } }]);
  expect(await unary(mock.client(), PATH, text('x'))).toMatchObject({ code: 0 });
  await until(mock.journal, () => mock.journal.stats().open === 0);
  expect(mock.desk.size).toBe(0);
});

const HEAD = block([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':authority', 'localhost'],
  [':path', '/t.v1.Kinds/Both'],
  ['content-type', 'application/grpc'],
]);
/** So many calls, each reset as soon as it is open; `whole`: after its request has ended. */
const resetCalls = (count: number, whole = false, first = 1): Buffer[] =>
  Array.from({ length: count }, (_, at) => at * 2 + first).flatMap((stream) => [
    rawFrame(HEADERS, END_HEADERS, stream, HEAD),
    rawFrame(DATA, whole ? END_STREAM : 0, stream, frame(text('x'))),
    rawFrame(RST_STREAM, 0, stream, Buffer.from([0, 0, 0, 8])),
  ]);

test('a call that is reset in the packet that opens it counts as well, and nothing of it is left', async () => {
  const failed: BrokenConnection[] = [];
  const limits = { resetBurst: 50, resetsPerSecond: 1, allStreams: 20 };
  await using mock = await openMock(echo, { limits, failed: (one) => failed.push(one) });
  const few = connect(mock.port.port, '127.0.0.1');
  few.write(Buffer.concat([PREFACE, ...resetCalls(40)]));
  await until(mock.journal, () => mock.journal.list().calls.length === 40 && mock.journal.stats().open === 0);
  expect(failed).toEqual([]);
  const many = connect(mock.port.port, '127.0.0.1');
  many.write(Buffer.concat([PREFACE, ...resetCalls(60)]));
  await new Promise((done) => many.resume().once('close', done));
  expect(failed).toMatchObject([{ fault: 'protocol', problem: { code: 'rapid-reset' } }]);
  // Nothing of them counts among the open streams any more.
  const client = mock.client();
  const calls = Array.from({ length: 20 }, () => unary(client, PATH, text('x')));
  for (const call of calls) expect(await call).toMatchObject({ code: 0 });
  few.destroy();
});

test('calls of others begin between those of a client that opens and resets hundreds in one packet', async () => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, {
    limits: { streams: 8, resetBurst: 2_000 },
    failed: (one) => failed.push(one),
  });
  const client = mock.client();
  await unary(client, PATH, text('x'));
  const flood = connect(mock.port.port, '127.0.0.1').resume();
  await new Promise((done) => flood.once('connect', done));
  flood.write(Buffer.concat([PREFACE, ...resetCalls(600, true)]));
  expect(await unary(client, PATH, text('x'))).toMatchObject({ code: 0 });
  const early = mock.journal.stats().recorded;
  expect(early).toBeLessThan(600);
  await until(mock.journal, () => mock.journal.stats().recorded === 602 && mock.journal.stats().open === 0);
  // Those that had to wait were taken back until their turn, and are in the traffic all the same.
  const { calls } = mock.journal.list({ limit: 1_000 });
  const ended = (name: string): number => calls.filter(({ status }) => status === name).length;
  expect(ended('OK') + ended('CANCELLED')).toBe(602);
  expect(ended('CANCELLED')).toBeGreaterThan(500);
  expect(failed).toEqual([]);
  expect(mock.desk.size).toBe(0);
  flood.destroy();
});

test('a flood is closed at its resets, and says how many of its calls had not begun', async () => {
  const failed: BrokenConnection[] = [];
  const limits = { streams: 8, resetBurst: 50, resetsPerSecond: 1, allStreams: 20 };
  await using mock = await openMock(echo, { limits, failed: (one) => failed.push(one) });
  const flood = connect(mock.port.port, '127.0.0.1');
  flood.write(Buffer.concat([PREFACE, ...resetCalls(300, true)]));
  await new Promise((done) => flood.resume().once('close', done));
  expect(failed).toMatchObject([{ problem: { code: 'rapid-reset' } }]);
  expect(failed[0]!.problem.message).toMatch(/closed, with \d+ calls that had not begun/);
  const client = mock.client();
  const calls = Array.from({ length: 20 }, () => unary(client, PATH, text('x')));
  for (const call of calls) expect(await call).toMatchObject({ code: 0 });
});

test('floods that are closed while their packets are read leave the process alive', async () => {
  const failed: BrokenConnection[] = [];
  await using mock = await openMock(echo, { failed: (one) => failed.push(one) });
  const flood = async (): Promise<void> => {
    const socket = connect(mock.port.port, '127.0.0.1');
    let answers = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      answers = Buffer.concat([answers, chunk]);
      for (let size = 9; answers.length >= size; answers = answers.subarray(size), size = 9) {
        size += answers.readUIntBE(0, 3);
        if (answers[3] === GOAWAY) socket.destroy();
        if (answers.length < size) return;
      }
    });
    socket.on('error', () => undefined).write(PREFACE);
    let first = 1;
    const pump = (): void => {
      if (socket.destroyed) return;
      const packet = Buffer.concat(resetCalls(200, true, first));
      first += 400;
      if (socket.write(packet)) setImmediate(pump);
      else socket.once('drain', pump);
    };
    pump();
    await new Promise((done) => socket.once('close', done));
  };
  for (let round = 0; round < 3; round += 1) await Promise.all(Array.from({ length: 10 }, flood));
  expect(failed.length).toBeGreaterThan(0);
  expect(await unary(mock.client(), PATH, text('x'))).toMatchObject({ code: 0 });
});

test('delays are played one after the other', async () => {
  await using mock = await openMock(
    scripted({ halfClose: () => ({ steps: [say(text('a'), 20), say(text('b'), 30), ok()] }) }),
  );
  const started = clock.now();
  const call = mock.client().makeServerStreamRequest('/t.v1.Kinds/Down', identity, identity, text('x'));
  call.on('data', () => undefined);
  await new Promise((done) => call.once('status', done));
  expect(clock.now() - started).toBeGreaterThanOrEqual(48);
  const record = mock.journal.get(mock.journal.list().calls[0]!.id)!;
  const [first, second] = record.events.filter((event) => event.type === 'message' && event.direction === 'down');
  expect(second!.t - first!.t).toBeGreaterThanOrEqual(28_000);
});
