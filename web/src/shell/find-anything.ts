import { isSystemService, type MethodInfo, type ServiceInfo } from '#contract/schema';
import type { StubInfo } from '#contract/stub';
import type { WorldResource } from '#contract/world';
import type { CallSummary } from '#contract/traffic';
import { score } from '../lib/match.ts';
import type { Place } from '../lib/place.ts';
import type { CallRing } from '../lib/ring.ts';
import { fileName } from '../lib/stub-words.ts';

/** One line of the palette. */
export type Found =
  | { readonly type: 'method'; readonly id: string; readonly method: MethodInfo; readonly service: ServiceInfo }
  | { readonly type: 'call'; readonly id: string; readonly call: CallSummary }
  /** A place, by its permalink; `sub` says what is there. */
  | { readonly type: 'place'; readonly id: string; readonly name: string; readonly sub: string; readonly place: Place }
  | { readonly type: 'file'; readonly id: string; readonly name: string }
  | { readonly type: 'stub'; readonly id: string; readonly stub: StubInfo };

interface Known {
  readonly method: MethodInfo;
  readonly service: ServiceInfo;
}

const METHODS = 40;
const CALLS = 12;
const FILES = 12;
/** How far back calls are looked at. */
const RECENT = 2000;

/** Methods by how well they fit, open ones first where nothing is typed; then the newest calls that fit. */
export function findAnything(
  typed: string,
  methods: ReadonlyMap<string, Known>,
  open: readonly { readonly path: string }[],
  ring: CallRing,
  files: readonly { readonly name: string }[] = [],
  resources: readonly Pick<WorldResource, 'type' | 'message' | 'plural'>[] = [],
  stubs: readonly StubInfo[] = [],
): readonly Found[] {
  const wanted = typed.trim().toLowerCase();
  return [
    ...findMethods(wanted, methods, open),
    ...findStubs(wanted, stubs),
    ...findPlaces(wanted, resources),
    ...findFiles(wanted, files),
    ...findCalls(wanted, ring),
  ];
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

/**
 * The name of the method counts most; `cat/getp` and `orders get` look at the whole path. Letters that are found here and
 * there only are no match. What every server has comes after what is one's own.
 */
function rankOf({ method, service }: Known, wanted: string): number | null {
  const own = isSystemService(service.name) ? -30 : 0;
  const name = score(method.name, wanted);
  if (name !== null && name >= wanted.length * 4) return name + 50 + own;
  const path = `${service.name}/${method.name}`;
  let sum = 0;
  for (const part of wanted.split(/[\s/]+/)) {
    const fit = score(path, part);
    if (fit === null || fit < part.length * 8 - path.length / 10) return null;
    sum += fit;
  }
  return sum / 10 - 50 + own;
}

const PLACES: readonly (Found & { readonly type: 'place' })[] = [
  ['Play', 'call methods', { at: 'play', path: null }] as const,
  ['Traffic', 'every call that was served', { at: 'traffic', call: null }] as const,
  ['Stubs', 'what calls are answered with', { at: 'mocks', method: null, spot: null }] as const,
  ['World', 'what the mock remembers', { at: 'world', type: null, id: null }] as const,
  ['By hand', 'calls that wait for you', { at: 'by-hand', call: null }] as const,
  ['Protos', 'the files of the schema', { at: 'proto', file: null, spot: null }] as const,
].map(([name, sub, place]) => ({ type: 'place', id: `place:${name}`, name, sub, place }));

/** Places, and what the world holds, for who types a part of their name. */
function findPlaces(
  wanted: string,
  resources: readonly Pick<WorldResource, 'type' | 'message' | 'plural'>[],
): readonly Found[] {
  if (wanted === '') return [];
  const held = resources.map(({ type, message, plural }): Found => ({
    type: 'place',
    id: `world:${type}`,
    name: message.slice(message.lastIndexOf('.') + 1),
    sub: `${plural} of the world`,
    place: { at: 'world', type, id: null },
  }));
  const words = wanted.split(/\s+/);
  return [...PLACES, ...held]
    .filter((item) => {
      const text =
        item.type === 'place' ? `${item.name} ${item.place.at === 'world' ? item.sub : ''}`.toLowerCase() : '';
      return words.every((word) => text.includes(word));
    })
    .slice(0, FILES);
}

/** Stubs are offered to who types a part of their method, of what they ask for or answer, or of where they stand. */
function findStubs(wanted: string, stubs: readonly StubInfo[]): readonly Found[] {
  if (wanted === '') return [];
  const words = wanted.split(/\s+/);
  return stubs
    .filter(({ name, method, file, lines, when, reply }) => {
      const place = file === null ? 'in memory' : `${file}:${lines?.[0] ?? 1} ${fileName(file)}:${lines?.[0] ?? 1}`;
      const text = `stub ${name} ${method} ${place} ${when} ${reply}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, FILES)
    .map((stub) => ({ type: 'stub', id: `stub:${stub.id}`, stub }));
}

/** Files are offered to who types a part of their name. */
function findFiles(wanted: string, files: readonly { readonly name: string }[]): readonly Found[] {
  if (wanted === '') return [];
  const ranked: { name: string; rank: number }[] = [];
  const parts = wanted.split(/\s+/);
  for (const { name } of files) {
    const lower = name.toLowerCase();
    if (!parts.every((part) => lower.includes(part))) continue;
    const base = lower.slice(lower.lastIndexOf('/') + 1);
    ranked.push({
      name,
      rank: (base.startsWith(parts[0]!) ? 0 : base.includes(parts[0]!) ? 1 : 2) * 1000 + name.length,
    });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, FILES)
    .map(({ name }) => ({ type: 'file', id: `file:${name}`, name }));
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
