import { fromBinary, toJsonString } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import {
  descriptorSetJson,
  readDescriptorSet,
  withImports,
  writeDescriptorSet,
} from '../../../server/schema/descriptor-set.ts';
import type { SchemaFile } from '../../../server/schema/registry.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const TREE = {
  'base.proto':
    'syntax = "proto2"; package base; import "google/protobuf/descriptor.proto"; message B { optional string id = 1; } extend google.protobuf.FieldOptions { optional B note = 50001; }',
  'mid.proto': 'syntax = "proto3"; package mid; import public "base.proto"; message M { base.B b = 1; }',
  'top.proto':
    'syntax = "proto3"; package top; import "mid.proto"; message T { mid.M m = 1; base.B b = 2 [(base.note) = { id: "x" }]; } service S { rpc Get(T) returns (T); }',
};

const setOf = (text: Record<string, string>, names = Object.keys(text)): Uint8Array => {
  const schema = schemaFrom(text);
  return writeDescriptorSet(withImports(schema, names));
};

const read = (bytes: Uint8Array): readonly SchemaFile[] => {
  const set = readDescriptorSet(bytes, 'set.binpb');
  if ('why' in set) throw new Error(set.why);
  return set.files;
};

test('a set holds every import before the file that needs it', () => {
  const names = read(setOf(TREE, ['top.proto'])).map(({ name }) => name);
  expect(names).toEqual(['google/protobuf/descriptor.proto', 'base.proto', 'mid.proto', 'top.proto']);
});

test('the binary and the JSON form say the same, custom options included', () => {
  const schema = schemaFrom(TREE);
  const files = withImports(schema, ['top.proto']);
  const json = descriptorSetJson(schema, files);
  expect(json).toContain('"[base.note]"');
  const plain = (bytes: Uint8Array): string[] =>
    read(bytes).map((file) =>
      toJsonString(FileDescriptorProtoSchema, fromBinary(FileDescriptorProtoSchema, file.bytes)),
    );
  expect(plain(new TextEncoder().encode(json))).toEqual(plain(writeDescriptorSet(files)));
  expect(json).toContain('"id": "x"');
});

test('files of a set belong to its path, well-known ones to nobody', () => {
  const paths = read(setOf(TREE, ['top.proto'])).map(({ path }) => path);
  expect(paths).toEqual([undefined, 'set.binpb', 'set.binpb', 'set.binpb']);
});

test('a set alone serves what it holds', () => {
  const schema = compile({ files: [], roots: [], compiled: read(setOf(TREE)) });
  expect(schema.problems).toEqual([]);
  expect(schema.method('/top.S/Get')?.desc.input.typeName).toBe('top.T');
});

test('text may import what only a set has, also through public imports', () => {
  const { 'top.proto': top, ...below } = TREE;
  const schema = compile({ files: [{ path: 'top.proto', text: top }], roots: [''], compiled: read(setOf(below)) });
  expect(schema.problems).toEqual([]);
  expect(schema.method('/top.S/Get')?.desc.input.fields[1]?.message?.typeName).toBe('base.B');
});

test('a set may import what is there only as text, and text may import that set', () => {
  const all = read(setOf(TREE));
  const mid = all.filter(({ name }) => name === 'mid.proto');
  const files = ['top.proto', 'base.proto'].map((path) => ({ path, text: TREE[path as keyof typeof TREE] }));
  const schema = compile({ files, roots: [''], compiled: mid });
  expect(schema.problems).toEqual([]);
  expect(schema.method('/top.S/Get')?.desc.input.fields[0]?.message?.fields[0]?.message?.typeName).toBe('base.B');
  // Below a folder, the name by which the set imports it is what tells its root.
  const moved = compile({
    files: [{ path: 'protos/x/base.proto', text: TREE['base.proto'] }],
    roots: [],
    compiled: mid,
  });
  expect(moved.problems).toEqual([]);
});

test('text wins over a set that has the same file', () => {
  const text = 'syntax = "proto3"; package base; message B { string id = 1; string more = 2; }';
  const schema = compile({ files: [{ path: 'base.proto', text }], roots: [''], compiled: read(setOf(TREE)) });
  const type = schema.type('base.B');
  expect(type?.kind === 'message' && type.fields.map(({ name }) => name)).toEqual(['id', 'more']);
});

test('a file of a set whose import is missing is a problem, and the others are served', () => {
  const all = read(
    setOf({ ...TREE, 'other.proto': 'syntax = "proto3"; message O {} service Q { rpc X(O) returns (O); }' }),
  );
  const schema = compile({ files: [], roots: [], compiled: all.filter(({ name }) => name !== 'mid.proto') });
  expect(schema.problems).toMatchObject([
    {
      severity: 'error',
      code: 'descriptor-broken',
      file: 'set.binpb',
      message: expect.stringMatching(/"top.proto".*mid.proto is missing/),
    },
  ]);
  expect(schema.method('/Q/X')?.desc.name).toBe('X');
  expect(schema.method('/top.S/Get')).toBeUndefined();
});

test('sets that import each other in a circle end', () => {
  const [file] = read(setOf({ 'a.proto': 'syntax = "proto3"; message A {}' }));
  const circle = ['a.proto', 'b.proto'].map((name, index): SchemaFile => {
    const other = index === 0 ? 'b.proto' : 'a.proto';
    const bytes = Buffer.concat([
      Buffer.from([0x0a, name.length]),
      Buffer.from(name),
      Buffer.from([0x1a, other.length]),
      Buffer.from(other),
    ]);
    return { ...file!, name, dependencies: [other], bytes };
  });
  expect(() => compile({ files: [], roots: [], compiled: circle })).not.toThrow();
});

test.each<[string, Uint8Array | string]>([
  ['nothing', ''],
  ['text', 'syntax = "proto3";'],
  ['JSON of something else', '{"name": "x"}'],
  ['broken JSON', '{"file": ['],
  ['a set that was cut', setOf(TREE).subarray(0, 100)],
  ['a set whose file is none', new Uint8Array([0x0a, 3, 0xff, 0xff, 0xff])],
  ['a file without a name', new Uint8Array([0x0a, 2, 0x12, 0])],
])('%s is no set, and that is said', (_, bytes) => {
  const answer = readDescriptorSet(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, 'x.pb');
  expect(answer).toEqual({ why: expect.stringMatching(/\w{3}/) });
});
