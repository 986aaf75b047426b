import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import { problem, type Problem } from '../contract/problem.ts';
import { expandTemplate } from '../schema/path-template.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Route } from '../rest/routes.ts';

/** A request of REST: where it goes, and what is in it. */
export interface RestRequest {
  readonly route: Route;
  readonly verb: string;
  /** With its query. */
  readonly path: string;
  /** JSON, or the bytes of a `google.api.HttpBody`; null for none. */
  readonly body: { readonly type: string; readonly bytes: Uint8Array } | null;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST_TEXT = 32_000_000;
export const HTTP_BODY = 'google.api.HttpBody';

/** Writes a message by the first binding of its method that it fits, or says what it lacks. */
export function restRequest(
  { desc, types, info }: SchemaMethod,
  routes: readonly Route[],
  bytes: Uint8Array,
): RestRequest | { readonly problem: Problem } {
  const text = decodeJson(desc.input, bytes, types, { limit: MOST_TEXT }).json ?? '{}';
  let lacks: Problem | undefined;
  for (const route of routes) {
    const value: unknown = JSON.parse(text);
    // Only messages that JSON writes otherwise (a Timestamp as a request) are no object.
    const made = written(desc.input, isObject(value) ? value : {}, route);
    if (!('problem' in made)) return made;
    lacks ??= made.problem;
  }
  return { problem: lacks ?? noRule(info.name, info.path) };
}

/** What a method without a rule is told. */
export function noRule(name: string, path: string): Problem {
  return problem(
    'no-http-rule',
    `${name} has no google.api.http rule, so REST has no path for it.`,
    `Add option (google.api.http) = { get: "/v1/…" } to the rpc, or call it over Connect: POST ${path} takes JSON as it is.`,
  );
}

function written(desc: DescMessage, value: Json, route: Route): RestRequest | { readonly problem: Problem } {
  const { rule, template } = route;
  const expanded = expandTemplate(template, (field) => variableText(desc, value, field.split('.')));
  if ('field' in expanded)
    return {
      problem: problem(
        'rest-path',
        expanded.value === undefined || expanded.value === ''
          ? `The path ${rule.path} needs ${expanded.field}, which is not set.`
          : `The path ${rule.path} takes ${expanded.field} as ${expanded.pattern}, and it is ${JSON.stringify(expanded.value.slice(0, 100))}.`,
        expanded.pattern === '*' ? 'Set it.' : `Write it as ${expanded.pattern}.`,
        expanded.field,
      ),
    };
  for (const { field } of template.variables) remove(desc, value, field.split('.'));
  const verb = rule.verb === '*' ? 'POST' : rule.verb;
  const body = bodyOf(desc, value, rule.body);
  const query = rule.body === '*' ? [] : queryOf(value, '');
  if ('problem' in query) return query;
  const search = query.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join('&');
  return { route, verb, path: search === '' ? expanded.path : `${expanded.path}?${search}`, body };
}

function bodyOf(desc: DescMessage, value: Json, body: string): RestRequest['body'] {
  if (body === '') return null;
  const field = body === '*' ? undefined : fieldOf(desc, body);
  const type = body === '*' ? desc.typeName : field?.message?.typeName;
  const content = body === '*' ? value : field === undefined ? undefined : value[field.jsonName];
  if (field !== undefined) Reflect.deleteProperty(value, field.jsonName);
  if (type === HTTP_BODY) {
    const raw = isObject(content) ? content : {};
    return {
      type: typeof raw['contentType'] === 'string' ? raw['contentType'] : 'application/octet-stream',
      bytes: Buffer.from(typeof raw['data'] === 'string' ? raw['data'] : '', 'base64'),
    };
  }
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(content ?? {})) };
}

const fieldOf = (desc: DescMessage, name: string): DescField | undefined =>
  desc.fields.find((field) => field.name === name || field.jsonName === name);

/** The text of a field that stands in the path. Zero and false, which JSON leaves out, can stand there as well. */
function variableText(desc: DescMessage, value: Json, [name = '', ...deeper]: readonly string[]): string | undefined {
  const field = fieldOf(desc, name);
  if (field === undefined) return undefined;
  const found = value[field.jsonName];
  if (deeper.length > 0)
    return field.fieldKind === 'message' && isObject(found) ? variableText(field.message, found, deeper) : undefined;
  if (found === undefined && field.fieldKind === 'scalar') {
    const zero = typeof field.getDefaultValue() === 'boolean' ? 'false' : '0';
    const textual = field.scalar === 9 || field.scalar === 12;
    return textual ? undefined : zero;
  }
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined;
}

function remove(desc: DescMessage, value: Json, [name = '', ...deeper]: readonly string[]): void {
  const field = fieldOf(desc, name);
  if (field === undefined) return;
  const inner = value[field.jsonName];
  if (deeper.length === 0) Reflect.deleteProperty(value, field.jsonName);
  else if (field.fieldKind === 'message' && isObject(inner)) {
    remove(field.message, inner, deeper);
    if (Object.keys(inner).length === 0) Reflect.deleteProperty(value, field.jsonName);
  }
}

/** What is left goes into the query: nested fields by their path, repeated ones by repeating the name. */
function queryOf(value: Json, prefix: string): [name: string, text: string][] | { readonly problem: Problem } {
  const found: [string, string][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const name = `${prefix}${key}`;
    const items: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
    for (const item of items) {
      if (isObject(item)) {
        if (Array.isArray(inner))
          return {
            problem: problem(
              'rest-query',
              `${name} is a list of messages, which has no place in a query.`,
              'Leave it out, or call the method over another protocol.',
              name,
            ),
          };
        const nested = queryOf(item, `${name}.`);
        if ('problem' in nested) return nested;
        found.push(...nested);
      } else if (item !== null) found.push([name, String(item)]);
    }
  }
  return found;
}
