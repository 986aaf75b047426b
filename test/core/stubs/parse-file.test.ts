import { expect, test } from 'vitest';
import { parse } from './parse-schema-text.ts';

const GOOD = '  - { method: shop.v1.Catalog/GetProduct, reply: { generated: true } }\n';

test('an empty file has no stubs and no problems', () => {
  expect(parse('')).toEqual({ stubs: [], unmatched: null, problems: [], leftOut: [] });
  expect(parse('# nothing yet\n')).toEqual({ stubs: [], unmatched: null, problems: [], leftOut: [] });
  expect(parse('unmatched: refuse\nstubs: []')).toEqual({ stubs: [], unmatched: 'refuse', problems: [], leftOut: [] });
  expect(parse('unmatched: nobody\nstubs: []')).toMatchObject({
    unmatched: null,
    problems: [{ line: 1, path: 'unmatched' }],
  });
  expect(parse('stubs: []')).toEqual({ stubs: [], unmatched: null, problems: [], leftOut: [] });
});

test('a bad stub is left out, and the others of its file are not', () => {
  const { stubs, problems, leftOut } = parse(
    `stubs:\n${GOOD}  - method: shop.v1.Catalog/GetProduct\n    reply:\n      status: NOPE\n    times: 0\n\n${GOOD}`,
  );
  expect(stubs.map(({ id, place }) => [id, place.line])).toEqual([
    ['shop.stubs.yaml#1', 2],
    ['shop.stubs.yaml#3', 8],
  ]);
  expect(leftOut).toEqual([
    { file: 'shop.stubs.yaml', line: 3, lastLine: 6, at: expect.any(Number) as number, path: 'stubs[1]' },
  ]);
  expect(problems.map(({ line, path }) => [line, path])).toEqual([
    [5, 'stubs[1].reply.status'],
    [6, 'stubs[1].times'],
  ]);
});

test('a problem has file, line, column, path, what is wrong and what to do', () => {
  const { problems } = parse(
    'service: shop.v1.Catalog\nstubs:\n  - method: GetProduct\n    reply:\n      message: { price: { unit: 3 } }\n',
  );
  expect(problems).toEqual([
    {
      severity: 'error',
      code: 'json-unknown-field',
      file: 'shop.stubs.yaml',
      line: 5,
      column: 27,
      path: 'stubs[0].reply.message.price.unit',
      message: 'shop.v1.Money has no field "unit".',
      hint: 'Did you mean "units"?',
    },
  ]);
});

test.each<[string, string, string]>([
  ['a list', '- a', 'stub-wrong-type '],
  ['a text', 'hello', 'stub-wrong-type '],
  ['no stubs', 'service: shop.v1.Catalog', 'stub-missing-key stubs'],
  ['a misspelt key', 'stub: []', 'stub-unknown-key stub'],
  ['stubs that are no list', 'stubs: {}', 'stub-wrong-type stubs'],
  ['a service that is no text', 'service: 3\nstubs: []', 'stub-wrong-type service'],
  ['an unknown service', 'service: Catalog\nstubs: []', 'stub-unknown-service service'],
  ['a method without a service', 'stubs: [{ method: Get, reply: {} }]', 'stub-unknown-method stubs[0].method'],
  ['a text that is no YAML', 'stubs: [', 'yaml-syntax '],
  ['two documents', 'stubs: []\n---\nstubs: []', 'yaml-syntax '],
  ['an alias to nothing', 'stubs: *a', 'yaml-alias '],
  ['a tag', 'stubs: !js []', 'yaml-tag '],
  ['an endless alias', 'stubs: &a [*a]', 'yaml-alias '],
  ['a doubled key', 'stubs: []\nstubs: []', 'yaml-duplicate-key '],
])('%s is a problem of the file', (_, text, wanted) => {
  const { problems, stubs } = parse(text);
  expect(problems.map(({ code, path }) => `${code} ${path ?? ''}`)[0]).toBe(wanted);
  expect(stubs).toEqual([]);
});

