import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createRoutes } from '../../../server/http/routes.ts';
import { misfits } from '../../support/openapi/fits.ts';
import { openApiOf } from '../../support/openapi/openapi-of.ts';
import { PARAMETERS } from '../../support/openapi/parameters.ts';
import type { JsonSchema } from '../../support/openapi/type-schemas.ts';
import { fakeSource, runHttp } from './http-fixture.ts';

const server = resolve(import.meta.dirname, '../../../server');
const written = `${JSON.stringify(openApiOf(`${server}/contract`), null, 2)}\n`;

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: object;
}
const api = JSON.parse(written) as OpenApi;
const operations = Object.entries(api.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({
    route: `${verb.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    verb: verb.toUpperCase(),
    path: path.replaceAll(/\{\w+\}/g, 'x'),
    operation,
  })),
);
const queryOf = ({ parameters = [] }: Operation): readonly string[] =>
  parameters.flatMap(({ name, in: where }) => (where === 'query' ? [name] : []));

test('the OpenAPI file is the contract, written down', async () => {
  // `npx vitest run --config test/vitest.config.ts --project adapters --update=all test/adapters/http/openapi` writes it anew.
  await expect(written).toMatchFileSnapshot(`${server}/http/openapi.json`);
});

test('it has exactly the routes that are served', () => {
  expect(operations.map(({ route }) => route).sort()).toEqual(Object.keys(createRoutes(fakeSource())).sort());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  expect(Object.keys(PARAMETERS).filter((route) => !operations.some((one) => one.route === route))).toEqual([]);
});

test('every reference has its schema', () => {
  const names = [...written.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
  expect(names.filter((name) => !Object.hasOwn(api.components.schemas, name))).toEqual([]);
});

test.each(operations)(
  '$route takes in its query what is described, and nothing else',
  async ({ verb, path, operation }) => {
    await using http = await runHttp();
    const type = { 'content-type': 'application/json' };
    const { body } = await http.ask(`${path}?nope=1`, {
      method: verb,
      headers: type,
      ...(operation.requestBody && { body: '{}' }),
    });
    const { problems } = JSON.parse(body) as {
      readonly problems: readonly { path?: string; hint: string; code: string }[];
    };
    const stray = problems.find((one) => one.path === 'nope');
    const takes =
      stray?.hint
        .replace(/^It takes (none)?/, '')
        .replace('.', '')
        .split(', ')
        .filter(Boolean) ?? [];
    expect(takes.sort()).toEqual([...queryOf(operation)].sort());
    const missing = problems.filter((one) => one.code === 'bad-query' && one !== stray).map((one) => one.path);
    const required =
      operation.parameters?.filter((one) => one.in === 'query' && one.required).map(({ name }) => name) ?? [];
    expect(missing.sort()).toEqual(required.sort());
  },
);

test.each(operations.filter(({ operation }) => operation.requestBody))(
  '$route wants the body that is described',
  async ({ verb, path, operation }) => {
    await using http = await runHttp();
    const query = operation.parameters?.filter((one) => one.in === 'query').map(({ name }) => `${name}=x`) ?? [];
    const reply = await http.ask(`${path}?${query.join('&')}`, {
      method: verb,
      headers: { 'content-type': 'application/json' },
      body: '[]',
    });
    expect([reply.status, reply.body]).toEqual([400, expect.stringMatching(/a JSON object|There is no body/)]);
  },
);

const bodyOf = (operation: Operation): JsonSchema => {
  const { content } = operation.requestBody as { readonly content: Readonly<Record<string, { schema: JsonSchema }>> };
  const schema = content['application/json']?.schema ?? {};
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1)! : '';
  return api.components.schemas[name] ?? schema;
};
/** Whose bodies people write by hand; those of the page are refused as a whole. */
const byHand = operations.filter(
  ({ route, operation }) => /api\/(stubs|faults|scenarios|verify|reset)/.test(route) && operation.requestBody,
);
test.each(byHand)(
  '$route misses in its body what is described as required, and nothing else',
  async ({ verb, path, operation }) => {
    await using http = await runHttp();
    const query = operation.parameters?.filter((one) => one.in === 'query').map(({ name }) => `${name}=x`) ?? [];
    const { body } = await http.ask(`${path}?${query.join('&')}`, {
      method: verb,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { problems = [] } = (body === '' ? {} : JSON.parse(body)) as {
      readonly problems?: readonly { readonly path?: string; readonly message: string }[];
    };
    const missing = problems
      .filter(({ message }) => message.endsWith(' is missing.'))
      .map((one) => one.path?.split('.')[0]);
    expect(missing.sort()).toEqual([...((bodyOf(operation)['required'] ?? []) as readonly string[])].sort());
  },
);

test('it is served', async () => {
  await using http = await runHttp();
  expect(JSON.parse((await http.ask('/api/openapi.json')).body)).toEqual(api);
});

test('the fitting finds what does not fit', () => {
  const { schemas } = api.components;
  const fits = (name: string, value: unknown): readonly string[] => misfits(schemas[name]!, value, schemas);
  expect(fits('ResetRequest', { stubs: true })).toEqual([]);
  expect(fits('ScenarioMove', { name: 'a', state: 'b', session: null })).toEqual([]);
  expect(fits('ScenarioMove', { name: 'a', session: 1, more: 1 })).toEqual([
    '$.state: is missing',
    '$.session: is number, not "string"',
    '$.more: is not described',
  ]);
  expect(fits('FaultSpec', { probability: 1, kind: 'truncate', bytes: 'x' })).toEqual([
    '$.bytes: is string, not "number"',
  ]);
  expect(fits('MethodPath', 'a')).toEqual(['$: does not match ^/.*/.*$']);
});
