import type { Schema, SchemaMethod } from '../schema/registry.ts';
import { HTTP_BODY, rawPlace } from './http-body.ts';
import { parametersOf } from './openapi-parameters.ts';
import { OpenApiPaths, type PathParameter } from './openapi-path.ts';
import { type JsonSchema, reference, SchemaBook } from './openapi-schema.ts';
import { type Route, routesOf } from './routes.ts';

/** Operations of one document. */
const MOST = 2_000;
const VERBS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE']);
/** How a `google.rpc.Status` is called in the document, whether or not the schema has one. */
const STATUS = 'google.rpc.Status';

/** All methods of a schema that have a `google.api.http` rule, or those of one service, as OpenAPI 3.1. */
export function restOpenApi(schema: Schema, service?: string): JsonSchema {
  const routes = routesOf(schema).all.filter(
    ({ method, kind }) =>
      (service === undefined || method.startsWith(`/${service}/`)) && (kind === 'unary' || kind === 'server_streaming'),
  );
  const book = new SchemaBook(schema);
  const names = new OpenApiPaths();
  const paths: Record<string, Record<string, unknown>> = Object.create(null) as Record<string, Record<string, unknown>>;
  const services = new Set<string>();
  let [count, left] = [0, 0];
  for (const route of routes) {
    const method = schema.method(route.method);
    if (!method) continue;
    if (count >= MOST) {
      left += 1;
      continue;
    }
    const { path, parameters } = names.of(route.template);
    const item = (paths[path] ??= {});
    // `*` is every verb; one of them says what there is to say.
    const verb = route.rule.verb === '*' ? 'POST' : route.rule.verb;
    const known = VERBS.has(verb);
    const place = known ? item : ((item['x-other-verbs'] ??= {}) as Record<string, unknown>); // made here
    const key = known ? verb.toLowerCase() : verb;
    if (key in place) continue;
    place[key] = operation(method, route, parameters, book);
    services.add(method.service.name);
    count += 1;
  }
  book.add(STATUS, STATUS_SCHEMA);
  return {
    openapi: '3.1.0',
    info: {
      title: service ?? 'REST of the served protos',
      version: '1',
      description: describe(count, left),
    },
    servers: [{ url: '/' }],
    tags: [...services].map((name) => tag(schema, name)),
    paths: { ...paths },
    components: { schemas: book.components() },
  };
}

function describe(count: number, left: number): string {
  const what = `Made from the google.api.http rules of the served protos: ${count} operations.`;
  return left === 0 ? what : `${what} ${left} more are left out: ask for one service, as in ?service=package.Service.`;
}

function tag(schema: Schema, name: string): JsonSchema {
  const doc = schema.services.find((one) => one.name === name)?.doc ?? '';
  return { name, ...(doc === '' ? {} : { description: doc }) };
}

function operation(method: SchemaMethod, route: Route, path: readonly PathParameter[], book: SchemaBook): JsonSchema {
  const { info, service, desc } = method;
  const parameters = parametersOf(desc.input, route, path, book);
  const body = bodyOf(method, route, book);
  const summary = /^[^\n]{1,120}?(?=\.(\s|$)|\n|$)/.exec(info.doc)?.[0] ?? info.name;
  return {
    operationId: `${service.name}.${info.name}${route.index === 0 ? '' : `.${route.index + 1}`}`,
    tags: [service.name],
    summary,
    ...(info.doc === '' ? {} : { description: info.doc }),
    ...(info.deprecated ? { deprecated: true } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: {
      200: { description: 'OK', content: answerOf(method, route, book) },
      default: {
        description: 'An error, with the HTTP status of its code',
        content: { 'application/json': { schema: reference(STATUS) } },
      },
    },
  };
}

function bodyOf({ desc }: SchemaMethod, route: Route, book: SchemaBook): JsonSchema | undefined {
  const { body } = route.rule;
  if (body === '') return undefined;
  if (rawPlace(desc.input, route)) return { content: { '*/*': { schema: {} } } };
  const field = desc.input.fields.find(({ name, jsonName }) => name === body || jsonName === body);
  const schema = body === '*' ? book.message(desc.input) : field && book.field(field);
  return schema && { required: true, content: { 'application/json': { schema } } };
}

function answerOf({ desc, kind }: SchemaMethod, { rule }: Route, book: SchemaBook): JsonSchema {
  const { output } = desc;
  const field = output.fields.find(
    ({ name, jsonName }) => name === rule.responseBody || jsonName === rule.responseBody,
  );
  if ((field ? field.message : output)?.typeName === HTTP_BODY) return { '*/*': { schema: {} } };
  const schema = field ? book.field(field) : book.message(output);
  if (kind === 'unary') return { 'application/json': { schema } };
  return {
    'application/json': { schema: { type: 'array', items: schema } },
    'application/x-ndjson': { schema: { type: 'object', properties: { result: schema } } },
    'text/event-stream': { schema: { type: 'string' } },
  };
}

const STATUS_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'How a call failed.',
  properties: {
    code: { type: 'integer', format: 'int32', description: 'The code of gRPC: 5 for NOT_FOUND.' },
    message: { type: 'string' },
    details: {
      type: 'array',
      items: { type: 'object', properties: { '@type': { type: 'string' } }, additionalProperties: true },
    },
  },
};
