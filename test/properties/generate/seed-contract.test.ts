import { toBinary, type DescMessage } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** A field as its text, without its number. */
interface Field {
  readonly name: string;
  readonly type: string;
  readonly oneof?: string;
}
type Messages = Readonly<Record<string, readonly Field[]>>;

// Names that hints, subjects and kinds of things know, and some that nobody knows.
const NAMES =
  'id name email title price quux color tags city country street phone status note created_at update_time description url zone weight first_name user_id address sku rating active payload'.split(
    ' ',
  );
const PLAIN = [
  'string',
  'int32',
  'int64',
  'double',
  'bool',
  'bytes',
  'Color',
  'google.protobuf.Timestamp',
  'google.protobuf.StringValue',
  'google.protobuf.Duration',
];
const TYPES = [
  ...PLAIN,
  ...PLAIN.map((type) => `repeated ${type}`),
  'optional string',
  'optional Color',
  'map<string, string>',
  'map<string, int32>',
  'Address',
  'Part',
  'repeated Part',
  'google.protobuf.Struct',
  'google.type.Money',
];

const field = (nested: boolean): fc.Arbitrary<Field> =>
  fc.record({
    name: fc.constantFrom(...NAMES),
    // Parts hold no parts: depth is a property of a type, and theirs would change.
    type: fc.constantFrom(...TYPES.filter((type) => !nested || !/Part|Address/.test(type))),
  });
const fields = (nested: boolean): fc.Arbitrary<readonly Field[]> =>
  fc.uniqueArray(field(nested), { selector: ({ name }) => name, minLength: 1, maxLength: 8 });

const text = (messages: Messages, colors: readonly string[]): string => `syntax = "proto3"; package p;
  import "google/protobuf/timestamp.proto"; import "google/protobuf/wrappers.proto"; import "google/protobuf/duration.proto";
  import "google/protobuf/struct.proto"; import "google/type/money.proto";
  enum Color { COLOR_UNSPECIFIED = 0; ${colors.map((color, index) => `${color} = ${index + 1};`).join(' ')} }
  ${Object.entries(messages)
    .map(([name, list]) => {
      const numbered = list.map((one, index) => ({ ...one, text: `${one.type} ${one.name} = ${index + 1};` }));
      const groups = [...new Set(list.flatMap(({ oneof }) => oneof ?? []))];
      return `message ${name} { ${numbered
        .filter(({ oneof }) => !oneof)
        .map((one) => one.text)
        .join(' ')} ${groups
        .map(
          (group) =>
            `oneof ${group} { ${numbered
              .filter(({ oneof }) => oneof === group)
              .map((one) => one.text)
              .join(' ')} }`,
        )
        .join(' ')} }`;
    })
    .join('\n  ')}
  service S { rpc Do(User) returns (User); }`;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function generate(proto: string, entity: string): Json {
  const schema = schemaFrom(proto);
  const { types, desc } = schema.method('/p.S/Do')!;
  const key = textKey('seed');
  const output: DescMessage = desc.output;
  const message = generateMessage(output, { types, seed: key, key: textKey(entity, key) });
  return JSON.parse(decodeJson(output, toBinary(output, message), types).json!) as Json;
}

/** Every value of the first is in the second, at the same place. */
function expectKept(before: Json, after: Json, at = ''): void {
  if (Array.isArray(before)) {
    expect(Array.isArray(after) && after.length, at).toBe(before.length);
    before.forEach((item, index) => expectKept(item as Json, (after as readonly Json[])[index]!, `${at}[${index}]`));
  } else if (typeof before === 'object' && before !== null) {
    for (const [key, value] of Object.entries(before)) {
      expect(after, at).toHaveProperty([key]);
      expectKept(value, (after as Record<string, Json>)[key]!, `${at}.${key}`);
    }
  } else expect(after, at).toEqual(before);
}

const messages = fc.record({ User: fields(false), Part: fields(true), Address: fields(true) });
const COLORS = ['RED', 'GREEN', 'BLUE'];

test('one more field, of any type and anywhere, changes no other value', () => {
  fc.assert(
    fc.property(
      messages,
      fc.constantFrom('User', 'Part', 'Address'),
      fc.constantFrom('extra', 'added_at', 'shiny_total', 'colour', 'second_name', 'holder_email', 'blurb'),
      fc.constantFrom(...TYPES),
      fc.nat(),
      fc.string(),
      (before, where, name, type, place, entity) => {
        const added: Field = { name, type: where === 'User' || !/Part|Address/.test(type) ? type : 'string' };
        const list = before[where as keyof typeof before];
        const at = place % (list.length + 1);
        const after = { ...before, [where]: [...list.slice(0, at), added, ...list.slice(at)] };
        expectKept(generate(text(before, COLORS), entity), generate(text(after, COLORS), entity));
      },
    ),
    { numRuns: 60 },
  );
});

test('one more member of a oneof changes nothing outside of it', () => {
  const group = (list: readonly Field[], members: readonly Field[]): readonly Field[] => [
    ...list.filter(({ name }) => !members.some((member) => member.name === name)),
    ...members.map((member) => ({ ...member, oneof: 'choice' })),
  ];
  const members: readonly Field[] = [
    { name: 'card', type: 'string' },
    { name: 'cash', type: 'int32' },
    { name: 'voucher', type: 'Part' },
    { name: 'transfer', type: 'string' },
  ];
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 3 }), fc.string(), (base, count, entity) => {
      const drop = (json: Json): Json =>
        Object.fromEntries(
          Object.entries(json as object).filter(([key]) => !members.some(({ name }) => name === key)),
        ) as Json;
      const made = (size: number): Json =>
        drop(generate(text({ ...base, User: group(base.User, members.slice(0, size)) }, COLORS), entity));
      expect(made(count + 1)).toEqual(made(count));
    }),
    { numRuns: 25 },
  );
});

test('one more value of an enum changes values of that enum only', () => {
  fc.assert(
    fc.property(messages, fc.string(), (base, entity) => {
      const plain = (json: Json): Json =>
        JSON.parse(
          JSON.stringify(json)
            .replaceAll(/"(RED|GREEN|BLUE|PINK)"/g, '"?"')
            .replaceAll(/\["\?"(,"\?")*\]/g, '["?"]'),
        ) as Json;
      expect(plain(generate(text(base, [...COLORS, 'PINK']), entity))).toEqual(
        plain(generate(text(base, COLORS), entity)),
      );
    }),
    { numRuns: 25 },
  );
});
