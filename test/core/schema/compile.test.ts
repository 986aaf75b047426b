import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { compileText, schemaFrom } from '../../support/schema-from.ts';

const proto = (schema: Schema, name = 'test.proto'): FileDescriptorProto =>
  fromBinary(FileDescriptorProtoSchema, schema.files.get(name)!.bytes);

test('maps become entries, optional fields synthetic oneofs, and names JSON names', () => {
  const [message] = proto(
    schemaFrom(`syntax = "proto3"; message M {
      map<string, int32> per_day = 1; optional int32 a_b = 2; oneof choice { string x = 3; bytes y = 4; }
      string custom = 5 [json_name = "other"]; int32 _lead__2x = 6;
    }`),
  ).messageType;
  expect(message?.nestedType[0]).toMatchObject({ name: 'PerDayEntry', options: { mapEntry: true } });
  expect(message?.oneofDecl.map(({ name }) => name)).toEqual(['choice', '_a_b']);
  expect(message?.field.map(({ jsonName }) => jsonName)).toEqual(['perDay', 'aB', 'x', 'y', 'other', 'Lead2x']);
  expect(message?.field[1]).toMatchObject({ proto3Optional: true, oneofIndex: 1 });
});

test('names are resolved from the innermost scope outwards', () => {
  const { messageType } = proto(
    schemaFrom(`syntax = "proto3"; package a.b;
      message T {} message Outer { message T {} T inner = 1; .a.b.T outer = 2; b.T partial = 3; Outer.T nested = 4; }`),
  );
  expect(messageType[1]?.field.map(({ typeName }) => typeName)).toEqual([
    '.a.b.Outer.T',
    '.a.b.T',
    '.a.b.T',
    '.a.b.Outer.T',
  ]);
});

test('words of the language can be names', () => {
  const schema = schemaFrom(`syntax = "proto3"; package message.enum;
    message stream {} message option { string syntax = 1; int32 import = 2; bool package = 3; string to = 4; map_ map = 5; }
    message map_ { string rpc = 1; string returns = 2; string max = 3; bytes weak = 4; string service = 5; }
    enum rpc { option_ = 0; reserved = 1; extend = 2; }
    service service { rpc rpc(stream) returns (stream stream); rpc stream(stream .message.enum.stream) returns (.message.enum.stream); }`);
  expect(schema.services[0]?.methods.map(({ kind, input }) => [kind, input])).toEqual([
    ['server_streaming', 'message.enum.stream'],
    ['client_streaming', 'message.enum.stream'],
  ]);
});

