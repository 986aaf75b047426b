import { once } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import {
  Metadata,
  status as Status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { MessageEvent, StartedEvent } from '../../../server/contract/traffic.ts';
import { ask, foreignServer, http2, invokerFor, listening, start, told } from './invoke-fixture.ts';

interface Line {
  readonly text?: string;
  readonly number?: number;
}
type Unary = ServerUnaryCall<Line, Line>;
type Writable = ServerWritableStream<Line, Line>;
type Readable = ServerReadableStream<Line, Line>;
type Duplex = ServerDuplexStream<Line, Line>;

const talk = {
  Say: (call: Unary, done: sendUnaryData<Line>) => done(null, { text: `you said ${call.request.text}` }),
  Count: (call: Writable) => {
    for (let number = 1; number <= (call.request.number ?? 0); number += 1) call.write({ number });
    call.end();
  },
  Gather: (call: Readable, done: sendUnaryData<Line>) => {
    const texts: (string | undefined)[] = [];
    call.on('data', (line: Line) => texts.push(line.text));
    call.on('end', () => done(null, { text: texts.join('+') }));
  },
  Chat: (call: Duplex) => {
    call.on('data', (line: Line) => call.write({ text: `${line.text}!` }));
    call.on('end', () => call.end());
  },
};

test('a unary call tells what its client sent and saw, in order', async () => {
  await using server = await foreignServer(talk);
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Say', { messages: ['{ "text": "hello" }'] }));
  await story.ended;
  expect(told(story.events)).toEqual([
    'started',
    'up 1 {"text":"hello"}',
    'half_closed',
    'headers',
    'down 1 {"text":"you said hello"}',
    'ended OK',
  ]);
  const times = story.events.map((event) => event.t);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times.every(Number.isInteger)).toBe(true);
  expect(story.events[0]).toMatchObject({
    method: '/talk.v1.Talk/Say',
    kind: 'unary',
    protocol: 'grpc',
    peer: server.target,
    invocation: story.id,
    deadlineMs: null,
  } satisfies Partial<StartedEvent>);
  expect(story.events[1]).toMatchObject({ size: 7, body: { type: 'talk.v1.Line' } } satisfies Partial<MessageEvent>);
  expect(invoker.open).toBe(0);
});

test('a server stream tells each message', async () => {
  await using server = await foreignServer(talk);
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Count', { messages: ['{"number":3}'] }));
  await story.ended;
  expect(told(story.events)).toEqual([
    'started',
    'up 1 {"number":3}',
    'half_closed',
    'headers',
    'down 1 {"number":1}',
    'down 2 {"number":2}',
    'down 3 {"number":3}',
    'ended OK',
  ]);
});

test('a client stream sends until it is half-closed', async () => {
  await using server = await foreignServer(talk);
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Gather', { messages: ['{"text":"a"}', '{"text":"b"}'] }));
  expect(invoker.send(story.id, '{"text":"c"}')).toEqual({ ok: true });
  expect(invoker.halfClose(story.id)).toEqual({ ok: true });
  expect(invoker.send(story.id, '{}')).toMatchObject({ ok: false, problems: [{ code: 'half-closed' }] });
  expect(invoker.halfClose(story.id)).toMatchObject({ ok: false, problems: [{ code: 'half-closed' }] });
  await story.ended;
  expect(told(story.events).slice(-3)).toEqual(['headers', 'down 1 {"text":"a+b+c"}', 'ended OK']);
  expect(invoker.send(story.id, '{}')).toMatchObject({ ok: false, problems: [{ code: 'invocation-not-open' }] });
});

