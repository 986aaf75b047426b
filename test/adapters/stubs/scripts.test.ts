import { expect, test } from 'vitest';
import { watchHours } from './hours.ts';
import { serveStubs } from './served.ts';

const file = (stubs: string): string => `service: shop.v1.Shop\nstubs:\n${stubs}`;

/** As a person would write it: the example of the design, for the shop. */
const CHAT = file(`
  - method: Talk
    script:
      - on: open
        do: [ { send: { note: welcome } } ]
      - on: message
        when: { note: { $contains: help } }
        do: [ { send: { note: "asking…" } }, { after: 3ms, send: { note: "you said \${message.note}" } } ]
      - every: 20ms
        do: [ { send: { note: "ping \${count}" } } ]
      - on: call
        method: shop.v1.Shop/Pay
        do: [ { send: { note: "paid for \${call.request.sku}" } } ]
      - on: half_close
        do: [ { end: { status: OK, trailers: { x-said: "\${size(requests)}" } } } ]
`);

test('a conversation with open, message, timer, another call and half-close', async () => {
  await using s = await serveStubs(CHAT);
  const talk = s.talk('Talk');
  const until = async (wanted: RegExp): Promise<void> => {
    for (let next = await talk.next(); next !== undefined; next = await talk.next())
      if (wanted.test(String(Object(next).note))) return;
    throw new Error(`${wanted.source} never came`);
  };
  await until(/^welcome$/);
  talk.say({ note: 'I need help' });
  await until(/^asking…$/);
  await until(/^you said I need help$/);
  await until(/^ping \d+$/);
  expect((await s.call('Pay', [{ sku: 'A' }])).code).toBe(0);
  await until(/^paid for A$/);
  talk.end();
  const { code, trailers } = await talk.went;
  expect([code, trailers.get('x-said')]).toEqual([0, ['1']]);
  const calls = s.app.journal.list().calls;
  expect(calls.find(({ method }) => method.endsWith('/Talk'))).toMatchObject({
    status: 'OK',
    answeredBy: { by: 'stub', line: 4 },
  });
});

test('a bidi client has the headers, and the first words, before it says anything', async () => {
  await using s = await serveStubs(CHAT);
  const talk = s.talk('Talk');
  expect(await talk.next()).toEqual({ note: 'welcome' });
  talk.cancel();
  expect((await talk.went).headers).toMatchObject({ 'x-understudy-seed': '42' });
});

test('a server stream lives on timers until it is cancelled, and holds up nobody', async () => {
  await using s = await serveStubs(
    file('  - { method: TellItem, script: [ { every: 1ms, do: [ { send: { left: "${count}" } } ] } ] }\n'),
  );
  const tell = s.talk('TellItem');
  tell.say({});
  tell.end();
  for (let left = 1; left <= 20; left += 1) expect(await tell.next()).toEqual({ left });
  expect((await s.call('Pay', [{ sku: 'A' }])).code).toBe(0);
  tell.cancel();
  expect((await tell.went).code).toBe(1);
});

test('a client that goes away moves a scenario, and the next call meets it', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: Talk, script: [ { on: open, do: [ { send: { note: hi } } ] }, { on: cancel, do: [ { scenario: { name: line, to: dropped } } ] } ] }\n' +
        '  - { method: Pay, scenario: { name: line, requires: dropped }, reply: { message: { note: you hung up } } }\n',
    ),
  );
  const talk = s.talk('Talk');
  await talk.next();
  talk.cancel();
  await expect.poll(async () => (await s.call('Pay')).messages).toEqual([{ note: 'you hung up' }]);
});

