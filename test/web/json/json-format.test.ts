import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatJson } from '../../../web/src/lib/json-format.ts';
import { previewJson } from '../../../web/src/lib/json-preview.ts';
import { findPath } from '../../../web/src/lib/json-locate.ts';
import { parseJson } from '../../../web/src/lib/json-parse.ts';
import { nearest } from '../../../web/src/lib/json-nearest.ts';
import { TYPE, TYPES } from './types.ts';

const line = (json: string, options = {}): string =>
  previewJson(json, options)
    .map((part) => part.text)
    .join('');

test('format keeps every value and settles after one turn', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, compact) => {
      const once = formatJson(JSON.stringify(value), compact)!;
      expect(JSON.stringify(JSON.parse(once))).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))));
      expect(formatJson(once, compact)).toBe(once);
    }),
  );
});

test('short lists stand on one line, objects on their own lines, and big numbers keep their digits', () => {
  expect(formatJson('{"a":[1,2],"b":{"c":12345678901234567890}}')).toBe(
    '{\n  "a": [1, 2],\n  "b": {\n    "c": 12345678901234567890\n  }\n}',
  );
  expect(formatJson('{"a":{"b":1}}', true)).toBe('{\n  "a": { "b": 1 }\n}');
  expect(formatJson('{"a":')).toBeNull();
});

test('a preview has bare keys and bare enums, and what changed first', () => {
  expect(line('{"event": "PICKED", "orderId": "ord_1", "n": [1, true]}')).toBe(
    'event: PICKED, orderId: "ord_1", n: [1, true]',
  );
  expect(line('{"orderId": "a", "count": 2}', { previous: '{"orderId": "a", "count": 1}' })).toBe(
    'count: 2, orderId: "a"',
  );
  expect(previewJson('{"orderId": "a", "count": 2}', { previous: '{"orderId": "a"}' }).at(-1)).toEqual({
    kind: 'same',
    text: ', orderId: "a"',
  });
  expect(line('{}')).toBe('{}');
});

test('with types, only an enum is bare', () => {
  expect(line('{"orderId": "EUR", "subscribe": {"events": ["PICKED"]}}', { type: TYPE, types: TYPES })).toBe(
    'orderId: "EUR", subscribe: {events: [PICKED]}',
  );
});

test('a preview is short, whatever the message', () => {
  expect(
    line(JSON.stringify({ a: 'x'.repeat(100_000), b: Array.from({ length: 9_000 }, () => ({ c: 1 })) })).length,
  ).toBeLessThan(1_500);
});

test('the path of a problem leads to its place, or as near as the text goes', () => {
  const text = '{"order": {"lines": [{"price": 1}, {"price": 2}]}}';
  const { root } = parseJson(text);
  const node = findPath(root, 'order.lines[1].price');
  expect(text.slice(node!.from, node!.to)).toBe('2');
  expect(findPath(root, 'order.lines[7].price')?.kind).toBe('array');
});

test('the nearest name is found through case, underscores, swaps and typos, and nothing far', () => {
  expect(nearest('DELIVERD', ['SHIPPED', 'DELIVERED'])).toBe('DELIVERED');
  expect(nearest('min_interval', ['minInterval'])).toBe('minInterval');
  expect(nearest('oderrId', ['customer', 'orderId'])).toBe('orderId');
  expect(nearest('zzz', ['orderId'])).toBeUndefined();
});
