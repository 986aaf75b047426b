import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RouteTree } from '../../../server/rest/route-tree.ts';
import { bindVariables, expandTemplate, parseTemplate } from '../../../server/schema/path-template.ts';

const segment = fc.constantFrom('*', 'shelves', 'v1', 'x.y');
const rest = fc.constantFrom('**', undefined);
const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[\ud800-\udfff]/u.test(text));

test('whatever is put into a template is found again in the path, and the path leads back to the template', () => {
  fc.assert(
    fc.property(
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      rest,
      fc.infiniteStream(value),
      fc.boolean(),
      (own, open, values, verb) => {
        const pattern = [...own, ...(open ? [open] : [])].join('/');
        const text = `/v1/{a.b=${pattern}}/end${verb ? ':go' : ''}`;
        const template = parseTemplate(text);
        if ('fault' in template) throw new Error(template.fault);
        // A slash within a segment has no way there and back where a variable spans several.
        const next = (): string => values.next().value.replaceAll('/', '|').replaceAll(/%2f/gi, '%');
        const made = pattern
          .split('/')
          .map((part) => (part === '*' || part === '**' ? next() : part))
          .join('/');
        const expanded = expandTemplate(template, () => made);
        if (!('path' in expanded)) throw new Error(expanded.pattern);
        expect(expanded.path).toMatch(/^[-\w.~%/]+(:go)?$/);
        const parts = expanded.path.replace(/:go$/, '').slice(1).split('/');
        expect(bindVariables(template, parts)).toEqual([['a.b', made]]);
        const tree = new RouteTree();
        const rule = { verb: 'GET', path: text, body: '', responseBody: '' };
        const route = { rule, template, method: '/t.S/M', kind: 'unary', index: 0 } as const;
        tree.add(route);
        expect(tree.match(parts, verb ? 'go' : '').map((end) => end.get('GET'))).toEqual([route]);
      },
    ),
  );
});

test('any text is a template or a fault, and any path is matched or not, in bounded time', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', '*', '{', '}', '=', ':', 'a', '.', '%') }), (text) => {
      const template = parseTemplate(text);
      if ('fault' in template) expect(template.at).toBeLessThanOrEqual(text.length);
      else expect(text.startsWith('/')).toBe(true);
    }),
  );
  const tree = new RouteTree();
  for (const path of ['/**/a/a/a', '/a/**/a/a', '/a/a/**/a', '/**/b']) {
    const template = parseTemplate(path);
    if ('fault' in template) throw new Error(template.fault);
    const rule = { verb: 'GET', path, body: '', responseBody: '' };
    tree.add({ rule, template, method: '/t.S/M', kind: 'unary', index: 0 });
  }
  expect(
    tree.match(
      Array.from({ length: 4_000 }, () => 'a'),
      '',
    ),
  ).toHaveLength(3);
});
