import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EnvelopeReader, enveloped } from '../../../server/invoke/envelope-reader.ts';
import { JsonArray } from '../../../server/invoke/json-array.ts';
import { compactJson } from '../../../server/invoke/message-codec.ts';

/** The same bytes in pieces of any size. */
const pieces = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to));
};
const cuts = fc.array(fc.nat(), { maxLength: 12 });

test('envelopes come out as they went in, however the bytes are cut', () => {
  const envelope = fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(envelope, { maxLength: 6 }), cuts, (envelopes, where) => {
      const found: [number, number[]][] = [];
      const reader = new EnvelopeReader(1_000, (flags, payload) => found.push([flags, [...payload]]));
      for (const piece of pieces(Buffer.concat(envelopes.map(([flags, bytes]) => enveloped(flags, bytes))), where))
        expect(reader.push(piece)).toBeUndefined();
      expect(found).toEqual(envelopes.map(([flags, bytes]) => [flags, [...bytes]]));
      expect(reader.rest).toBe(0);
    }),
  );
});

test('an envelope beyond the limit is refused by its announced size; one that breaks off is counted', () => {
  const reader = new EnvelopeReader(10, () => undefined);
  expect(reader.push(enveloped(0, new Uint8Array(11)).subarray(0, 5))).toBe(11);
  const cut = new EnvelopeReader(10, () => undefined);
  cut.push(enveloped(0, new Uint8Array(9)).subarray(0, 8));
  expect(cut.rest).toBe(8);
});

test('items of a list come out one by one, however it is cut and spaced', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.constantFrom(0, 1, 2), cuts, (values, indent, where) => {
      const bytes = Buffer.from(JSON.stringify(values, null, indent));
      const found: string[] = [];
      let counted = 0;
      const array = new JsonArray(
        10_000,
        (item) => {
          found.push(item.toString());
          counted += item.length;
        },
        (gap) => (counted += gap),
      );
      for (const piece of pieces(bytes, where)) expect(array.push(piece)).toBe(true);
      expect(array.end()).toBe(0);
      expect(array.closed).toBe(true);
      expect(found.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(bytes.toString()));
      // Every byte is told of, in its place.
      expect(counted).toBe(bytes.length);
    }),
  );
});

test('a list that breaks off, and an item beyond the limit', () => {
  const open = new JsonArray(
    100,
    () => undefined,
    () => undefined,
  );
  open.push(Buffer.from('[{"a":1},{"b"'));
  expect(open.closed).toBe(false);
  expect(open.end()).toBe(4);
  const large = new JsonArray(
    4,
    () => undefined,
    () => undefined,
  );
  expect(large.push(Buffer.from('["12345678'))).toBe(false);
});

test('compact JSON says the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(compactJson(JSON.stringify(value, null, 2))).toBe(JSON.stringify(value));
    }),
  );
});
