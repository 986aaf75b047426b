import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, createCompiler } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';

/** A version of one of a few files: what it imports, defines and uses; some are broken, some clash with others. */
const version = fc.record({
  file: fc.integer({ min: 0, max: 4 }),
  gone: fc.boolean(),
  imports: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
  isPublic: fc.boolean(),
  defines: fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'p', 'a_name'), { minLength: 1, maxLength: 3 }),
  uses: fc.constantFrom('string', 'A', 'B', 'p.C', 'q.A', 'Missing'),
  inPackage: fc.constantFrom('p', 'q', 'p.q', ''),
  extension: fc.option(fc.integer({ min: 100, max: 102 }), { nil: undefined }),
  broken: fc.integer({ min: 0, max: 9 }).map((at) => at === 0),
});
type Version = typeof version extends fc.Arbitrary<infer V> ? V : never;

const textOf = ({ imports, isPublic, defines, uses, inPackage, extension, broken }: Version): string =>
  [
    'syntax = "proto2";',
    inPackage === '' ? '' : `package ${inPackage};`,
    ...imports.map((at) => `import ${isPublic ? 'public ' : ''}"f${at}.proto";`),
    'import "google/protobuf/descriptor.proto";',
    ...defines.map((name) => `message ${name} { optional ${uses} x = 1; enum E_${name} { Z_${name} = 0; } }`),
    extension === undefined
      ? ''
      : `extend google.protobuf.FieldOptions { optional string opt_${defines[0]} = ${50_000 + extension}; }
         message Uses_${defines[0]} { optional string s = 1 [(opt_${defines[0]}) = "v"]; }`,
    `service S_${defines[0]} { rpc Get(${defines[0]}) returns (${defines[0]}); }`,
    broken ? 'message {' : '',
  ].join('\n');

const summary = ({ files, services, problems }: Schema): unknown => ({
  files: [...files.values()].map(({ bytes, ...file }) => ({ ...file, bytes: Buffer.from(bytes).toString('hex') })),
  services,
  problems,
});

test('whatever is edited, in whatever order: compiled again is compiled from scratch', () => {
  fc.assert(
    fc.property(fc.array(version, { minLength: 2, maxLength: 14 }), (edits) => {
      const compiler = createCompiler();
      const texts = new Map<string, { path: string; text: string }>();
      for (const edit of edits) {
        const path = `f${edit.file}.proto`;
        if (edit.gone) texts.delete(path);
        else texts.set(path, { path, text: textOf(edit) });
        const input = {
          files: [...texts.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
          roots: [],
        };
        expect(summary(compiler.compile(input))).toEqual(summary(compile(input)));
      }
    }),
    { numRuns: Number(process.env['COMPILE_AGAIN_RUNS'] ?? 8) },
  );
});
