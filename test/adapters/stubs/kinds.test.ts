import { expect, test } from 'vitest';
import type { CallSummary } from '../../../server/contract/traffic.ts';
import { watchHours } from './hours.ts';
import { serveStubs, type Served } from './served.ts';

const KINDS = ['GetItem', 'TellItem', 'CountItems', 'Talk'] as const;
const single = (method: string): boolean => method === 'GetItem' || method === 'CountItems';
const file = (method: string, does: string): string =>
  `service: shop.v1.Shop\nstubs:\n  - { method: ${method}, ${does} }\n`;
const DETAILS = 'details: [ { "@type": google.rpc.ErrorInfo, reason: GONE, domain: shop } ]';

/** What a stub says, and what its client has of it. */
interface Row {
  readonly does: (method: string) => string;
  /** The same with an hour in it. */
  readonly slow: (method: string) => string;
  readonly code: number;
  readonly messages: readonly unknown[];
  /** Messages before the hour. */
  readonly before: number;
  readonly only?: (method: string) => boolean;
}

const ROWS: Readonly<Record<string, Row>> = {
  message: {
    does: () => 'reply: { message: { sku: "${request.sku}", left: 3 } }',
    slow: () => 'reply: { after: 1h, message: { left: 3 } }',
    code: 0,
    messages: [{ sku: 'A', left: 3 }],
    before: 0,
  },
  stream: {
    does: () => 'reply: { stream: [ { left: 2 }, { after: 1ms, message: { left: 1 } } ] }',
    slow: () => 'reply: { stream: [ { left: 2 }, { after: 1h, message: { left: 1 } } ] }',
    code: 0,
    messages: [{ left: 2 }, { left: 1 }],
    before: 1,
    only: (method) => !single(method),
  },
  script: {
    does: () =>
      'script: [ { on: open, do: [ { set: { n: 1 } } ] }, { on: message, do: [ { after: 1ms, send: { sku: "${message.sku}", left: "${n}" } } ] } ]',
    slow: () =>
      'script: [ { on: open, do: [ { set: { n: 1 } } ] }, { on: message, do: [ { after: 1h, send: {} } ] }, { every: 2h, do: [ { send: {} } ] } ]',
    code: 0,
    messages: [{ sku: 'A', left: 1 }],
    before: 0,
  },
  'an error with details': {
    does: () => `reply: { status: NOT_FOUND, message: "no \${request.sku}", ${DETAILS} }`,
    slow: () => `reply: { after: 1h, status: NOT_FOUND, ${DETAILS} }`,
    code: 5,
    messages: [],
    before: 0,
  },
  'an error of a script': {
    does: () =>
      `script: [ { on: message, do: [ { after: 1ms, end: { status: ABORTED, message: "no \${message.sku}", ${DETAILS} } } ] } ]`,
    slow: () => `script: [ { on: message, do: [ { after: 1h, end: { status: ABORTED, ${DETAILS} } } ] } ]`,
    code: 10,
    messages: [],
    before: 0,
  },
};

const TABLE = Object.entries(ROWS).flatMap(([name, row]) =>
  KINDS.filter(row.only ?? (() => true)).map((method) => [method, name, row] as const),
);

/** As the journal has it, when it is over. */
async function recorded({ app }: Served, method: string): Promise<CallSummary> {
  const find = (): CallSummary => app.journal.list().calls.find((call) => call.method.endsWith(`/${method}`))!;
  await expect.poll(() => find().status).not.toBeNull();
  return find();
}

test.each(TABLE)('%s: %s', async (method, _name, row) => {
  await using s = await serveStubs(file(method, row.does(method)));
  const went = await s.call(method, [{ sku: 'A' }]);
  expect(went).toMatchObject({ code: row.code, messages: row.messages });
  expect(await recorded(s, method)).toMatchObject({
    code: row.code,
    answeredBy: { by: 'stub', line: 3 },
    down: row.messages.length,
  });
  if (row.code === 0) return;
  expect(went.details).toBe('no A');
  expect(String(went.trailers.get('grpc-status-details-bin')[0])).toContain('google.rpc.ErrorInfo');
});

test.each(TABLE)('%s: %s, cancelled while it waits an hour, leaves no timer behind', async (method, _name, row) => {
  using hours = watchHours();
  await using s = await serveStubs(file(method, row.slow(method)));
  const talk = s.talk(method);
  talk.say({ sku: 'A' });
  talk.end();
  for (let index = 0; index < row.before; index += 1) expect(await talk.next()).toBeDefined();
  await expect.poll(() => hours.begun).toBeGreaterThan(0);
  talk.cancel();
  expect((await talk.went).code).toBe(1);
  expect(await recorded(s, method)).toMatchObject({ status: 'CANCELLED', cancelledBy: 'client', down: row.before });
  expect(hours.running).toBe(0);
});

test.each(TABLE)(
  '%s: %s, past its deadline while it waits an hour, leaves no timer behind',
  async (method, _name, row) => {
    using hours = watchHours();
    await using s = await serveStubs(file(method, row.slow(method)));
    // The connection is there before the clock runs.
    await s.call('Pay');
    const talk = s.talk(method, {}, 300);
    talk.say({ sku: 'A' });
    talk.end();
    for (let index = 0; index < row.before; index += 1) expect(await talk.next()).toBeDefined();
    await expect.poll(() => hours.begun).toBeGreaterThan(0);
    const { code, messages } = await talk.went;
    expect([code, messages.length]).toEqual([4, row.before]);
    // Where the client's clock is ahead of ours, its reset at the deadline is a cancellation like any other.
    const { status, cancelledBy, down } = await recorded(s, method);
    expect(['DEADLINE_EXCEEDED deadline', 'CANCELLED client']).toContain(`${status} ${cancelledBy}`);
    expect(down).toBe(row.before);
    expect(hours.running).toBe(0);
  },
);

test.each(['GetItem', 'CountItems'])('%s: a stream of answers is a problem of the file', async (method) => {
  await using s = await serveStubs(file(method, ROWS['stream']!.does(method)));
  expect(s.app.stubFiles.report.problems).toMatchObject([{ severity: 'error', code: 'stub-kind', line: 3 }]);
});
