import { describe, expect, test } from 'vitest';
import { scripted } from './script-call.ts';

const KINDS = ['Get', 'Tell', 'Count', 'Talk'] as const;
const SEED = 'headers x-understudy-seed=42';
/** A stub for a method: lines of its script. */
const script = (method: string, ...events: readonly string[]): string =>
  `  - method: ${method}\n    script:\n${events.map((event) => `      - ${event}\n`).join('')}`;

describe('events', () => {
  test('a bidi call from its opening to its end', async () => {
    const { call } = await scripted(
      script(
        'Talk',
        '{ on: open, do: [ { send: { note: welcome } } ] }',
        '{ on: message, when: { note: { $contains: help } }, do: [ { send: { note: "asking…" } }, { send: { note: "you said ${message.note}" } } ] }',
        '{ on: message, do: [ { send: { note: "what is ${message.note}?" } } ] }',
        '{ on: half_close, do: [ { send: { note: bye } }, { end: { status: OK, trailers: { x-n: "${size(requests)}" } } } ] }',
      ),
    );
    const talk = call('Talk');
    expect(talk.heard).toEqual([SEED, 'note=welcome']);
    expect(talk.by).toBe('stub shop.stubs.yaml 3');
    talk.send({ note: 'please help' });
    talk.send({ note: 'foo' });
    expect(talk.heard.slice(2)).toEqual(['note=asking…', 'note=you said please help', 'note=what is foo?']);
    talk.end();
    expect(talk.heard.slice(5)).toEqual(['note=bye', 'end OK x-n=2']);
  });

  test.each(KINDS)(
    '%s: a message that no event fits is not answered, and the call ends with the client',
    async (method) => {
      const { call } = await scripted(
        script(method, '{ on: message, when: { sku: B }, do: [ { send: { note: B } } ] }'),
      );
      const one = call(method);
      one.send({ sku: 'A' });
      one.end();
      const single = method === 'Get' || method === 'Count';
      const end = single
        ? `end INTERNAL shop.stubs.yaml:3: /t.v1.Shop/${method} answers with one message, and the script ended with OK and sent none.`
        : 'end OK';
      expect(one.heard.filter((line) => line !== SEED)).toEqual([end]);
    },
  );

  test('messages that no event fits are told of with the first reason, and those that one takes are not', async () => {
    const { call } = await scripted(
      script(
        'Talk',
        '{ on: message, when: { sku: { $startsWith: B } }, do: [ { send: { note: B } } ] }',
        '{ on: message, when: { left: 3 }, do: [] }',
      ),
    );
    const one = call('Talk');
    for (const sent of [{ sku: 'B1' }, { left: 3 }, { sku: 'A' }, { sku: 'C' }]) one.send(sent);
    one.end();
    expect(one.heard).toEqual([SEED, 'note=B', 'end OK']);
    expect(one.problem).toBe(
      '2 of 4 messages fitted no event of the script. Message 3: sku is A; the event asks for $startsWith: B. left is 0; the event asks for 3.',
    );
    const other = call('Talk');
    other.send({ left: 3 });
    other.end();
    expect(other.problem).toBe('');
  });

  test('a script that asks for no messages says nothing of those that come', async () => {
    const { call } = await scripted(script('Talk', '{ on: half_close, do: [ { send: { note: bye } } ] }'));
    const one = call('Talk');
    one.send({ sku: 'A' });
    one.end();
    expect(one.problem).toBe('');
  });

  test.each(KINDS)('%s: open, message and half-close come in this order, in each kind', async (method) => {
    const { call } = await scripted(
      script(
        method,
        '{ on: half_close, do: [ { set: { all: "${all} closed" } }, { send: { note: "${all}" } }, { end: { status: OK } } ] }',
        '{ on: message, do: [ { set: { all: "${all} ${message.sku}" } } ] }',
        '{ on: open, do: [ { set: { all: opened } } ] }',
      ),
    );
    const one = call(method);
    one.send({ sku: 'A' });
    if (method === 'Count' || method === 'Talk') one.send({ sku: 'B' });
    one.end();
    const skus = method === 'Count' || method === 'Talk' ? 'A B' : 'A';
    expect(one.heard).toEqual([SEED, `note=opened ${skus} closed`, 'end OK']);
  });

  test('a client stream is answered as soon as the script says so', async () => {
    const { call } = await scripted(
      script(
        'Count',
        '{ on: open, do: [ { set: { sum: 0 } } ] }',
        '{ on: message, when: { left: { $lt: 0 } }, do: [ { end: { status: OUT_OF_RANGE, message: "${message.left} in message ${size(requests)}" } } ] }',
        '{ on: message, do: [ { set: { sum: "${sum + message.left}" } } ] }',
        '{ on: half_close, do: [ { send: { left: "${sum}" } } ] }',
      ),
    );
    const one = call('Count');
    for (const left of [1, 2, 3]) one.send({ left });
    one.end();
    expect(one.heard).toEqual([SEED, 'left=6', 'end OK']);
    const two = call('Count');
    two.send({ left: 1 });
    two.send({ left: -1 });
    expect(two.heard).toEqual(['end OUT_OF_RANGE -1 in message 2']);
  });

  test('a cancel moves a scenario; a call that ended by itself was not cancelled', async () => {
    const { call, store } = await scripted(
      script(
        'Talk',
        '{ on: message, do: [ { end: { status: OK } } ] }',
        '{ on: cancel, do: [ { scenario: { name: line, to: dropped } } ] }',
      ),
    );
    const state = (): string => store.scenarios().find(({ name }) => name === 'line')!.state;
    const one = call('Talk');
    one.send({});
    one.cancel();
    expect(state()).toBe('started');
    call('Talk').cancel();
    expect(state()).toBe('dropped');
  });

  test('headers come from the script, once, before those of the seed', async () => {
    const { call } = await scripted(
      script('Talk', '{ on: message, do: [ { headers: { x-sku: "${message.sku}" } }, { send: { note: hi } } ] }'),
    );
    const talk = call('Talk');
    expect(talk.heard).toEqual([]);
    talk.send({ sku: 'A' });
    talk.send({ sku: 'B' });
    expect(talk.heard).toEqual(['headers x-sku=A x-understudy-seed=42', 'note=hi', 'note=hi']);
  });
});

