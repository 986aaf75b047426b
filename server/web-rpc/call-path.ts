/** The path of a request, without its query. */
export function pathOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? target : target.slice(0, at);
}

/** The query of a request without its question mark; empty for none. */
export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at + 1);
}

/** A service in a package, and a method: `/shop.v1.Shop/Get`. Paths of pages and files have no such form. */
export const looksLikeMethod = (path: string): boolean => /^\/[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\/[A-Za-z_]\w*$/.test(path);
