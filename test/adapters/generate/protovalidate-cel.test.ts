import { createRegistry, type DescExtension, type DescMessage } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { loadRulesLibrary } from '../../../server/rules/library.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const TIMES = 200;
await loadRulesLibrary();

const FIELDS: readonly (readonly [type: string, expression: string])[] = [
  ['string', "this.startsWith('usr_') && this.size() > 6"],
  ['string', "this.endsWith('.png') || this.endsWith('.jpg')"],
  ['string', "this.matches('^[A-Z]{2}[0-9]{6}$')"],
  ['string', "this.size() >= 8 && this.matches('[0-9]') && this.matches('[A-Z]')"],
  ['string', "this.contains('@') && !this.contains(' ')"],
  ['string', 'this.isEmail()'],
  ['string', 'this.isHostname() || this.isIp()'],
  ['string', 'this.isUri()'],
  ['string', "this in ['low', 'high']"],
  ['string', "this == '' || this.size() == 5"],
  ['string', 'this.size() % 2 == 0'],
  ['string', 'this.lowerAscii() == this'],
  ['string', "this.split('.').size() == 3"],
  ['int32', 'this % 5 == 0 && this > 0'],
  ['int32', 'this > 10 && this < 14'],
  ['int64', 'this >= 1000 && this <= 2000 && this % 100 == 0'],
  ['uint32', 'this != 0u && this <= 12u'],
  ['double', 'this > 0.0 && this <= 1.0'],
  ['double', 'this * 2.0 < 9.0'],
  ['bool', 'this == true'],
  ['bytes', 'this.size() == 3'],
  ['repeated string', 'this.size() <= 3 && this.size() >= 1'],
  ['repeated string', "this.all(x, x.startsWith('tag-'))"],
  ['repeated string', "this.exists(x, x == 'admin')"],
  ['repeated int32', 'this.unique() && this.all(x, x > 100)'],
  ['repeated int32', 'this.size() == 2 && this[0] < this[1]'],
  ['map<string, string>', "'env' in this"],
  ['map<string, int32>', 'this.all(k, this[k] > 0)'],
  ['google.protobuf.Duration', "this > duration('90s') && this < duration('2m')"],
  ['google.protobuf.Timestamp', "this < timestamp('2020-01-01T00:00:00Z')"],
  ['google.protobuf.Timestamp', "this > now && this < now + duration('87600h')"],
  ['Kind', 'this == 2 || this == 3'],
];

const MESSAGES: readonly (readonly [fields: string, expression: string])[] = [
  ['int32 min = 1; int32 max = 2;', 'this.min <= this.max'],
  ['int32 a = 1; int32 b = 2; int32 c = 3;', 'this.a + this.b + this.c == 100'],
  ['google.protobuf.Timestamp start = 1; google.protobuf.Timestamp end = 2;', 'this.end > this.start'],
  [
    'google.protobuf.Timestamp start = 1; google.protobuf.Timestamp end = 2;',
    "this.end - this.start <= duration('1h') && this.end > this.start",
  ],
  ['string password = 1; string confirm = 2;', 'this.password == this.confirm'],
  ['optional string email = 1; optional string phone = 2;', 'has(this.email) || has(this.phone)'],
  ['optional string email = 1; optional string phone = 2;', 'has(this.email) != has(this.phone)'],
  ['string first_name = 1; string last_name = 2;', 'this.first_name.size() + this.last_name.size() < 14'],
  ['repeated string items = 1; int32 count = 2;', 'this.count == this.items.size()'],
  ['repeated Item items = 1;', 'this.items.all(i, i.quantity > 0 && i.quantity <= 3)'],
  ['repeated Item items = 1; int32 limit = 2;', 'this.items.all(i, i.quantity <= this.limit)'],
  ['double price = 1; int32 quantity = 2; double total = 3;', 'this.total == this.price * double(this.quantity)'],
  ['string country = 1; string zip = 2;', "this.country != 'US' || this.zip.matches('^[0-9]{5}$')"],
  ['Kind kind = 1; string reason = 2;', "this.kind != 3 || this.reason != ''"],
  ['Address address = 1;', "this.address.city != '' && this.address.country.size() == 2"],
  ['int32 width = 1; int32 height = 2;', "this.width * this.height <= 1000 ? '' : 'too large'"],
  ['double low = 1; double mid = 2; double high = 3;', 'this.low < this.mid && this.mid < this.high'],
  ['string id = 1; string parent_id = 2;', 'this.id != this.parent_id'],
  ['oneof o { string a = 1; int32 b = 2; }', "!has(this.a) || this.a.startsWith('a-')"],
  ['bool all_day = 1; google.protobuf.Timestamp end = 2;', 'this.all_day ? !has(this.end) : has(this.end)'],
];

