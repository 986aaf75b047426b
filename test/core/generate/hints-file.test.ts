import { toBinary, type DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { parseHints, type HintsFile } from '../../../server/generate/hints-file.ts';
import { schemaFrom } from '../../support/schema-from.ts';

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

function parcel(hints: HintsFile | undefined, entity = 'one', seed = 'seed'): Record<string, never> {
  const desc = schema.type('shop.v1.Parcel') as DescMessage; // it is in the text above
  const key = textKey(seed);
  const message = generateMessage(desc, { types, seed: key, key: textKey(entity, key), hints });
  return JSON.parse(decodeJson(desc, toBinary(desc, message), types).json!) as Record<string, never>;
}

const parcels = (hints: HintsFile | undefined, count = 60): Record<string, never>[] =>
  Array.from({ length: count }, (_, index) => parcel(hints, `entity ${index}`));

/** What values of a field come up, over many messages. */
const seen = (text: string, field: string): unknown[] =>
  [...new Set(parcels(read(text)).map((one) => JSON.stringify(one[field])))]
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