describe('time', () => {
  test('what the client does is answered in its order, waits included', async () => {
    const { call, time } = await scripted(
      script(
        'Talk',
        '{ on: message, when: { note: slow }, do: [ { send: { note: "…" } }, { after: 300ms, send: { note: done } } ] }',
        '{ on: message, do: [ { send: { note: "${message.note}" } } ] }',
        '{ on: half_close, do: [ { end: { status: OK } } ] }',
      ),
    );
    const talk = call('Talk');
    talk.send({ note: 'slow' });
    talk.send({ note: 'quick' });
    talk.end();
    expect(talk.heard).toEqual([SEED, 'note=…']);
    time.pass(299);
    expect(talk.heard).toHaveLength(2);
    time.pass(1);
    expect(talk.heard.slice(2)).toEqual(['note=done', 'note=quick', 'end OK']);
  });

  test('a timer has its turns beside what the client does, and counts them', async () => {
    const { call, time } = await scripted(
      script(
        'Talk',
        '{ every: 5s, do: [ { send: { note: "ping ${count}" } } ] }',
        '{ on: message, do: [ { after: 7s, send: { note: late } } ] }',
      ),
    );
    const talk = call('Talk');
    talk.send({});
    time.pass(4_999);
    expect(talk.heard).toEqual([SEED]);
    time.pass(10_001);
    expect(talk.heard.slice(1)).toEqual(['note=ping 1', 'note=late', 'note=ping 2', 'note=ping 3']);
    talk.end();
    expect(talk.heard.at(-1)).toBe('note=ping 3');
    time.pass(5_000);
    expect(talk.heard.at(-1)).toBe('note=ping 4');
    talk.cancel();
    expect([talk.timers, time.pending]).toEqual([0, 0]);
  });

  test.each(['Tell', 'Talk'])('%s with a timer goes on until the client leaves', async (method) => {
    const { call, time } = await scripted(script(method, '{ every: 1s, do: [ { send: { left: "${count}" } } ] }'));
    const one = call(method);
    one.send({});
    one.end();
    expect(one.stays).toBe(true);
    time.pass(3_000);
    expect(one.heard).toEqual([SEED, 'left=1', 'left=2', 'left=3']);
    one.cancel();
    expect(time.pending).toBe(0);
  });

  test.each(['Get', 'Count'])('%s: the message of a timer is the answer', async (method) => {
    const { call, time } = await scripted(script(method, '{ every: 1s, do: [ { send: { left: "${count}" } } ] }'));
    const one = call(method);
    one.send({});
    one.end();
    time.pass(10_000);
    expect(one.heard).toEqual([SEED, 'left=1', 'end OK']);
    expect(time.pending).toBe(0);
  });

  test('a timer whose turn goes on leaves out the next one', async () => {
    const { call, time } = await scripted(
      script(
        'Talk',
        '{ every: 1s, do: [ { send: { note: "a ${count}" } }, { after: 1500ms, send: { note: "b ${count}" } } ] }',
      ),
    );
    const talk = call('Talk');
    time.pass(4_000);
    expect(talk.heard.slice(1)).toEqual(['note=a 1', 'note=b 1', 'note=a 2']);
    talk.cancel();
  });

  test('behind a message that is the answer, nothing is sent; an end that waits is the end', async () => {
    const { call, time } = await scripted(
      script(
        'Get',
        '{ on: open, do: [ { send: { left: 1 } }, { after: 1s, end: { status: ABORTED, message: changed } } ] }',
      ),
    );
    const one = call('Get');
    one.send({});
    one.end();
    expect(one.heard).toEqual([SEED, 'left=1']);
    time.pass(1_000);
    expect(one.heard.at(-1)).toBe('end ABORTED changed');
  });

  test('a second message, where one is the answer, is a fault of the script', async () => {
    const { call, time } = await scripted(
      script(
        'Get',
        '{ on: open, do: [ { send: { left: 1 } }, { after: 1s, set: { n: 1 } } ] }',
        '{ every: 400ms, do: [ { send: { left: 2 } } ] }',
      ),
    );
    const one = call('Get');
    one.send({});
    one.end();
    time.pass(1_000);
    const end =
      'end INTERNAL shop.stubs.yaml:3: /t.v1.Shop/Get answers with one message, and the script sent a second one.';
    expect(one.heard).toEqual([SEED, 'left=1', end]);
  });

  test('behind its end a script does nothing, though nobody has read it', async () => {
    const { call, time, store } = await scripted(
      script(
        'Talk',
        '{ on: open, do: [ { after: 10ms, scenario: { name: s, to: moved } } ] }',
        '{ every: 5ms, do: [ { send: {} }, { end: { status: ABORTED } } ] }',
      ),
    );
    const talk = call('Talk');
    talk.reads(false);
    time.pass(20);
    expect(store.scenarios()[0]).toMatchObject({ name: 's', state: 'started' });
    talk.send({});
    talk.reads(true);
    expect(talk.heard).toEqual([SEED, '(empty)', 'end ABORTED']);
  });

  test('delays follow from the stub and its calls', async () => {
    const stub = script('Talk', '{ on: message, do: [ { after: { uniform: { from: 10ms, to: 5s } }, send: {} } ] }');
    const waits = async (): Promise<readonly number[]> => {
      const { call, time } = await scripted(stub);
      return [1, 2, 3].map(() => {
        const talk = call('Talk');
        const began = time.now;
        talk.send({});
        while (talk.heard.length < 2) time.pass(1);
        return time.now - began;
      });
    };
    const first = await waits();
    expect(new Set(first).size).toBe(3);
    expect(await waits()).toEqual(first);
  });
});

