import { create, toBinary, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeMessage } from '../../../server/codec/encode-message.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const SCALARS =
  'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes'.split(' ');
const fields = (from: number, line: (type: string, at: number) => string): string =>
  SCALARS.map((type, at) => line(type, from + at)).join('\n');

const BODY = `
${fields(1, (type, at) => `${type} plain_${type} = ${at};`)}
${fields(21, (type, at) => `optional ${type} maybe_${type} = ${at};`)}
${fields(41, (type, at) => `repeated ${type} many_${type} = ${at};`)}
${fields(61, (type, at) => `map<string, ${type}> by_${type} = ${at};`)}
Tone tone = 2000;
repeated Tone tones = 81;
repeated int32 loose = 82 [packed = false];
All self = 83;
repeated All items = 84;
map<string, All> named = 85;
google.protobuf.StringValue wrapped = 86;
google.protobuf.Int64Value wide = 87;
google.protobuf.Timestamp at = 88;
google.protobuf.Value value = 89;
oneof choice { string text = 90; int32 number = 91; All inner = 92; google.protobuf.BoolValue flag = 93; }`;

const schema = schemaFrom(`syntax = "proto3"; package test.v1;
import "google/protobuf/wrappers.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/struct.proto";
message All { ${BODY} }
enum Tone { TONE_UNSPECIFIED = 0; LOUD = 1; LOW = -2; }
message Keys { map<int32, string> a = 1; google.protobuf.Struct b = 2; int64 c = 3 [jstype = JS_STRING]; }
service Tests { rpc Test(All) returns (Keys); }`);
const { input: All, output: Keys } = schema.method('/test.v1.Tests/Test')!.desc;

const required = schemaFrom(`syntax = "proto2"; package test.v1;
message Old { required string name = 1; optional int32 count = 2 [default = 7]; repeated int32 many = 3; optional group Part = 4 { optional string of = 1; } }
message Plain { required string name = 1; optional int32 count = 2 [default = 7]; repeated int32 many = 3; }
service Tests { rpc Test(Old) returns (Plain); }`);
const { input: Old, output: Plain } = required.method('/test.v1.Tests/Test')!.desc;

/** Values of a type, and now and then one that it does not allow. */
function values(type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case 'double':
      return fc.double();
    case 'float':
      return fc.oneof({ weight: 20, arbitrary: fc.float() }, { weight: 1, arbitrary: fc.constant(1e300) });
    case 'bool':
      return fc.boolean();
    case 'string':
      return fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom('a'.repeat(127), 'a'.repeat(128), 'é'.repeat(64)),
        fc.constant('\ud800'),
      );
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 });
    case 'int64':
    case 'sint64':
    case 'sfixed64':
      return fc.oneof({ weight: 20, arbitrary: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }, wide(2n ** 63n));
    case 'uint64':
    case 'fixed64':
      return fc.oneof({ weight: 20, arbitrary: fc.bigInt(0n, 2n ** 64n - 1n) }, wide(2n ** 64n));
    case 'uint32':
    case 'fixed32':
      return fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }, narrow(2 ** 32));
    default:
      return fc.oneof({ weight: 20, arbitrary: fc.integer() }, narrow(2 ** 31));
  }
}
const wide = (out: bigint): { weight: number; arbitrary: fc.Arbitrary<unknown> } => ({
  weight: 1,
  arbitrary: fc.constantFrom<unknown>(0n, 127n, 128n, 2n ** 53n, 7, '12', out),
});
const narrow = (out: number): { weight: number; arbitrary: fc.Arbitrary<unknown> } => ({
  weight: 1,
  arbitrary: fc.constantFrom<unknown>(0, 127, 128, 16_384, '12', 'x', 1.5, NaN, out),
});

type Draft = Record<string, unknown>;

const known = new Map<number, fc.Arbitrary<Message>>();

/** A message with a few of its fields set; `depth` more levels below it. */
function messages(desc: DescMessage, depth: number): fc.Arbitrary<Message> {
  let found = known.get(depth);
  if (!found) known.set(depth, (found = build(desc, depth)));
  return found;
}

