import type { StatusName } from '../contract/status.ts';
import type { Call } from './call.ts';
import { clientName } from './client-name.ts';
import { sessionName } from './session-name.ts';

/** Which calls to list, oldest first. Everything given must hold. */
export interface CallQuery {
  /** At most so many: the next ones after `after`, or the newest where `after` is not given. */
  readonly limit?: number | undefined;
  /** Only calls with a greater ordinal; 0 pages from the oldest. */
  readonly after?: number | undefined;
  /** A method path (`/shop.v1.Catalog/GetItem`) or the full name of a service. */
  readonly method?: string | undefined;
  /** A status, or `open` for the calls that have none yet. */
  readonly status?: StatusName | 'open' | undefined;
  /** The short name, as in `CallSummary.client`. */
  readonly client?: string | undefined;
  /** The session, as in `CallSummary.session`; empty for calls without one. */
  readonly session?: string | undefined;
}

export function matches(call: Call, query: CallQuery): boolean {
  if (query.after !== undefined && call.ordinal <= query.after) return false;
  if (query.status !== undefined && (call.ending?.status.name ?? 'open') !== query.status) return false;
  if (query.method !== undefined && !isOf(call.method, query.method)) return false;
  if (query.session !== undefined && (sessionName(call.metadata) ?? '') !== query.session) return false;
  return query.client === undefined || clientName(call.userAgent, call.invocation) === query.client;
}

function isOf(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`/${wanted}/`);
}
