import { expect, test } from 'vitest';
import { createCompiler } from '../../../server/schema/compile.ts';
import { differenceOf } from '../../../server/schema/difference.ts';
import { LastGood } from '../../../server/schema/last-good.ts';
import type { Schema } from '../../../server/schema/registry.ts';

/** A tree that is edited: each call of `edit` merges files into it and answers what is served. */
function tree(files: Record<string, string>): {
  schema: Schema;
  edit: (files: Record<string, string | null>) => Schema;
} {
  const texts = new Map(Object.entries(files));
  const protos = new Map<string, { path: string; text: string }>();
  const input = (): { files: { path: string; text: string }[]; roots: string[] } => ({
    files: [...texts].map(([path, text]) => {
      const known = protos.get(path);
      const file = known?.text === text ? known : { path, text };
      protos.set(path, file);
      return file;
    }),
    roots: [],
  });
  const compiler = createCompiler();
  const schema = compiler.compile(input());
  const good = new LastGood(compiler, input(), schema);
  return {
    schema,
    edit(changes) {
      for (const [path, text] of Object.entries(changes)) {
        if (text === null) texts.delete(path);
        else texts.set(path, text);
      }
      const steps = good.steps(input());
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
      }
    },
  };
}

const COMMON = 'syntax = "proto3"; package c; message M { string name = 1; }';
const SERVICE = 'syntax = "proto3"; package s; import "c.proto"; service S { rpc Get(c.M) returns (c.M); }';
const OTHER = 'syntax = "proto3"; package o; message N { string a = 1; } service O { rpc Get(N) returns (N); }';

const paths = (schema: Schema): string[] =>
  schema.services.flatMap(({ methods }) => methods.map(({ path }) => path)).sort();
const fields = (schema: Schema, type: string): string[] => {
  const found = schema.type(type);
  return found?.kind === 'message' ? found.fields.map(({ name }) => name) : [];
};

test('what is compiled again is what a new compiler makes', () => {
  const edited = {
    'c.proto': COMMON.replace('name = 1;', 'name = 1; int32 age = 2;'),
    's.proto': SERVICE,
    'o.proto': OTHER,
  };
  const again = tree({ 'c.proto': COMMON, 's.proto': SERVICE, 'o.proto': OTHER }).edit(edited);
  const fresh = tree(edited).schema;
  expect([...again.files].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString('hex')])).toEqual(
    [...fresh.files].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString('hex')]),
  );
  expect(fields(again, 'c.M')).toEqual(['name', 'age']);
  expect(again.method('/s.S/Get')?.desc.input.fields).toHaveLength(2);
});

test('files that an edit does not concern are the very same bytes', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE, 'o.proto': OTHER });
  const again = t.edit({ 'c.proto': `${COMMON} message X {}` });
  expect(again.files.get('o.proto')?.bytes).toBe(t.schema.files.get('o.proto')?.bytes);
  expect(again.files.get('s.proto')?.bytes).not.toBe(t.schema.files.get('s.proto')?.bytes);
});

test('a file with a syntax error stays as it was, with all that needs it, and the problem is shown', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE });
  const served = t.edit({ 'c.proto': 'syntax = "proto3"; package c; message M {' });
  expect(paths(served)).toEqual(['/s.S/Get']);
  expect(fields(served, 'c.M')).toEqual(['name']);
  expect(served.held).toEqual(['c.proto']);
  expect(served.problems.map(({ file, severity }) => [file, severity])).toEqual([['c.proto', 'error']]);
});

test('a file with an unknown type stays as it was; fixed, it is served', () => {
  const t = tree({ 'o.proto': OTHER });
  const served = t.edit({ 'o.proto': OTHER.replace('string a = 1;', 'string a = 1; Strin b = 2;') });
  expect(fields(served, 'o.N')).toEqual(['a']);
  expect(served.problems).toMatchObject([{ code: 'unknown-type', file: 'o.proto', line: 1 }]);
  const fixed = t.edit({ 'o.proto': OTHER.replace('string a = 1;', 'string a = 1; string b = 2;') });
  expect(fields(fixed, 'o.N')).toEqual(['a', 'b']);
  expect(fixed.problems).toEqual([]);
  expect(fixed.held ?? []).toEqual([]);
});

