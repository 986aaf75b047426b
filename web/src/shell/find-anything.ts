import type { MethodInfo, ServiceInfo } from '#contract/schema';
import type { CallSummary } from '#contract/traffic';
import { score } from '../lib/match.ts';
import type { CallRing } from '../lib/ring.ts';

/** One line of the palette. */
export type Found =
  | { readonly type: 'method'; readonly id: string; readonly method: MethodInfo; readonly service: ServiceInfo }
  | { readonly type: 'call'; readonly id: string; readonly call: CallSummary };

interface Known {
  readonly method: MethodInfo;
  readonly service: ServiceInfo;
}

const METHODS = 40;
const CALLS = 12;
/** How far back calls are looked at. */
const RECENT = 2000;

/** Methods by how well they fit, open ones first where nothing is typed; then the newest calls that fit. */
export function findAnything(
  typed: string,
  methods: ReadonlyMap<string, Known>,
  open: readonly { readonly path: string }[],
  ring: CallRing,
): readonly Found[] {
  const wanted = typed.trim().toLowerCase();
  return [...findMethods(wanted, methods, open), ...findCalls(wanted, ring)];
}

function findMethods(
  wanted: string,
  methods: ReadonlyMap<string, Known>,
  open: readonly { readonly path: string }[],
): readonly Found[] {
  const isOpen = new Set(open.map((tab) => tab.path));
  const ranked: { known: Known; rank: number }[] = [];
  for (const known of methods.values()) {
    const rank = rankOf(known, wanted);
    if (rank !== null) ranked.push({ known, rank: rank + (isOpen.has(known.method.path) ? 5 : 0) });
  }
  return ranked
    .sort((a, b) => b.rank - a.rank)
    .slice(0, METHODS)
    .map(({ known }) => ({ type: 'method', id: known.method.path, ...known }));
}

/** The name of the method counts most; `cat/getp` and `orders get` look at the whole path. */
function rankOf({ method, service }: Known, wanted: string): number | null {
  const name = score(method.name, wanted);
  if (name !== null) return name + 50;
  const path = `${service.name}/${method.name}`;
  const parts = wanted.split(/[\s/]+/).map((part) => score(path, part));
  return parts.every((part) => part !== null) ? parts.reduce((sum, part) => sum + part, 0) / parts.length - 50 : null;
}

function findCalls(wanted: string, ring: CallRing): readonly Found[] {
  const found: Found[] = [];
  for (let index = ring.length - 1; index >= Math.max(0, ring.length - RECENT) && found.length < CALLS; index--) {
    const call = ring.at(index)!;
    const text = `${call.method} ${call.client} ${call.status ?? 'in flight'}`.toLowerCase();
    if (wanted.split(/\s+/).every((word) => text.includes(word))) found.push({ type: 'call', id: call.id, call });
  }
  return found;
}