test('a deadline is a cancel for the script, and the answers of all kinds of calls are heard of', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: Talk, script: [ { on: open, do: [ { send: {} } ] }, { on: cancel, do: [ { scenario: { name: line, to: late } } ] } ] }\n' +
        '  - { method: Mix, script: [ { on: call, method: GetItem, do: [ { send: { text: "unary ${call.request.sku}" } } ] },' +
        ' { on: call, method: TellItem, do: [ { send: { text: "down ${call.request.sku}" } } ] },' +
        ' { on: call, method: CountItems, do: [ { send: { text: "up ${call.count}" } } ] },' +
        ' { on: call, method: Talk, do: [ { send: { text: "bidi ${call.request.sku}" } } ] } ] }\n',
    ),
  );
  const mix = s.talk('Mix');
  mix.say({});
  // Answered by what is generated, and by a script of its own.
  await expect.poll(() => s.app.journal.list().calls[0]?.up).toBe(1);
  for (const method of ['GetItem', 'TellItem', 'CountItems'])
    expect((await s.call(method, [{ sku: 'A' }])).code).toBe(0);
  const talk = s.talk('Talk', {}, 400);
  talk.say({ sku: 'B' });
  const told: unknown[] = [];
  while (told.length < 4) told.push(await mix.next());
  expect(told).toEqual([{ text: 'unary A' }, { text: 'down A' }, { text: 'up 1' }, { text: 'bidi B' }]);
  expect((await talk.went).code).toBe(4);
  await expect.poll(() => s.app.stubFiles.source.current?.scenarios()[0]?.state).toBe('late');
  mix.cancel();
});

test('a script ends a client stream before its client has said all', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: CountItems, script: [ { on: message, when: { sku: BAD }, do: [ { end: { status: INVALID_ARGUMENT, message: "${message.sku} at ${size(requests)}" } } ] } ] }\n',
    ),
  );
  const count = s.talk('CountItems');
  count.say({ sku: 'A' });
  count.say({ sku: 'BAD' });
  expect(await count.went).toMatchObject({ code: 3, details: 'BAD at 2' });
});

test('an expression that fails in the middle ends the stream with its place', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: Talk, script: [ { on: open, do: [ { send: { left: 1 } }, { after: 1ms, send: { left: "${1 / 0}" } } ] } ] }\n',
    ),
  );
  const { code, details, messages } = await s.talk('Talk').went;
  expect([code, messages]).toEqual([13, [{ left: 1 }]]);
  expect(details).toMatch(/shop\.stubs\.yaml:3: stubs\[0\]\.script\[0\]\.do\[1\]\.send\.left: /);
  const [call] = s.app.journal.list().calls;
  const path = 'stubs[0].script[0].do[1].send.left';
  const problem = { code: 'stub-template-failed', line: 3, path };
  expect(s.app.journal.get(call!.id)?.events.at(-1)).toMatchObject({ type: 'ended', problem });
});

test('a flood of messages is answered, each in its order', async () => {
  await using s = await serveStubs(
    file('  - { method: Talk, script: [ { on: message, do: [ { send: { left: "${message.left}" } } ] } ] }\n'),
  );
  const talk = s.talk('Talk');
  for (let left = 1; left <= 5_000; left += 1) talk.say({ left });
  talk.end();
  const { code, messages } = await talk.went;
  expect(code).toBe(0);
  expect(messages.map((message) => Object(message).left)).toEqual(
    Array.from({ length: 5_000 }, (_, index) => index + 1),
  );
});

test('an edit while a script plays leaves it as it was begun; the next call has the new one', async () => {
  const says = (note: string): string =>
    file(`  - { method: Talk, script: [ { on: message, do: [ { send: { note: ${note} } } ] } ] }\n`);
  await using s = await serveStubs(says('one'));
  const talk = s.talk('Talk');
  talk.say({});
  expect(await talk.next()).toEqual({ note: 'one' });
  await s.write(says('two'));
  talk.say({});
  expect(await talk.next()).toEqual({ note: 'one' });
  talk.end();
  await talk.went;
  expect((await s.call('Talk')).messages).toEqual([{ note: 'two' }]);
});

test('closing the server ends scripts that would go on, and leaves no timer', async () => {
  using hours = watchHours();
  const s = await serveStubs(
    file(
      '  - { method: TellItem, script: [ { on: open, do: [ { send: {} } ] }, { every: 1h, do: [ { send: {} } ] } ] }\n',
    ),
  );
  const tell = s.talk('TellItem');
  tell.say({});
  tell.end();
  await tell.next();
  await s[Symbol.asyncDispose]();
  expect((await tell.went).code).not.toBe(0);
  expect(hours.running).toBe(0);
});
