import { problem, type Problem } from '../contract/problem.ts';
import type { Schema } from '../schema/registry.ts';
import { routesOf } from '../rest/routes.ts';
import type { Dialect, Written } from './dialect.ts';
import { ownHeaders } from './dialect-metadata.ts';
import type { Plan } from './dialect-for.ts';
import { RestAnswer } from './rest-answer.ts';
import { noRule, restRequest } from './rest-request.ts';

/** REST by the method's `google.api.http` rule: the message is taken apart into path, query and body. */
export function restDialect(
  plan: Plan,
  messages: readonly Uint8Array[],
  schema: Schema,
): { readonly open: (id: string) => Dialect } | { readonly problem: Problem } {
  const { method } = plan;
  const { kind, info } = method;
  if (kind === 'client_streaming' || kind === 'bidi_streaming')
    return {
      problem: problem(
        'rest-stream',
        `${info.name} takes a stream of messages, and a REST request is one message.`,
        'Call it over gRPC, gRPC-Web or Connect.',
      ),
    };
  const routes = routesOf(schema).of(info.path);
  if (routes.length === 0) return { problem: noRule(info.name, info.path) };
  const request = restRequest(method, routes, messages[0] ?? new Uint8Array());
  if ('problem' in request) return request;
  const { verb, path, body, route } = request;
  return {
    open: (id) => ({
      protocol: 'rest',
      codec: 'json',
      http: '1.1',
      whole: true,
      head: {
        verb,
        path,
        headers: [
          ['accept', 'application/json'],
          ...(body === null ? [] : [['content-type', body.type] as const]),
          ...(plan.compress ? [['accept-encoding', 'gzip'] as const] : []),
          ...(plan.deadlineMs === null ? [] : [['x-server-timeout', String(plan.deadlineMs / 1000)] as const]),
          ...ownHeaders({ ...plan, id }),
        ],
      },
      write: (message) => restBody(body, message.length),
      answer: (listener) => new RestAnswer(plan, route.rule.responseBody, listener),
    }),
  };
}

function restBody(body: { readonly bytes: Uint8Array } | null, size: number): Written {
  const bytes = body?.bytes ?? new Uint8Array();
  return {
    bytes,
    parts: bytes.length === 0 ? [] : [{ is: 'message', bytes: bytes.length, message: 1, size }],
    compressed: false,
  };
}
