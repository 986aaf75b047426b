import type { CallList } from '../contract/rest.ts';
import type { StatusName } from '../contract/status.ts';

/** Which calls `GET /api/calls` asks for; undefined means any. */
export interface CallFilter {
  /** Only calls with a greater ordinal. */
  readonly after?: number | undefined;
  /** `/pkg.Service/Method`, whole. */
  readonly method?: string | undefined;
  /** A status name, or `open`. */
  readonly status?: StatusName | 'open' | undefined;
  /** The short name of a client, as in `CallSummary`. */
  readonly client?: string | undefined;
  /** As in `CallSummary`; empty for calls without one. */
  readonly session?: string | undefined;
}

/**
 * What the journal answers, oldest first, at most `limit` calls: the next ones after `after`, or the newest of all where
 * that is not given.
 */
export type ListCalls = (query: CallFilter & { readonly limit: number }) => CallList;

/** Rows that are read and written at one go; the loop is free between two pages. */
const PAGE = 500;

/** Most calls of one answer that does not say where to begin: these are looked up at one go. */
export const MAX_NEWEST = 10_000;

/** The newest calls, as the JSON text of a `CallList`, in pieces of at most `PAGE` rows. */
export function* newestCallsText(list: ListCalls, filter: CallFilter, limit: number): Generator<string, void> {
  const { calls, dropped } = list({ ...filter, limit });
  for (let from = 0; from < calls.length; from += PAGE) {
    const rows = calls.slice(from, from + PAGE).map((call) => JSON.stringify(call));
    yield (from === 0 ? '{"calls":[' : ',') + rows.join(',');
  }
  yield `${calls.length === 0 ? '{"calls":[' : ''}],"dropped":${dropped}}`;
}

/**
 * The JSON text of a `CallList`, in pieces of at most `PAGE` rows. It reads the journal page by page while it goes, so
 * that a hundred thousand rows are never held as text, and calls that arrive meanwhile are included up to `limit`.
 */
export function* callListText(list: ListCalls, filter: CallFilter, limit: number): Generator<string, void> {
  let after = filter.after ?? 0;
  let left = limit;
  let text = '{"calls":[';
  let comma = '';
  for (;;) {
    const ask = Math.min(PAGE, left);
    const page = list({ ...filter, after, limit: ask });
    for (const call of page.calls) {
      text += comma + JSON.stringify(call);
      comma = ',';
    }
    left -= page.calls.length;
    const last = page.calls.at(-1);
    if (last === undefined || page.calls.length < ask || left <= 0) {
      yield `${text}],"dropped":${page.dropped}}`;
      return;
    }
    after = last.ordinal;
    yield text;
    text = '';
  }
}
