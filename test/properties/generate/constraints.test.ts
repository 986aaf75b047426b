import { createRegistry, toBinary, type DescMessage } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { ruleOfField, rulesOf } from '../../../server/rules/read-rules.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = `syntax = "proto3"; package p; import "buf/validate/validate.proto"; import "google/api/field_info.proto";
  import "google/api/field_behavior.proto"; import "protoc-gen-openapiv2/options/annotations.proto";
  import "google/protobuf/timestamp.proto";`;
const PV = '(buf.validate.field)';

const known = new Map<string, DescMessage>();

function read(text: string): DescMessage {
  let desc = known.get(text);
  if (!desc) known.set(text, (desc = schemaFrom(`${HEAD} message M { ${text} }`).type('p.M') as DescMessage)); // it is there
  return desc;
}

function made(text: string, entity: string, seed = 's'): Record<string, unknown> & { bytes: Uint8Array } {
  const desc = read(text);
  const seedKey = textKey(seed);
  const message = generateMessage(desc, { types: createRegistry(), seed: seedKey, key: textKey(entity, seedKey) });
  return { ...(message as unknown as Record<string, unknown>), bytes: toBinary(desc, message) };
}

const FIELDS = [
  `string email = 1 [${PV}.string.email = true];`,
  `string code = 2 [${PV}.string.pattern = "^[A-Z]{3}[0-9]+$"];`,
  `repeated string tags = 3 [${PV}.repeated = {unique: true, min_items: 3, items: {string: {max_len: 6}}}];`,
  `int32 age = 4 [${PV}.int32 = {gte: 18, lte: 30}];`,
  `map<string, int32> stock = 5 [${PV}.map = {min_pairs: 2, keys: {string: {len: 4}}}];`,
  `google.protobuf.Timestamp start = 6 [${PV}.timestamp.gt = {seconds: 3000000000}];`,
];

test('what keeps the rule stays as the name suggests it', () => {
  const free = made('string email = 1; string city = 2; int32 age = 3;', 'a');
  const ruled = made(
    `string email = 1 [${PV}.string.email = true]; string city = 2 [${PV}.string = {min_len: 1, max_len: 99}]; int32 age = 3 [${PV}.int32.gte = 0];`,
    'a',
  );
  expect(ruled.bytes).toEqual(free.bytes);
});

test('a field with rules is a function of seed, entity and path: one more field changes no other', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom(...FIELDS).map((field) => [field]),
      (entity, some) => {
        const all = made(FIELDS.join(''), entity);
        const few = made(some.join(''), entity);
        for (const [name, value] of Object.entries(few)) if (name !== 'bytes') expect(all[name]).toEqual(value);
      },
    ),
    { numRuns: 10 },
  );
});

test('formats of google.api.field_info and examples are followed', () => {
  const { uid, address, plan, size, limit } = made(
    `string uid = 1 [(google.api.field_info).format = UUID4]; string address = 2 [(google.api.field_info).format = IPV6];
     string plan = 3 [${PV}.string.example = "gold"];
     int32 size = 4 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {minimum: 3, maximum: 5}];
     string limit = 5 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {example: "\\"ten\\""}];`,
    'a',
  );
  expect(uid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
  expect(address).toContain(':');
  expect(plan).toBe('gold');
  expect(Number(size)).toBeGreaterThanOrEqual(3);
  expect(Number(size)).toBeLessThanOrEqual(5);
  expect(limit).toBe('ten');
});

test('what field_behavior calls required is never absent', () => {
  for (let index = 0; index < 40; index++)
    expect(
      made('optional string note = 1 [(google.api.field_behavior) = REQUIRED];', String(index))['note'],
    ).toBeDefined();
});

test('a rule has a name that a person knows', () => {
  const desc = schemaFrom(`${HEAD} message M { string a = 1 [${PV}.string = {email: true, max_len: 9}]; string b = 2;
    repeated string c = 3 [${PV}.repeated = {min_items: 1, items: {string: {uuid: true}}}]; string d = 4 [${PV}.required = true]; }`).type(
    'p.M',
  ) as DescMessage; // the test names a message
  expect(desc.fields.map(ruleOfField)).toEqual([
    'string.max_len, string.email',
    undefined,
    'string.uuid, repeated.min_items',
    'required',
  ]);
  expect(rulesOf(desc.fields[1]!)).toBeUndefined();
});

test('hostile names of fields, keys and values are names like any other', () => {
  const { bytes } = made(
    `string __proto__ = 1 [${PV}.string.min_len = 3]; string constructor = 2 [${PV}.string.in = "__proto__"];
     map<string, string> toString = 3 [${PV}.map = {min_pairs: 1, max_pairs: 1, keys: {string: {const: "__proto__"}}}];`,
    'a',
  );
  expect(
    Buffer.from(bytes)
      .toString('latin1')
      .match(/__proto__/g),
  ).toHaveLength(2);
});