test('names that mean something to JavaScript are names like any other', () => {
  const schema = schemaFrom(`syntax = "proto3"; package __proto__;
    message constructor { string __proto__ = 1; int32 toString = 2; map<string, hasOwnProperty> valueOf = 3; }
    enum hasOwnProperty { prototype = 0; }
    service prototypes { rpc constructor(constructor) returns (constructor); rpc __proto__(constructor) returns (constructor); }`);
  expect(schema.method('/__proto__.prototypes/__proto__')?.desc.input.typeName).toBe('__proto__.constructor');
  expect(schema.method('/__proto__.prototypes/toString')).toBeUndefined();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('proto2: groups, extensions, defaults and message sets', () => {
  const file = proto(
    schemaFrom(`syntax = "proto2"; package p;
      message M { optional group Part = 1 { optional string s = 1; } required int32 r = 2 [default = -0x10];
        optional double d = 3 [default = inf]; optional bytes b = 4 [default = "\\001a\\""]; optional E e = 5 [default = TWO];
        extensions 100 to 199, 500 to max; reserved 50 to 60, 70; reserved "old"; }
      enum E { ONE = -1; TWO = 2; }
      message Set { option message_set_wire_format = true; extensions 4 to max; }
      message Item { extend Set { optional Item item = 2147483646; } }
      extend M { repeated sint64 more = 150 [packed = true]; }`),
  );
  const [message] = file.messageType;
  expect(message?.field[0]).toMatchObject({ name: 'part', type: 10, typeName: '.p.M.Part' });
  expect(message?.field.map(({ defaultValue }) => defaultValue)).toEqual(['', '-16', 'inf', '\\001a\\"', 'TWO']);
  expect(message?.extensionRange.map(({ start, end }) => [start, end])).toEqual([
    [100, 200],
    [500, 536870912],
  ]);
  expect(message?.reservedRange.map(({ start, end }) => [start, end])).toEqual([
    [50, 61],
    [70, 71],
  ]);
  expect(file.messageType[1]?.extensionRange[0]?.end).toBe(2147483647);
  expect(file.extension[0]).toMatchObject({ extendee: '.p.M', number: 150, label: 3, options: { packed: true } });
});

test('editions: features, bare reserved names, visibility and option imports', () => {
  const schema = schemaFrom({
    'a.proto':
      'edition = "2023"; option features.enum_type = CLOSED; enum E { A = 1; } message M { reserved foo; E e = 1; string s = 2 [features.field_presence = IMPLICIT]; }',
    'b.proto':
      'edition = "2024"; import option "google/api/annotations.proto"; export message N { local enum L { Z = 0; } L l = 1; }',
  });
  const [a, b] = [proto(schema, 'a.proto'), proto(schema, 'b.proto')];
  expect(a).toMatchObject({ syntax: 'editions', edition: 1000, options: { features: { enumType: 2 } } });
  expect(a.messageType[0]).toMatchObject({
    reservedName: ['foo'],
    field: [{}, { options: { features: { fieldPresence: 2 } } }],
  });
  expect(b).toMatchObject({ edition: 1001, dependency: [], optionDependency: ['google/api/annotations.proto'] });
  expect(b.messageType[0]).toMatchObject({ visibility: 2, enumType: [{ visibility: 1 }] });
  expect(schema.descFile('a.proto')?.messages[0]?.fields[1]?.presence).toBe(2);
});

test('custom options are stored, those of the same file and of every form', () => {
  const schema =
    schemaFrom(`syntax = "proto2"; package o; import "google/protobuf/descriptor.proto"; import "google/protobuf/any.proto";
    message Rule { optional int32 n = 1; repeated string tags = 2; optional Rule sub = 3; map<string, E> by = 4;
      optional google.protobuf.Any any = 5; optional double f = 6; extensions 100 to 200; repeated sint32 packed = 7 [packed = true]; }
    enum E { Z = 0; ONE = 1; }
    extend Rule { optional bool flag = 101; }
    extend google.protobuf.MessageOptions { optional Rule rule = 50001; repeated E es = 50002; optional fixed64 big = 50003; }
    message M {
      option (rule) = { n: -5 tags: ["a", 'b' "c"], tags: "d"; sub < n: 0x1F sub { } > by { key: "k" value: ONE } [o.flag]: true
        any { [type.googleapis.com/o.Rule] { n: 1 } } f: -inf packed: [1, -1] };
      option (es) = ONE; option (.o.es) = Z; option (big) = 18446744073709551615;
    }
    message N { option (o.rule).sub.n = 7; option (rule).n = 8; option (rule).(flag) = true; option deprecated = true; }`);
  const type = schema.type('o.M');
  const rule = schema.type('o.Rule');
  if (type?.kind !== 'message' || rule?.kind !== 'message') throw new Error('no types');
  const unknown = type.proto.options?.$unknown ?? [];
  expect(unknown.map(({ no }) => no)).toEqual([50001, 50002, 50002, 50003]);
  const value = fromBinary(rule, unknown[0]!.data.subarray(1)) as unknown as Record<string, unknown>;
  expect(value).toMatchObject({
    n: -5,
    tags: ['a', 'bc', 'd'],
    sub: { n: 31, sub: {} },
    by: { k: 1 },
    any: { typeUrl: 'type.googleapis.com/o.Rule', value: Uint8Array.of(8, 1) },
    f: -Infinity,
    packed: [1, -1],
  });
  const second = schema.type('o.N');
  expect(second?.proto.options).toMatchObject({ deprecated: true });
  const merged = second?.proto.options?.$unknown ?? [];
  expect(merged).toHaveLength(1);
  expect(fromBinary(rule, merged[0]!.data.subarray(1))).toMatchObject({ n: 8, sub: { n: 7 } });
});

test('comments go where descriptor.proto says', () => {
  const { sourceCodeInfo } = proto(
    schemaFrom(`// detached

/* block
 * of lines */
syntax = "proto3"; // trailing syntax

// detached from M

// leads M
// in two lines
message M { // trails M
  // leads a
  int32 a = 1; // trails a
  /* leads b */ int32 b = 2;
  // at the end
}
`),
  );
  const comments = sourceCodeInfo?.location
    .filter(({ leadingComments, trailingComments }) => leadingComments || trailingComments)
    .map(({ path, leadingComments, trailingComments, leadingDetachedComments }) => [
      path.join('.'),
      leadingComments,
      trailingComments,
      leadingDetachedComments,
    ]);
  expect(comments).toEqual([
    ['12', ' block\n of lines ', ' trailing syntax\n', [' detached\n']],
    ['4.0', ' leads M\n in two lines\n', ' trails M\n', [' detached from M\n']],
    ['4.0.2.0', ' leads a\n', ' trails a\n', []],
    ['4.0.2.1', ' leads b ', ' at the end\n', []],
  ]);
});

test('a file with a syntax error costs only what needs it', () => {
  const schema = compileText({
    'bad.proto': 'syntax = "proto3"; package bad; message B { int32 = 1; }',
    'good.proto': `syntax = "proto3"; package good; import "bad.proto"; message G { string s = 1; bad.B b = 2; }
      service S { rpc Ok(G) returns (G); rpc Lost(bad.B) returns (G); }`,
    'other.proto': 'syntax = "proto3"; service Other { rpc Do(E) returns (E); } message E {}',
  });
  expect(schema.services.map(({ name, methods }) => [name, methods.length])).toEqual([
    ['good.S', 1],
    ['Other', 1],
  ]);
  expect(schema.method('/good.S/Ok')?.desc.input.fields.map(({ name }) => name)).toEqual(['s']);
  expect(schema.problems.map(({ code, file, line, column }) => [code, file, line, column])).toEqual([
    ['syntax', 'bad.proto', 1, 51],
    ['import-broken', 'good.proto', 1, 41],
    ['unknown-type', 'good.proto', 1, 80],
    ['unknown-type', 'good.proto', 2, 51],
  ]);
});

test('a missing import that only options need is a warning', () => {
  const schema = compileText(`syntax = "proto3"; import "acme/rules.proto";
    message M { string s = 1 [(acme.rule).min = 3, deprecated = true]; }`);
  expect(schema.problems.map(({ severity, code }) => [severity, code])).toEqual([
    ['warning', 'import-missing'],
    ['warning', 'option-unknown'],
  ]);
  expect(proto(schema)).toMatchObject({
    dependency: [],
    messageType: [{ field: [{ options: { deprecated: true } }] }],
  });
});

test('the first definition of a name wins, and importers of the second file see it', () => {
  const schema = compileText({
    'a.proto': 'syntax = "proto3"; package p; message M { int32 first = 1; }',
    'b.proto': 'syntax = "proto3"; package p; message M { int32 second = 1; } message Only { M m = 1; }',
    'c.proto': 'syntax = "proto3"; package p; import "b.proto"; message C { M m = 1; Only o = 2; }',
  });
  expect(schema.problems.map(({ severity, code, file }) => [severity, code, file])).toEqual([
    ['warning', 'duplicate-symbol', 'b.proto'],
  ]);
  const type = schema.type('p.C');
  expect(type?.kind === 'message' && type.fields[0]?.message?.fields[0]?.name).toBe('first');
});

test('import roots are inferred, nearest first', () => {
  const files = {
    '/w/one/acme/api.proto': 'syntax = "proto3"; package one; import "shared/t.proto"; message A { one.T t = 1; }',
    '/w/one/shared/t.proto': 'syntax = "proto3"; package one; message T {}',
    '/w/two/acme2/api.proto': 'syntax = "proto3"; package two; import "shared/t.proto"; message A { two.T t = 1; }',
    '/w/two/shared/t.proto': 'syntax = "proto3"; package two; message T {}',
  };
  const schema = compile({ files: Object.entries(files).map(([path, text]) => ({ path, text })), roots: [] });
  expect(schema.problems).toEqual([]);
  expect([...schema.files.values()].map(({ name, path }) => [name, path])).toEqual([
    ['acme/api.proto', '/w/one/acme/api.proto'],
    ['shared/t.proto', '/w/one/shared/t.proto'],
    ['acme2/api.proto', '/w/two/acme2/api.proto'],
    ['w/two/shared/t.proto', '/w/two/shared/t.proto'],
  ]);
});

test('a file imported under two names is one file', () => {
  const schema = compile({
    files: [
      { path: 'etcd/raft/raft.proto', text: 'syntax = "proto3"; package raft; message R {}' },
      { path: 'etcd/a.proto', text: 'syntax = "proto3"; import "raft/raft.proto"; message A { raft.R r = 1; }' },
      { path: 'etcd/b.proto', text: 'syntax = "proto3"; import "etcd/raft/raft.proto"; message B { raft.R r = 1; }' },
    ],
    roots: [],
  });
  expect(schema.problems).toEqual([]);
  expect(schema.descFile('b.proto')?.messages[0]?.fields[0]?.message).toBe(schema.type('raft.R'));
});

test('files beyond those given are looked for, and files of the tree win over built-in ones', () => {
  const asked: string[] = [];
  const schema = compile({
    files: [
      {
        path: 'x.proto',
        text: 'syntax = "proto3"; import "google/type/money.proto"; message X { google.type.Money m = 1; }',
      },
    ],
    roots: [],
    find: (name) => {
      asked.push(name);
      return { path: `lib/${name}`, text: 'syntax = "proto3"; package google.type; message Money { string own = 1; }' };
    },
  });
  expect(asked).toEqual(['google/type/money.proto']);
  expect(schema.files.get('google/type/money.proto')?.path).toBe('lib/google/type/money.proto');
  const type = schema.type('google.type.Money');
  expect(type?.kind === 'message' && type.fields[0]?.name).toBe('own');
});

test('progress is told for each file', () => {
  const seen: string[] = [];
  const files = ['a', 'b', 'c'].map((name) => ({ path: `${name}.proto`, text: 'syntax = "proto3";' }));
  compile({ files, roots: [], onProgress: (done, total) => seen.push(`${done}/${total}`) });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.at(-1)).toMatch(/^(\d+)\/\1$/);
});

test('all built-in files compile without a problem', () => {
  const names = [
    'api/annotations',
    'api/http',
    'api/httpbody',
    'api/field_behavior',
    'api/field_info',
    'api/resource',
    'api/client',
  ]
    .concat(['api/launch_stage', 'api/visibility', 'api/routing', 'rpc/code', 'rpc/status', 'rpc/error_details'])
    .concat(
      ['calendar_period', 'color', 'date', 'datetime', 'dayofweek', 'decimal', 'expr', 'fraction'].map(
        (name) => `type/${name}`,
      ),
    )
    .concat(['interval', 'latlng', 'localized_text', 'money', 'month', 'phone_number'].map((name) => `type/${name}`))
    .concat(['postal_address', 'quaternion', 'timeofday'].map((name) => `type/${name}`));
  const schema = schemaFrom(`syntax = "proto3";\n${names.map((name) => `import "google/${name}.proto";`).join('\n')}`);
  for (const name of names) expect(schema.descFile(`google/${name}.proto`), name).toBeDefined();
  expect(schema.problems).toEqual([]);
});