describe('other calls', () => {
  const WATCH = script(
    'Talk',
    '{ on: call, method: Get, when: { left: { $gt: 5 } }, do: [ { send: { note: "${call.request.sku} is plenty, ${call.method} ${count}" } } ] }',
    '{ on: call, method: Get, do: [ { after: 1s, send: { note: "${call.request.sku} by ${call.metadata[\\"x-who\\"]}" } } ] }',
  ).replaceAll('\\"', "'");

  test('they are told when they were answered, each to the first event that it fits', async () => {
    const { call, time } = await scripted(WATCH);
    const talk = call('Talk');
    const get = (sku: string, left: number): void => {
      const one = call('Get', { 'x-who': 'me' });
      one.send({ sku, left });
      expect(talk.heard).toEqual([SEED]);
      one.end();
      expect(one.heard.at(-1)).toBe('end OK');
    };
    get('A', 9);
    get('B', 1);
    time.pass(0);
    expect(talk.heard.slice(1)).toEqual(['note=A is plenty, t.v1.Shop/Get 1']);
    time.pass(1_000);
    expect(talk.heard.slice(2)).toEqual(['note=B by me']);
  });

  test('those of other sessions are not, nor is a call told to itself', async () => {
    const { call, time } = await scripted(
      script('Talk', '{ on: call, method: Talk, do: [ { send: { note: "heard ${call.request.sku}" } } ] }'),
    );
    const [one, two] = [call('Talk', { 'x-understudy-session': 'a' }), call('Talk', { 'x-understudy-session': 'b' })];
    one.send({ sku: 'A' });
    time.pass(1);
    expect([one.heard, two.heard]).toEqual([[SEED], [SEED]]);
    const three = call('Talk', { 'x-understudy-session': 'a' });
    three.send({ sku: 'C' });
    three.send({ sku: 'not told again' });
    time.pass(1);
    expect([one.heard.slice(1), two.heard.slice(1), three.heard.slice(1)]).toEqual([['note=heard C'], [], []]);
  });

  test('a client stream is told at its end, with what was said in it', async () => {
    const { call, time } = await scripted(
      script(
        'Tell',
        '{ on: call, method: Count, do: [ { send: { left: "${call.count}", note: "${call.requests[1].sku}" } } ] }',
      ),
    );
    const tell = call('Tell');
    tell.send({});
    tell.end();
    const count = call('Count');
    count.send({ sku: 'A' });
    count.send({ sku: 'B' });
    time.pass(1);
    expect(tell.heard).toEqual([]);
    count.end();
    time.pass(1);
    expect(tell.heard).toEqual([SEED, 'left=2 note=B']);
  });

  test('more than can wait end the call that waits, and no other', async () => {
    const { call, time } = await scripted(script('Talk', '{ on: call, method: Get, do: [ { after: 1h, send: {} } ] }'));
    const talk = call('Talk');
    for (let index = 0; index < 1_001; index += 1) {
      const one = call('Get');
      one.send({});
      one.end();
      expect(one.heard.at(-1)).toBe('end OK');
      time.pass(1);
    }
    expect(talk.heard.at(-1)).toMatch(/^end RESOURCE_EXHAUSTED 1000 calls wait to be told/);
    expect(time.pending).toBe(0);
  });

  test('a call that is over hears nothing more', async () => {
    const { call, time } = await scripted(WATCH);
    const talk = call('Talk');
    talk.cancel();
    const one = call('Get');
    one.send({});
    one.end();
    expect(time.pending).toBe(0);
  });
});

