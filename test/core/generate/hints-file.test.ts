import { toBinary, type DescMessage } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHints } from '../../../server/generate/check-hints.ts';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { parseHints, type HintsFile } from '../../../server/generate/hints-file.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import type { Json } from '../../support/json.ts';

const schema = schemaFrom(`syntax = "proto3"; package shop.v1;
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  enum Color { COLOR_UNSPECIFIED = 0; RED = 1; GREEN = 2; BLUE = 3; }
  message Address { string city = 1; string country = 2; string street = 3; }
  message Line { string sku = 1; int32 percent_off = 2; }
  message Parcel {
    string id = 1; string tracking_number = 2; string carrier = 3; string label = 4; Color color = 5;
    repeated string tags = 6; map<string, int32> stock_by_site = 7; Address address = 8; repeated Line lines = 9;
    google.protobuf.Timestamp picked = 10; google.protobuf.StringValue note = 11; double weight = 12; int64 serial = 13;
    bool fragile = 14; string self_link = 15; oneof door { string code = 16; int32 slot = 17; } bytes seal = 18;
    optional string nickname = 19; float ratio = 20; uint64 big = 21; string day = 22;
  }
  service S { rpc Do(Parcel) returns (Parcel); }`);
const { types } = schema.method('/shop.v1.S/Do')!;

function read(text: string): HintsFile {
  const { hints, problems } = parseHints(text, 'understudy.hints.yaml');
  expect(problems).toEqual([]);
  return hints;
}

function parcel(hints: HintsFile | undefined, entity = 'one', seed = 'seed'): Json {
  const desc = schema.type('shop.v1.Parcel') as DescMessage; // it is in the text above
  const key = textKey(seed);
  const message = generateMessage(desc, { types, seed: key, key: textKey(entity, key), hints });
  return JSON.parse(decodeJson(desc, toBinary(desc, message), types).json!) as Json;
}

const parcels = (hints: HintsFile | undefined, count = 20): Json[] =>
  Array.from({ length: count }, (_, index) => parcel(hints, `entity ${index}`));

/** What values of a field come up, over many messages. */
const seen = (text: string, field: string): unknown[] =>
  [...new Set(parcels(read(text)).map((one) => JSON.stringify(one[field] ?? null)))]
    .sort()
    .map((json) => JSON.parse(json) as unknown);

test('a list of values is chosen from, for scalars, enums, items of lists and values of maps', () => {
  expect(seen('hints: [{ field: "*.carrier", values: [DHL, UPS] }]', 'carrier')).toEqual(['DHL', 'UPS']);
  expect(seen('hints: [{ field: Parcel.color, values: [RED, BLUE] }]', 'color')).toEqual(['BLUE', 'RED']);
  expect(seen('hints: [{ field: "*.serial", values: [9007199254740993] }]', 'serial')).toEqual(['9007199254740993']);
  expect(new Set((seen('hints: [{ field: "*.tags", values: [a, b] }]', 'tags') as string[][]).flat())).toEqual(
    new Set(['a', 'b']),
  );
  expect(
    (seen('hints: [{ field: "*.stock_by_site", values: [7] }]', 'stockBySite') as object[])
      .flatMap(Object.values)
      .every((value) => value === 7),
  ).toBe(true);
  expect(seen('hints: [{ field: "*.note", values: [fine] }]', 'note')).toContain('fine');
  expect(seen('hints: [{ field: "*.seal", values: ["AQI="] }]', 'seal')).toEqual(['AQI=']);
  expect(seen('hints: [{ field: "*.fragile", values: [true] }]', 'fragile')).toEqual([true]);
});

test('expressions make texts, and read other fields of the message', () => {
  const one = parcel(
    read(`hints:
  - field: "*.tracking_number"
    expression: "\${upper(letters(2))}-\${digits(8)}"
  - field: "*.self_link"
    expression: "https://example.com/parcels/\${field.id}/\${slug(field.label)}"
  - field: "*.label"
    expression: "\${field.carrier} in \${field.address.city}"
  - field: "*.weight"
    expression: "\${number(1, 2, 3)}"
  - field: "*.color"
    expression: "\${pick('RED', 'GREEN')}"
`),
  );
  expect(one.trackingNumber).toMatch(/^[A-Z]{2}-\d{8}$/);
  expect(one.label).toBe(`${one.carrier} in ${(one.address as { city: string }).city}`);
  expect(one.selfLink).toMatch(new RegExp(`^https://example.com/parcels/${one.id}/[a-z-]+$`));
  expect(one.weight).toBeGreaterThanOrEqual(1);
  expect(one.weight).toBeLessThanOrEqual(2);
  expect(['RED', 'GREEN']).toContain(one.color);
});