test('a bidi call is a conversation', async () => {
  await using server = await foreignServer(talk);
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Chat', { messages: [] }));
  for (const [index, text] of ['one', 'two', 'three'].entries()) {
    expect(invoker.send(story.id, JSON.stringify({ text }))).toEqual({ ok: true });
    await story.until((event) => event.type === 'message' && event.direction === 'down' && event.index === index + 1);
  }
  invoker.halfClose(story.id);
  await story.ended;
  expect(told(story.events)).toEqual([
    'started',
    'up 1 {"text":"one"}',
    'headers',
    'down 1 {"text":"one!"}',
    'up 2 {"text":"two"}',
    'down 2 {"text":"two!"}',
    'up 3 {"text":"three"}',
    'down 3 {"text":"three!"}',
    'half_closed',
    'ended OK',
  ]);
});

test('metadata goes both ways, binary values as base64, secrets masked in the story only', async () => {
  let got = new Metadata();
  await using server = await foreignServer({
    ...talk,
    Say: (call: Unary, done: sendUnaryData<Line>) => {
      got = call.metadata;
      const headers = new Metadata();
      headers.add('x-head-bin', Buffer.from([0, 255]));
      call.sendMetadata(headers);
      const trailers = new Metadata();
      trailers.add('x-tail', 'one');
      trailers.add('x-tail', 'two');
      done(null, {}, trailers);
    },
  });
  await using invoker = invokerFor(server.target);
  const story = start(
    invoker,
    ask('Say', {
      metadata: [
        { key: 'Authorization', value: 'Bearer s3cret' },
        { key: 'x-many', value: 'a' },
        { key: 'x-many', value: 'b' },
        { key: 'x-raw-bin', value: 'AP8' },
      ],
    }),
  );
  const ended = await story.ended;
  expect(got.get('authorization')).toEqual(['Bearer s3cret']);
  expect(got.get('x-raw-bin')).toEqual([Buffer.from([0, 255])]);
  expect(got.get('x-many').join()).toBe('a, b');
  expect(got.get('x-understudy-invocation')).toEqual([story.id]);
  expect((story.events[0] as StartedEvent).metadata.slice(0, 2)).toEqual([
    { key: 'authorization', value: '•••', masked: true },
    { key: 'x-many', value: 'a' },
  ]);
  expect(story.events.find((event) => event.type === 'headers')).toMatchObject({
    metadata: expect.arrayContaining([{ key: 'x-head-bin', value: 'AP8=' }]) as unknown,
  });
  // Node joins what repeats, as gRPC allows for text.
  expect(ended.trailers).toEqual([{ key: 'x-tail', value: 'one, two' }]);
});

test('a status with details arrives as the server sent it, unexplained', async () => {
  await using server = await foreignServer({
    ...talk,
    Say: (_call: Unary, done: sendUnaryData<Line>) => {
      const metadata = new Metadata();
      metadata.set('grpc-status-details-bin', Buffer.from('details'));
      done({ code: Status.NOT_FOUND, details: 'no such line', metadata });
    },
  });
  await using invoker = invokerFor(server.target);
  const ended = await start(invoker, ask('Say')).ended;
  expect(ended.status).toEqual({ code: 5, name: 'NOT_FOUND', message: 'no such line' });
  expect(ended.trailers).toContainEqual({ key: 'grpc-status-details-bin', value: 'ZGV0YWlscw==' });
  expect(ended.problem).toBeUndefined();
  expect(ended.cancelledBy).toBeNull();
});

test('a cancel reaches the server and ends the story at once', async () => {
  let cancelled: () => void = () => undefined;
  const atServer = new Promise<void>((resolve) => (cancelled = resolve));
  await using server = await foreignServer({
    ...talk,
    Count: (call: Writable) => {
      call.write({ number: 1 });
      call.on('cancelled', cancelled);
    },
  });
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Count'));
  await story.until((event) => event.type === 'message' && event.direction === 'down');
  expect(invoker.cancel(story.id)).toEqual({ ok: true });
  const ended = await story.ended;
  await atServer;
  expect(ended).toMatchObject({ status: { name: 'CANCELLED' }, cancelledBy: 'client' });
  expect(ended.problem).toBeUndefined();
  expect(invoker.cancel(story.id)).toMatchObject({ ok: false, problems: [{ code: 'invocation-not-open' }] });
});