test('an edit that breaks another file is held back until that file follows', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE });
  const served = t.edit({ 'c.proto': COMMON.replace('message M', 'message Renamed') });
  expect(paths(served)).toEqual(['/s.S/Get']);
  expect(served.held).toEqual(['c.proto']);
  expect(served.problems).toContainEqual(expect.objectContaining({ code: 'held-back', file: 'c.proto' }));
  expect(served.problems).toContainEqual(expect.objectContaining({ code: 'unknown-type', file: 's.proto' }));
  const followed = t.edit({ 's.proto': SERVICE.replaceAll('c.M', 'c.Renamed') });
  expect(followed.problems).toEqual([]);
  expect(followed.method('/s.S/Get')?.info.input).toBe('c.Renamed');
});

test('two files that change together, one of them broken, both stay', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE });
  const served = t.edit({
    'c.proto': `${COMMON} message New {`,
    's.proto': SERVICE.replace('(c.M) returns', '(c.New) returns'),
  });
  expect(served.method('/s.S/Get')?.info.input).toBe('c.M');
  expect([...(served.held ?? [])].sort()).toEqual(['c.proto', 's.proto']);
});

test('a bad edit of one file does not keep the others back', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE, 'o.proto': OTHER });
  t.edit({ 'c.proto': 'message {' });
  const served = t.edit({ 'o.proto': OTHER.replace('a = 1;', 'a = 1; string b = 2;') });
  expect(fields(served, 'o.N')).toEqual(['a', 'b']);
  expect(served.held).toEqual(['c.proto']);
});

test('a file that is gone is gone, and costs what needs it', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE, 'o.proto': OTHER });
  const served = t.edit({ 'c.proto': null });
  expect(served.type('c.M')).toBeUndefined();
  expect(paths(served)).toEqual(['/o.O/Get']);
  expect(served.problems).toContainEqual(expect.objectContaining({ code: 'import-missing', file: 's.proto' }));
  expect(paths(t.edit({ 'c.proto': COMMON }))).toEqual(['/o.O/Get', '/s.S/Get']);
});

test('a file that never was good is served as far as it can be, at every edit', () => {
  const t = tree({ 'o.proto': OTHER.replace('string a', 'Strin a') });
  const served = t.edit({ 'o.proto': OTHER.replace('string a = 1;', 'Strin a = 1; string b = 2;') });
  expect(fields(served, 'o.N')).toEqual(['b']);
  expect(served.held ?? []).toEqual([]);
});

test('a name that comes to be defined twice is reported as a new compiler would', () => {
  const t = tree({
    'a.proto': 'syntax = "proto3"; package p; message A {}',
    'b.proto': 'syntax = "proto3"; package p; message B {}',
  });
  const served = t.edit({ 'a.proto': 'syntax = "proto3"; package p; message A {} message B {}' });
  expect(served.problems).toMatchObject([{ code: 'duplicate-symbol', file: 'b.proto' }]);
});

test('the difference names the methods that came, went, or reach what changed', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE, 'o.proto': OTHER });
  const served = t.edit({
    'c.proto': COMMON.replace('name = 1;', 'name = 1; string more = 2;'),
    'o.proto': OTHER.replace('rpc Get(N) returns (N);', 'rpc Find(N) returns (N);'),
  });
  expect(differenceOf(t.schema, served)).toEqual({
    added: ['/o.O/Find'],
    removed: ['/o.O/Get'],
    changed: ['/s.S/Get'],
  });
});

test('a type that nobody reaches changes no method', () => {
  const t = tree({ 'c.proto': COMMON, 's.proto': SERVICE });
  const served = t.edit({ 'c.proto': `${COMMON} message Unused {}` });
  expect(differenceOf(t.schema, served)).toEqual({ added: [], removed: [], changed: [] });
});
