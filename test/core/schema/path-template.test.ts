import { expect, test } from 'vitest';
import {
  bindVariables,
  expandTemplate,
  parseTemplate,
  type PathTemplate,
} from '../../../server/schema/path-template.ts';

const template = (text: string): PathTemplate => {
  const parsed = parseTemplate(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed;
};

test.each([
  ['v1/shelves', 'does not begin with "/"', 0],
  ['/v1//shelves', 'a segment was expected', 4],
  ['/v1/', 'a segment was expected, and its end', 4],
  ['/v1/{name', '"}" was expected, and its end', 9],
  ['/v1/{}', 'the name of a field', 5],
  ['/v1/{1a}', 'the name of a field', 5],
  ['/v1/{a={b}}', 'do not nest', 7],
  ['/v1/{a}/{a}', 'bound twice', 11],
  ['/v1/**/**', '"**" stands in it twice', 7],
  ['/v1/{a}x', '"/", a verb or the end was expected, and "x"', 7],
  ['/v1/a:', '"/", a verb or the end was expected, and ":"', 5],
  ['/v1/a:b:c', '"/", a verb or the end', 5],
  ['/v1/a*', '"/", a verb or the end', 5],
  ['', 'does not begin', 0],
])('%s is no template', (text, words, at) => {
  expect(parseTemplate(text)).toEqual({ fault: expect.stringContaining(words), at });
});

test.each([
  ['/', []],
  ['/v1/{a}:go', [['a', 3, false]]],
  ['/v1/{a=*}', [['a', 3, false]]],
  ['/v1/{a=x/*}', [['a', 4, true]]],
  ['/v1/{a=**}', [['a', 3, true]]],
  ['/v1/{a=x}', [['a', 3, false]]],
  ['/v1/{a.b_c.d=x/*/y/**}/z', [['a.b_c.d', 6, true]]],
  ['/v1/$discovery/x.y-z~1', []],
])('%s is one', (text, variables) => {
  const { variables: found } = template(text);
  expect(found.map(({ field, end, multi }) => [field, end + 1, multi])).toEqual(variables);
});

test.each([
  ['/v1/{a}', { a: 'x/y z:ä' }, '/v1/x%2Fy%20z%3A%C3%A4'],
  ['/v1/{a=x/*}:go', { a: "x/y'(z)" }, '/v1/x/y%27%28z%29:go'],
  ['/v1/{a=**}', { a: 'x/y/z' }, '/v1/x/y/z'],
  ['/v1/{a=x/**}/b/{c}', { a: 'x', c: '1' }, '/v1/x/b/1'],
])('%s is filled in', (text, fields, path) => {
  expect(expandTemplate(template(text), (field) => Reflect.get(fields, field) as string | undefined)).toEqual({ path });
});

test.each([
  ['/v1/{a}', {}, undefined],
  ['/v1/{a}', { a: '' }, ''],
  ['/v1/{a=x/*}', { a: 'y/z' }, 'y/z'],
  ['/v1/{a=x/*}', { a: 'x/y/z' }, 'x/y/z'],
  ['/v1/{a=x/*/**}', { a: 'x' }, 'x'],
  ['/v1/{a}', { a: '\ud800' }, '\ud800'],
])('%s cannot be filled with what does not fit', (text, fields, value) => {
  const expanded = expandTemplate(template(text), (field) => Reflect.get(fields, field) as string | undefined);
  expect(expanded).toMatchObject({ field: 'a', value });
});

test('an encoded slash is decoded where a variable is one segment, and stays where it is several', () => {
  expect(bindVariables(template('/{a}/{b=x/*}'), ['p%2Fq%C3%A4', 'x', 'p%2fq%C3%A4'])).toEqual([
    ['a', 'p/qä'],
    ['b', 'x/p%2fqä'],
  ]);
  expect(bindVariables(template('/{a}'), ['%ff'])).toBe(undefined);
});
