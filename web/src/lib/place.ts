import { parseMethodPath, type MethodPath } from '#contract/schema';

/** Where the page is; every place has a permalink. */
export type Place =
  | { readonly at: 'play'; readonly path: MethodPath | null }
  | { readonly at: 'traffic'; readonly call: string | null }
  /** `type`: key of a resource; `id` of one of its entities. */
  | { readonly at: 'world'; readonly type: string | null; readonly id: string | null }
  | { readonly at: 'proto'; readonly file: string | null; readonly spot: Spot | null };

/** A place in a proto file: 1-based line and column, or the full name of something it declares. */
export type Spot = { readonly line: number; readonly column: number } | { readonly symbol: string };

/**
 * `#/play/shop.v1.Catalog/GetProduct`, `#/traffic`, `#/traffic/<call>`, `#/world/<type>/<id>` (each escaped whole),
 * `#/proto/shop/v1/orders.proto`, and behind a colon `38`, `38:3` or `shop.v1.Order`. Null for anything else.
 */
export function parsePlace(hash: string): Place | null {
  const [, at, ...rest] = hash.replace(/^#/, '').split('/').map(decode);
  if (at === 'traffic') return { at, call: rest[0] || null };
  if (at === 'world') return { at, type: rest[0] || null, id: rest[1] || null };
  if (at === 'proto') {
    const [, file, spot] = /^(.*?\.proto)(?::(.*))?$/.exec(rest.join('/')) ?? [];
    return { at, file: file ?? null, spot: parseSpot(spot ?? '') };
  }
  if (at !== 'play') return null;
  const path = `/${rest.join('/')}`;
  return { at, path: parseMethodPath(path) ? (path as MethodPath) : null }; // Checked just here.
}

/** The permalink of a place. */
export function placeHash(place: Place): string {
  switch (place.at) {
    case 'play':
      return place.path === null ? '#/play' : `#/play${place.path}`;
    case 'traffic':
      return place.call === null ? '#/traffic' : `#/traffic/${encodeURIComponent(place.call)}`;
    case 'world':
      return ['#/world', place.type, place.type === null ? null : place.id]
        .filter((part) => part !== null)
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join('/');
    case 'proto':
      return place.file === null
        ? '#/proto'
        : `#/proto/${place.file.split('/').map(encodeURIComponent).join('/')}${spotText(place.spot)}`;
    default:
      return place satisfies never;
  }
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
