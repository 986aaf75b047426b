import { expect, test } from 'vitest';
import { ruleProblems, RULE_PROBLEM_CODES } from '../../../server/generate/rule-problems.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = `syntax = "proto3"; package p;
  import "buf/validate/validate.proto"; import "validate/validate.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/timestamp.proto";
  enum E { E_UNSPECIFIED = 0; E_ONE = 1; E_TWO = 2; }`;
const PV = '(buf.validate.field)';

/** Fields whose rules leave no value, and a word of what is said about them. */
const FIELDS: readonly (readonly [field: string, says: string])[] = [
  [`string f = 1 [${PV}.string = {min_len: 5, max_len: 3}];`, 'at least 5 characters'],
  [`string f = 1 [${PV}.string = {in: ["a", "b"], not_in: ["b", "a"]}];`, 'not_in as well'],
  [`string f = 1 [${PV}.string = {const: "abc", max_len: 2}];`, 'const "abc"'],
  [`string f = 1 [${PV}.string = {pattern: "^[a-z]{8}$", max_len: 4}];`, 'takes at least 8'],
  [`string f = 1 [${PV}.string = {pattern: "^[a-z]{2}$", min_len: 4}];`, 'takes at most 2'],
  [`string f = 1 [${PV}.string = {pattern: "^[a-z]+$", prefix: "7"}];`, 'no value was found'],
  [`string f = 1 [${PV}.string = {pattern: "(?=a)b"}];`, 'cannot be read'],
  [`string f = 1 [${PV}.string = {prefix: "abcdef", max_len: 3}];`, 'no value was found'],
  [`string f = 1 [${PV}.string = {email: true, max_len: 2}];`, 'no value was found'],
  [`string f = 1 [${PV}.string = {contains: "x", not_contains: "x"}];`, 'no value was found'],
  [`string f = 1 [${PV}.string = {uuid: true, in: ["a"]}];`, 'no value of in'],
  [`string f = 1 [${PV}.string = {min_bytes: 9, max_bytes: 2}];`, 'at least 9 bytes'],
  [`string f = 1 [${PV}.int32.gt = 3];`, 'int32 rules stand on a field that is string'],
  [`int32 f = 1 [${PV}.int32 = {gt: 5, lt: 5}];`, 'nothing is greater than and less than 5'],
  [`int32 f = 1 [${PV}.int32 = {gt: 5, lt: 6}];`, 'its bounds leave no value'],
  [`int32 f = 1 [${PV}.int32.gt = 2147483647];`, 'its bounds leave no value'],
  [`uint32 f = 1 [${PV}.uint32.lt = 0];`, 'its bounds leave no value'],
  [`double f = 1 [${PV}.double = {const: 1, gt: 2}];`, 'const 1'],
  [`bool f = 1 [${PV}.bool.const = false, ${PV}.required = true];`, 'const false'],
  [`E f = 1 [${PV}.enum = {defined_only: true, in: [7]}];`, 'no value of in'],
  [`E f = 1 [${PV}.enum = {defined_only: true, not_in: [0, 1, 2]}];`, 'every value of the enum'],
  [`repeated string f = 1 [${PV}.repeated = {min_items: 4, max_items: 2}];`, 'at least 4 members'],
  [`repeated bool f = 1 [${PV}.repeated = {min_items: 3, unique: true}];`, 'only 2 values'],
  [`repeated string f = 1 [${PV}.repeated.min_items = 5000];`, 'at most 1000'],
  [`repeated int32 f = 1 [${PV}.repeated.items.int32 = {gt: 4, lt: 5}];`, 'items: its bounds'],
  [`map<string, string> f = 1 [${PV}.map = {min_pairs: 2, keys: {string: {in: ["a"]}}}];`, 'only 1 values'],
  [
    `google.protobuf.Duration f = 1 [${PV}.duration = {gt: {seconds: 1}, lt: {seconds: 1, nanos: 1}}];`,
    'its bounds leave no value',
  ],
  [`google.protobuf.Timestamp f = 1 [${PV}.timestamp = {gte: {seconds: 9}, lt: {seconds: 9}}];`, 'nothing is at least'],
  [`string f = 1 [(validate.rules).string = {len: 3, min_len: 9}];`, 'at least 9 characters'],
  [`M f = 1 [${PV}.required = true];`, 'without end'],
];

const all = schemaFrom(
  `${HEAD}\n${FIELDS.map(([field], index) => `message M${index} { ${field.replace(/^M f/, `M${index} f`)} }`).join('\n')}`,
);
const found = ruleProblems(all);

test('there is one warning for each field whose rules leave no value', () => {
  expect(found).toHaveLength(FIELDS.length);
});

for (const [index, [field, says]] of FIELDS.entries())
  test(`rules that leave no value are a warning: ${field}`, () => {
    const problem = found.find(({ line }) => line === 4 + index)!;
    expect(problem.message).toContain(says);
    expect(problem).toMatchObject({ severity: 'warning', code: 'rule-contradiction', file: 'test.proto' });
    expect(Object.keys(RULE_PROBLEM_CODES)).toContain(problem.code);
  });

test('a schema whose rules are all right has no such problem', () => {
  const schema = schemaFrom(
    `${HEAD} message M { string f = 1 [${PV}.string = {min_len: 3, max_len: 3, pattern: "^a"}]; int32 n = 2 [${PV}.int32 = {gt: 9, lt: 3}]; }`,
  );
  expect(ruleProblems(schema)).toEqual([]);
});
