import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../web/src/lib/json-parse.ts';
import type { JsonNode } from '../../../web/src/lib/json-tree.ts';

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key.value, value && plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'number':
      return Number(node.raw);
    default:
      return node.value;
  }
}

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const almostJson = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '"a"',
      '"b":',
      ' ',
      '\n',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'nul',
      'null',
      '\\',
      "'",
      '//',
      '/*',
      '\u0001',
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

test('every JSON value is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const tree = parseJson(text);
      expect(tree.problems).toEqual([]);
      expect(JSON.stringify(plain(tree.root!))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('a text has no problems exactly where JSON.parse accepts it', () => {
  fc.assert(
    fc.property(fc.oneof(almostJson, fc.string()), (text) => {
      expect(parseJson(text).problems.length === 0).toBe(accepts(text));
    }),
    { numRuns: 5_000 },
  );
});

test('places stay within the text, and within the place of the value around them', () => {
  const check = (node: JsonNode, from: number, to: number): void => {
    expect(node.from).toBeGreaterThanOrEqual(from);
    expect(node.to).toBeLessThanOrEqual(to);
    if (node.kind === 'array') node.items.forEach((item) => check(item, node.from, node.to));
    if (node.kind === 'object')
      node.members.forEach(({ key, value }) =>
        [key, ...(value ? [value] : [])].forEach((part) => check(part, node.from, node.to)),
      );
  };
  fc.assert(
    fc.property(almostJson, (text) => {
      const { root } = parseJson(text);
      if (root) check(root, 0, text.length);
    }),
    { numRuns: 2_000 },
  );
});

test('nesting is bounded', () => {
  const tree = parseJson('['.repeat(100_000));
  expect(tree.problems[0]?.message).toContain('400 levels');
});

test('a missing comma, a bare key and a comment each come with a fix that repairs the text', () => {
  for (const text of [
    '{"a": 1 "b": 2}',
    '{a: 1}',
    '{"a": 1, }',
    '{"a": 1} // note',
    '["x" "y"]',
    "{'a': 1}",
    '{"a": tru}',
    '{"a": [1, 2}',
    '{"a": "b',
  ]) {
    let repaired = text;
    for (let i = 0; i < 4 && !accepts(repaired); i++) {
      const fix = parseJson(repaired).problems.find((problem) => problem.fix)?.fix;
      if (!fix) break;
      repaired = repaired.slice(0, fix.from) + fix.insert + repaired.slice(fix.to);
    }
    expect(accepts(repaired), `${text} → ${repaired}`).toBe(true);
  }
});
