import { parseMethodPath, type MethodPath } from '#contract/schema';

/** Where the page is; every place has a permalink. */
export type Place =
  { readonly at: 'play'; readonly path: MethodPath | null } | { readonly at: 'traffic'; readonly call: string | null };

/** `#/play/shop.v1.Catalog/GetProduct`, `#/traffic`, `#/traffic/<call>`. Null for anything else. */
export function parsePlace(hash: string): Place | null {
  const [, at, ...rest] = hash.replace(/^#/, '').split('/').map(decode);
  if (at === 'traffic') return { at, call: rest[0] || null };
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
    default:
      return place satisfies never;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
