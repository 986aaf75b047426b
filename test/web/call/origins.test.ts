import type { OriginEntry, ValueOrigin } from '#contract/origin';
import { expect, test } from 'vitest';
import { pathSteps } from '../../../web/src/lib/json-locate.ts';
import { parseJson } from '../../../web/src/lib/json-parse.ts';
import { placeOrigins } from '../../../web/src/lib/origin-lines.ts';
import { originEntity, originWords } from '../../../web/src/lib/origin-words.ts';

const at = (path: string, by = path): OriginEntry => ({ path, origin: { by: 'hint', hint: by } });

test('each origin is put into the words of a person', () => {
  const entity = { resource: 'shop.example.com/Product', entity: 'products/lamp-oak' };
  const said: readonly (readonly [ValueOrigin, string])[] = [
    [{ by: 'hint', hint: 'e-mail' }, 'name hint: e-mail'],
    [{ by: 'constraint', rule: 'string.email' }, 'rule string.email'],
    [{ by: 'echo', field: 'name' }, 'echo of name'],
    [{ by: 'entity', ...entity }, 'world: products/lamp-oak'],
    [{ by: 'stored', ...entity, writtenBy: { by: 'page' } }, 'world: products/lamp-oak, written by the page'],
    [{ by: 'hints-file', file: 'a/understudy.hints.yaml', line: 3, pattern: '*' }, 'hints file line 3'],
    [{ by: 'stub', file: 'a/orders.stubs.yaml', line: 52 }, 'stub orders.stubs.yaml:52'],
    [{ by: 'agreement', with: 'lines' }, 'agrees with lines'],
    [{ by: 'type', type: 'int32' }, 'only its type, int32'],
  ];
  expect(said.map(([origin]) => originWords(origin))).toEqual(said.map(([, words]) => words));
  expect(originEntity({ by: 'entity', ...entity })).toMatchObject(entity);
  expect(originEntity({ by: 'type', type: 'int32' })).toBeNull();
});

test('origins stand at their values: in lists, in maps with any key, in nested messages', () => {
  const text = '{ "a": [ { "b": 1 }, { "b": 2 } ], "m": { "x.y": "z", "q\\"": 0 }, "t": "2026" }';
  const paths = ['a[1].b', 'm["x.y"]', 'm["q\\""]', 't', 'gone'];
  const found = placeOrigins(
    parseJson(text),
    paths.map((path) => at(path)),
  );
  expect(found.map(({ from, to, origin }) => [text.slice(from, to), originWords(origin).slice(11)])).toEqual([
    ['"b": 2', 'a[1].b'],
    ['"x.y": "z"', 'm["x.y"]'],
    ['"q\\"": 0', 'm["q\\""]'],
    ['"t": "2026"', 't'],
  ]);
});

test('a path is read into its steps', () => {
  expect(pathSteps('orders[0].attributes["a.b]"].x')).toEqual(['orders', '0', 'attributes', 'a.b]', 'x']);
  expect(pathSteps('__proto__')).toEqual(['__proto__']);
});
