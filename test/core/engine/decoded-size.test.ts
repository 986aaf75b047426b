import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { decodedSize } from '../../../server/engine/decoded-size.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const { desc } = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Empty {}
  message Wide {
    repeated Empty empties = 1;
    repeated int64 longs = 2;
    repeated string texts = 3;
    map<string, Empty> by_name = 4;
    repeated bytes parts = 5;
    repeated double numbers = 6;
  }
  service Any { rpc Do(Wide) returns (Wide); }
`).method('/t.v1.Any/Do')!;

const COUNT = 10_000;
const times = (bytes: readonly number[]): Buffer =>
  Buffer.concat(Array.from({ length: COUNT }, () => Buffer.from(bytes)));

test.each([
  ['empty messages', times([0x0a, 0]), 50],
  ['64-bit numbers', times([0x10, 1]), 24],
  ['texts', times([0x1a, 1, 97]), 24],
  ['bytes', times([0x2a, 1, 0]), 100],
  ['floats', times([0x31, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]), 8],
  ['values of fields that the schema does not know', times([0x78, 1]), 100],
])('%s are counted as what they take', (_, bytes, each) => {
  const size = decodedSize(fromBinary(desc.input, bytes));
  expect(size).toBeGreaterThan(COUNT * each);
  expect(size).toBeLessThan(COUNT * 500);
});

test('entries of a map are counted, whatever their names', () => {
  const entries = ['a', '__proto__', 'constructor'].map((name) =>
    Buffer.concat([Buffer.from([0x22, name.length + 4, 0x0a, name.length]), Buffer.from(name), Buffer.from([0x12, 0])]),
  );
  const size = (some: readonly Buffer[]): number => decodedSize(fromBinary(desc.input, Buffer.concat(some)));
  expect(size(entries)).toBeGreaterThan(size(entries.slice(0, 1)) + 100);
});
