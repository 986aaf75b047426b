import { expect, test } from 'vitest';
import { SCHEMA_PROBLEM_CODES } from '../../../server/schema/problem-codes.ts';
import { compileText } from '../../support/schema-from.ts';

const P2 = 'syntax = "proto2";\n';
const P3 = 'syntax = "proto3";\n';

/** Text, the code of its first problem, and the line and column of it. */
const INVALID: readonly (readonly [
  text: string,
  code: keyof typeof SCHEMA_PROBLEM_CODES,
  line: number,
  column: number,
])[] = [
  [`${P3}message M { string a = 1 }`, 'syntax', 2, 25],
  [`${P3}message M { string a; }`, 'syntax', 2, 21],
  [`${P3}message M { string a = 1;`, 'syntax', 2, 26],
  [`${P3}message M {} }`, 'syntax', 2, 14],
  [`${P3}mesage M {}`, 'syntax', 2, 1],
  [`${P3}message M { string a = 09; }`, 'syntax', 2, 24],
  [`${P3}message M { string a = 1x; }`, 'syntax', 2, 24],
  [`${P3}message M { string a = "x; }`, 'syntax', 2, 24],
  [`${P3}/* never closed`, 'syntax', 2, 1],
  [`${P3}message M { string ä = 1; }`, 'syntax', 2, 20],
  [`${P3}service S { rpc A(M) return (M); } message M {}`, 'syntax', 2, 22],
  ['message M {} syntax = "proto3";', 'syntax', 1, 14],
  ['syntax = "proto4";', 'unknown-syntax', 1, 10],
  ['edition = "2022";', 'unknown-syntax', 1, 11],
  ['message M {}', 'missing-syntax', 1, 1],
  [`${P3}package a; package b;`, 'package-twice', 2, 12],
  [`${P2}message M { string a = 1; }`, 'missing-label', 2, 13],
  [`${P3}message M { oneof o { optional string a = 1; } }`, 'oneof-label', 2, 23],
  [`${P3}message M { oneof o { map<string, string> a = 1; } }`, 'oneof-map', 2, 23],
  [`${P3}message M { oneof o { } }`, 'oneof-empty', 2, 19],
  [`${P3}message M { repeated map<string, string> a = 1; }`, 'map-label', 2, 13],
  [`${P3}message M { map<float, string> a = 1; }`, 'map-key', 2, 17],
  [`${P3}message M { map<M, string> a = 1; }`, 'map-key', 2, 17],
  [`${P3}message M { group G = 1 { } }`, 'group', 2, 13],
  [`${P2}message M { optional group g = 1 { } }`, 'group-name', 2, 28],
  [`${P3}import "nope.proto"; message M { nope.T t = 1; }`, 'import-missing', 2, 8],
  [`${P3}import "google/protobuf/any.proto";\nimport "google/protobuf/any.proto";`, 'import-twice', 3, 8],
  [`${P3}import "test.proto";`, 'import-cycle', 2, 8],
  [`${P3}message M {} enum M { Z = 0; }`, 'duplicate-name', 2, 19],
  [`${P3}message M { string a = 1; int32 a = 2; }`, 'duplicate-name', 2, 33],
  [`${P3}enum A { Z = 0; } enum B { Z = 0; }`, 'duplicate-name', 2, 28],
  [`${P3}service S { rpc A(M) returns (M); rpc A(M) returns (M); } message M {}`, 'duplicate-name', 2, 39],
  [`${P3}message M { string a = 1; int32 b = 1; }`, 'duplicate-number', 2, 37],
  [`${P3}message M { strin a = 1; }`, 'unknown-type', 2, 13],
  [`${P3}message M { google.protobuf.Any a = 1; }`, 'unknown-type', 2, 13],
  [`${P3}service S { rpc A(Nope) returns (M); } message M {}`, 'unknown-type', 2, 19],
  [`${P3}service S { rpc A(E) returns (M); } message M {} enum E { Z = 0; }`, 'wrong-type', 2, 19],
  [`${P3}message M { string a = 0; }`, 'number-range', 2, 24],
  [`${P3}message M { string a = 536870912; }`, 'number-range', 2, 24],
  [`${P3}message M { string a = 19500; }`, 'number-range', 2, 24],
  [`${P3}message M { string a = 4294967296; }`, 'number-range', 2, 24],
  [`${P3}enum E { Z = 0; A = 2147483648; }`, 'number-range', 2, 21],
  [`${P3}message M { reserved 2 to 4; string a = 3; }`, 'number-reserved', 2, 41],
  [`${P3}message M { reserved "a"; string a = 3; }`, 'name-reserved', 2, 34],
  [`${P3}enum E { reserved -2 to 1; Z = 0; }`, 'number-reserved', 2, 32],
  [`${P3}message M { reserved 4 to 2; }`, 'range-invalid', 2, 22],
  [`${P3}message M { reserved 1 to 4, 3; }`, 'range-invalid', 2, 30],
  [`${P3}message M { string a_b = 1; string aB = 2; }`, 'json-name-conflict', 2, 36],
  [`${P3}message M { string a = 1 [json_name = "[x]"]; }`, 'json-name', 2, 27],
  [`${P3}message M { required string a = 1; }`, 'proto3-rule', 2, 22],
  [`${P3}message M { string a = 1 [default = "x"]; }`, 'proto3-rule', 2, 37],
  [`${P3}message M { extensions 4 to 5; }`, 'proto3-rule', 2, 24],
  [`${P3}message M { } extend M { string a = 4; }`, 'extension-range', 2, 37],
  [`edition = "2023";\nmessage M { optional string a = 1; }`, 'edition-rule', 2, 22],
  [`${P3}enum E { }`, 'enum-empty', 2, 6],
  [`${P3}enum E { A = 1; }`, 'enum-first-value', 2, 14],
  [`${P3}enum E { A = 0; B = 0; }`, 'enum-alias', 2, 21],
  [`${P3}enum E { option allow_alias = true; A = 0; }`, 'enum-alias', 2, 17],
  [`${P2}message M { extensions 4; } extend M { optional int32 a = 5; }`, 'extension-range', 2, 59],
  [`${P2}message M { extensions 4; } extend M { required int32 a = 4; }`, 'extension-rule', 2, 49],
  [`${P2}message M { extensions 4; } extend M { map<string, string> a = 4; }`, 'extension-map', 2, 40],
  [`${P2}message M { optional int32 a = 1 [default = "x"]; }`, 'default-value', 2, 45],
  [`${P2}message M { optional int32 a = 1 [default = 2147483648]; }`, 'default-value', 2, 45],
  [`${P2}message M { repeated int32 a = 1 [default = 1]; }`, 'default-value', 2, 45],
  [`${P2}enum E { A = 1; } message M { optional E e = 1 [default = B]; }`, 'default-value', 2, 59],
  [`${P3}option java_pakage = "x";`, 'option-unknown', 2, 8],
  [`${P3}option (nope) = 1;`, 'option-unknown', 2, 8],
  [`${P3}option java_package = 1;`, 'option-value', 2, 23],
  [`${P3}option optimize_for = FAST;`, 'option-value', 2, 23],
  [`${P3}option java_package = "x"; option java_package = "y";`, 'option-twice', 2, 35],
];

