import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import { faultOf } from '../../../server/stubs/fault-draw.ts';
import { FaultSwitches, MOST_SWITCHES } from '../../../server/stubs/fault-switches.ts';
import { brokenProblem, brokenWords } from '../../../server/stubs/fault-words.ts';

const GET = '/shop.v1.Shop/Get';
const stall = (probability = 1): FaultSpec => ({ kind: 'stall', probability });
const on = (scope: string, fault = stall()) => ({ scope, fault, enabled: true });

test('a switch breaks what it is for: a method, a service or everything', () => {
  const switches = new FaultSwitches();
  expect(switches.has(GET)).toBe(false);
  for (const scope of ['*', 'shop.v1.Shop', GET, '/shop.v1.Shop/Put', 'other.v1.Shop', 'shop.v1'])
    switches.add(on(scope));
  expect(switches.draw(GET).map(({ by }) => by)).toEqual([
    { by: 'switch', id: 'f3', scope: GET },
    { by: 'switch', id: 'f2', scope: 'shop.v1.Shop' },
    { by: 'switch', id: 'f1', scope: '*' },
  ]);
  expect(switches.current.map(({ hits }) => hits)).toEqual([1, 1, 1, 0, 0, 0]);
});

test('what is off breaks nothing, and keeps its count', () => {
  const switches = new FaultSwitches();
  const { id } = switches.add(on('*'))!;
  switches.draw(GET);
  switches.set(id, { ...on('*'), enabled: false });
  expect(switches.has(GET)).toBe(false);
  expect(switches.draw(GET)).toEqual([]);
  expect(switches.current).toEqual([{ id, scope: '*', fault: stall(), enabled: false, hits: 1 }]);
  expect(switches.set('f9', on('*'))).toBeUndefined();
  expect(switches.remove(id)).toBe(true);
  expect(switches.remove(id)).toBe(false);
});

test('listeners hear of each change, hits included, and of nothing when they have left', () => {
  const switches = new FaultSwitches();
  let heard = 0;
  const leave = switches.subscribe(() => (heard += 1));
  switches.clear();
  expect(heard).toBe(0);
  switches.add(on('*'));
  switches.draw(GET);
  expect([heard, switches.revision]).toEqual([2, 2]);
  leave();
  switches.clear();
  expect([heard, switches.current]).toEqual([2, []]);
});

test('there are at most so many', () => {
  const switches = new FaultSwitches();
  for (let at = 0; at < MOST_SWITCHES; at += 1) expect(switches.add({ ...on('*'), enabled: false })).toBeDefined();
  expect(switches.add(on('*'))).toBeUndefined();
});

test('names of objects are no scopes', () => {
  const switches = new FaultSwitches();
  for (const path of ['/__proto__/constructor', '/constructor/toString']) expect(switches.has(path)).toBe(false);
  switches.add(on('__proto__'));
  expect(switches.draw('/__proto__/constructor')).toHaveLength(1);
});

test('whether a fault happens follows from its id and the number of the call', () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1_000), (id, probability, n) => {
      const first = faultOf(id, stall(probability), n);
      expect(faultOf(id, stall(probability), n)).toEqual(first);
      if (probability === 0) expect(first).toBeUndefined();
      if (probability === 1) expect(first).toBeDefined();
      // A fault that is likelier happens wherever the less likely one does.
      if (first) expect(faultOf(id, stall(Math.min(1, probability * 2)), n)).toBeDefined();
    }),
  );
});

test('a fault happens in its share of the calls', () => {
  for (const probability of [0.05, 0.3, 0.9]) {
    const happened = Array.from({ length: 4_000 }, (_, at) => faultOf('f1', stall(probability), at + 1)).filter(
      Boolean,
    );
    expect(Math.abs(happened.length / 4_000 - probability)).toBeLessThan(0.03);
  }
});

test('a delay is drawn within its jitter, evenly', () => {
  const fault = { kind: 'latency', probability: 1, ms: 100, jitterMs: 40 } as const;
  const drawn = Array.from({ length: 2_000 }, (_, at) => {
    const found = faultOf('f1', fault, at + 1);
    return found?.kind === 'latency' && found.jitterMs === 0 ? found.ms : NaN;
  });
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(60);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(140);
  expect(Math.abs(drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length - 100)).toBeLessThan(3);
  expect(faultOf('f1', { ...fault, ms: 1, jitterMs: 1_000 }, 3)).toMatchObject({ ms: expect.any(Number) });
});

const stub = { by: 'stub', file: 'shop.stubs.yaml', line: 4 } as const;

test.each([
  [{ kind: 'latency', ms: 120, jitterMs: 0 }, 'answers come 120 ms later'],
  [{ kind: 'latency', ms: 120, jitterMs: 30 }, 'answers come 120 ms later, ± 30 ms'],
  [{ kind: 'status', status: 'UNAVAILABLE', message: '' }, 'the call ends with UNAVAILABLE'],
  [{ kind: 'rst_stream', code: 'INTERNAL_ERROR', afterMessages: 0 }, 'the stream is reset with INTERNAL_ERROR'],
  [{ kind: 'rst_stream', code: 'CANCEL', afterMessages: 1 }, 'the stream is reset with CANCEL behind 1 message'],
  [{ kind: 'goaway', afterMessages: 2 }, 'the connection says GOAWAY behind 2 messages'],
  [{ kind: 'stall' }, 'nothing more is sent or read, and the call stays open'],
  [{ kind: 'truncate', bytes: 3 }, 'a message is cut off by 3 bytes, and the stream ends'],
  [{ kind: 'truncate', bytes: 1, afterMessages: 2 }, 'message 3 is cut off by 1 byte, and the stream ends'],
  [{ kind: 'omit_trailers' }, 'the stream ends without trailers, and so without a status'],
  [{ kind: 'bad_length', by: -1 }, 'the length before a message is wrong by -1 byte'],
  [{ kind: 'tiny_window' }, 'the flow-control window is 64 bytes, and so is each piece of the answer'],
] as const)('%j is told in words', (fault, words) => {
  const broken = brokenWords({ probability: 1, ...fault }, stub);
  expect(broken).toEqual({
    fault: fault.kind,
    message: `Broken on purpose: ${words} (shop.stubs.yaml:4).`,
    by: stub,
  });
  expect(brokenProblem(broken)).toMatchObject({ severity: 'warning', file: 'shop.stubs.yaml', line: 4 });
});

test('whoever breaks a call is named', () => {
  const of = (by: Parameters<typeof brokenWords>[1]): string => brokenWords(stall(), by).message.replace(/.*\(/, '(');
  expect(of({ by: 'switch', id: 'f1', scope: '*' })).toBe('(fault f1 for all methods).');
  expect(of({ by: 'switch', id: 'f2', scope: 'shop.v1.Shop' })).toBe('(fault f2 for shop.v1.Shop).');
  expect(of({ by: 'person' })).toBe('(by hand).');
});
