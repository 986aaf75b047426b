import type { Clock } from '../contract/clock.ts';
import type { Compared, CompareRequest, Comparison } from '../contract/compare.ts';
import { problem, type Problem } from '../contract/problem.ts';
import type { Protocol } from '../contract/traffic.ts';
import type { Registry } from '../schema/registry.ts';
import type { ClientCertificate } from './dial.ts';
import { dialectFor, planOf } from './dialect-for.ts';
import { prepare } from './prepare.ts';
import { runExchange } from './run-exchange.ts';

export interface CompareOptions {
  /** `127.0.0.1:50051`; asked for each comparison. */
  readonly target: () => string;
  /** The target, which is this server, speaks TLS. */
  readonly secure?: boolean;
  /** What to show to a target that asks for certificates of clients. */
  readonly certificate?: ClientCertificate | undefined;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly newId: () => string;
}

const PROTOCOLS = ['grpc', 'grpc-web', 'connect', 'rest'] as const satisfies readonly Protocol[];
/** Comparisons that may run at a time, over all pages. */
const MAX_OPEN = 8;

/** Makes one call over every protocol, one after the other, so that none of them waits for another. */
export function createCompare({ target, secure = false, certificate, registry, clock, newId }: CompareOptions) {
  let open = 0;
  return async (request: CompareRequest): Promise<Comparison | { readonly refused: readonly Problem[] }> => {
    const schema = registry.current;
    const prepared = prepare(request, schema);
    if ('problems' in prepared) return { refused: prepared.problems };
    if (open >= MAX_OPEN)
      return {
        refused: [problem('too-many-invocations', `${MAX_OPEN} comparisons are running.`, 'Wait for one of them.')],
      };
    const { method, messages, deadlineMs } = prepared;
    const plan = planOf(request, method);
    open += 1;
    try {
      const compared: Compared[] = [];
      for (const protocol of PROTOCOLS) {
        const dialect = dialectFor(protocol, plan, messages, schema);
        if ('problem' in dialect) {
          compared.push({ protocol, problem: dialect.problem });
          continue;
        }
        const invocation = newId();
        const exchange = await runExchange({
          target: target(),
          secure,
          certificate,
          invocation,
          dialect: dialect.open(invocation),
          messages,
          clock,
          deadlineMs,
          notes: notesOf(protocol, method.kind),
        });
        compared.push({ protocol, exchange });
      }
      return { method: method.path, kind: method.kind, compared };
    } finally {
      open -= 1;
    }
  };
}

/** What a reader has to know of how a call was made. */
function notesOf(protocol: Protocol, kind: Comparison['kind']): string[] {
  if (protocol === 'grpc' || protocol === 'rest') return [];
  if (kind === 'bidi_streaming')
    return ['Made over HTTP/2: over HTTP/1.1 an answer begins when the request is whole, and browsers cannot make it.'];
  if (kind === 'client_streaming')
    return ['Sent bit by bit over HTTP/1.1. Browsers send a body when it is whole, so their clients do not offer it.'];
  return [];
}