function build(desc: DescMessage, depth: number): fc.Arbitrary<Message> {
  const value = (field: DescField): fc.Arbitrary<unknown> => {
    if (field.message?.typeName === 'test.v1.All') return messages(field.message, depth - 1);
    switch (field.message?.typeName) {
      case 'google.protobuf.StringValue':
        return field.oneof ? fc.constant(create(field.message!, { value: 'x' })) : values('string');
      case 'google.protobuf.Int64Value':
        return values('int64');
      case 'google.protobuf.BoolValue':
        return fc.constant(create(field.message!, { value: true }));
      case 'google.protobuf.Timestamp':
        return fc.record({
          $typeName: fc.constant(field.message!.typeName),
          seconds: values('int64'),
          nanos: values('int32'),
        });
      case 'google.protobuf.Value':
        return fc.constantFrom(
          { $typeName: 'google.protobuf.Value', kind: { case: 'numberValue', value: 1.5 } },
          { $typeName: 'google.protobuf.Value', kind: { case: 'nullValue', value: 0 } },
        );
    }
    if (field.enum) return fc.constantFrom(0, 1, -2, 40);
    return values(SCALARS.find((type) => field.name.endsWith(`_${type}`)) ?? (field.scalar === 9 ? 'string' : 'int32'));
  };
  const usable = desc.fields.filter((field) => depth > 0 || field.message?.typeName !== 'test.v1.All');
  // Built once for each depth: building them costs more than drawing from them.
  const one = fc.oneof(
    ...usable.map((field) => {
      const whole =
        field.fieldKind === 'list'
          ? fc.array(value(field), { maxLength: 4 })
          : field.fieldKind === 'map'
            ? fc.dictionary(fc.string({ maxLength: 5 }), value(field), { maxKeys: 3 })
            : value(field);
      return whole.map((made) => [field, made] as const);
    }),
  );
  return fc.array(one, { maxLength: 6 }).map((set) => {
    const message = create(desc);
    const draft = message as unknown as Draft; // the library keeps fields as properties
    for (const [field, made] of set)
      if (field.oneof) draft[field.oneof.localName] = { case: field.localName, value: made };
      else draft[field.localName] = made;
    return message;
  });
}

const outcome = (encode: () => Uint8Array): string => {
  try {
    return Buffer.from(encode()).toString('hex');
  } catch (error) {
    return `threw ${String(error)}`;
  }
};

describe('a message is encoded', () => {
  test('to the bytes of the library, or its error, whatever the values', () => {
    fc.assert(
      fc.property(messages(All, 2), (message) => {
        expect(outcome(() => encodeMessage(All, message))).toBe(outcome(() => toBinary(All, message)));
      }),
      { numRuns: 100 },
    );
  });

  test('with the fields that its type does not know', () => {
    const message = create(Plain, { name: 'a' } as Record<string, unknown>);
    message.$unknown = [{ no: 1000, wireType: 2, data: new Uint8Array([2, 9, 9]) }];
    expect(encodeMessage(Plain, message)).toEqual(toBinary(Plain, message));
  });

  test('where its type has groups, Structs, keys of numbers or wide numbers as texts', () => {
    const keys = create(Keys, { a: { 1: 'x', 22: 'y' }, b: { p: [1, null] }, c: '12345678901' } as Record<
      string,
      unknown
    >);
    const old = create(Old, { name: 'a', part: { of: 'b' } } as Record<string, unknown>);
    expect(encodeMessage(Keys, keys)).toEqual(toBinary(Keys, keys));
    expect(encodeMessage(Old, old)).toEqual(toBinary(Old, old));
  });

  test('not at all without what it requires, and the next one is none the worse', () => {
    const empty = create(Plain, { count: 3 } as Record<string, unknown>);
    expect(() => encodeMessage(Plain, empty)).toThrow('required field not set');
    expect(() => encodeMessage(Plain, create(All))).toThrow('cannot use field test.v1.Plain.name');
    const whole = create(Plain, { name: 'b', many: [1, 2] } as Record<string, unknown>);
    expect(encodeMessage(Plain, whole)).toEqual(toBinary(Plain, whole));
  });

  test('as long as it is: lengths of one to four bytes, beyond every buffer', () => {
    for (const size of [127, 128, 4_095, 16_383, 16_384, 2_097_151, 2_097_152]) {
      const message = create(All, {
        self: { plainString: 'é'.repeat(size / 2), plainBytes: new Uint8Array(size) },
      } as Record<string, unknown>);
      expect(Buffer.compare(encodeMessage(All, message), toBinary(All, message))).toBe(0);
    }
  });
});
