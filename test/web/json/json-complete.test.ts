import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeJson } from '../../../web/src/lib/json-complete.ts';
import type { JsonCompletions } from '../../../web/src/lib/json-complete.ts';
import { hoverJson } from '../../../web/src/lib/json-hover.ts';
import { parseJson } from '../../../web/src/lib/json-parse.ts';
import { TYPE, TYPES } from './types.ts';

/** Completions at the `|` of a text. */
function at(marked: string): JsonCompletions | null {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return completeJson(text, parseJson(text), offset, TYPE, TYPES, '2026-11-22T09:41:12Z');
}
const labels = (marked: string): readonly string[] => at(marked)?.options.map((option) => option.label) ?? [];

/** The text after the option `label` was taken, with the cursor as `|`. */
function take(marked: string, label: string): string {
  const text = marked.replace('|', '');
  const found = at(marked)!;
  const option = found.options.find((one) => one.label === label)!;
  const cursor = found.from + option.cursor;
  const after = text.slice(0, found.from) + option.insert + text.slice(found.to);
  return `${after.slice(0, cursor)}|${after.slice(cursor)}`;
}

test('the fields that are not there yet are offered in quotes that are open', () => {
  expect(labels('{"subscribe": {"events": [], "m|"}}')).toEqual(['includeLocation', 'minInterval', 'minAccuracyM']);
  expect(at('{"subscribe": {"m|"}}')).toMatchObject({ from: 16, to: 18 });
  expect(at('{"subscribe": {"m|"}}')?.options[2]).toMatchObject({
    label: 'minInterval',
    detail: 'Duration',
    title: 'min_interval = 3',
    doc: 'Send at most one event per interval.',
  });
});

test('fields are offered on an empty line, and where the message does not end', () => {
  expect(labels('{\n  "orderId": "x",\n  |\n}')).toContain('subscribe');
  expect(labels('{"subscribe": {"events": [], |')).toContain('minInterval');
  expect(labels('{"orderId": "x", sub|')).toContain('subscribe');
});

test('the other members of a taken oneof are not offered', () => {
  expect(labels('{"ack": {}, "|"}')).not.toContain('subscribe');
});

test('enum values are offered in lists, with their numbers', () => {
  expect(labels('{"subscribe": {"events": ["PICKED", "|"]}}')).toEqual(['ACCEPTED', 'PICKED', 'SHIPPED', 'DELIVERED']);
  expect(labels('{"subscribe": {"events": [|]}}')).toContain('SHIPPED');
});

test('true and false, times and types of Any are offered', () => {
  expect(labels('{"subscribe": {"includeLocation": |}}')).toEqual(['true', 'false']);
  expect(labels('{"at": "|"}')).toContain('2026-11-22T09:41:12Z');
  expect(labels('{"detail": {"@type": "|"}}')).toContain('type.googleapis.com/shop.v1.Ack');
  expect(labels('{"detail": {"@type": "type.googleapis.com/shop.v1.Ack", "|"}}')).toEqual(['upTo']);
});

test('taking a field writes its value as far as it is known', () => {
  expect(take('{"sub|"}', 'subscribe')).toBe('{"subscribe": {|}}');
  expect(take('{|}', 'orderId')).toBe('{"orderId": "|"}');
  expect(take('{ord|: 1}', 'orderId')).toBe('{"orderId"|: 1}');
  expect(take('{"subscribe": {"|": []}}', 'events')).toBe('{"subscribe": {"events"|: []}}');
  expect(take('{"subscribe": {"events": [SHI|]}}', 'SHIPPED')).toBe('{"subscribe": {"events": ["SHIPPED"|]}}');
  expect(take('{"subscribe": {"events": ["SHI|"]}}', 'SHIPPED')).toBe('{"subscribe": {"events": ["SHIPPED"|]}}');
});

test('no text and no offset makes completion or hover fail', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"subscribe":', '"events":', 'a', ' ', '1', '"at":')),
      fc.nat(40),
      (parts, offset) => {
        const text = parts.join('');
        const place = Math.min(offset, text.length);
        const found = completeJson(text, parseJson(text), place, TYPE, TYPES, '2026-11-22T09:41:12Z');
        if (found) {
          expect(found.from).toBeLessThanOrEqual(place);
          expect(found.to).toBeGreaterThanOrEqual(place);
        }
        hoverJson(parseJson(text), place, TYPE, TYPES);
      },
    ),
  );
});

test('a key tells its field, and an enum value its number', () => {
  const text = '{"subscribe": {"minInterval": "1s", "events": ["PICKED"]}}';
  const tree = parseJson(text);
  expect(hoverJson(tree, text.indexOf('minInterval'), TYPE, TYPES)?.title).toBe(
    'google.protobuf.Duration min_interval = 3',
  );
  expect(hoverJson(tree, text.indexOf('PICKED'), TYPE, TYPES)).toMatchObject({
    title: 'shop.v1.EventKind.PICKED = 1',
    doc: 'It is PICKED.',
  });
  expect(hoverJson(tree, 0, TYPE, TYPES)).toBeNull();
});