test('rows of the built-in table can be said for fields whose names say something else', () => {
  const one = parcel(
    read(`hints:
  - { field: "*.carrier", like: company }
  - { field: "*.label", like: job title }
  - { field: "*.weight", like: latitude }
  - { field: "*.picked", like: birth }
  - { field: "*.fragile", like: on }`),
  );
  expect(one.carrier).toMatch(/^[A-Z]/);
  expect(one.picked).toMatch(/^(19|20)\d\d-/);
  expect(one.fragile).toBe(true);
  expect(one.weight).toBeLessThanOrEqual(90);
});

test('ranges hold for every number type, and for times', () => {
  const text = `hints:
  - { field: "*.serial", between: [9007199254740993, 9007199254740995] }
  - { field: "*.big", between: [18446744073709551614, 18446744073709551615] }
  - { field: "*.weight", between: [0.5, 0.75] }
  - { field: "*.ratio", between: [1, 2] }
  - { field: "Line.percent_off", between: [5, 7] }
  - { field: "*.picked", between: [2026-01-01, 2026-01-02] }
  - { field: "*.day", between: [2025-03-01, 2025-03-02] }`;
  for (const one of parcels(read(text))) {
    expect(['9007199254740993', '9007199254740994', '9007199254740995']).toContain(one.serial);
    expect(['18446744073709551614', '18446744073709551615']).toContain(one.big);
    expect(one.weight).toBeGreaterThanOrEqual(0.5);
    expect(one.weight).toBeLessThanOrEqual(0.75);
    expect(one.picked).toMatch(/^2026-01-0[12]T/);
    expect(one.day).toMatch(/^2025-03-0[12]$/);
    for (const { percentOff } of one.lines as { percentOff: number }[]) expect([5, 6, 7]).toContain(percentOff);
  }
});

test('a line about a type is about all its values; fields that a row does not say are generated', () => {
  const hints = read(`hints:
  - type: shop.v1.Address
    values: [{ city: Oslo, country: Norway }, { city: Rome, country: Italy }]
  - type: Color
    values: [GREEN]
  - type: bool
    values: [false]`);
  for (const one of parcels(hints)) {
    const { city, country, street } = one.address as Record<string, string>;
    expect([`Oslo Norway`, `Rome Italy`]).toContain(`${city} ${country}`);
    expect(street).not.toBe('');
    expect(one.color).toBe('GREEN');
    expect(one.fragile).toBeUndefined();
  }
});

test('the first line that fits decides, and what is about a field comes before what is about its type', () => {
  const first =
    'hints: [{ type: string, values: [t] }, { field: "*.carrier", values: [1] }, { field: carrier, values: [a] }, { field: "*.carrier", values: [b] }]';
  // A number is no text: that line leaves the field alone.
  expect(seen(first, 'carrier')).toEqual(['a']);
  expect(seen(first, 'label')).toEqual(['t']);
});

test('"unset" leaves a field out of a share of the messages', () => {
  const count = (share: number): number =>
    parcels(read(`hints: [{ field: "*.carrier", values: [DHL], unset: ${share} }]`), 60).filter(
      (one) => one.carrier === undefined,
    ).length;
  expect(count(0)).toBe(0);
  expect(count(1)).toBe(60);
  expect(count(0.5)).toBeGreaterThan(15);
  expect(count(0.5)).toBeLessThan(45);
});

test('a line changes only the fields that it is about', () => {
  const plain = parcels(undefined, 20);
  const hinted = parcels(read('hints: [{ field: "*.carrier", values: [DHL] }, { type: Color, values: [RED] }]'), 20);
  plain.forEach((one, index) => {
    expect({ ...hinted[index], carrier: '', color: '' }).toEqual({ ...one, carrier: '', color: '' });
  });
});

