import { expect, test } from 'vitest';
import { SCHEMA_PROBLEM_CODES } from '../../../server/schema/problem-codes.ts';
import type { InvalidProto } from '../../support/invalid/heads.ts';
import { INVALID_NAMES } from '../../support/invalid/names.ts';
import { INVALID_OPTIONS } from '../../support/invalid/options.ts';
import { INVALID_RULES } from '../../support/invalid/rules.ts';
import { INVALID_SYNTAX } from '../../support/invalid/syntax.ts';
import { compileText } from '../../support/schema-from.ts';

const P2 = 'syntax = "proto2";\n';
const P3 = 'syntax = "proto3";\n';

/** What protoc refuses and buf accepts, or what costs a warning: text, code, line and column. */
const OURS: readonly InvalidProto[] = [
  ['message M {}', 'missing-syntax', 1, 1],
  [`${P3}message M { string a = 1 [json_name = "[x]"]; }`, 'json-name', 2, 27],
  [`${P2}enum E { A = 1; } message M { map<string, E> a = 1; }`, 'enum-first-value', 2, 31],
  [`${P2}enum E { A = 1; } message M { optional E e = 1 [default = 1]; }`, 'default-value', 2, 59],
  [`${P3}option optimize_for = 1;`, 'option-value', 2, 23],
  [`${P3}message M { reserved; }`, 'syntax', 2, 21],
  [
    'edition = "2023";\nmessage M { string a = 1 [features.field_presence = IMPLICIT, default = "x"]; }',
    'feature-rule',
    2,
    73,
  ],
  [
    {
      'a.proto': `${P3}import "google/protobuf/descriptor.proto"; extend google.protobuf.FileOptions { int32 a = 50000; }`,
      'b.proto': `${P3}import "google/protobuf/descriptor.proto";\nextend google.protobuf.FileOptions { int32 b = 50000; }`,
    },
    'duplicate-number',
    3,
    48,
  ],
  [
    { 'a.proto': 'syntax = "proto3"; package p.q;', 'b.proto': 'syntax = "proto3"; package p;\nmessage q {}' },
    'package-clash',
    2,
    9,
  ],
  [
    { 'a.proto': 'syntax = "proto3"; package p;\nmessage q {}', 'b.proto': 'syntax = "proto3";\npackage p.q;' },
    'package-clash',
    2,
    9,
  ],
];
const TABLE = [...INVALID_SYNTAX, ...INVALID_NAMES, ...INVALID_RULES, ...INVALID_OPTIONS];

test.for([...TABLE, ...OURS])('refused: %s', ([text, code, line, column]) => {
  const { problems } = compileText(text);
  const found = problems.map((problem) => [problem.code, problem.line, problem.column]);
  expect(found).toContainEqual([code, line, column]);
  for (const problem of problems) expect(Object.keys(SCHEMA_PROBLEM_CODES)).toContain(problem.code);
});

test('the table is as large as it claims, and no case is there twice', () => {
  expect(new Set(TABLE.map(([text]) => JSON.stringify(text))).size).toBe(TABLE.length);
  expect(TABLE.length).toBeGreaterThanOrEqual(150);
});

test('problems say what to do next', () => {
  const hints = compileText(`${P3}option java_pakage = "x";
    message M { google.protobuf.Any a = 1; strin b = 2; Sizze c = 3; string d = 4; string e = 4; } enum Size { Z = 0; }`);
  expect(hints.problems.map(({ hint }) => hint)).toEqual([
    'Did you mean "java_package"?',
    'Add: import "google/protobuf/any.proto";',
    'Did you mean "string"?',
    'Did you mean "Size"?',
    'The next free number is 5.',
  ]);
});

test('a misspelled custom option is guessed among those that could stand there', () => {
  const { problems } = compileText(`${P3}package p; import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions { int32 sensitive = 50000; } extend google.protobuf.FileOptions { int32 sensitiv = 50000; }
    message M { string a = 1 [(p.sensitve) = 1]; }`);
  expect(problems.map(({ hint }) => hint)).toEqual(['Did you mean "(p.sensitive)"?']);
});

test('deep nesting is refused, not followed', () => {
  const deep = `${P3}${'message M {'.repeat(10_000)}${'}'.repeat(10_000)}`;
  expect(compileText(deep).problems).toMatchObject([{ code: 'too-deep' }]);
  const value = `${P3}option (x) = ${'{ a '.repeat(10_000)}${'}'.repeat(10_000)};`;
  expect(compileText(value).problems).toMatchObject([{ code: 'too-deep' }]);
});

test('a long chain of imports is followed', () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 300; at++)
    files[`f${at}.proto`] = `${P3}${at < 299 ? `import "f${at + 1}.proto";` : ''} message M${at} {}`;
  const schema = compileText(files);
  expect(schema.problems).toEqual([]);
  expect(schema.descFile('f0.proto')?.messages[0]?.typeName).toBe('M0');
});

test('the number of problems is bounded', () => {
  const many = `${P3}message M { ${Array.from({ length: 1_000 }, (_, at) => `Nope f${at} = ${at + 20_000};`).join(' ')} }`;
  expect(compileText(many).problems).toHaveLength(200);
});
