import type { FaultApi } from '#contract/fault-api';
import type { HoldApi } from '#contract/hold-api';
import type { MockApi } from '#contract/mock-api';
import type { Problem } from '#contract/problem';
import type { RestApi as Served, WorldApi } from '#contract/rest';
import { ApiError } from './api.ts';

/** Every route, with what it answers. */
type RestApi = Served & WorldApi & MockApi & FaultApi & HoldApi;
type Route = keyof RestApi;

/** Asks one route; rejects with `ApiError`, or with the signal's reason where it is aborted. */
export type Ask = <R extends Route>(
  route: R,
  query?: Readonly<Record<string, string>>,
  send?: { readonly body?: unknown; readonly signal?: AbortSignal },
) => Promise<RestApi[R]>;

/** Asks one route of `contract/rest` (`:id` is taken from the query); `fetch` and the base are arguments for the tests. */
export function createRest(fetcher: typeof fetch, base = ''): Ask {
  return async function ask<R extends Route>(
    route: R,
    query: Readonly<Record<string, string>> = {},
    send: { readonly body?: unknown; readonly signal?: AbortSignal } = {},
  ): Promise<RestApi[R]> {
    const [verb, pattern] = route.split(' ') as [string, string]; // Every key of RestApi is `VERB /path`.
    const { id = '', ...rest } = query;
    const named = pattern.includes('/:id');
    const path = pattern.replace('/:id', () => `/${encodeURIComponent(id)}`);
    const search = new URLSearchParams(named ? rest : query).toString();
    const what = `ask for ${path}`;
    let response: Response;
    try {
      response = await fetcher(`${base}${path}${search === '' ? '' : `?${search}`}`, {
        method: verb,
        headers: verb === 'GET' ? {} : { 'content-type': 'application/json' },
        ...(send.body === undefined ? {} : { body: JSON.stringify(send.body) }),
        ...(send.signal ? { signal: send.signal } : {}),
      });
    } catch (cause) {
      if (send.signal?.aborted) throw cause;
      throw new ApiError(what, [unreachable(cause)]);
    }
    if (response.status === 204) return undefined as RestApi[R]; // 204 is answered by routes typed `undefined` only.
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new ApiError(what, problemsOf(body, response.status), response.status);
    return body as RestApi[R]; // Both sides are built from the same contract.
  };
}

function unreachable(cause: unknown): Problem {
  return {
    severity: 'error',
    code: 'server-unreachable',
    message: `The server does not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
    hint: 'Start it again; the page goes on by itself.',
  };
}

function problemsOf(body: unknown, status: number): readonly Problem[] {
  if (typeof body === 'object' && body !== null && 'problems' in body && Array.isArray(body.problems))
    return body.problems as readonly Problem[]; // The one shape of a refusal (contract/rest, ApiFailure).
  return [{ severity: 'error', code: 'http-status', message: `The server answered ${status}.` }];
}
