import { expect, test } from 'vitest';
import { lintJson } from '../../../web/src/lib/json-lint.ts';
import { parseJson } from '../../../web/src/lib/json-parse.ts';
import { wholeNumber } from '../../../web/src/lib/json-scalar.ts';
import { TYPE, TYPES } from './types.ts';

const messages = (text: string): string[] => lintJson(parseJson(text), TYPE, TYPES).map((problem) => problem.message);

test('a sound message has nothing to complain of', () => {
  expect(
    messages(
      JSON.stringify({
        orderId: 'ord_1',
        subscribe: { events: ['PICKED', 2, 'SHIPPED'], includeLocation: true, minInterval: '1.5s' },
        count: '12',
        big: '9223372036854775807',
        ratio: 'NaN',
        blob: '-_8=',
        labels: { a: 'b' },
        byId: { '-4': true },
        at: '2026-11-22T09:41:12.5+01:00',
        limit: 3,
        extra: { free: [1, null, {}] },
        detail: { '@type': 'type.googleapis.com/shop.v1.Ack', upTo: 1 },
        mask: 'orderId,subscribe.events',
        self: { order_id: 'x' },
      }),
    ),
  ).toEqual([]);
});

test('an unknown enum value offers the nearest', () => {
  const text = '{"subscribe": {"events": ["DELIVERD"]}}';
  const [problem] = lintJson(parseJson(text), TYPE, TYPES);
  expect(problem?.message).toBe('`DELIVERD` is not in `EventKind`');
  expect(problem?.fix).toEqual({ label: 'Change to DELIVERED', from: 26, to: 36, insert: '"DELIVERED"' });
});

test('an unknown field offers the nearest that is not there yet', () => {
  const [problem] = lintJson(parseJson('{"ordrId": "x"}'), TYPE, TYPES);
  expect(problem?.message).toBe('`ordrId` is not a field of `TrackRequest`');
  expect(problem?.fix?.insert).toBe('"orderId"');
});

test('two members of one oneof exclude each other', () => {
  expect(messages('{"ack": {}, "subscribe": {}}')).toEqual([
    '`subscribe` and `ack` exclude each other: both are of oneof `action`',
  ]);
  expect(messages('{"ack": null, "subscribe": {}}')).toEqual([]);
});

test('a key may stand once, under either of its names', () => {
  expect(messages('{"orderId": "a", "order_id": "b"}')).toEqual(['`orderId` is here twice']);
});

test.each([
  ['{"count": 2147483648}', 'out of the range of `int32`'],
  ['{"count": 1.5}', 'not a whole number'],
  ['{"count": true}', 'A whole number belongs here, not `true`'],
  ['{"big": 9007199254740993}', 'lose digits'],
  ['{"big": "9223372036854775808"}', 'out of the range of `int64`'],
  ['{"ratio": 3.5e38}', 'out of the range of `float`'],
  ['{"orderId": 12}', 'A string belongs here, not the number `12`'],
  ['{"blob": "a"}', 'not base64'],
  ['{"at": "yesterday"}', 'not a `Timestamp`'],
  ['{"at": {"seconds": 1}}', 'written like'],
  ['{"subscribe": {"minInterval": "5"}}', 'not a `Duration`'],
  ['{"subscribe": {"events": "PICKED"}}', 'A list belongs here'],
  ['{"subscribe": {"events": [null]}}', 'belongs here, not `null`'],
  ['{"subscribe": 4}', '`Subscribe` is an object'],
  ['{"byId": {"x": true}}', 'A whole number belongs here'],
  ['{"labels": {"a": 1}}', 'A string belongs here'],
  ['{"detail": {"upTo": 1}}', 'needs `"@type"`'],
  ['{"detail": {"@type": "x/shop.v1.Ack", "up": 1}}', '`up` is not a field of `Ack`'],
  ['{"limit": "much"}', 'A whole number belongs here'],
  ['[]', '`TrackRequest` is an object'],
])('%s is refused: %s', (text, expected) => {
  expect(messages(text).join('\n')).toContain(expected);
});

test('each fix of a lone problem leaves none', () => {
  for (const text of [
    '{"orderId": 12}',
    '{"subscribe": {"events": "PICKED"}}',
    '{"subscribe": {"includeLocation": "true"}}',
    '{"ack": {}, "subscribe": {}}',
    '{"count": 1, "orderId": "a", "count": 2}',
    '{"big": 9007199254740993}',
  ]) {
    const fix = lintJson(parseJson(text), TYPE, TYPES)[0]?.fix;
    expect(fix, text).toBeDefined();
    expect(messages(text.slice(0, fix!.from) + fix!.insert + text.slice(fix!.to)), text).toEqual([]);
  }
});

test('whole numbers are read in every spelling, and no exponent asks for the moon', () => {
  expect(['1e3', '1.20e1', '0.5e1', '-10', '100e-2', '0e999999999'].map(wholeNumber)).toEqual([
    1000n,
    12n,
    5n,
    -10n,
    1n,
    0n,
  ]);
  expect(['1.5', '1e-1', '1e999999999'].map(wholeNumber)).toEqual([undefined, undefined, undefined]);
});
