import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { restRequest } from '../../../server/invoke/rest-request.ts';
import { rawPlace } from '../../../server/rest/http-body.ts';
import { readQuery } from '../../../server/rest/query-text.ts';
import { readRequest } from '../../../server/rest/read-request.ts';
import { type Route, routesOf } from '../../../server/rest/routes.ts';
import type { SchemaMethod } from '../../../server/schema/registry.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { googleApis } from './rest-google.ts';

const schema = googleApis();
const routes = routesOf(schema);
const engine = createEngine({ seed: 'round', random: null, strict: false, now: () => 0, world: emptyWorld() });

/** A request of the method whose fields fit the path of the route. */
function fitting(method: SchemaMethod, route: Route): Record<string, unknown> {
  const request = JSON.parse(engine.example(method).json) as Record<string, unknown>; // of a message
  for (const { field, start, end } of route.template.variables) {
    const text = route.template.segments
      .slice(start, end)
      .map((segment, at) => (segment.kind === 'literal' ? segment.text : segment.kind === 'one' ? `s${at}` : 'r/s'))
      .join('/');
    let at = request;
    let desc = method.desc.input;
    field.split('.').forEach((name, depth, names) => {
      const part = desc.fields.find((one) => one.name === name)!;
      if (depth === names.length - 1) at[part.jsonName] = text;
      else at = (at[part.jsonName] ??= {}) as Record<string, unknown>; // a message
      if (part.message) desc = part.message;
    });
  }
  return request;
}

/** What of the request is not there again behind its way through HTTP; undefined where it has no such way. */
function lost(route: Route): string | undefined | false {
  const method = schema.method(route.method)!;
  const { input } = method.desc;
  if (rawPlace(input, route)) return undefined;
  const sent = encodeJson(input, JSON.stringify(fitting(method, route)), method.types);
  if ('problems' in sent) return sent.problems[0]?.message;
  const written = restRequest(method, [route], sent.bytes);
  if ('problem' in written) return undefined;
  const [path = '', query = ''] = written.path.split('?');
  const found = routes.find(written.verb, path);
  if (found?.found !== 'route') return `${written.verb} ${path} leads nowhere`;
  // Two rules may fit one path: the other one is asked in its own turn.
  if (found.route !== route) return undefined;
  const parameters = readQuery(query);
  if ('fault' in parameters) return parameters.fault;
  const body = written.body === null ? undefined : Buffer.from(written.body.bytes).toString();
  const read = readRequest(
    { input, types: method.types },
    { route, variables: found.variables, query: parameters, body },
  );
  if ('problems' in read) return `${written.path}: ${read.problems[0]?.path} ${read.problems[0]?.message}`;
  const json = (bytes: Uint8Array): string | undefined => decodeJson(input, bytes, method.types).json;
  return json(read.bytes) === json(sent.bytes) ? false : `${written.path}\n${json(sent.bytes)}\n${json(read.bytes)}`;
}

test('what our own client writes, by every rule of these APIs, is read as the message that it was', () => {
  const results = routes.all
    .filter(({ kind }) => kind === 'unary' || kind === 'server_streaming')
    .map((route) => [`${route.rule.verb} ${route.rule.path}`, lost(route)] as const);
  expect(results.filter(([, result]) => typeof result === 'string')).toEqual([]);
  expect(results.filter(([, result]) => result === false).length).toBeGreaterThan(150);
});
