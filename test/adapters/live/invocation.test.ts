import { expect, test } from 'vitest';
import type { ClientEvents } from '../../../server/contract/events.ts';
import type { InvocationEvent, InvocationRequest } from '../../../server/contract/invocation.ts';
import { status } from '../../../server/contract/status.ts';
import { batchOf, next, runLive, type Page } from './live-fixture.ts';

const request: InvocationRequest = { method: '/a.B/C', metadata: [], deadlineMs: null, messages: ['{}'] };
const ended: InvocationEvent = { t: 9, type: 'ended', status: status('OK'), trailers: [], cancelledBy: null };
const halfClosed: InvocationEvent = { t: 1, type: 'half_closed' };

/** Sends what no honest page would. */
const rawly = (page: Page, event: string, ...args: unknown[]): Promise<unknown> =>
  page.emitWithAck(event as keyof ClientEvents, ...(args as [never])) as Promise<unknown>;

test('an invocation is started, fed, half-closed and told of', async () => {
  await using server = await runLive();
  const page = await server.open();
  expect(await page.emitWithAck('invocation:start', request)).toEqual({ ok: true, id: 'inv-1' });
  expect(await page.emitWithAck('invocation:send', 'inv-1', '{"a":1}')).toEqual({ ok: true });
  expect(await page.emitWithAck('invocation:half_close', 'inv-1')).toEqual({ ok: true });
  expect(await page.emitWithAck('invocation:cancel', 'inv-1')).toEqual({ ok: true });
  expect(server.invocations.told).toEqual([
    ['start', request],
    ['send', 'inv-1', '{"a":1}'],
    ['half_close', 'inv-1'],
    ['cancel', 'inv-1'],
  ]);
  const heard = next(page, 'invocation:events');
  void server.invocations.listeners.get('inv-1')?.([halfClosed], 'inv-1');
  void server.invocations.listeners.get('inv-1')?.([ended], 'inv-1');
  expect(await heard).toEqual(['inv-1', [halfClosed, ended]]);
  expect(await page.emitWithAck('invocation:send', 'inv-1', '{}')).toMatchObject({
    ok: false,
    problems: [{ code: 'invocation-not-open' }],
  });
});

test('the open invocations of a page that goes are cancelled, and no others', async () => {
  await using server = await runLive();
  const [page, other] = [await server.open(), await server.open()];
  await page.emitWithAck('invocation:start', request);
  await page.emitWithAck('invocation:start', request);
  await other.emitWithAck('invocation:start', request);
  void server.invocations.listeners.get('inv-1')?.([ended], 'inv-1');
  const cancelled = new Promise<string>((resolve) => (server.invocations.onCancel = resolve));
  page.disconnect();
  expect(await cancelled).toBe('inv-2');
  await other.emitWithAck('call:watch', null);
  expect(server.invocations.told.filter((told) => (told as unknown[])[0] === 'cancel')).toEqual([['cancel', 'inv-2']]);
});

test('a page cannot touch the invocations of another one', async () => {
  await using server = await runLive();
  const [page, other] = [await server.open(), await server.open()];
  await page.emitWithAck('invocation:start', request);
  for (const reply of [
    await other.emitWithAck('invocation:send', 'inv-1', '{}'),
    await other.emitWithAck('invocation:half_close', 'inv-1'),
    await other.emitWithAck('invocation:cancel', 'inv-1'),
  ])
    expect(reply).toMatchObject({ ok: false, problems: [{ code: 'invocation-not-open' }] });
});

test('a page has at most 64 open invocations', async () => {
  await using server = await runLive();
  const page = await server.open();
  const replies = await Promise.all(Array.from({ length: 65 }, () => page.emitWithAck('invocation:start', request)));
  expect(replies.filter((reply) => reply.ok).length).toBe(64);
  expect(replies.at(-1)).toMatchObject({ ok: false, problems: [{ code: 'too-many-invocations' }] });
  void server.invocations.listeners.get('inv-7')?.([ended], 'inv-7');
  expect((await page.emitWithAck('invocation:start', request)).ok).toBe(true);
});

test.each([
  [undefined, ['', 'method', 'metadata', 'deadlineMs', 'messages']],
  [[], ['', 'method', 'metadata', 'deadlineMs', 'messages']],
  [{ ...request, method: 'a.B/C' }, ['method']],
  [{ ...request, metadata: [{ key: 1, value: '' }] }, ['metadata']],
  [{ ...request, metadata: { key: 'a' } }, ['metadata']],
  [{ ...request, deadlineMs: '5' }, ['deadlineMs']],
  [{ ...request, messages: '{}' }, ['messages']],
  [{ ...request, messages: [{}] }, ['messages']],
  [{ ...request, messages: Array.from({ length: 1_001 }, () => '{}') }, ['messages']],
])('a request of the wrong form (%j) is refused, and says where', async (value, paths) => {
  await using server = await runLive();
  const page = await server.open();
  const reply = (await rawly(page, 'invocation:start', value)) as { problems: { path: string }[] }; // A refusal.
  expect(reply).toMatchObject({ ok: false });
  expect(reply.problems.map((problem) => problem.path)).toEqual(paths);
  expect(server.invocations.told).toEqual([]);
});

test('whatever a page sends, it is answered and the server lives', async () => {
  await using server = await runLive();
  const page = await server.open();
  const refused = { ok: false };
  expect(await rawly(page, 'nonsense', 1, 2)).toMatchObject({ ok: false, problems: [{ code: 'unknown-message' }] });
  expect(await rawly(page, 'toString')).toMatchObject(refused);
  expect(await rawly(page, '__proto__', {})).toMatchObject(refused);
  expect(await rawly(page, 'invocation:send', { id: 1 }, null)).toMatchObject(refused);
  expect(await rawly(page, 'invocation:cancel', Buffer.from('x'))).toMatchObject(refused);
  expect(await rawly(page, 'call:watch', { toString: 1 })).toBeNull();
  expect(batchOf(await rawly(page, 'traffic:subscribe', { epoch: 1, seq: 'x' }))).toMatchObject({ epoch: 'e1' });
  const bare = page as unknown as { emit(event: string): void }; // Without arguments, nor anything to acknowledge.
  bare.emit('traffic:subscribe');
  bare.emit('nonsense');
  expect((await page.emitWithAck('invocation:start', request)).ok).toBe(true);
});

test('a defect behind a message is a refusal, not a crash', async () => {
  const defects: unknown[] = [];
  await using server = await runLive({ onDefect: (error) => defects.push(error) });
  const defect = new Error('defect');
  server.invocations.start = () => {
    throw defect;
  };
  const page = await server.open();
  expect(await page.emitWithAck('invocation:start', request)).toMatchObject({
    ok: false,
    problems: [{ code: 'internal' }],
  });
  expect(defects).toEqual([defect]);
});

test('a message above the bound ends the connection, not the server', async () => {
  await using server = await runLive();
  const page = await server.open();
  const gone = new Promise((resolve) => page.once('disconnect', resolve));
  page.emit('invocation:send', 'inv-1', 'x'.repeat(8_000_001), () => undefined);
  await gone;
  expect((await server.open()).connected).toBe(true);
});
