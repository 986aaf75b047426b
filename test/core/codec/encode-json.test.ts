import { fromJsonString, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { every, old, oldTypes, types } from './every-type.ts';

const problemsOf = (text: string, desc = every, registry = types) => {
  const result = encodeJson(desc, text, registry);
  return 'problems' in result ? result.problems : [];
};
const first = (text: string) => {
  const [problem] = problemsOf(text);
  return problem && `${problem.line}:${problem.column} ${problem.path ?? '-'} ${problem.code}`;
};

test.each([
  '{}',
  '{"d": 1.5, "f": 0.1, "i32": -1, "i64": "-9223372036854775808", "u32": 4294967295, "u64": "18446744073709551615"}',
  '{"s32": -5, "s64": "-5", "x32": 1, "x64": "2", "sx32": -3, "sx64": "-4", "flag": true, "text": "hé\\u20ac😀"}',
  '{"data": "AQID", "color": "RED"}',
  '{"data": "-_8", "color": 77}',
  '{"d": "NaN", "f": "-Infinity", "i32": 1e3, "i64": 1.0}',
  '{"i32": "12", "d": "1.5", "u64": 3}',
  '{"maybe": 0, "pickText": ""}',
  '{"pickNull": null}',
  '{"pick_number": 3, "w_string": "x"}',
  '{"numbers": [1, 2, 3], "words": ["a", ""], "colors": ["GREEN", 0], "longs": ["1", 2]}',
  '{"labels": {"a": "b", "": ""}, "lines": {"-1": {"sku": "s"}}, "flags": {"true": "RED"}, "doubles": {"1": 2}}',
  '{"order": {"lines": [{"sku": "a", "quantity": 2}, {}], "first": {}, "bySku": {"x": {}}}}',
  '{"time": "2026-01-31T10:20:30.5Z", "duration": "-1.500s"}',
  '{"time": "2026-01-31T10:20:30+02:00", "duration": "0s"}',
  '{"time": "0001-01-01T00:00:00Z", "duration": "315576000000s"}',
  '{"mask": "fooBar.baz,x", "struct": {"a": [1, null, {"b": true}], "__proto__": 1}, "value": null}',
  '{"list": [1, "a", []], "value": {"x": 1}}',
  '{"any": {"@type": "type.googleapis.com/every.Line", "sku": "a"}, "empty": {}}',
  '{"any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1s"}}',
  '{"wString": "", "wInt64": "5", "wBool": false, "wBytes": "AA==", "wDouble": 1e300}',
  '{"values": [null, 1, "a"], "wMany": ["1", 2], "times": {"a": "2026-01-01T00:00:00Z"}}',
  '{"self": {"self": {"text": "deep"}}, "other-name": "r", "structs": [{"a": 1}]}',
  '{"text": null, "numbers": null, "order": null, "maybe": null}',
])('%s becomes the bytes that the library makes of it', (text) => {
  const result = encodeJson(every, text, types);
  const expected = toBinary(every, fromJsonString(every, text, { registry: types }));
  expect(result).toEqual({ bytes: expected });
});

test.each([
  ['', '1:1 - json-syntax'],
  ['{"text": "a",}', '1:14 - json-syntax'],
  ["{'text': 1}", '1:2 - json-syntax'],
  ['{"text": "a"\n "i32": 1}', '2:2 - json-syntax'],
  ['{"text": "a\n"}', '1:10 - json-syntax'],
  ['{"i32": 01}', '1:10 - json-syntax'],
  ['{} {}', '1:4 - json-syntax'],
  ['[]', '1:1 - json-wrong-type'],
  ['{\n  "txet": "a"\n}', '2:3 txet json-unknown-field'],
  ['{"__proto__": 1}', '1:2 __proto__ json-unknown-field'],
  ['{"text": 5}', '1:10 text json-wrong-type'],
  ['{"flag": "true"}', '1:10 flag json-wrong-type'],
  ['{"i32": 2147483648}', '1:9 i32 json-out-of-range'],
  ['{"u32": -1}', '1:9 u32 json-out-of-range'],
  ['{"i64": 9223372036854775808}', '1:9 i64 json-out-of-range'],
  ['{"u64": 1e999999999}', '1:9 u64 json-out-of-range'],
  ['{"i32": 1.5}', '1:9 i32 json-wrong-type'],
  ['{"i32": " 1"}', '1:9 i32 json-wrong-type'],
  ['{"f": 1e39}', '1:7 f json-out-of-range'],
  ['{"color": "REDD"}', '1:11 color json-unknown-enum-value'],
  ['{"data": "a*b"}', '1:10 data json-invalid-value'],
  ['{"text": "\\ud800"}', '1:10 text json-invalid-value'],
  ['{"numbers": 1}', '1:13 numbers json-wrong-type'],
  ['{"numbers": [1, "x"]}', '1:17 numbers[1] json-wrong-type'],
  ['{"numbers": [null]}', '1:14 numbers[0] json-wrong-type'],
  ['{"order": {"lines": [{}, {}, {"price": "x"}]}}', '1:40 order.lines[2].price json-wrong-type'],
  ['{"lines": {"a": {}}}', '1:12 lines["a"] json-wrong-type'],
  ['{"lines": {"1": {"q": 1}}}', '1:18 lines["1"].q json-unknown-field'],
  ['{"text": "a", "text": "b"}', '1:15 text json-duplicate-field'],
  ['{"wString": "a", "w_string": "b"}', '1:18 wString json-duplicate-field'],
  ['{"pickText": "a", "pickNumber": 1}', '1:19 pickNumber json-oneof-conflict'],
  ['{"time": "2026-02-30T00:00:00Z"}', '1:10 time json-invalid-value'],
  ['{"time": "yesterday"}', '1:10 time json-invalid-value'],
  ['{"duration": "1.5"}', '1:14 duration json-invalid-value'],
  ['{"mask": "foo_bar"}', '1:10 mask json-invalid-value'],
  ['{"any": {"sku": "a"}}', '1:9 any json-unknown-type'],
  ['{"any": {"@type": "type.googleapis.com/every.Lime"}}', '1:19 any.@type json-unknown-type'],
  [`{"value": ${'['.repeat(200)}${']'.repeat(200)}}`, '1:110 - json-too-deep'],
])('%s is refused with its place', (text, expected) => {
  expect(first(text)).toBe(expected);
});

test('every problem is reported at once, in the order of the text, with hints', () => {
  const text = '{\n  "nubmers": [],\n  "color": "GREN",\n  "order": { "frist": {} }\n}';
  expect(problemsOf(text).map(({ line, path, hint }) => [line, path, hint])).toEqual([
    [2, 'nubmers', 'Did you mean "numbers"?'],
    [3, 'color', 'Did you mean "GREEN"?'],
    [4, 'order.frist', 'Did you mean "first"?'],
  ]);
});

test('proto2: required, closed enums, groups and extensions', () => {
  const text =
    '{"id": "a", "count": 7, "closed": "TWO", "extra": {"note": "n"}, "[old.nick]": "k", "[old.marks]": [1, 2]}';
  const bytes = toBinary(old, fromJsonString(old, text, { registry: oldTypes }));
  expect(encodeJson(old, text, oldTypes)).toEqual({ bytes });
  expect(problemsOf('{"closed": 9}', old, oldTypes).map(({ code }) => code)).toEqual([
    'json-missing-required',
    'json-unknown-enum-value',
  ]);
});
