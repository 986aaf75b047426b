import { expect, test } from 'vitest';
import { serveStubs } from './served.ts';

const file = (stubs: string): string => `service: shop.v1.Shop\nstubs:\n${stubs}`;
const KINDS = ['GetItem', 'TellItem', 'CountItems', 'Talk'] as const;
const all = (rest: string): string => file(KINDS.map((method) => `  - { method: ${method}, ${rest} }\n`).join(''));

test.each(KINDS)('%s: a message with headers, trailers and templates', async (method) => {
  await using s = await serveStubs(
    all(
      'reply: { headers: { x-a: "1" }, trailers: { x-b: "${request.sku}" }, message: { sku: "is ${request.sku}", left: 3 }, after: 1ms }',
    ),
  );
  const went = await s.call(method, [{ sku: 'A' }]);
  expect(went).toMatchObject({ code: 0, messages: [{ sku: 'is A', left: 3 }], headers: { 'x-a': '1' } });
  expect(went.trailers.getMap()).toMatchObject({ 'x-b': 'A' });
  expect(s.app.journal.list().calls[0]).toMatchObject({ answeredBy: { by: 'stub', line: KINDS.indexOf(method) + 3 } });
});

test.each(KINDS)('%s: an error with details', async (method) => {
  await using s = await serveStubs(
    all(
      'reply: { status: NOT_FOUND, message: "no ${request.sku}", details: [ { "@type": google.rpc.ErrorInfo, reason: GONE, domain: shop } ] }',
    ),
  );
  const went = await s.call(method, [{ sku: 'A' }]);
  expect(went).toMatchObject({ code: 5, details: 'no A', messages: [] });
  expect(String(went.trailers.get('grpc-status-details-bin')[0])).toContain('type.googleapis.com/google.rpc.ErrorInfo');
});

test.each(KINDS)('%s: an expression that fails ends the call with its place', async (method) => {
  await using s = await serveStubs(all('reply: { message: { left: "${1 / request.left}" } }'));
  const { code, details } = await s.call(method, [{ sku: 'A' }]);
  expect(code).toBe(13);
  expect(details).toMatch(/shop\.stubs\.yaml:\d+: stubs\[\d\]\.reply\.message\.left: .*1 \/ request\.left/);
});

test.each(KINDS)('%s: what is not given is generated', async (method) => {
  await using s = await serveStubs(all('reply: { generated: true, message: { sku: FIXED } }'));
  await using plain = await serveStubs('stubs: []');
  const { messages } = await s.call(method, [{ sku: 'A' }]);
  const other = await plain.call(method, [{ sku: 'A' }]);
  expect(messages).toEqual([{ ...Object(other.messages[0]), sku: 'FIXED' }]);
});

test.each(KINDS)('%s: generated alone is the whole answer, with what the stub adds', async (method) => {
  await using s = await serveStubs(all('reply: { generated: true, headers: { x-a: b }, trailers: { x-t: u } }'));
  await using plain = await serveStubs('stubs: []');
  const { messages, code, headers, trailers } = await s.call(method, [{ sku: 'A' }]);
  expect(messages).toEqual((await plain.call(method, [{ sku: 'A' }])).messages);
  if (method === 'TellItem') expect(messages.length).toBeGreaterThan(1);
  expect([code, headers['x-a'], trailers.get('x-t')]).toEqual([0, 'b', ['u']]);
});

test.each(KINDS)('%s: what no stub answers is answered as without stubs', async (method) => {
  await using s = await serveStubs(all('when: { request: { sku: B } }, reply: { message: { sku: stub } }'));
  await using plain = await serveStubs('stubs: []');
  const requests = [{ sku: 'A' }];
  const [mine, other] = [await s.call(method, requests), await plain.call(method, requests)];
  expect(mine.messages).toEqual(other.messages);
  expect(mine.headers).toMatchObject({ 'x-understudy-seed': '42' });
  expect(mine.code).toBe(other.code);
  expect((await s.call(method, [{ sku: 'B' }])).messages).toEqual([{ sku: 'stub' }]);
});

test.each([...KINDS, 'Pay', 'Mix'])('%s: strict, what no stub answers says which came near', async (method) => {
  const stubs = file(`  - { method: ${method}, when: { request: { note: B } }, reply: { status: ABORTED } }\n`);
  await using s = await serveStubs(stubs, { strict: true });
  const { code, details } = await s.call(method, [{ note: 'A' }]);
  expect(code).toBe(12);
  expect(details).toMatch(/The nearest stub: .*shop\.stubs\.yaml:3: note is "?A"?/);
});