test('aliases that multiply are bounded', () => {
  const bomb = ['x-0: &a0 [1,1,1,1,1,1,1,1,1,1]'];
  for (let n = 1; n < 10; n++)
    bomb.push(
      `x-${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  expect(parse(`${bomb.join('\n')}\nstubs: []`).problems.map(({ code }) => code)).toEqual(['yaml-too-large']);
});

test('an unknown service is told once, and its stubs are left out', () => {
  const { problems, leftOut, stubs } = parse(
    `service: shop.v1.Catalogue\nstubs:\n  - { method: GetProduct, reply: {} }\n  - { method: Chat, reply: {} }\n${GOOD}`,
  );
  expect(problems.map(({ hint }) => hint)).toEqual(['Did you mean shop.v1.Catalog?']);
  expect([leftOut.length, stubs.length]).toEqual([2, 1]);
});

test('a stub with a doubled key is left out', () => {
  const { stubs, leftOut, problems } = parse(
    `stubs:\n  - method: a\n    method: shop.v1.Old/Get\n    fault: { stall: true }\n${GOOD}`,
  );
  expect(problems.some(({ code }) => code === 'yaml-duplicate-key')).toBe(true);
  expect([stubs.length, leftOut.map(({ path }) => path)]).toEqual([1, ['stubs[0]']]);
});

test('ids are unique, those that follow from the file as well', () => {
  const one = (id: string): string => `  - { id: ${id}, method: shop.v1.Old/Get, reply: { generated: true } }\n`;
  const { stubs, problems } = parse(`stubs:\n${one('a')}${one('b')}${one('a')}${one('"shop.stubs.yaml#5"')}${GOOD}`);
  expect(stubs.map(({ id }) => id)).toEqual(['a', 'b', 'shop.stubs.yaml#5']);
  expect(problems.map(({ code, line, path }) => `${line} ${code} ${path}`)).toEqual([
    '4 stub-duplicate-id stubs[2].id',
    '6 stub-duplicate-id stubs[4].id',
  ]);
});

test('keys that begin with x- hold what aliases and merges repeat', () => {
  const { stubs, problems } = parse(
    'x-usual: &usual { service: shop.v1.Old, method: Get, priority: 3 }\nstubs:\n  - { <<: *usual, reply: { generated: true } }\n',
  );
  expect(problems).toEqual([]);
  expect(stubs[0]).toMatchObject({ priority: 3, method: { path: '/shop.v1.Old/Get' } });
});

test('JSON is read where the name of the file ends in .json, with the same problems', () => {
  const text = JSON.stringify(
    { $schema: 'x', stubs: [{ method: 'shop.v1.Old/Get', reply: { message: { skuu: 'A' } } }] },
    null,
    2,
  );
  const { problems } = parse(text, 'a.stubs.json');
  expect(problems.map(({ line, column, path }) => [line, column, path])).toEqual([
    [8, 11, 'stubs[0].reply.message.skuu'],
  ]);
  expect(parse(text.replace('skuu', 'sku'), 'a.stubs.json').stubs[0]!.place).toMatchObject({ line: 4, lastLine: 11 });
  const twice = '{ "stubs": [{ "method": "shop.v1.Old/Get", "times": 1, "times": 2, "fault": { "stall": true } }] }';
  expect(parse(twice, 'a.json').problems.map(({ code }) => code)).toEqual(['stub-duplicate-key']);
});

test('nothing of a stub is lost where numbers are large', () => {
  const { stubs } = parse(
    'stubs: [{ method: shop.v1.Old/Get, reply: { message: { price: { units: 9007199254740993 } } } }]',
  );
  const { does } = stubs[0]!;
  expect(does.kind === 'reply' && does.message?.json).toEqual({ price: { units: 9007199254740993n } });
});
