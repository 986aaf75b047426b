import { parse } from 'yaml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml, type YamlNode } from '../../../web/src/lib/yaml-tree.ts';

/** The tree as plain data; texts stay texts. */
function plain(node: YamlNode | null): unknown {
  if (node === null) return null;
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
}
const read = (text: string): unknown => plain(readYaml(text));

test('maps, lists and texts of a file are found', () => {
  expect(
    read(`# a file
service: shop.v1.Catalog
stubs:
  - method: GetProduct            # with a comment
    when: { request: { sku: { $matches: "^VIP-" }, tags: [a, "b c"] } }
    reply:
      details:
        - { "@type": google.rpc.ErrorInfo, reason: SOLD_OUT }
      message: "no product \${request.sku}"

  - method: Other
    text: |
      one: two
       - three
    after: 1s
`),
  ).toEqual({
    service: 'shop.v1.Catalog',
    stubs: [
      {
        method: 'GetProduct',
        when: { request: { sku: { $matches: '^VIP-' }, tags: ['a', 'b c'] } },
        reply: {
          details: [{ '@type': 'google.rpc.ErrorInfo', reason: 'SOLD_OUT' }],
          message: 'no product ${request.sku}',
        },
      },
      { method: 'Other', text: '|\n      one: two\n       - three', after: '1s' },
    ],
  });
});

test('lists may stand at the column of their key, and braces go over several lines', () => {
  expect(read('stubs:\n- method: A\n  when: {\n    request: { sku: X },\n    cel: y\n  }\n- method: B\n')).toEqual({
    stubs: [{ method: 'A', when: { request: { sku: 'X' }, cel: 'y' } }, { method: 'B' }],
  });
});

test('anchors, aliases and tags are passed over', () => {
  expect(read('x-a: &a { b: 1 }\nc: *a\nd: !!str 5\n')).toEqual({ 'x-a': { b: '1' }, c: null, d: '5' });
});

test.each([
  ['a brace that is not closed', 'a: { b: 1,\nc: 2\n', { a: { b: '1' }, c: '2' }],
  ['a text that is not closed', 'a: "b\nc: 2\n', { a: 'b', c: '2' }],
  ['a line that stands nowhere', 'a: 1\n   x: 5\nb: 2\n', { a: '1', b: '2' }],
  ['a word that is no key yet', 'a: 1\nwor\nb: 2\n', { a: '1', wor: null, b: '2' }],
  ['a word above other keys', 'when:\n  wor\n  metadata: {}\n', { when: { wor: null, metadata: {} } }],
  ['a dash with nothing behind it', 'a:\n  -\n  - b\n', { a: [null, 'b'] }],
  ['rubbish behind a text', 'a:\n  - "b" c\n  - d\n', { a: ['b', 'd'] }],
])('it goes on after %s', (_, text, wanted) => {
  expect(read(text)).toEqual(wanted);
});

test('what is right is read as a real reader of YAML reads it', () => {
  const word = fc
    .stringMatching(/^[a-z][a-z0-9_]{0,6}$/)
    .filter((text) => !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(text));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      word,
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.dictionary(word, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      (data, flow) => {
        let at = 0;
        const text = write(data, 0, () => flow[at++ % flow.length]!);
        expect(parse(text)).toEqual(data);
        expect(read(text)).toEqual(data);
      },
    ),
  );
});

test('it ends on any text, and every place lies within it', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    ':',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '#',
    '|',
    '>',
    '&x ',
    '*',
    '${',
    '---\n',
    '\t',
    'é',
    '\r\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const visit = (node: YamlNode | null): void => {
        if (!node) return;
        expect(node.from).toBeLessThanOrEqual(text.length);
        if (node.kind === 'list') node.items.forEach(visit);
        if (node.kind === 'map') node.members.forEach((member) => visit(member.value));
      };
      visit(readYaml(text));
    }),
    { numRuns: 2000 },
  );
});

/** Writes data as YAML, in blocks and in braces. */
function write(data: unknown, indent: number, flow: () => boolean): string {
  const pad = ' '.repeat(indent);
  const inline = (value: unknown): string =>
    typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? `[${value.map(inline).join(', ')}]`
        : `{ ${Object.entries(value as object)
            .map(([key, one]) => `${key}: ${inline(one)}`)
            .join(', ')} }`;
  const below = (value: unknown): string =>
    typeof value === 'string' || flow() ? ` ${inline(value)}\n` : `\n${write(value, indent + 2, flow)}`;
  if (Array.isArray(data)) return data.map((one) => `${pad}-${below(one)}`).join('');
  return Object.entries(data as object)
    .map(([key, one]) => `${pad}${key}:${below(one)}`)
    .join('');
}
