import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import type { InvocationEvent } from '../../../server/contract/invocation.ts';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import { status } from '../../../server/contract/status.ts';
import type { Conversation } from '../../../server/engine/conversation.ts';
import { createGrpcServer } from '../../../server/grpc/grpc-server.ts';
import { createCallDesk } from '../../../server/serving/call-desk.ts';
import { createHttp } from '../../../server/http/create-http.ts';
import { createGuard } from '../../../server/http/guard.ts';
import { createInvoker } from '../../../server/invoke/invoker.ts';
import { attachLive } from '../../../server/live/gateway.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { clock, registry, ask } from '../invoke/invoke-fixture.ts';
import { fakeSource } from '../http/http-fixture.ts';
import { io } from 'socket.io-client';
import { batchOf, next, STILL, subscribe, type Page } from './live-fixture.ts';

/** Answers each message with itself, and ends when the client does. */
const echo = (): Conversation => ({
  opening: { steps: [] },
  receive: (bytes) => ({ steps: [{ afterMs: 0, do: 'message', bytes }] }),
  halfClose: () => ({ steps: [{ afterMs: 0, do: 'end', status: status('OK'), trailers: [] }] }),
});

/** Everything between a page and the mock, on one port, with an engine that echoes. */
async function wholeRoad(): Promise<
  { page: Page; journal: Journal; port: number; open: () => number } & AsyncDisposable
> {
  let count = 0;
  const newId = (): string => `id-${(count += 1)}`;
  const journal = new Journal({
    clock,
    newId,
    describe: (path, direction, bytes) => {
      const method = registry.current.method(path);
      if (!method) return { type: '', base64: '' };
      return decodeJson(direction === 'up' ? method.desc.input : method.desc.output, bytes, method.types);
    },
  });
  const port = await openPort({ host: '127.0.0.1', port: 0 });
  const grpc = createGrpcServer({
    desk: createCallDesk({ registry, engine: { open: echo }, log: journal, clock }),
    clock,
  });
  const invoker = createInvoker({ target: () => `127.0.0.1:${port.port}`, registry, clock, newId });
  const guard = createGuard({ hosts: [] });
  const http = createHttp({
    source: { ...fakeSource(), calls: journal },
    guard,
    readAsset: undefined,
    newNonce: newId,
  });
  const live = attachLive(http, {
    source: journal,
    invocations: invoker,
    schema: registry,
    world: STILL,
    refuse: (request) => guard(request, 'socket')?.problem.message,
    flushMs: 2,
  });
  port.onHttp2((socket) => grpc.inject(socket));
  port.onHttp1((socket) => http.emit('connection', socket));
  const page: Page = io(`http://127.0.0.1:${port.port}`, { transports: ['websocket'], forceNew: true });
  await new Promise<void>((resolve) => page.once('connect', () => resolve()));
  return {
    page,
    journal,
    port: port.port,
    open: () => invoker.open,
    [Symbol.asyncDispose]: async () => {
      page.disconnect();
      await live.close();
      await invoker[Symbol.asyncDispose]();
      await grpc.close(0);
      http.closeAllConnections();
      await port[Symbol.asyncDispose]();
    },
  };
}

/** The events of an invocation, as far as one for which `is` holds. */
async function eventsUntil(page: Page, is: (event: InvocationEvent) => boolean): Promise<InvocationEvent[]> {
  const events: InvocationEvent[] = [];
  while (!events.some(is)) events.push(...(await next(page, 'invocation:events'))[1]);
  return events;
}

/** The batch in which the call of that ordinal has ended. */
function endedBatch(page: Page, ordinal: number): Promise<TrafficBatch> {
  return new Promise((done) => {
    page.on('traffic:batch', (bytes) => {
      const batch = batchOf(bytes);
      if (batch.calls.some((call) => call.ordinal === ordinal && call.status !== null)) done(batch);
    });
  });
}

test('a call from the page goes all the way, and both stories are linked by its id', async () => {
  await using road = await wholeRoad();
  await subscribe(road.page, null);
  const both = Promise.all([eventsUntil(road.page, (event) => event.type === 'ended'), endedBatch(road.page, 1)]);
  const reply = await road.page.emitWithAck('invocation:start', ask('Say', { messages: ['{"text":"hi"}'] }));
  const id = reply.ok ? reply.id : '';
  const [events, batch] = await both;
  expect(events.map((event) => event.type)).toEqual([
    'started',
    'message',
    'half_closed',
    'headers',
    'message',
    'ended',
  ]);
  expect(batch.calls).toMatchObject([
    { method: '/talk.v1.Talk/Say', status: 'OK', client: 'you', invocation: id, up: 1, down: 1 },
  ]);
  const record = await road.page.emitWithAck('call:watch', batch.calls[0]?.id ?? '');
  expect(record?.events.find((event) => event.type === 'message')).toMatchObject({
    body: { json: '{\n  "text": "hi"\n}' },
  });
});

test('a watched call is followed while it is open, and a page that goes cancels it at the mock', async () => {
  await using road = await wholeRoad();
  const started = eventsUntil(road.page, (event) => event.type === 'headers');
  const reply = await road.page.emitWithAck('invocation:start', ask('Chat', { messages: ['{"text":"one"}'] }));
  const id = reply.ok ? reply.id : '';
  await started;
  const [call] = road.journal.list().calls;
  const record = await road.page.emitWithAck('call:watch', call?.id ?? '');
  const seen = [...(record?.events ?? [])];
  await road.page.emitWithAck('invocation:send', id, '{"text":"two"}');
  while (seen.filter((event) => event.type === 'message').length < 4) {
    const [, events, , from] = await next(road.page, 'call:events');
    expect(from).toBe(seen.length);
    seen.push(...events);
  }
  const ended = new Promise<void>((resolve) => {
    road.journal.watch(call?.id ?? '', (events) => {
      if (events.some((event) => event.type === 'ended')) resolve();
    });
  });
  road.page.disconnect();
  await ended;
  expect(road.journal.get(call?.id ?? '')?.summary).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client' });
  expect(road.open()).toBe(0);
});

test('the calls of a page and of the API are the same calls', async () => {
  await using road = await wholeRoad();
  for (let index = 0; index < 3; index += 1) {
    const over = eventsUntil(road.page, (event) => event.type === 'ended');
    await road.page.emitWithAck('invocation:start', ask('Say'));
    await over;
  }
  const first = await subscribe(road.page, null);
  const answer = (await (await fetch(`http://127.0.0.1:${road.port}/api/calls`)).json()) as { calls: unknown };
  expect(answer.calls).toEqual(first.calls);
  const newest = (await (await fetch(`http://127.0.0.1:${road.port}/api/calls?limit=2`)).json()) as { calls: unknown };
  expect(newest.calls).toEqual(first.calls.slice(1));
});
