import { parseMethodPath, type MethodPath } from '#contract/schema';

/** Where the page is; every place has a permalink. */
export type Place =
  | { readonly at: 'play'; readonly path: MethodPath | null }
  | { readonly at: 'traffic'; readonly call: string | null }
  /** The stubs of a method; null for none, or for a file that is looked at by itself. */
  | { readonly at: 'mocks'; readonly method: MethodPath | null; readonly spot: MockSpot | null }
  /** Calls that wait for a person; `call`: id of the one that is looked at. */
  | { readonly at: 'by-hand'; readonly call: string | null }
  /** `type`: key of a resource; `id` of one of its entities; `session`: whose world, null or left out for that of all. */
  | { readonly at: 'world'; readonly type: string | null; readonly id: string | null; readonly session?: string | null }
  | { readonly at: 'proto'; readonly file: string | null; readonly spot: Spot | null };

/** A place in a proto file: 1-based line and column, or the full name of something it declares. */
export type Spot = { readonly line: number; readonly column: number } | { readonly symbol: string };

/** A line (from 1) of a file of stubs, as a person names it; or a recorded call, by its id, that is to become a stub. */
export type MockSpot = { readonly file: string; readonly line: number } | { readonly call: string };

/**
 * `#/play/shop.v1.Catalog/GetProduct`, `#/traffic`, `#/traffic/<call>`, `#/world/<type>/<id>` (each escaped whole), and
 * behind it `?session=<name>`, `#/mocks/shop.v1.Catalog/GetProduct` (`~/~` for no method), behind it `/at/<file>/<line>` or `/from/<call>`,
 * `#/by-hand/<call>`, `#/proto/shop/v1/orders.proto`, and behind a colon `38`, `38:3` or `shop.v1.Order`. Null for
 * anything else.
 */
export function parsePlace(hash: string): Place | null {
  // What a name has of these is escaped.
  const [, where = '', session] = /^#?(.*?)(?:\?session=(.*))?$/s.exec(hash) ?? [];
  const [, at, ...rest] = where.split('/').map(decode);
  if (at === 'traffic') return { at, call: rest[0] || null };
  if (at === 'by-hand') return { at, call: rest[0] || null };
  if (at === 'mocks')
    return { at, method: rest[0] === '~' ? null : parsePath(rest.slice(0, 2)), spot: parseMockSpot(rest.slice(2)) };
  if (at === 'world')
    return { at, type: rest[0] || null, id: rest[1] || null, ...(session && { session: decode(session) }) };
  if (at === 'proto') {
    const [, file, spot] = /^(.*?\.proto)(?::(.*))?$/.exec(rest.join('/')) ?? [];
    return { at, file: file ?? null, spot: parseSpot(spot ?? '') };
  }
  if (at !== 'play') return null;
  return { at, path: parsePath(rest) };
}

/** The permalink of a place. */
export function placeHash(place: Place): string {
  switch (place.at) {
    case 'play':
      return place.path === null ? '#/play' : `#/play${place.path}`;
    case 'traffic':
      return place.call === null ? '#/traffic' : `#/traffic/${encodeURIComponent(place.call)}`;
    case 'by-hand':
      return place.call === null ? '#/by-hand' : `#/by-hand/${encodeURIComponent(place.call)}`;
    case 'mocks': {
      const { method, spot } = place;
      if (spot === null) return method === null ? '#/mocks' : `#/mocks${method}`;
      const behind = 'call' in spot ? ['from', spot.call] : ['at', spot.file, String(spot.line)];
      return `#/mocks${method ?? '/~/~'}/${behind.map(encodeURIComponent).join('/')}`;
    }
    case 'world': {
      const parts = [place.type, place.type === null ? null : place.id].filter((part) => part !== null);
      const whose = place.session ? `?session=${encodeURIComponent(place.session)}` : '';
      return `${['#/world', ...parts.map(encodeURIComponent)].join('/')}${whose}`;
    }
    case 'proto':
      return place.file === null
        ? '#/proto'
        : `#/proto/${place.file.split('/').map(encodeURIComponent).join('/')}${spotText(place.spot)}`;
    default:
      return place satisfies never;
  }
}

function parsePath(parts: readonly string[]): MethodPath | null {
  const path = `/${parts.join('/')}`;
  return parseMethodPath(path) ? (path as MethodPath) : null; // Checked just here.
}

function parseMockSpot([how, what, line]: readonly string[]): MockSpot | null {
  if (how === 'from' && what) return { call: what };
  return how === 'at' && what ? { file: what, line: /^[1-9]\d{0,8}$/.test(line ?? '') ? Number(line) : 1 } : null;
}

function parseSpot(text: string): Spot | null {
  const [, line, column] = /^(\d{1,9})(?::(\d{1,9}))?$/.exec(text) ?? [];
  if (line !== undefined) return { line: Math.max(1, Number(line)), column: Math.max(1, Number(column ?? 1)) };
  return /^[A-Za-z_][\w.]*$/.test(text) ? { symbol: text } : null;
}

function spotText(spot: Spot | null): string {
  if (spot === null) return '';
  if ('symbol' in spot) return `:${spot.symbol}`;
  return spot.column === 1 ? `:${spot.line}` : `:${spot.line}:${spot.column}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
