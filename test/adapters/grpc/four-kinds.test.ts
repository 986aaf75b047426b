import type { Metadata } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { openMock, scripted, say, ok, text, unary, until } from './mock.ts';

const identity = (bytes: Buffer): Buffer => bytes;

test('a unary call is answered and recorded from its start to its end', async () => {
  await using mock = await openMock();
  const reply = await unary(mock.client(), '/t.v1.Kinds/Unary', text('hi'));
  expect(reply).toEqual({ code: 0, details: '', reply: text('hi') });
  const { calls } = mock.journal.list();
  expect(calls).toMatchObject([
    { ordinal: 1, method: '/t.v1.Kinds/Unary', kind: 'unary', status: 'OK', up: 1, down: 1, upBytes: 4, downBytes: 4 },
  ]);
  expect(calls[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(calls[0]!.client).toBe('grpc-node-js');
  expect(mock.journal.get(calls[0]!.id)!.events.map((event) => event.type)).toEqual([
    'started',
    'message',
    'half_closed',
    'answered',
    'headers',
    'message',
    'ended',
  ]);
});

test('a server stream comes message by message', async () => {
  await using mock = await openMock(
    scripted({ halfClose: () => ({ steps: [say(text('a')), say(text('b'), 5), say(text('c'), 5), ok()] }) }),
  );
  const call = mock.client().makeServerStreamRequest('/t.v1.Kinds/Down', identity, identity, text('x'));
  const heard: Buffer[] = [];
  for await (const message of call) heard.push(message as Buffer);
  expect(heard).toEqual([text('a'), text('b'), text('c')]);
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'OK', up: 1, down: 3 });
});

test('a client stream is answered at half-close', async () => {
  await using mock = await openMock();
  const reply = await new Promise<Buffer>((done, fail) => {
    const call = mock
      .client()
      .makeClientStreamRequest('/t.v1.Kinds/Up', identity, identity, (error, value) =>
        error ? fail(error) : done(value!),
      );
    for (const word of ['a', 'b', 'c']) call.write(text(word));
    call.end();
  });
  expect(reply).toEqual(text('c'));
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'OK', up: 3, down: 1 });
});

test('a bidi stream answers each message before the next one is sent', async () => {
  await using mock = await openMock();
  const call = mock.client().makeBidiStreamRequest('/t.v1.Kinds/Both', identity, identity);
  for (const word of ['a', 'b', 'c']) {
    const heard = new Promise((done) => call.once('data', done));
    call.write(text(word));
    expect(await heard).toEqual(text(word));
  }
  const ended = new Promise((done) => call.once('status', done));
  call.end();
  expect(await ended).toMatchObject({ code: 0 });
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'OK', up: 3, down: 3, kind: 'bidi_streaming' });
});

test('an answer may begin before anything arrived', async () => {
  await using mock = await openMock(
    scripted({
      opening: {
        steps: [{ afterMs: 0, do: 'headers', metadata: [{ key: 'x-hello', value: 'you' }] }, say(text('first'))],
      },
    }),
  );
  const call = mock.client().makeBidiStreamRequest('/t.v1.Kinds/Both', identity, identity);
  const headers = await new Promise<Metadata>((done) => call.once('metadata', done));
  expect(headers.get('x-hello')).toEqual(['you']);
  expect(await new Promise((done) => call.once('data', done))).toEqual(text('first'));
  call.on('error', () => undefined);
  call.cancel();
  await until(mock.journal, () => mock.journal.stats().open === 0);
  expect(mock.journal.list().calls[0]).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
});

test('ten thousand small messages in one burst are all answered, in order', async () => {
  await using mock = await openMock();
  const call = mock.client().makeBidiStreamRequest('/t.v1.Kinds/Both', identity, identity);
  const heard: string[] = [];
  call.on('data', (message: Buffer) => heard.push(message.subarray(2).toString()));
  const ended = new Promise((done) => call.once('status', done));
  const words = Array.from({ length: 10_000 }, (_, at) => String(at));
  for (const word of words) call.write(text(word));
  call.end();
  expect(await ended).toMatchObject({ code: 0 });
  expect(heard).toEqual(words);
  const [summary] = mock.journal.list().calls;
  expect(summary).toMatchObject({ up: 10_000, down: 10_000 });
  const record = mock.journal.get(summary!.id)!;
  expect(record.omitted).toEqual({ up: 10_000 - 512, down: 10_000 - 512 });
});