describe('who wins', () => {
  const HELP =
    '  - { method: Talk, when: { last: { note: help } }, priority: 1, reply: { message: { note: from a stub } } }\n';

  test('behind a stub that looks at messages a script begins with the first message that is its own', async () => {
    const { call } = await scripted(
      HELP +
        script(
          'Talk',
          '{ on: open, do: [ { send: { note: open } } ] }',
          '{ on: message, do: [ { send: { note: "${message.note}" } } ] }',
        ),
    );
    const talk = call('Talk');
    expect(talk.heard).toEqual([SEED]);
    talk.send({ note: 'help' });
    talk.send({ note: 'other' });
    // From here on the call is the script's.
    talk.send({ note: 'help' });
    talk.end();
    expect(talk.heard.slice(1)).toEqual(['note=from a stub', 'note=open', 'note=other', 'note=help', 'end OK']);
  });

  test('metadata and scenarios decide at the opening', async () => {
    const { call, store } = await scripted(
      `  - method: Talk\n    when: { metadata: { x-a: "1" } }\n    script: [ { on: open, do: [ { send: { note: a } } ] } ]\n` +
        `  - method: Talk\n    scenario: { name: s, requires: on }\n    script: [ { on: open, do: [ { send: { note: s } } ] } ]\n`,
    );
    expect(call('Talk', { 'x-a': '1' }).heard).toEqual([SEED, 'note=a']);
    expect(call('Talk').heard).toEqual([SEED]);
    store.setScenario('s', 'on');
    expect(call('Talk').heard).toEqual([SEED, 'note=s']);
  });

  test('a script of a client stream with conditions begins with the first message, or at the end, and hears all of them', async () => {
    const body =
      '    script: [ { on: message, do: [ { set: { n: "${count}" } } ] }, { on: half_close, do: [ { send: { left: "${n}" } } ] } ]\n';
    const { call } = await scripted(
      `  - method: Count\n    when: { first: { sku: A } }\n${body}  - method: Count\n    when: { count: 2 }\n${body}`,
    );
    const one = call('Count');
    for (const sku of ['A', 'B', 'C']) one.send({ sku });
    one.end();
    expect([one.heard, one.by]).toEqual([[SEED, 'left=3', 'end OK'], 'stub shop.stubs.yaml 3']);
    const two = call('Count');
    for (const sku of ['B', 'C']) two.send({ sku });
    two.end();
    expect([two.heard, two.by]).toEqual([[SEED, 'left=2', 'end OK'], 'stub shop.stubs.yaml 6']);
  });

  test('behind a reply that ends a bidi call no stub is asked, though nobody has read it', async () => {
    const { call, store } = await scripted('  - { method: Talk, reply: { status: ABORTED } }\n');
    const talk = call('Talk');
    talk.reads(false);
    talk.send({});
    talk.send({});
    talk.end();
    expect(store.list()[0]!.hits).toBe(1);
    talk.reads(true);
    expect(talk.heard.at(-1)).toBe('end ABORTED');
  });

  test('a call is counted once, whatever is said in it', async () => {
    const { call, store } = await scripted(script('Talk', '{ on: message, do: [ { send: {} } ] }'));
    const talk = call('Talk');
    talk.send({});
    talk.send({});
    expect(store.list()[0]!.hits).toBe(1);
  });
});