const HEADER = `import "buf/validate/validate.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/timestamp.proto";
enum Kind { KIND_UNSPECIFIED = 0; A = 1; B = 2; C = 3; }
message Item { string name = 1; int32 quantity = 2; }
message Address { string city = 1; string country = 2; }`;

const schema = schemaFrom(`syntax = "proto3"; package cel; ${HEADER}
${FIELDS.map(([type, text], index) => `message F${index} { ${type} value = 1 [(buf.validate.field).cel = {id: "f${index}", expression: ${JSON.stringify(text)}}]; }`).join('\n')}
${MESSAGES.map(([fields, text], index) => `message M${index} { option (buf.validate.message).cel = {id: "m${index}", message: "no", expression: ${JSON.stringify(text)}}; ${fields} }`).join('\n')}
message Short { string value = 1 [(buf.validate.field).cel_expression = "this.startsWith('x')"]; }`);

function rate(desc: DescMessage, extensions: readonly DescExtension[] = []): number {
  const validator = createValidator({ registry: createRegistry(...extensions) });
  const seed = textKey('cel');
  let good = 0;
  for (let index = 0; index < TIMES; index++) {
    const message = generateMessage(desc, { types: createRegistry(), seed, key: textKey(String(index), seed) });
    const result = validator.validate(desc, message);
    if (result.kind === 'error') throw result.error;
    if (result.kind === 'valid') good += 1;
  }
  return good / TIMES;
}

const table: string[] = [];
for (const [index, [what, text]] of [...FIELDS, ...MESSAGES].entries())
  test(`${what}: ${text}`, () => {
    const name = index < FIELDS.length ? `F${index}` : `M${index - FIELDS.length}`;
    const share = rate(schema.type(`cel.${name}`) as DescMessage); // a message of the schema
    table.push(`${(100 * share).toFixed(1).padStart(6)} %  ${text}`);
    expect(share).toBeGreaterThanOrEqual(0.99);
  });

test('an expression without an id', () => {
  expect(rate(schema.type('cel.Short') as DescMessage)).toBe(1); // a message of the schema
});

test('predefined rules, as extensions of the rules of a type', () => {
  const own = schemaFrom({
    'rules.proto': `syntax = "proto2"; package rules; import "buf/validate/validate.proto";
      extend buf.validate.StringRules {
        optional bool slug = 80001 [(buf.validate.predefined).cel = {id: "string.slug", expression: "this.matches('^[a-z]+(-[a-z]+)*$')"}];
        optional string starts = 80002 [(buf.validate.predefined).cel = {id: "string.starts", expression: "this.startsWith(rule)"}];
      }
      extend buf.validate.Int32Rules { optional int32 step = 80003 [(buf.validate.predefined).cel = {id: "int32.step", expression: "this % rule == 0"}]; }`,
    'test.proto': `syntax = "proto3"; package t; import "buf/validate/validate.proto"; import "rules.proto";
      message M {
        string title = 1 [(buf.validate.field).string.(rules.slug) = true];
        string id = 2 [(buf.validate.field).string.(rules.starts) = "doc/", (buf.validate.field).string.max_len = 12];
        int32 amount = 3 [(buf.validate.field).int32.(rules.step) = 25];
        repeated string slugs = 4 [(buf.validate.field).repeated.items.string.(rules.slug) = true];
      }`,
  });
  const desc = own.type('t.M') as DescMessage; // a message of the schema
  expect(rate(desc, own.descFile('rules.proto')!.extensions)).toBeGreaterThanOrEqual(0.99);
});

test('the table', () => {
  process.stdout.write(`${table.join('\n')}\n`);
});