test('a server that gives up is not the client that gave up', async () => {
  await using server = await foreignServer({
    ...talk,
    Say: (_call: Unary, done: sendUnaryData<Line>) => done({ code: Status.CANCELLED, details: 'no' }),
  });
  await using invoker = invokerFor(server.target);
  expect((await start(invoker, ask('Say')).ended).cancelledBy).toBe('server');
});

test('a message cannot be added to a call that takes one', async () => {
  await using server = await foreignServer({ ...talk, Say: () => undefined });
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Say'));
  expect(invoker.send(story.id, '{}')).toMatchObject({ ok: false, problems: [{ code: 'one-message-only' }] });
});

test('a listener that is behind holds the server back, and every message still comes', async () => {
  const big = 'x'.repeat(100_000);
  let written = 0;
  await using server = await foreignServer({
    ...talk,
    Count: (call: Writable) => {
      const go = (): void => {
        while (written < 100) if (!call.write({ number: (written += 1), text: big })) return;
        call.end();
      };
      call.on('drain', go);
      go();
    },
  });
  await using invoker = invokerFor(server.target);
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const numbers: number[] = [];
  let first: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (first = resolve));
  const done = new Promise<void>((resolve) => {
    invoker.start(ask('Count'), (events) => {
      for (const event of events) {
        if (event.type === 'ended') resolve();
        if (event.type !== 'message' || event.direction !== 'down') continue;
        numbers.push(event.index);
        first();
        if (event.index === 1) return gate;
      }
      return undefined;
    });
  });
  await arrived;
  // Another call on the same connection goes all the way there and back meanwhile.
  await start(invoker, ask('Say')).ended;
  expect(numbers).toEqual([1]);
  expect(written).toBeLessThan(100);
  letGo();
  await done;
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

test('what waits for a server that does not read is bounded', async () => {
  await using server = await foreignServer({ ...talk, Chat: (call: Duplex) => void call.pause() });
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Chat', { messages: [] }));
  const text = JSON.stringify({ text: 'x'.repeat(1_000_000) });
  let accepted = 0;
  let reply = invoker.send(story.id, text);
  for (; reply.ok && accepted < 50; accepted += 1) reply = invoker.send(story.id, text);
  expect(reply).toMatchObject({ ok: false, problems: [{ code: 'server-does-not-read' }] });
  expect(accepted).toBeLessThanOrEqual(9);
  invoker.cancel(story.id);
  expect((await story.ended).cancelledBy).toBe('client');
});

test('calls to one target share a connection, which closes when nobody uses it', async () => {
  const plain = http2((stream) => stream.respond({ ':status': 200, 'grpc-status': '0' }, { endStream: true }));
  const sessions: Promise<unknown>[] = [];
  plain.on('session', (session: ServerHttp2Session) => sessions.push(once(session, 'close')));
  await using server = await listening(plain);
  await using invoker = invokerFor(server.target, { idleMs: 1 });
  await Promise.all(Array.from({ length: 5 }, () => start(invoker, ask('Chat', { messages: [] })).ended));
  expect(sessions.length).toBe(1);
  await sessions[0];
  await start(invoker, ask('Chat', { messages: [] })).ended;
  expect(sessions.length).toBe(2);
});

test('at the end every open call is cancelled, and none can be started', async () => {
  await using server = await foreignServer({ ...talk, Say: () => undefined });
  const invoker = invokerFor(server.target);
  const stories = [start(invoker, ask('Say')), start(invoker, ask('Chat', { messages: [] }))];
  await invoker[Symbol.asyncDispose]();
  expect(invoker.open).toBe(0);
  expect((await Promise.all(stories.map((story) => story.ended))).map((ended) => ended.status.name)).toEqual([
    'CANCELLED',
    'CANCELLED',
  ]);
  expect(invoker.start(ask('Say'), () => undefined)).toMatchObject({
    ok: false,
    problems: [{ code: 'shutting-down' }],
  });
});
