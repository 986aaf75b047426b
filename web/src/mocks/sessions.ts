import type { CallRing } from '../lib/ring.ts';

/** How far back calls are looked at, and how many sessions are offered. */
const REACH = 2000;
const MOST = 50;

/** Sessions that stubs, scenarios or the newest calls name: those of calls first, the newest first. */
export function sessionsOf(
  lists: readonly (readonly { readonly session: string | null }[])[],
  ring: CallRing,
): readonly string[] {
  const found = new Set<string>();
  const last = Math.max(0, ring.length - REACH);
  for (let at = ring.length - 1; at >= last && found.size < MOST; at--) {
    const { session } = ring.at(at)!;
    if (session !== null) found.add(session);
  }
  for (const { session } of lists.flat()) if (session !== null && found.size < MOST) found.add(session);
  return [...found];
}
