import { createRegistry, type DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { REFERENCE } from '../../../server/generate/times.ts';
import { checkMessage } from '../../../server/rules/check-message.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const TIMES = 2_000;
const isUuid = (text: unknown): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(String(text));
const nanos = (moment: unknown): number => {
  const { seconds, nanos: rest } = moment as { seconds: bigint; nanos: number }; // of a duration or timestamp
  return Number(seconds) + rest / 1e9;
};
const bytesOf = (value: unknown): Uint8Array => value as Uint8Array; // of a bytes field
const listOf = (value: unknown): readonly unknown[] => value as readonly unknown[]; // of a repeated field

/** Type, rules, and what a person reads them to mean. */
const CASES: readonly (readonly [type: string, rules: string, holds: (value: unknown) => boolean])[] = [
  ['float', 'float = {gt: 1, lte: 2}', (v) => Number(v) > 1 && Number(v) <= 2],
  ['double', 'double.const = 1.5', (v) => v === 1.5],
  ['int32', 'int32 = {lt: 10, gte: -5}', (v) => Number(v) < 10 && Number(v) >= -5],
  ['int64', 'int64 = {gt: 100, lt: 10}', (v) => Number(v) > 100 || Number(v) < 10],
  ['uint32', 'uint32 = {in: [1, 2, 3]}', (v) => [1, 2, 3].includes(Number(v))],
  ['uint64', 'uint64 = {not_in: [0, 1]}', (v) => v !== 0n && v !== 1n],
  ['sint32', 'sint32.lte = -3', (v) => Number(v) <= -3],
  ['fixed32', 'fixed32 = {gte: 16, lte: 20}', (v) => Number(v) >= 16 && Number(v) <= 20],
  ['sfixed64', 'sfixed64.gt = 9000000000', (v) => BigInt(v as bigint) > 9_000_000_000n],
  ['bool', 'bool.const = true', (v) => v === true],
  ['string', 'string.const = "foo"', (v) => v === 'foo'],
  ['string', 'string.len = 5', (v) => [...String(v)].length === 5],
  ['string', 'string = {min_len: 3, max_len: 10}', (v) => String(v).length >= 3 && String(v).length <= 10],
  [
    'string',
    'string = {min_bytes: 3, max_bytes: 9}',
    (v) => Buffer.byteLength(String(v)) >= 3 && Buffer.byteLength(String(v)) <= 9,
  ],
  ['string', 'string.pattern = "(?i)^[0-9a-f]+$"', (v) => /^[0-9a-f]+$/i.test(String(v))],
  ['string', 'string = {prefix: "foo", suffix: "baz", contains: "bar"}', (v) => /^foo.*bar.*baz$/.test(String(v))],
  ['string', 'string.not_contains = "e"', (v) => !String(v).includes('e')],
  ['string', 'string = {in: ["a", "b"]}', (v) => v === 'a' || v === 'b'],
  ['string', 'string.email = true', (v) => /^[^@\s]+@[^@\s]+\.[a-z]+$/.test(String(v))],
  ['string', 'string.hostname = true', (v) => /^[a-z\d-]+(\.[a-z\d-]+)+$/.test(String(v))],
  ['string', 'string.ip = true', (v) => /^[\d.]+$|:/.test(String(v))],
  ['string', 'string.ipv6 = true', (v) => String(v).includes(':')],
  ['string', 'string.uri = true', (v) => URL.canParse(String(v))],
  ['string', 'string.address = true', (v) => /^[\w.:-]+$/.test(String(v))],
  ['string', 'string.uuid = true', isUuid],
  ['string', 'string.well_known_regex = HTTP_HEADER_NAME', (v) => /^[\w-]+$/.test(String(v))],
  ['string', 'string = {min_len: 4, ignore_empty: true}', (v) => v === '' || String(v).length >= 4],
  ['bytes', 'bytes.len = 7', (v) => bytesOf(v).length === 7],
  ['bytes', 'bytes = {prefix: "ab", max_len: 4}', (v) => bytesOf(v)[0] === 97 && bytesOf(v).length <= 4],
  ['bytes', 'bytes.ipv4 = true', (v) => bytesOf(v).length === 4],
  ['E', 'enum.defined_only = true', (v) => [0, 1, 2].includes(Number(v))],
  ['E', 'enum = {in: [2]}', (v) => v === 2],
  ['M', 'message.required = true', (v) => v !== undefined],
  ['repeated string', 'repeated = {min_items: 3, max_items: 3}', (v) => listOf(v).length === 3],
  [
    'repeated int32',
    'repeated = {unique: true, min_items: 4, items: {int32: {gt: 0, lt: 9}}}',
    (v) =>
      new Set(listOf(v)).size === listOf(v).length &&
      listOf(v).length >= 4 &&
      listOf(v).every((n) => Number(n) > 0 && Number(n) < 9),
  ],
  [
    'map<string, string>',
    'map = {min_pairs: 3, keys: {string: {min_len: 5}}, values: {string: {max_len: 4}}}',
    (v) =>
      Object.entries(v as object).length >= 3 &&
      Object.entries(v as Record<string, string>).every(([key, entry]) => key.length >= 5 && entry.length <= 4),
  ],
  [
    'google.protobuf.Duration',
    'duration = {required: true, gt: {seconds: 2}, lt: {seconds: 3}}',
    (v) => nanos(v) > 2 && nanos(v) < 3,
  ],
  ['google.protobuf.Timestamp', 'timestamp = {required: true, lt_now: true}', (v) => nanos(v) < Date.now() / 1000],
  ['google.protobuf.Timestamp', 'timestamp = {gt: {seconds: 4000000000}}', (v) => v === undefined || nanos(v) > 4e9],
  ['google.protobuf.Int32Value', 'int32.gt = 500', (v) => v === undefined || Number(v) > 500],
];

const schema = schemaFrom(`syntax = "proto3"; package pgv;
  import "validate/validate.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/wrappers.proto";
  enum E { ZERO = 0; ONE = 1; TWO = 2; } message M { string a = 1; }
  message All { ${CASES.map(([type, rules], index) => `${type} f${index} = ${index + 1} [(validate.rules).${rules}];`).join('\n')}
    oneof choice { option (validate.required) = true; string left = 101 [(validate.rules).string.len = 2]; M right = 102; } }
  message Off { option (validate.disabled) = true; string a = 1 [(validate.rules).string.len = 99]; }`);

const messages = (name: string): readonly Readonly<Record<string, unknown>>[] => {
  const desc = schema.type(`pgv.${name}`) as DescMessage; // a message of the schema
  const seed = textKey('pgv');
  return Array.from({ length: TIMES }, (_, index) => {
    const message = generateMessage(desc, { types: createRegistry(), seed, key: textKey(String(index), seed) });
    const now = BigInt(REFERENCE) * 1_000_000n;
    expect(checkMessage(desc, message, { reference: now, now })).toEqual([]);
    return message as unknown as Readonly<Record<string, unknown>>;
  });
};

test('rules of PGV are kept, by our own check and as a person reads them', () => {
  const made = messages('All');
  for (const [index, [, rules, holds]] of CASES.entries())
    expect([rules, made.map((message) => message[`f${index}`]).find((value) => !holds(value))]).toEqual([
      rules,
      undefined,
    ]);
  expect(made.every(({ choice }) => (choice as { case?: string }).case !== undefined)).toBe(true);
});

test('rules of a message that is disabled are no rules', () => {
  expect(messages('Off').some(({ a }) => [...String(a)].length !== 99)).toBe(true);
});
