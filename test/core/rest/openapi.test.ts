import { expect, test } from 'vitest';
import { restOpenApi } from '../../../server/rest/openapi.ts';
import { routesOf } from '../../../server/rest/routes.ts';
import { brokenRules } from '../../support/openapi/openapi-rules.ts';
import { misfits } from '../../support/openapi/fits.ts';
import type { JsonSchema } from '../../support/openapi/type-schemas.ts';
import { shop } from '../../adapters/web-rpc/rest-shop.ts';
import { schemaFrom } from '../../support/schema-from.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>;
}
const documentOf = (schema: Parameters<typeof restOpenApi>[0], service?: string): Document =>
  restOpenApi(schema, service) as unknown as Document; // of that form, which the rules below hold it to

const document = documentOf(shop());

test('it is OpenAPI 3.1 by its rules, and has every rule that can be reached by REST', () => {
  expect(brokenRules(document)).toEqual([]);
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  const operations = Object.values(document.paths).flatMap((item) =>
    Object.entries(item).flatMap(([key, value]) => (key === 'x-other-verbs' ? Object.values(value) : [value])),
  );
  const unary = routesOf(shop()).all.filter(({ kind }) => kind === 'unary' || kind === 'server_streaming');
  // `Hidden` stands behind `ListItems`.
  expect(operations).toHaveLength(unary.length - 1);
});

test('patterns of variables are paths with a parameter for each segment', () => {
  expect(Object.keys(document.paths)).toEqual([
    '/v1/items/{item}',
    '/v1/any/items/{item}',
    '/v1/items',
    '/v1/items:bare',
    '/v1/items:token',
    '/v1/echo',
    '/v1/echo/{small}/{inner_flag}/{inner_inner_text}',
    '/v1/echo:inner',
    '/v1/echo:item',
    '/v1/echo/size/{size}',
    '/v1/items/{item}/picture',
    '/v1/raw',
    '/v1/items:watch',
    '/v1/struct',
    '/v1/x/{x}',
  ]);
});

test('names of parameters are words that generators of clients make identifiers of; the field is told beside them', () => {
  const names = Object.keys(document.paths).flatMap((path) => [...path.matchAll(/\{(.*?)\}/g)].map(([, name]) => name));
  for (const name of names) expect(name).toMatch(/^[A-Za-z_]\w*$/);
  const found = document.paths['/v1/echo/{small}/{inner_flag}/{inner_inner_text}']!['get']!.parameters!;
  expect(found.filter((one) => one.in === 'path')).toMatchObject([
    { name: 'small' },
    { name: 'inner_flag', description: expect.stringContaining('It is `inner.flag`.') },
    { name: 'inner_inner_text', description: expect.stringContaining('It is `inner.inner.text`.') },
  ]);
});

test('operations say what their author wrote, what they take and what they answer', () => {
  expect(document.paths['/v1/items']!['get']).toEqual({
    operationId: 'shop.v1.Shop.ListItems',
    tags: ['shop.v1.Shop'],
    summary: 'Lists items',
    description: 'Lists items. Page by page.',
    parameters: [
      { name: 'pageSize', in: 'query', schema: { type: 'integer', format: 'int32' } },
      { name: 'pageToken', in: 'query', schema: { type: 'string' } },
    ],
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/shop.v1.ListItemsResponse' } } },
      },
      default: {
        description: 'An error, with the HTTP status of its code',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/google.rpc.Status' } } },
      },
    },
  });
  expect(document.paths['/v1/items']!['post']!.requestBody).toEqual({
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/shop.v1.Item' } } },
  });
  expect(Object.keys(document.paths['/v1/items:watch']!['get']!.responses['200']!.content)).toEqual([
    'application/json',
    'application/x-ndjson',
    'text/event-stream',
  ]);
  expect(document.paths['/v1/raw']!['post']!.requestBody!.content).toEqual({ '*/*': { schema: {} } });
});

test('fields are as ProtoJSON writes them', () => {
  const { properties } = document.components.schemas['shop.v1.Everything'] as {
    properties: Record<string, JsonSchema>;
  }; // a message
  expect(properties).toMatchObject({
    big: { type: 'string', format: 'uint64' },
    data: { type: 'string', contentEncoding: 'base64' },
    size: { $ref: '#/components/schemas/shop.v1.Size' },
    sizes: { type: 'array', items: { $ref: '#/components/schemas/shop.v1.Size' } },
    at: { type: 'string', format: 'date-time' },
    maybeBig: { type: ['string', 'null'], format: 'int64' },
    counts: { type: 'object', additionalProperties: { type: 'integer', format: 'int32' } },
    inner: { $ref: '#/components/schemas/shop.v1.Everything' },
    left: { description: 'At most one of left, right.' },
  });
  expect(document.components.schemas['shop.v1.Item']).toMatchObject({ description: 'Something to sell.' });
  expect(document.components.schemas['shop.v1.Size']).toEqual({
    type: 'string',
    enum: ['SIZE_UNSPECIFIED', 'SMALL', 'LARGE'],
  });
});

test('real messages fit their schemas', () => {
  const { schemas } = document.components;
  const fits = (name: string, value: unknown): readonly string[] => misfits(schemas[name]!, value, schemas);
  expect(fits('shop.v1.Item', { name: 'items/a', left: '3', size: 'LARGE', part: { labels: { a: 'b' } } })).toEqual([]);
  expect(fits('shop.v1.Item', { left: 3 })).toEqual(['$.left: is number, not "string"']);
});

test('a document of one service has nothing of another, and hostile names break nothing', () => {
  const schema = schemaFrom(`syntax = "proto3"; package t; import "google/api/annotations.proto";
    message constructor { string __proto__ = 1; string toString = 2; }
    message Other {}
    service A { rpc Get(constructor) returns (constructor) { option (google.api.http) = { get: "/constructor/{__proto__}" }; } }
    service B { rpc Get(Other) returns (Other) { option (google.api.http) = { get: "/b" }; } }`);
  const one = documentOf(schema, 't.A');
  expect(brokenRules(one)).toEqual([]);
  expect(Object.keys(one.paths)).toEqual(['/constructor/{__proto__}']);
  expect(Object.keys(one.components.schemas)).toEqual(['google.rpc.Status', 't.constructor']);
});
