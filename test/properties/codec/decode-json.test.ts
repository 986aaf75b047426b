import { fromBinary, toJson } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { decodeMessage } from '../../../server/codec/decode.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { every, old, oldTypes, types } from '../../core/codec/every-type.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const word = fc.string({ maxLength: 5, unit: 'grapheme' });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const line = fc.record({ sku: word, quantity: int32, price: fc.double({ noNaN: true }) }, { requiredKeys: [] });
const jsonDouble = fc.double().map((value) => (Number.isFinite(value) ? value : String(value)));
const everyJson = fc.record(
  {
    d: jsonDouble,
    f: fc.float({ noNaN: true, noDefaultInfinity: true }),
    i32: int32,
    i64: int64,
    s64: int64,
    sx32: int32,
    u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    flag: fc.boolean(),
    text: word,
    data: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    color: fc.constantFrom('RED', 'GREEN', 17),
    maybe: int32,
    pickText: word,
    numbers: fc.array(int32, { maxLength: 4 }),
    labels: fc.dictionary(word, word, { maxKeys: 3 }),
    lines: fc.dictionary(int32.map(String), line, { maxKeys: 3 }),
    order: fc.record({ lines: fc.array(line, { maxLength: 3 }), first: line }, { requiredKeys: [] }),
    time: fc
      .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    duration: fc.tuple(int32, fc.nat(999_999_999)).map(([s, n]) => `${s}.${String(n).padStart(9, '0')}s`),
    struct: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    wString: word,
    wInt64: int64,
  },
  { requiredKeys: [] },
);

test('what is encoded is decoded to the library’s canonical JSON, and encodes to the same bytes again', () => {
  fc.assert(
    fc.property(everyJson, (json) => {
      const encoded = encodeJson(every, JSON.stringify(json), types);
      if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
      const body = decodeJson(every, encoded.bytes, types);
      expect(body.problem).toBeUndefined();
      expect(encodeJson(every, body.json!, types)).toEqual(encoded);
      const canonical = toJson(every, fromBinary(every, encoded.bytes), { registry: types });
      const floats = { f: (canonical as { f?: number }).f };
      expect({ ...JSON.parse(body.json!), ...floats }).toEqual({ ...JSON.parse(JSON.stringify(canonical)), ...floats });
    }),
    { numRuns: 25 },
  );
});

test('no bytes make it throw, and malformed ones give base64 and a problem', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const body = decodeJson(every, bytes, types);
      expect((body.json === undefined) === (body.base64 !== undefined)).toBe(true);
      if (body.json === undefined) expect(body.problem?.severity).toBe('error');
    }),
    { numRuns: 120 },
  );
});

test.each([
  ['0a', 'wire-malformed', 'd', 'byte 0: it should have wire type 1 and has 2'],
  ['7205 6162', 'wire-malformed', 'text', 'byte 0: it says 5 bytes and only 2 are left'],
  ['7202 fffe', 'wire-malformed', 'text', 'byte 2: it is not valid UTF-8'],
  ['da01 04 1202 0aff', 'wire-malformed', 'order.first.sku', 'byte 7: a number is cut short'],
])('%s is malformed: the problem names type, field and offset', (bytes, code, path, words) => {
  const body = decodeJson(every, hex(bytes), types);
  expect(body.problem).toMatchObject({ code, path });
  expect(body.problem!.message).toContain(words);
  expect(body.problem!.message).toContain('every.Every');
  expect(Buffer.from(body.base64!, 'base64')).toEqual(Buffer.from(hex(bytes)));
});

test('a missing required field, an unknown field and an Any of an unknown type are shown, with a warning', () => {
  const required = decodeJson(old, hex('1005'), oldTypes);
  expect(required).toMatchObject({ json: '{\n  "count": 5\n}', problem: { severity: 'warning' } });
  expect(decodeJson(every, hex('c03e05'), types)).toMatchObject({ json: '{}', problem: { severity: 'warning' } });
  const any = decodeJson(every, hex('9202 08 0a03 782f79 12 01 00'), types);
  expect(JSON.parse(any.json!)).toEqual({ any: { '@type': 'x/y', value: 'AA==' } });
  expect(any.problem?.message).toContain('"x/y"');
});