describe('expressions', () => {
  test.each(KINDS)('%s: one that fails ends the call with its place', async (method) => {
    const { call } = await scripted(
      script(method, '{ on: message, do: [ { send: { left: "${1 / message.left}" } } ] }'),
    );
    const one = call(method);
    one.send({});
    one.end();
    expect(one.heard.at(-1)).toMatch(
      /^end INTERNAL shop\.stubs\.yaml:\d+: stubs\[0\]\.script\[0\]\.do\[0\]\.send\.left: .*1 \/ message\.left/,
    );
  });

  test('a variable that was never set, and a message that never came, are failures', async () => {
    const { call, time } = await scripted(
      script(
        'Talk',
        '{ every: 1s, do: [ { send: { note: "${message.note}" } } ] }',
        '{ on: message, do: [ { send: { note: "${x}" } } ] }',
        '{ on: half_close, do: [ { set: { x: 1 } } ] }',
      ),
    );
    const one = call('Talk');
    time.pass(1_000);
    expect(one.heard.at(-1)).toMatch(/^end INTERNAL .*message\.note/);
    const two = call('Talk');
    two.send({});
    expect(two.heard.at(-1)).toMatch(/^end INTERNAL .*\$\{x\}/);
    expect(time.pending).toBe(0);
  });

  test('variables are those of the call', async () => {
    const { call } = await scripted(
      script(
        'Talk',
        '{ on: open, do: [ { set: { n: 0 } } ] }',
        '{ on: message, do: [ { set: { n: "${n + 1}" } }, { send: { left: "${n}" } } ] }',
      ),
    );
    const [one, two] = [call('Talk'), call('Talk')];
    one.send({});
    one.send({});
    two.send({});
    expect([one.heard.slice(1), two.heard.slice(1)]).toEqual([['left=1', 'left=2'], ['left=1']]);
  });

  test('count is that of the call at its opening, and of the turn elsewhere; what is made up differs from turn to turn', async () => {
    const { call } = await scripted(
      script(
        'Talk',
        '{ on: open, do: [ { send: { left: "${count}" } } ] }',
        '{ on: message, do: [ { send: { left: "${count}", note: "${fake.email}" } } ] }',
      ),
    );
    call('Talk');
    const talk = call('Talk');
    talk.send({});
    talk.send({});
    expect(talk.heard.map((line) => line.replace(/ note=.*/, ''))).toEqual([SEED, 'left=2', 'left=1', 'left=2']);
    expect(new Set(talk.heard).size).toBe(4);
  });
});

describe('generated messages', () => {
  test.each(KINDS)('%s: what is not given is generated, and what is given stays', async (method) => {
    const { call } = await scripted(
      script(method, '{ on: message, do: [ { send: { note: mine }, generated: true } ] }'),
    );
    const one = call(method);
    one.send({ sku: 'A' });
    one.end();
    expect(one.heard[1]).toMatch(/^sku=\S+ .*note=mine/);
  });

  test.each(['Tell', 'Talk'])('%s: a timer does not say the same again', async (method) => {
    const { call, time } = await scripted(script(method, '{ every: 1s, do: [ { send: {}, generated: true } ] }'));
    const one = call(method);
    if (method === 'Tell') {
      one.send({});
      one.end();
    }
    time.pass(3_000);
    expect(one.heard).toHaveLength(4);
    expect(new Set(one.heard).size).toBe(4);
    one.cancel();
  });
});