test.each([
  ['hints: [{ field: "*.sku" }]', '1:9 This line does not say what the values are.'],
  ['hints: [{ values: [a] }]', '1:9 This line does not say what it is about.'],
  ['hints:\n  - field: "*.sku"\n    vales: [a]', '3:5 A hints file has no key "vales" here. Did you mean "values"?'],
  ['hints:\n  - field: "*.sku"\n    values: []', '3:13 "values" is a list with at least one value.'],
  ['hints: [{ field: "a b.c", values: [a] }]', '1:18 This is no pattern for a field.'],
  [
    'hints: [{ field: "*.x", like: emial }]',
    '1:31 There is no row "emial" in the built-in table. Did you mean "email"?',
  ],
  [
    'hints: [{ field: "*.x", between: [5, 1] }]',
    '1:34 "between" is a list of two numbers or two dates, the smaller one first.',
  ],
  [
    'hints: [{ field: "*.x", unset: 2, values: [a] }]',
    '1:32 "unset" is the share of messages without the field: a number from 0 to 1.',
  ],
  ['hints: [{ field: "*.x", expression: "${upcase(city)}" }]', '1:40 There is no function "upcase".'],
  ['hints: [{ field: "*.x", expression: "${digits}" }]', '1:40 digits takes 1 values.'],
  ['hints: [{ field: "*.x", expression: "a ${int(1, 2" }]', '1:50 Expected "," or ")".'],
  [
    'hints: [{ field: "*.x", expression: "a ${order.id}" }]',
    '1:42 "order." leads nowhere. Write field.order for another field of the message.',
  ],
  ['hint: []', '1:1 A hints file has no key "hint" here. Did you mean "hints"?'],
  ['- a', '1:1 A hints file is a mapping with the key "hints".'],
])('%s', (text, expected) => {
  const [problem] = parseHints(text, 'h.yaml').problems;
  expect(`${problem?.line}:${problem?.column} ${problem?.message} ${problem?.hint}`).toContain(expected);
  expect(problem?.file).toBe('h.yaml');
});

const checked = (text: string): string[] =>
  checkHints(read(text), schema).map(
    ({ line, column, message, hint }) => `${line}:${column} ${message}${hint ? ` ${hint}` : ''}`,
  );

test('hints are checked against the schema', () => {
  expect(checked('hints: [{ field: "*.carier", values: [a] }]')).toEqual([
    '1:18 No field of any request or answer matches "*.carier". Did you mean "*.carrier"?',
  ]);
  expect(checked('hints: [{ field: "*.color", values: [RED, BLU] }]')).toEqual([
    expect.stringMatching(/^1:43 .*BLU.*BLUE/),
  ]);
  expect(checked('hints: [{ field: "*.serial", values: [1, x] }]')).toEqual([expect.stringMatching(/^1:42 /)]);
  expect(checked('hints: [{ type: Address, values: [{ town: Oslo }] }]')).toEqual([
    expect.stringMatching(/^1:37 .*town/),
  ]);
  expect(checked('hints: [{ field: "*.color", like: city }]')).toEqual([
    '1:18 The row "city" makes texts, and shop.v1.Parcel.color is shop.v1.Color.',
  ]);
  expect(checked('hints: [{ field: "*.label", expression: "${field.carier}" }]')).toEqual([
    expect.stringContaining('shop.v1.Parcel has no field "carier". Did you mean "carrier"?'),
  ]);
  expect(checked('hints: [{ field: "*.slot", between: [1, 3000000000] }]')).toEqual([expect.stringContaining('int32')]);
  expect(checked('hints: [{ field: "*.carrier", values: [a] }, { field: carrier, values: [b] }]')).toEqual([
    expect.stringContaining('"carrier" is never used'),
  ]);
  expect(
    checked('hints: [{ field: "*.sku", values: [A] }, { type: Color, values: [RED] }, { field: "*", like: city }]'),
  ).toEqual([]);
});

test('whatever stands in a hints file, nothing is thrown, and messages still encode', () => {
  const name = fc.constantFrom(
    '*.carrier',
    'Parcel.*',
    '*',
    '**',
    'a**b',
    'label',
    '__proto__',
    'constructor',
    'Color',
    'x y',
    '.',
    '',
  );
  const value = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant({ city: 'x' }),
    fc.constant(['a']),
  );
  const expression = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '${',
      '${}',
      '${uuid}',
      '${city}, ${country}',
      '${field.id}',
      '${field.address.city}',
      '${pick(1,2)}',
      '$${x}',
      '${pad(int(1, 9), 3)}',
      '${__proto__}',
      '${constructor()}',
      '${field.__proto__}',
    ),
  );
  const line = fc.record(
    {
      field: name,
      type: name,
      values: fc.array(value),
      like: fc.constantFrom('city', 'price', 'on', '__proto__'),
      expression,
      between: fc.array(value),
      unset: fc.double(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const { hints } = parseHints(JSON.stringify({ hints: lines }), 'h.json');
      checkHints(hints, schema);
      parcel(hints);
    }),
    { numRuns: 30 },
  );
});

test('an expression may read a field that an expression makes, in whichever order they stand', () => {
  const one = parcel(
    read(`hints:
  - { field: "*.id", expression: "\${field.label}!" }
  - { field: "*.label", expression: "\${field.self_link}?" }
  - { field: "*.self_link", expression: "\${field.carrier}" }`),
  );
  expect(one.id).toBe(`${one.carrier}?!`);
});