test.each([...KINDS, 'Pay', 'Mix'])('%s: a file says where unmatched calls go, strict or not', async (method) => {
  const stubs = (unmatched: string): string =>
    `unmatched: ${unmatched}\n${file(`  - { method: ${method}, when: { request: { note: B } }, reply: { status: ABORTED } }\n`)}`;
  await using s = await serveStubs(stubs('refuse'));
  const refused = await s.call(method, [{ note: 'A' }]);
  expect(refused).toMatchObject({ code: 12 });
  expect(refused.details).toMatch(/shop\.stubs\.yaml says unmatched: refuse\)\. The nearest stub: .*:4: note is "?A"?/);
  expect((await s.call(method, [{ note: 'B' }])).code).toBe(10);
  await s.write(stubs('world'));
  expect((await s.call(method, [{ sku: 'X', note: 'A' }])).code).toBe(0);
  await using strict = await serveStubs(stubs('world'), { strict: true });
  expect((await strict.call(method, [{ sku: 'X', note: 'A' }])).code).toBe(0);
});

test.each(KINDS)('%s: strict, a stub fills in what it leaves open as ever', async (method) => {
  const stubs = all('reply: { generated: true, message: { note: mine } }');
  await using s = await serveStubs(stubs, { strict: true });
  await using plain = await serveStubs(stubs);
  const { messages } = await s.call(method, [{ sku: 'A' }]);
  expect(messages).toEqual((await plain.call(method, [{ sku: 'A' }])).messages);
  expect(Object.keys(Object(messages[0]) as object).length).toBeGreaterThan(1);
});

test('strict: stubs that are switched off, or are of another session, refuse nothing', async () => {
  const stubs = file(
    '  - { method: CountItems, enabled: false, reply: { status: ABORTED } }\n  - { method: Pay, session: mine, when: { request: { note: B } }, reply: { status: ABORTED } }\n',
  );
  await using s = await serveStubs(`unmatched: refuse\n${stubs}`);
  expect((await s.call('CountItems', [{}])).code).toBe(0);
  expect((await s.call('Pay', [{ sku: 'X' }])).code).toBe(0);
  expect((await s.call('Pay', [{}], { 'x-understudy-session': 'mine' })).code).toBe(12);
});

test.each(['TellItem', 'Talk'])('%s: a stream with delays, and an error in its middle', async (method) => {
  await using s = await serveStubs(
    all('reply: { message: { sku: one } }').replace(
      new RegExp(`(method: ${method}, reply:) .*\\}`),
      '$1 { stream: [ { sku: A, left: 3 }, { after: 5ms, message: { sku: A, left: 2 } }, { end: { status: ABORTED, message: over } } ] } }',
    ),
  );
  expect(await s.call(method, [{}])).toMatchObject({
    code: 10,
    details: 'over',
    messages: [
      { sku: 'A', left: 3 },
      { sku: 'A', left: 2 },
    ],
  });
});

test('a stream is repeated so many times', async () => {
  await using s = await serveStubs(
    file('  - { method: TellItem, reply: { stream: [ { left: 1 }, { left: 2 } ], repeat: 100 } }\n'),
  );
  const { messages } = await s.call('TellItem');
  expect(messages).toHaveLength(200);
  expect(messages.slice(-2)).toEqual([{ left: 1 }, { left: 2 }]);
});

test.each(['TellItem', 'Talk'])(
  '%s: a stream without end, of empty messages too, goes on until it is cancelled, and holds up nobody',
  async (method) => {
    await using s = await serveStubs(
      file(
        `  - { method: ${method}, reply: { stream: [ {} ], repeat: forever } }\n  - { method: GetItem, reply: { message: { left: 7 } } }\n`,
      ),
    );
    const endless = s.talk(method);
    endless.say({});
    if (method !== 'Talk') endless.end();
    for (let index = 0; index < 10_000; index += 1) await endless.next();
    expect((await s.call('GetItem')).messages).toEqual([{ left: 7 }]);
    endless.cancel();
    expect((await endless.went).code).toBe(1);
  },
);

test('each message of a bidi call has its own answer, those of no stub too', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: Talk, when: { last: { sku: A } }, reply: { message: { note: "you said ${message.sku}" } } }\n' +
        '  - { method: Talk, when: { last: { sku: END } }, reply: { status: OUT_OF_RANGE, message: bye } }\n',
    ),
  );
  const talk = s.talk('Talk');
  talk.say({ sku: 'A' });
  expect(await talk.next()).toEqual({ note: 'you said A' });
  talk.say({ sku: 'other' });
  expect(await talk.next()).toMatchObject({ sku: 'other' });
  talk.say({ sku: 'END' });
  expect(await talk.went).toMatchObject({ code: 11, details: 'bye' });
});

