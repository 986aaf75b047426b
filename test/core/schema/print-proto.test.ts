import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { printProto } from '../../../server/schema/print-proto.ts';
import { schemaFile, schemaFromFiles } from '../../../server/schema/schema-from-files.ts';
import { roundTrip } from '../../support/print-round.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const printed = (text: string | Record<string, string>, name = 'test.proto'): string => {
  const schema = schemaFrom(text);
  const own = [...schema.files.values()].filter(({ path }) => path !== undefined);
  const { wrong, texts } = roundTrip(schema, own);
  expect(wrong).toEqual([]);
  return texts.get(name) ?? '';
};

test('a file is printed as a person would write it', () => {
  const text = `// Licence.

syntax = "proto3";

package shop.v1;

import "google/protobuf/timestamp.proto";

option go_package = "example.com/shop";

// What can be bought.
message Product {
  // How it is shown.
  enum Look {
    LOOK_UNSPECIFIED = 0;
    LOOK_LARGE = 1; // as on a poster
  }

  reserved 7, 9 to 11;
  reserved "colour";

  // Unique.
  string name = 1;

  optional int32 stock = 2;
  repeated Look looks = 3 [deprecated = true];
  map<string, Product> parts = 4;

  // One of the two.
  oneof price {
    int64 cents = 5;
    string on_request = 6 [json_name = "ask"];
  }

  google.protobuf.Timestamp since = 8;
}

service Catalog {
  // Finds one.
  rpc Get(Product) returns (Product);

  rpc Watch(stream Product) returns (stream Product) {
    option idempotency_level = NO_SIDE_EFFECTS;
  }

  rpc Empty(Product) returns (Product) {}
}
`;
  expect(printed(text)).toBe(text);
});

test('proto2 comes back: labels, defaults, groups, extensions and message sets', () => {
  const text = printed(`syntax = "proto2";
package a.b;
message M {
  required string s = 1 [default = "a\\"b\\n\\\\ü\\x01"];
  optional bytes y = 2 [default = "\\000\\377\\"'x"];
  optional double inf = 3 [default = -inf];
  optional float f = 4 [default = 1.5e-10];
  optional double n = 15 [default = nan];
  message First { optional int32 x = 1; }
  optional group Detail = 5 { optional int32 z = 1; repeated group Deep = 2 { } }
  message Between { }
  map<int32, Between> later = 6;
  message Last { }
  oneof which { group Pick = 7 { optional M m = 1; } E e = 8; }
  optional E with_default = 9 [default = B, packed = false];
  extensions 100 to 199, 500 to max;
  extend Set { optional M ext = 4; }
  extend M { optional group InExt = 150 { } }
  reserved 20 to 30;
}
message Set { option message_set_wire_format = true; extensions 4 to max; }
enum E { option allow_alias = true; A = 1; B = 2; C = 2; N = -5; reserved -10 to -7, 100 to max; reserved "X"; }
extend M { repeated int32 more = 100; optional group G = 101 { optional string q = 1; } }
extend Set { optional M top = 100000000; }
`);
  expect(text).toContain('optional group Detail = 5 {');
  expect(text).toContain('extensions 500 to max;');
});

test.each(['2023', '2024'])('edition %s comes back with its features', (edition) => {
  const more = edition === '2024' ? 'export message Seen {}\nlocal message Hidden {}\n' : '';
  const text = printed(`edition = "${edition}";
package e;
option features.field_presence = IMPLICIT;
message M {
  string a = 1 [features.field_presence = LEGACY_REQUIRED];
  M d = 2 [features.message_encoding = DELIMITED];
  repeated int32 n = 3 [features.repeated_field_encoding = EXPANDED];
  reserved foo, bar;
}
enum E { option features.enum_type = CLOSED; ONE = 1; }
${more}`);
  expect(text).toContain('option features.field_presence = IMPLICIT;');
  expect(text).toContain('reserved foo, bar;');
});

