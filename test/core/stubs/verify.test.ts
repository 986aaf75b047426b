import { expect, test } from 'vitest';
import { compileStub } from '../../../server/stubs/compile-stub.ts';
import { verify, type RecordedCall, type Verification, type VerifyTarget } from '../../../server/stubs/verify.ts';
import { callOf, method, stubOf } from './stubs-of.ts';

function target(when: object = {}, name = 'Get'): VerifyTarget {
  const result = compileStub(stubOf({ when }, name));
  if ('problems' in result) throw new Error('problems');
  return { method: method(name), matcher: result.stub.matcher };
}

function recorded(id: string, request: unknown, options: { method?: string; session?: string } = {}): RecordedCall {
  const call = callOf([request], options);
  return { id, method: call.method.path, metadata: [], session: options.session ?? '', halfClosed: true, messages: () => call.messages, count: 1 }; // prettier-ignore
}

const CALLS: readonly RecordedCall[] = [
  recorded('1', { name: 'a', left: 1 }),
  recorded('2', { units: 4 }, { method: 'Other' }),
  recorded('3', { name: 'a', left: 2 }),
  recorded('4', { name: 'b', left: 3 }, { session: 's' }),
];

const asked = (more: Partial<Verification> = {}): Verification => ({
  ...target(),
  times: {},
  session: null,
  inOrder: null,
  ...more,
});

test.each([
  [{}, { exactly: 3 }, true, 'Found 3 calls of /t.v1.Things/Get.'],
  [{}, { exactly: 2 }, false, 'Expected exactly 2 calls of /t.v1.Things/Get, found 3.'],
  [{ request: { name: 'a' } }, { exactly: 2 }, true, 'Found 2 calls of /t.v1.Things/Get.'],
  [
    { request: { name: 'c' } },
    { exactly: 1 },
    false,
    'Expected exactly 1 call of /t.v1.Things/Get with name = c, found 0.',
  ],
  [{ request: { name: 'c' } }, { exactly: 0 }, true, 'Found 0 calls of /t.v1.Things/Get.'],
  [
    { request: { name: 'a' } },
    { atLeast: 3 },
    false,
    'Expected at least 3 calls of /t.v1.Things/Get with name = a, found 2.',
  ],
  [{ request: { name: 'a' } }, { atLeast: 1, atMost: 2 }, true, 'Found 2 calls of /t.v1.Things/Get.'],
  [{}, { atMost: 2 }, false, 'Expected at most 2 calls of /t.v1.Things/Get, found 3.'],
  [{}, {}, true, 'Found 3 calls of /t.v1.Things/Get.'],
  [{ request: { name: 'c' } }, {}, false, 'Expected at least 1 call of /t.v1.Things/Get with name = c, found 0.'],
])('%j %j: %s', (when, times, ok, message) => {
  const result = verify(CALLS, asked({ ...target(when), times }));
  expect(result.ok).toBe(ok);
  expect(result.message).toBe(message);
});

test('it names the calls that matched, and the nearest that did not with the first reason', () => {
  const result = verify(CALLS, asked(target({ request: { name: 'a', left: 2 } })));
  expect(result.calls).toEqual(['3']);
  expect(result.near).toEqual([
    { call: '1', because: 'left is 1; expected 2' },
    { call: '4', because: 'name is b; expected a' },
  ]);
});

test('a session is looked at alone', () => {
  expect(verify(CALLS, asked({ session: 's', times: { exactly: 1 } }))).toMatchObject({ ok: true, calls: ['4'] });
});

test('calls must come in the order that is asked for, with others between', () => {
  const first = target({ request: { left: 1 } });
  const other = target({}, 'Other');
  const last = target({ request: { left: 3 } });
  expect(verify(CALLS, asked({ inOrder: [first, other, last] })).ok).toBe(true);
  const wrong = verify(CALLS, asked({ inOrder: [last, first] }));
  expect(wrong.ok).toBe(false);
  expect(wrong.message).toBe(
    'Expected 2 calls in order; number 2, /t.v1.Things/Get with left = 1, did not come after /t.v1.Things/Get.',
  );
});

test('messages of calls of other methods are not decoded', () => {
  const call = { ...recorded('9', {}, { method: 'Other' }), messages: () => { throw new Error('decoded'); } }; // prettier-ignore
  expect(verify([call], asked({ times: { exactly: 0 } })).ok).toBe(true);
});

test('of many near misses the nearest are kept', () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    recorded(String(index), { name: 'x', left: index === 7 ? 2 : 0 }),
  );
  const { near } = verify(many, asked(target({ request: { name: 'a', left: 2 } })));
  expect(near.length).toBe(3);
  expect(near.map(({ call }) => call)).toContain('7');
});