test('a client stream is judged at its end', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: CountItems, when: { count: { $gte: 3 }, any: { sku: X } }, reply: { message: { left: "${size(requests)}" } } }\n',
    ),
  );
  expect((await s.call('CountItems', [{}, { sku: 'X' }, {}])).messages).toEqual([{ left: 3 }]);
  expect((await s.call('CountItems', [{}, {}, {}])).messages).not.toEqual([{ left: 3 }]);
});

test('sequences, times and scenarios move from call to call', async () => {
  await using s = await serveStubs(
    file(`
  - { method: GetItem, when: { request: { sku: seq } }, replies: [ { message: { left: 1 } }, { message: { left: 2 } } ], afterLast: cycle }
  - { method: GetItem, when: { request: { sku: once } }, times: 1, reply: { message: { left: 9 } } }
  - { method: GetItem, when: { request: { sku: once } }, priority: -1, reply: { message: { left: 8 } } }
  - { method: Pay, scenario: { name: order, then: paid }, reply: { message: { note: paying } }, times: 1 }
  - { method: Pay, scenario: { name: order, requires: paid }, priority: -1, reply: { message: { note: paid } } }
`),
  );
  const left = async (method: string, sku: string): Promise<unknown> => (await s.call(method, [{ sku }])).messages[0];
  expect([await left('GetItem', 'seq'), await left('GetItem', 'seq'), await left('GetItem', 'seq')]).toEqual([
    { left: 1 },
    { left: 2 },
    { left: 1 },
  ]);
  expect([await left('GetItem', 'once'), await left('GetItem', 'once')]).toEqual([{ left: 9 }, { left: 8 }]);
  expect([await left('Pay', ''), await left('Pay', '')]).toEqual([{ note: 'paying' }, { note: 'paid' }]);
});

test('a client that retries succeeds on the third attempt', async () => {
  const config = {
    methodConfig: [
      {
        name: [{ service: 'shop.v1.Shop' }],
        retryPolicy: {
          maxAttempts: 4,
          initialBackoff: '0.01s',
          maxBackoff: '0.02s',
          backoffMultiplier: 1,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ],
  };
  await using s = await serveStubs(
    file(
      '  - { method: Pay, replies: [ { status: UNAVAILABLE }, { status: UNAVAILABLE }, { message: { note: ok } } ] }\n',
    ),
    { client: { 'grpc.service_config': JSON.stringify(config) } },
  );
  expect(await s.call('Pay')).toMatchObject({ code: 0, messages: [{ note: 'ok' }] });
  expect(s.app.journal.list().calls.map(({ status }) => status)).toEqual(
    expect.arrayContaining(['UNAVAILABLE', 'UNAVAILABLE', 'OK']),
  );
});

test('a session counts by itself', async () => {
  await using s = await serveStubs(file('  - { method: Pay, times: 1, reply: { message: { note: first } } }\n'));
  const note = async (session: string): Promise<unknown> =>
    (await s.call('Pay', [{}], { 'x-understudy-session': session })).messages[0];
  expect([await note('a'), await note('b')]).toEqual([{ note: 'first' }, { note: 'first' }]);
  expect(await note('a')).not.toEqual({ note: 'first' });
});

test('a cancelled call leaves its delay behind', async () => {
  await using s = await serveStubs(file('  - { method: GetItem, reply: { after: 1h, message: {} } }\n'));
  const call = s.talk('GetItem');
  call.say({});
  call.end();
  call.cancel();
  expect((await call.went).code).toBe(1);
});

test('an edit counts at once; a bad one keeps the last good version and names its line', async () => {
  await using s = await serveStubs(file('  - { method: Pay, reply: { message: { note: one } } }\n'));
  const note = async (): Promise<unknown> => (await s.call('Pay')).messages[0];
  expect(await note()).toEqual({ note: 'one' });
  await s.write(file('  - { method: Pay, reply: { message: { note: two } } }\n'));
  expect(await note()).toEqual({ note: 'two' });
  const bad = await s.write(file('  - { method: Pay, reply: { message: { nte: three } } }\n'));
  expect(bad.problems).toMatchObject([
    { severity: 'error', line: 3, path: 'stubs[0].reply.message.nte' },
    { severity: 'warning', code: 'stubs-held' },
  ]);
  expect(await note()).toEqual({ note: 'two' });
  const { stubs } = await s.write(file('  - { method: Pay, reply: { message: { note: four } } }\n'));
  expect(stubs).toMatchObject({ files: [{ stubs: 1, problems: [], held: false }], problems: [] });
  expect(await note()).toEqual({ note: 'four' });
});
