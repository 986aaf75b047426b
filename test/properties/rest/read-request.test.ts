import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REST_PROBLEM_CODES } from '../../../server/rest/problem-codes.ts';
import { readQuery } from '../../../server/rest/query-text.ts';
import { readRequest } from '../../../server/rest/read-request.ts';
import { routesOf } from '../../../server/rest/routes.ts';
import { systemParameters } from '../../../server/rest/system-parameters.ts';
import { shop } from '../../adapters/web-rpc/rest-shop.ts';

const schema = shop();
const routes = routesOf(schema);
const method = schema.method('/shop.v1.Shop/Echo')!;
const type = { input: method.desc.input, types: method.types };

const escape = (text: string): string => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, '?'));
const known = ['text', 'inner.text', 'inner', 'more', 'counts[a]', 'counts', 'struct', 'any', 'times', 'left', 'right'];
const odd = [
  'alt',
  '__proto__',
  'constructor.prototype',
  'inner.inner.inner',
  'counts[__proto__]',
  '.',
  '[',
  'text.',
  '',
];
const name = fc.oneof(fc.constantFrom(...known, ...odd), fc.string({ maxLength: 6 }));
const value = fc.oneof(fc.string({ maxLength: 6 }), fc.json({ maxDepth: 2 }), fc.constantFrom('1', 'true', '1s'));
const query = fc.oneof(
  fc
    .array(fc.tuple(name, value), { maxLength: 6 })
    .map((pairs) => pairs.map(([key, text]) => `${escape(key)}=${escape(text)}`).join('&')),
  fc.string({ maxLength: 20 }),
);

const body = fc.oneof(fc.constant(undefined), fc.json({ maxDepth: 3 }), fc.string({ maxLength: 20 }));

test('any path, query and body is a message or problems, and harms nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...routes.of('/shop.v1.Shop/Echo')),
      fc.array(value),
      query,
      body,
      (route, values, search, text) => {
        const parameters = readQuery(search);
        if ('fault' in parameters) return;
        const variables = route.template.variables.map(({ field }, at) => [field, values[at] ?? ''] as const);
        const { rest } = systemParameters(parameters, () => false);
        const read = readRequest(type, { route, variables, query: rest, body: text });
        if ('problems' in read) {
          expect(read.problems.length).toBeGreaterThan(0);
          const strange = read.problems.filter(
            ({ code }) => !(code in REST_PROBLEM_CODES) && !code.startsWith('json-'),
          );
          expect(strange).toEqual([]);
        } else expect(read.bytes).toBeInstanceOf(Uint8Array);
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('any verb and path leads somewhere or nowhere', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('/', ':', '%', 'v', '1', 'items', 'echo', 'a', '*', '..'), maxLength: 12 }),
      (path) => {
        routes.find('GET', `/${path}`);
      },
    ),
  );
});