test.for(INVALID)('refused: %s', ([text, code, line, column]) => {
  const { problems } = compileText(text);
  const found = problems.map((problem) => [problem.code, problem.line, problem.column]);
  expect(found).toContainEqual([code, line, column]);
  for (const problem of problems) expect(Object.keys(SCHEMA_PROBLEM_CODES)).toContain(problem.code);
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

test('deep nesting is refused, not followed', () => {
  const deep = `${P3}${'message M {'.repeat(10_000)}${'}'.repeat(10_000)}`;
  expect(compileText(deep).problems).toMatchObject([{ code: 'too-deep' }]);
  const value = `${P3}option (x) = ${'{ a '.repeat(10_000)}${'}'.repeat(10_000)};`;
  expect(compileText(value).problems).toMatchObject([{ code: 'too-deep' }]);
});

test('a long chain of imports is followed', () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 2_000; at++)
    files[`f${at}.proto`] = `${P3}${at < 1_999 ? `import "f${at + 1}.proto";` : ''} message M${at} {}`;
  const schema = compileText(files);
  expect(schema.problems).toEqual([]);
  expect(schema.descFile('f0.proto')?.messages[0]?.typeName).toBe('M0');
});

test('the number of problems is bounded', () => {
  const many = `${P3}message M { ${Array.from({ length: 5_000 }, (_, at) => `Nope f${at} = ${at + 20_000};`).join(' ')} }`;
  expect(compileText(many).problems).toHaveLength(200);
});
