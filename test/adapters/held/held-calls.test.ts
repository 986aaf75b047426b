import { fromBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { Client, credentials, status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { HeldAction, HeldCall, HoldInfo } from '../../../server/contract/hold-api.ts';
import { serveStubs, type Served } from '../stubs/served.ts';

const KINDS = ['GetItem', 'TellItem', 'CountItems', 'Talk'] as const;
const STUBS = `service: shop.v1.Shop
stubs:
${KINDS.map((method) => `  - { method: ${method}, reply: { message: { sku: "from the stub" } } }`).join('\n')}
`;

/** A person at the API of a served shop. */
function person(served: Served) {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
    const reply = await fetch(`http://localhost:${served.app.port}/api/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as T }; // By the contract.
  };
  const info = async (): Promise<HoldInfo> => (await ask<HoldInfo>('GET', 'hold')).body;
  return {
    ask,
    info,
    hold: (method: string, on = true) => ask<HoldInfo>('PUT', 'hold', { method: `/shop.v1.Shop/${method}`, on }),
    /** The first call for which the condition holds. */
    async waiting(holds: (call: HeldCall) => boolean = () => true): Promise<HeldCall> {
      for (;;) {
        const found = (await info()).waiting.find(holds);
        if (found) return found;
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    act: (call: string, action: HeldAction) => ask<HoldInfo>('POST', `held/${call}`, action),
  };
}
/** A unary call with a deadline, so many milliseconds from now; rejects with grpc-js's error. */
async function within(served: Served, method: string, ms: number): Promise<JsonValue> {
  const { path, desc } = served.app.registry.current.method(`/shop.v1.Shop/${method}`)!;
  const client = new Client(`127.0.0.1:${served.app.port}`, credentials.createInsecure());
  try {
    const bytes = await new Promise<Buffer>((resolve, reject) =>
      client.makeUnaryRequest(
        path,
        (value: Buffer) => value,
        (value) => value,
        Buffer.alloc(0),
        { deadline: Date.now() + ms },
        (error, reply) => (error ? reject(error) : resolve(reply!)),
      ),
    );
    return toJson(desc.output, fromBinary(desc.output, bytes));
  } finally {
    client.close();
  }
}
const message = (sku: string): HeldAction => ({ do: 'message', json: JSON.stringify({ sku }) });
const end = (more: Partial<HeldAction & { do: 'end' }> = {}): HeldAction => ({
  do: 'end',
  status: 'OK',
  message: '',
  trailers: [],
  details: [],
  ...more,
});

test.each(KINDS)('%s: a person answers in place of the stub, and the traffic says so', async (method) => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold(method);
  const going = served.call(method, [{ sku: 'A' }]);
  const { call } = await you.waiting(({ messagesUp, halfClosed }) => messagesUp === 1 && halfClosed);
  await you.act(call, { do: 'headers', metadata: [{ key: 'x-desk', value: 'Mira' }] });
  await you.act(call, message('by hand'));
  await you.act(call, end({ trailers: [{ key: 'x-cost', value: '3' }] }));
  const went = await going;
  expect(went).toMatchObject({ code: 0, messages: [{ sku: 'by hand' }], headers: { 'x-desk': 'Mira' } });
  expect(went.trailers.getMap()).toMatchObject({ 'x-cost': '3' });
  expect(served.app.journal.get(call)?.summary).toMatchObject({ answeredBy: { by: 'person' }, status: 'OK' });
  expect((await you.info()).waiting).toEqual([]);
});

test.each(KINDS)('%s: an error by hand, with details', async (method) => {
  await using served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold(method);
  const going = served.call(method, [{ sku: 'A' }]);
  const { call } = await you.waiting();
  const details = ['{"@type":"google.rpc.ErrorInfo","reason":"GONE","domain":"shop"}'];
  await you.act(call, end({ status: 'ABORTED', message: 'not today', details }));
  const went = await going;
  expect(went).toMatchObject({ code: status.ABORTED, details: 'not today', messages: [] });
  expect(String(went.trailers.get('grpc-status-details-bin')[0])).toContain('google.rpc.ErrorInfo');
});

test.each(KINDS)('%s: a reset stream is what the client reports, and is told as done on purpose', async (method) => {
  await using served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold(method);
  const going = served.call(method, [{ sku: 'A' }]);
  const { call } = await you.waiting();
  await you.act(call, { do: 'reset', code: 'ENHANCE_YOUR_CALM' });
  expect((await going).code).toBe(status.RESOURCE_EXHAUSTED);
  expect(served.app.journal.get(call)?.summary).toMatchObject({ broken: 'rst_stream' });
});

test.each(KINDS)('%s: handed on, the stub answers with all that it was told', async (method) => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold(method);
  const going = served.call(method, [{ sku: 'A' }]);
  const { call } = await you.waiting(({ halfClosed }) => halfClosed);
  await you.act(call, { do: 'release' });
  expect(await going).toMatchObject({ code: 0, messages: [{ sku: 'from the stub' }] });
  const record = served.app.journal.get(call);
  expect(record?.summary.answeredBy).toMatchObject({ by: 'stub' });
  expect(record?.events.filter(({ type }) => type === 'answered')).toMatchObject([
    { answeredBy: { by: 'person' } },
    { answeredBy: { by: 'stub' } },
  ]);
});

test('handed on in the middle, a script plays on from what was said; what was answered by hand is not said again', async () => {
  await using served = await serveStubs(`service: shop.v1.Shop
stubs:
  - method: Talk
    script:
      - { on: message, do: [ { send: { sku: "script: \${message.sku} \${count}" } } ] }
      - { on: half_close, do: [ { end: { status: ABORTED, message: "by the script" } } ] }
`);
  const you = person(served);
  await you.hold('Talk');
  const talk = served.talk('Talk');
  talk.say({ sku: 'a' });
  const { call } = await you.waiting(({ messagesUp }) => messagesUp === 1);
  await you.act(call, message('by hand'));
  talk.say({ sku: 'b' });
  await you.waiting(({ messagesUp }) => messagesUp === 2);
  await you.act(call, { do: 'release' });
  expect([await talk.next(), await talk.next()]).toMatchObject([{ sku: 'by hand' }, { sku: 'script: b 2' }]);
  talk.say({ sku: 'c' });
  expect(await talk.next()).toMatchObject({ sku: 'script: c 3' });
  talk.end();
  expect(await talk.went).toMatchObject({ code: status.ABORTED, details: 'by the script' });
});

test('nobody at the page: the stub answers before the deadline', async () => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold('GetItem');
  await you.ask('PUT', 'hold', { releaseBeforeMs: 59_900 });
  const going = within(served, 'GetItem', 60_000);
  await you.waiting();
  expect(await going).toMatchObject({ sku: 'from the stub' });
  expect((await you.info()).waiting).toEqual([]);
});

test('a deadline that is too near is not waited for', async () => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold('GetItem');
  expect(await within(served, 'GetItem', 1_900)).toMatchObject({ sku: 'from the stub' });
  expect((await you.info()).methods).toEqual([{ method: '/shop.v1.Shop/GetItem', on: true, passed: 1 }]);
});

test('a client that cancels in the middle waits no more, and nothing is left behind', async () => {
  await using served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold('Talk');
  const talk = served.talk('Talk');
  talk.say({ sku: 'A' });
  const { call } = await you.waiting(({ messagesUp }) => messagesUp === 1);
  await you.act(call, message('one'));
  expect(await talk.next()).toMatchObject({ sku: 'one' });
  talk.cancel();
  expect((await talk.went).code).toBe(status.CANCELLED);
  await expect.poll(async () => (await you.info()).waiting).toEqual([]);
  expect((await you.act(call, message('two'))).status).toBe(409);
});

test('a conversation: both sides in their turn, and the person speaks first', async () => {
  await using served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold('Talk');
  const talk = served.talk('Talk');
  const { call } = await you.waiting();
  await you.act(call, message('welcome'));
  expect(await talk.next()).toMatchObject({ sku: 'welcome' });
  for (const sku of ['a', 'b', 'c']) {
    talk.say({ sku });
    await you.waiting(({ messagesUp, messagesDown }) => messagesUp === messagesDown);
    await you.act(call, message(`you said ${sku}`));
    expect(await talk.next()).toMatchObject({ sku: `you said ${sku}` });
  }
  talk.end();
  await you.waiting(({ halfClosed }) => halfClosed);
  await you.act(call, end());
  expect(await talk.went).toMatchObject({ code: 0 });
});

test('others are not held up, and all that wait go on when the switch goes off', async () => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold('Pay');
  const going = Array.from({ length: 50 }, () => served.call('Pay', [{ sku: 'A' }]));
  await expect.poll(async () => (await you.info()).waiting.length).toBe(50);
  expect(await served.call('GetItem', [{ sku: 'A' }])).toMatchObject({ code: 0 });
  await you.hold('Pay', false);
  for (const went of await Promise.all(going)) expect(went.code).toBe(0);
});

test('a thousand wait, the next one is answered, and all go on when the switch goes off', async () => {
  await using served = await serveStubs(STUBS);
  const you = person(served);
  await you.hold('GetItem');
  // A connection carries a hundred streams at a time.
  const clients = Array.from({ length: 11 }, (_, index) => {
    const options = { 'grpc.use_local_subchannel_pool': 1, 'grpc.primary_user_agent': `crowd-${index}` };
    return new Client(`127.0.0.1:${served.app.port}`, credentials.createInsecure(), options);
  });
  const call = (client: Client): Promise<Buffer> =>
    new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        '/shop.v1.Shop/GetItem',
        (value: Buffer) => value,
        (value) => value,
        Buffer.alloc(0),
        (error, reply) => (error ? reject(error) : resolve(reply!)),
      ),
    );
  try {
    const going = clients.slice(0, 10).flatMap((client) => Array.from({ length: 100 }, () => call(client)));
    await expect.poll(async () => (await you.info()).waiting.length, { timeout: 30_000 }).toBe(1_000);
    expect((await call(clients[10]!)).toString()).toContain('from the stub');
    expect((await you.info()).methods).toMatchObject([{ passed: 1 }]);
    await you.hold('GetItem', false);
    for (const reply of await Promise.all(going)) expect(reply.toString()).toContain('from the stub');
    expect((await you.info()).waiting).toEqual([]);
  } finally {
    for (const client of clients) client.close();
  }
});

test('what a person says wrong is a problem with its place, and the call goes on waiting', async () => {
  await using served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold('GetItem');
  const going = served.call('GetItem', [{ sku: 'A' }]);
  const { call } = await you.waiting();
  expect(await you.act(call, { do: 'message', json: '{"sku": 1}' })).toMatchObject({
    status: 400,
    body: { problems: [{ path: 'sku', line: 1 }] },
  });
  expect(await you.act(call, end())).toMatchObject({ status: 400, body: { problems: [{ code: 'held-no-message' }] } });
  await you.act(call, message('well'));
  expect(await you.act(call, message('twice'))).toMatchObject({ status: 409 });
  await you.act(call, end());
  expect(await going).toMatchObject({ code: 0, messages: [{ sku: 'well' }] });
});

test('a mock that closes waits for no person', async () => {
  const served = await serveStubs('stubs: []');
  const you = person(served);
  await you.hold('GetItem');
  const going = served.call('GetItem', [{ sku: 'A' }]);
  await you.waiting(({ halfClosed }) => halfClosed);
  await served[Symbol.asyncDispose]();
  expect([status.UNAVAILABLE, status.CANCELLED]).toContain((await going).code);
});
