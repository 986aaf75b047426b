import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importProtos } from '../../../server/workspace/import-protos.ts';
import { withImports, writeDescriptorSet } from '../../../server/schema/descriptor-set.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { storedZip } from '../../support/stored-zip.ts';

const A = 'syntax = "proto3"; package a; message A { string name = 1; } service S { rpc Get(A) returns (A); }';

function workspace(files: Record<string, string> = { 'a.proto': A }): { dir: string; protos: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'import-'));
  const protos = join(dir, 'protos');
  mkdirSync(protos);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(protos, name), text);
  return { dir, protos, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

const drop = (
  protos: string,
  files: Record<string, string | Uint8Array>,
  confirm = false,
): ReturnType<typeof importProtos> =>
  importProtos(
    { paths: [protos], protoPaths: [] },
    {
      files: Object.entries(files).map(([name, content]) => ({
        name,
        base64: Buffer.from(content).toString('base64'),
      })),
      confirm,
    },
  );

test('files are shown with what is there, and written when it is confirmed', async () => {
  using w = workspace({ 'a.proto': A, 'b.proto': 'syntax = "proto3"; package b;' });
  const files = {
    'a.proto': A,
    'b.proto': 'syntax = "proto3"; package b; message B {}',
    'new/v1/c.proto': A.replace('package a', 'package c'),
  };
  const shown = await drop(w.protos, files);
  expect(shown).toMatchObject({
    folder: w.protos,
    written: false,
    problems: [],
    services: 2,
    methods: 2,
    files: [
      { name: 'a.proto', state: 'same' },
      { name: 'b.proto', state: 'changed' },
      { name: 'new/v1/c.proto', state: 'new', path: join(w.protos, 'new/v1/c.proto'), from: 'new/v1/c.proto' },
    ],
  });
  expect(existsSync(join(w.protos, 'new'))).toBe(false);
  expect(await drop(w.protos, files, true)).toMatchObject({ written: true });
  expect(readFileSync(join(w.protos, 'b.proto'), 'utf8')).toBe(files['b.proto']);
  expect(readdirSync(join(w.protos, 'new/v1'))).toEqual(['c.proto']);
});

test('a zip is unpacked, and a descriptor set becomes proto text without the well-known files', async () => {
  using w = workspace();
  const schema = schemaFrom({
    'set/v1/s.proto':
      'syntax = "proto3"; package set.v1; import "google/protobuf/timestamp.proto";\n\n// Kept.\nmessage T { google.protobuf.Timestamp at = 1; }',
  });
  const set = writeDescriptorSet(withImports(schema, ['set/v1/s.proto']));
  const zip = storedZip([
    ['z/v1/z.proto', 'syntax = "proto3"; package z.v1; message Z {}'],
    ['README.md', '#'],
  ]);
  const answer = await drop(w.protos, { 'x.zip': zip, 'x.binpb': set }, true);
  expect(answer).toMatchObject({
    problems: [],
    files: [
      { name: 'z/v1/z.proto', from: 'x.zip' },
      { name: 'set/v1/s.proto', from: 'x.binpb' },
    ],
  });
  expect(readFileSync(join(w.protos, 'set/v1/s.proto'), 'utf8')).toContain('// Kept.\nmessage T {');
});

test('problems that an import brings are told, also in other files; those of before are not', async () => {
  using w = workspace({
    'a.proto': A,
    'user.proto': 'syntax = "proto3"; package u; import "a.proto"; message U { a.A a = 1; }',
    'old.proto': 'syntax = "proto3"; package o; message O { Nothing n = 1; }',
  });
  const answer = await drop(w.protos, { 'a.proto': 'syntax = "proto3"; package a; message Other { Strin g = 1; }' });
  const problems = 'problems' in answer ? answer.problems.map(({ file, message }) => `${file} ${message}`) : [];
  expect(problems.map((text) => text.slice(w.protos.length + 1)).sort()).toEqual([
    expect.stringMatching(/^a.proto .*Strin/),
    expect.stringMatching(/^user.proto .*a\.A/),
  ]);
});

test.each([
  ['../evil.proto'],
  ['a/../../evil.proto'],
  ['/tmp/evil.proto'],
  ['C:\\evil.proto'],
  ['..\\evil.proto'],
  ['a\0.proto'],
  ['.git/hooks/x.proto'],
  ['node_modules/x.proto'],
  ['a//b.proto'],
  ['a b.proto'],
  ['ünicode.proto'],
  ['.proto'],
  ['evil.sh'],
  ['__proto__/../x.proto'],
])('the name %j is refused, and nothing is written, whatever else is dropped', async (name) => {
  using w = workspace({});
  const answer = await drop(w.protos, { 'good.proto': A, [name]: A }, true);
  expect(answer).toMatchObject({ refused: [{ severity: 'error', message: expect.any(String) }] });
  expect(readdirSync(w.protos)).toEqual([]);
  expect(readdirSync(w.dir)).toEqual(['protos']);
});

test('links that lead out of the folder are not written through', async () => {
  using w = workspace({});
  mkdirSync(join(w.dir, 'out'));
  writeFileSync(join(w.dir, 'out/target.proto'), 'mine');
  symlinkSync(join(w.dir, 'out'), join(w.protos, 'linked'));
  symlinkSync(join(w.dir, 'out/target.proto'), join(w.protos, 'file.proto'));
  symlinkSync(join(w.dir, 'nowhere'), join(w.protos, 'dangling.proto'));
  for (const name of ['linked/x.proto', 'linked/deep/x.proto', 'file.proto', 'dangling.proto'])
    expect(await drop(w.protos, { [name]: A }, true)).toMatchObject({ refused: [{ code: 'outside-workspace' }] });
  expect(readdirSync(join(w.dir, 'out'))).toEqual(['target.proto']);
  expect(readFileSync(join(w.dir, 'out/target.proto'), 'utf8')).toBe('mine');
});

test('names of a descriptor set and of a zip are held to the same', async () => {
  using w = workspace({});
  const schema = schemaFrom({ 'ok.proto': A });
  const bytes = Buffer.from(schema.files.get('ok.proto')!.bytes);
  // Of the same length as "ok.proto".
  bytes.write('../k.pro', bytes.indexOf('ok.proto'));
  const set = writeDescriptorSet([{ ...schema.files.get('ok.proto')!, bytes }]);
  for (const dropped of [{ 'x.binpb': set }, { 'x.zip': storedZip([['../k.proto', A]]) }, { 'x.pb': 'no set' }])
    expect(await drop(w.protos, dropped, true)).toMatchObject({ refused: [{ severity: 'error' }] });
  expect(readdirSync(w.dir)).toEqual(['protos']);
});
