import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lexer } from '../../../server/schema/lexer.ts';
import { compileText } from '../../support/schema-from.ts';

const BASE = `syntax = "proto2";
package a.b; import "google/protobuf/descriptor.proto"; option java_package = "x\\x41";
/* block */ extend google.protobuf.FieldOptions { optional Rule rule = 50000; }
message Rule { optional double min = 1 [default = -1.5e3]; repeated string tags = 2; map<int32, Rule> subs = 3; }
message M { // trailing
  optional group G = 1 { optional E e = 1 [(rule) = { min: 1 tags: ["a", "b"] subs { key: 1 value { min: inf } } }]; }
  oneof o { string s = 2; bytes t = 3 [(rule).min = 4, json_name = "tt"]; }
  extensions 100 to max; reserved 5 to 9, 11; reserved "old"; enum E { option allow_alias = true; A = 0; B = 0; C = -1; }
}
service S { rpc Go(stream M) returns (stream .a.b.Rule) { option deprecated = true; } }
`;
const tokens = ((): string[] => {
  const lexer = new Lexer(BASE);
  const found: string[] = [];
  for (lexer.next(); lexer.kind !== 'end'; lexer.next()) found.push(lexer.value);
  return found;
})();

const mutation = fc.record({
  at: fc.nat(tokens.length - 1),
  change: fc.oneof(
    fc.constant(''),
    fc.constantFrom(...tokens),
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ';',
      '"',
      '/*',
      '//',
      '-',
      '__proto__',
      '99999999999',
      '0x',
      '\u0000',
      '<',
      'ü',
    ),
    fc.string(),
  ),
});

test('no text makes the compiler throw, and what it emits can be read', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const changed = [...tokens];
      for (const { at, change } of mutations) changed[at] = change;
      const schema = compileText(changed.join(' '));
      for (const name of schema.files.keys()) expect(schema.descFile(name), name).toBeDefined();
      for (const problem of schema.problems) {
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
      }
    }),
    { numRuns: 50 },
  );
});

test('a file that compiles says the same whatever space stands between its words', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(' ', '\n', '\t', ' /* c */ ', ' // c\n'), { minLength: 1, maxLength: 9 }),
      (spaces) => {
        const text = tokens.map((token, at) => token + spaces[at % spaces.length]!).join('');
        const schema = compileText(text);
        expect(schema.problems).toEqual([]);
        expect(schema.method('/a.b.S/Go')?.kind).toBe('bidi_streaming');
      },
    ),
    { numRuns: 10 },
  );
});
