import type { InvocationRequest } from '../contract/invocation.ts';
import type { Problem } from '../contract/problem.ts';
import type { Protocol } from '../contract/traffic.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import { connectDialect } from './connect-dialect.ts';
import type { CallPlan, Dialect } from './dialect.ts';
import { grpcDialect, grpcWebDialect } from './grpc-dialect.ts';
import { restDialect } from './rest-dialect.ts';

/** A call without its id. */
export type Plan = Omit<CallPlan, 'id'>;

/** What a request asks for, when nothing is wrong with it. */
export function planOf(request: InvocationRequest, method: SchemaMethod): Plan {
  return {
    method,
    metadata: request.metadata.map(({ key, value }) => ({ key: key.toLowerCase(), value })),
    deadlineMs: request.deadlineMs,
    codec: request.codec ?? 'json',
    compress: request.compress ?? false,
  };
}

/** The dialect of a protocol for one call, or why it cannot carry it. */
export function dialectFor(
  protocol: Protocol,
  plan: Plan,
  messages: readonly Uint8Array[],
  schema: Schema,
): { readonly open: (id: string) => Dialect } | { readonly problem: Problem } {
  switch (protocol) {
    case 'grpc':
      return { open: (id) => grpcDialect({ ...plan, id }) };
    case 'grpc-web':
      return { open: (id) => grpcWebDialect({ ...plan, id }) };
    case 'connect':
      return { open: (id) => connectDialect({ ...plan, id }) };
    case 'rest':
      return restDialect(plan, messages, schema);
    default:
      return protocol satisfies never;
  }
}