test('times out of range are shown by their fields', () => {
  const body = decodeJson(every, hex('e201 0c 08 ffffffffffffffff7f 10 00'), types);
  expect(JSON.parse(body.json!)).toEqual({ time: { seconds: '9223372036854775807' } });
});

test('floats are as short as they can be', () => {
  const { bytes } = encodeJson(every, '{"f": 0.1}') as { bytes: Uint8Array };
  expect(decodeJson(every, bytes).json).toBe('{\n  "f": 0.1\n}');
});

test('extensions and groups are printed', () => {
  const text = '{"id": "a", "extra": {"note": "n"}, "[old.nick]": "k", "[old.marks]": [1, 2]}';
  const { bytes } = encodeJson(old, text, oldTypes) as { bytes: Uint8Array };
  expect(JSON.parse(decodeJson(old, bytes, oldTypes).json!)).toEqual(JSON.parse(text));
});

test('two million empty messages are refused before they are decoded', () => {
  const bytes = new Uint8Array(3 * 300_000);
  // Field 41, repeated Value, empty.
  for (let at = 0; at < bytes.length; at += 3) bytes.set([0xca, 0x02, 0x00], at);
  expect(decodeJson(every, bytes, types).problem?.code).toBe('wire-too-large');
});

test('a long text is cut at the bound and says so', () => {
  const { bytes } = encodeJson(every, `{"text": "${'a'.repeat(5_000)}"}`) as { bytes: Uint8Array };
  const body = decodeJson(every, bytes, types, { limit: 1_000 });
  expect(body).toMatchObject({ truncated: true });
  expect(body.json).toHaveLength(1_000);
});

test('Any within Any within Any does not exhaust the stack', () => {
  let bytes = new Uint8Array(0);
  const url = Buffer.from('type.googleapis.com/google.protobuf.Any');
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
  for (let level = 0; level < 200; level++)
    bytes = Uint8Array.from([10, url.length, ...url, 18, ...varint(bytes.length), ...bytes]);
  const any = types.getMessage('google.protobuf.Any')!;
  expect(decodeJson(any, bytes, types).problem?.severity).toBe('warning');
});

test('a field with the wire type of another proto is refused with its place, not read as nonsense', () => {
  const schema = schemaFrom(
    'syntax = "proto3"; message M { int64 a = 1; repeated int64 list = 2; string s = 3; } service S { rpc Get(M) returns (M); }',
  );
  const { input } = schema.method('/S/Get')!.desc;
  const read = (...bytes: number[]) => decodeMessage(input, Uint8Array.from(bytes));
  expect(read(0x0a, 5)).toMatchObject({ problem: { path: 'a', message: expect.stringContaining('wire type 0') } });
  expect(read(0x0a, 3, 97, 98, 99)).toMatchObject({ problem: { path: 'a' } });
  expect(read(0x18, 7)).toMatchObject({ problem: { path: 's' } });
  // Packed and one by one are both right for a list of numbers, and unknown fields may be anything.
  expect(read(0x12, 2, 1, 2, 0x10, 3, 0x22, 1, 65)).toHaveProperty('message');
});

test('a long list of packed numbers is within the budget, a long list of messages is not', () => {
  const schema = schemaFrom(
    'syntax = "proto3"; message M { repeated int64 n = 1; repeated M m = 2; } service S { rpc Get(M) returns (M); }',
  );
  const { input } = schema.method('/S/Get')!.desc;
  const count = 300_000;
  const packed = new Uint8Array(4 + count).fill(1);
  packed.set([0x0a, (count & 127) | 128, ((count >> 7) & 127) | 128, count >> 14]);
  expect(decodeMessage(input, packed)).toHaveProperty('message');
  const messages = new Uint8Array(2 * count);
  for (let at = 0; at < messages.length; at += 2) messages[at] = 0x12;
  expect(decodeMessage(input, messages)).toMatchObject({ problem: { code: 'wire-too-large' } });
});
