import { expect, test } from 'vitest';
import { routesOf } from '../../../server/rest/routes.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const method = (name: string, rule: string): string =>
  `rpc ${name}(M) returns (M) { option (google.api.http) = { ${rule} }; }`;
const served = (...methods: readonly string[]): ReturnType<typeof routesOf> =>
  routesOf(
    schemaFrom(
      `syntax = "proto3"; package t; import "google/api/annotations.proto";
       message M { string a = 1; string b = 2; }
       service S {
         ${methods.join('\n')}
       }`,
    ),
  );
const found = (routes: ReturnType<typeof routesOf>, verb: string, path: string): unknown => {
  const at = routes.find(verb, path);
  return at?.found === 'route' ? [at.route.method.slice(5), Object.fromEntries(at.variables)] : at;
};

test('a literal goes before a star, and a star before two, whatever the order of the rules', () => {
  const routes = served(
    method('All', 'get: "/v1/{a=**}"'),
    method('Star', 'get: "/v1/{a}/x"'),
    method('Literal', 'get: "/v1/me/x"'),
    method('Middle', 'get: "/v1/{a=y/**}/z"'),
  );
  expect(found(routes, 'GET', '/v1/me/x')).toEqual(['Literal', {}]);
  expect(found(routes, 'GET', '/v1/you/x')).toEqual(['Star', { a: 'you' }]);
  expect(found(routes, 'GET', '/v1/me/y')).toEqual(['All', { a: 'me/y' }]);
  expect(found(routes, 'GET', '/v1/y/1/2/z')).toEqual(['Middle', { a: 'y/1/2' }]);
  expect(found(routes, 'GET', '/v1/y/z')).toEqual(['Middle', { a: 'y' }]);
  expect(found(routes, 'GET', '/v1')).toEqual(['All', { a: '' }]);
  expect(found(routes, 'GET', '/v2/x')).toBe(undefined);
});

test('a verb behind a colon is one where a rule has it', () => {
  const routes = served(method('Get', 'get: "/v1/{a}"'), method('Go', 'get: "/v1/{a}:go"'));
  expect(found(routes, 'GET', '/v1/x:go')).toEqual(['Go', { a: 'x' }]);
  expect(found(routes, 'GET', '/v1/x:run')).toEqual(['Get', { a: 'x:run' }]);
  expect(found(routes, 'GET', '/v1/x%3Ago')).toEqual(['Get', { a: 'x:go' }]);
  expect(found(routes, 'GET', '/v1/:go')).toEqual(['Get', { a: ':go' }]);
});

test('other verbs of a path are told, HEAD is GET, and a custom verb may be any', () => {
  const routes = served(
    method('Get', 'get: "/v1/x"'),
    method('Put', 'put: "/v1/x" body: "*"'),
    method('Any', 'custom: { kind: "*" path: "/v1/y" }'),
  );
  expect(routes.find('POST', '/v1/x')).toEqual({ found: 'other-verbs', allow: ['GET', 'PUT'] });
  expect(found(routes, 'HEAD', '/v1/x')).toEqual(['Get', {}]);
  expect(found(routes, 'BREW', '/v1/y')).toEqual(['Any', {}]);
});

test('empty segments are no values, and bad encoding is told', () => {
  const routes = served(method('Get', 'get: "/v1/{a}/{b}"'));
  expect(found(routes, 'GET', '/v1//x')).toBe(undefined);
  expect(found(routes, 'GET', '/v1/x/')).toBe(undefined);
  expect(routes.find('GET', '/v1/x/%zz')).toMatchObject({ found: 'bad-encoding' });
});

test('rules that cannot be reached are warnings with their place', () => {
  const { problems, all } = served(
    method('One', 'get: "/v1/{a}"'),
    method('Two', 'get: "/v1/{b=*}"'),
    method('Three', 'get: "v1"'),
    method('Four', 'get: "/v2/{a}" additional_bindings { get: "/v2/{b}" }'),
  );
  expect(all.map(({ method: path, index }) => `${path}${index}`)).toEqual([
    '/t.S/One0',
    '/t.S/Two0',
    '/t.S/Four0',
    '/t.S/Four1',
  ]);
  expect(problems).toMatchObject([
    {
      severity: 'warning',
      code: 'http-rule-hidden',
      message: expect.stringContaining('/t.S/One answers there'),
      line: 5,
    },
    {
      severity: 'warning',
      code: 'http-rule-unreadable',
      message: expect.stringContaining('does not begin with'),
      line: 6,
    },
  ]);
});

test('a custom rule whose kind is no verb of HTTP is told of, and reaches nothing', () => {
  const routes = served(method('Odd', String.raw`custom { kind: "a\r\nx: y" path: "/v1/odd" }`));
  expect(routes.find('GET', '/v1/odd')).toBe(undefined);
  expect(routes.problems).toMatchObject([{ code: 'http-rule-verb', line: 4 }]);
});

test('the option is read by its number, whoever defined it', () => {
  const routes = routesOf(
    schemaFrom({
      'own/http.proto': `syntax = "proto3"; package own; import "google/protobuf/descriptor.proto";
        message Rule { string get = 2; string body = 7; repeated Rule more = 11; }
        extend google.protobuf.MethodOptions { Rule web = 72295728; }`,
      't.proto': `syntax = "proto3"; package t; import "own/http.proto"; message M {}
        service S { rpc Get(M) returns (M) { option (own.web).get = "/v1/x"; option (own.web).more = { get: "/v2/x" }; } }`,
    }),
  );
  expect(routes.of('/t.S/Get').map(({ rule }) => [rule.verb, rule.path])).toEqual([
    ['GET', '/v1/x'],
    ['GET', '/v2/x'],
  ]);
});