test('custom options come back by name, whatever they hold', () => {
  const text = printed({
    'opt.proto': `syntax = "proto2";
package opt;
import "google/protobuf/descriptor.proto";
import "google/protobuf/any.proto";
message Rule {
  optional string text = 1;
  repeated int32 numbers = 2;
  optional Rule inner = 3;
  map<string, Rule> by_name = 4;
  optional group Part = 5 { optional bool on = 1; }
  optional Kind kind = 6;
  optional google.protobuf.Any any = 7;
  optional bytes raw = 8;
  optional double ratio = 9;
  extensions 100 to max;
}
enum Kind { NONE = 0; SOME = 1; }
extend Rule { optional string note = 100; repeated Kind kinds = 101; }
extend google.protobuf.FileOptions { repeated string tags = 50001; }
extend google.protobuf.MessageOptions { optional Rule rule = 50001; }
extend google.protobuf.FieldOptions { optional Rule field_rule = 50001; optional float weight = 50002; repeated uint64 ids = 50003; }
extend google.protobuf.EnumValueOptions { optional Kind kind = 50001; }
extend google.protobuf.OneofOptions { optional sint64 z = 50001; }
extend google.protobuf.MethodOptions { optional bool quick = 50001; }
extend google.protobuf.ServiceOptions { optional string host = 50001; }
extend google.protobuf.EnumOptions { optional fixed32 f = 50001; }
extend google.protobuf.ExtensionRangeOptions { optional string why = 50001; }
`,
    'test.proto': `syntax = "proto3";
package opt.use;
import "opt.proto";
option (opt.tags) = "a";
option (opt.tags) = "b";
message M {
  option (opt.rule) = { text: "x", numbers: [1, -2], inner { inner {} }, by_name { key: "k" value { text: "v" } },
    Part { on: true }, kind: SOME, raw: "\\001\\xff", ratio: -inf, [opt.note]: "n", [opt.kinds]: [NONE, SOME] };
  string a = 1 [(opt.field_rule).inner.text = "deep", (opt.field_rule).kind = SOME, (opt.weight) = 0.1, (opt.ids) = 18446744073709551615, (opt.ids) = 0];
  oneof o { option (opt.z) = -9223372036854775808; string b = 2; }
  enum K { option (opt.f) = 7; K0 = 0 [(opt.kind) = SOME]; }
}
service S { option (opt.host) = "h"; rpc X(M) returns (M) { option (opt.quick) = false; } }
`,
  });
  expect(text).toContain('option (opt.tags) = "b";');
  expect(text).toMatch(/\[opt\.note\]: "n"/);
});

test('names are said so that nothing nearer is meant', () => {
  const text = printed({
    'test.proto': `syntax = "proto3";
package a.b;
import "a.proto";
message c { message b { string x = 1; } .a.b.d one = 1; .a.b.c.b two = 2; .a.d three = 3; string d = 4; }
message d { message d { .a.b.d four = 1; } }
`,
    'a.proto': 'syntax = "proto3"; package a; message d { }',
  });
  expect([...text.matchAll(/(\S+) (one|two|three|four) =/g)].map((match) => match[1])).toEqual([
    'a.b.d',
    'b',
    'a.d',
    'a.b.d',
  ]);
});

test('options that the schema does not describe become comments, and the rest compiles', () => {
  const schema = schemaFrom({
    'opt.proto':
      'syntax = "proto2"; import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { optional string secret = 50001; } extend google.protobuf.MessageOptions { optional string m = 50001; }',
    'test.proto':
      'syntax = "proto3"; import "opt.proto"; message M { option (m) = "*/ \\n x"; string a = 1 [(secret) = "*/ x", deprecated = true]; }',
  });
  const alone = schemaFromFiles([schema.files.get('test.proto')!]);
  const answer = printProto(alone, alone.files.get('test.proto')!);
  const text = 'text' in answer ? answer.text : '';
  expect(text).toMatch(/string a = 1 \/\* option 50001 is not described: .* \*\/ \[deprecated = true\];/);
  expect(text.split('*/')).toHaveLength(2);
  schemaFrom({ 'opt.proto': 'syntax = "proto3";', 'test.proto': text });
});

const hostile = (change: (file: FileDescriptorProto) => void): ReturnType<typeof printProto> => {
  const schema = schemaFrom(
    'syntax = "proto3"; message M { string a = 1; E e = 2; } enum E { Z = 0; } service S { rpc X(M) returns (M); }',
  );
  const file = fromBinary(FileDescriptorProtoSchema, schema.files.get('test.proto')!.bytes);
  change(file);
  const made = schemaFile(toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, file)));
  return printProto(schemaFromFiles([made]), made);
};

test.each<[string, (file: FileDescriptorProto) => void]>([
  ['a message', (file) => void (file.messageType[0]!.name = 'M {} message N')],
  ['a field', (file) => void (file.messageType[0]!.field[0]!.name = 'a = 1; string b')],
  ['a type', (file) => void (file.messageType[0]!.field[1]!.typeName = '.E e = 1; // ')],
  ['an enum value', (file) => void (file.enumType[0]!.value[0]!.name = '')],
  ['a method', (file) => void (file.service[0]!.method[0]!.name = 'a-b')],
  ['a package', (file) => void (file.package = 'a..b')],
])('a hostile name of %s is a problem and no text', (_, change) => {
  expect(hostile(change)).toMatchObject({ problem: expect.any(String) });
});

test('a hostile import or comment stays within its line', () => {
  const answer = hostile((file) => {
    file.dependency = ['a";\noption java_package = "x'];
    file.sourceCodeInfo!.location.find(({ path }) => path.join() === '4,0')!.leadingComments =
      ' one\r\n */ two\0\n three';
  });
  expect(answer).toMatchObject({ text: expect.stringContaining(`import "a\\";\\noption java_package = \\"x";`) });
  expect(answer).toMatchObject({
    text: expect.stringMatching(/^\/\/ one\uFFFD\n\/\/ \*\/ two\uFFFD\n\/\/ three\nmessage M/m),
  });
});
