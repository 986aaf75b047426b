/** What has sort keys. */
interface Keyed {
  readonly keys: readonly string[];
}

/** Code units of a key that are looked at as one number. */
const UNITS = 6;
const LARGEST = 255;

/**
 * Sorts many rows whose first key decides in most cases: what these keys begin with alike is stepped over, and their next
 * letters are compared as numbers. `sign`: -1 where the first key goes from high to low. `compare` has the last word.
 */
export function sortRows<T extends Keyed>(rows: readonly T[], sign: number, compare: (a: T, b: T) => number): T[] {
  const [first] = rows;
  const key = first?.keys[0];
  if (key === undefined) return [...rows].sort(compare);
  let shared = key.length;
  for (const { keys } of rows) {
    const other = keys[0]!;
    shared = Math.min(shared, other.length);
    while (shared > 0 && !other.startsWith(key.slice(0, shared))) shared -= 1;
    if (shared === 0) break;
  }
  const ranked = rows.map((row) => {
    const own = row.keys[0]!;
    // What follows a letter that does not fit says nothing.
    const fits = fitsFrom(own, shared);
    return { row, rank: sign * rankOf(own, shared), next: fits ? sign * rankOf(own, shared + UNITS) : 0 };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.next - b.next || compare(a.row, b.row));
  return ranked.map(({ row }) => row);
}

/** A number that is not larger for what comes earlier. */
function rankOf(key: string, from: number): number {
  let rank = 0;
  for (let index = 0; index < UNITS; index++) {
    const at = from + index;
    const unit = at < key.length ? key.charCodeAt(at) : 0;
    rank = rank * (LARGEST + 1) + Math.min(unit, LARGEST);
    if (unit >= LARGEST) return rank * (LARGEST + 1) ** (UNITS - 1 - index);
  }
  return rank;
}

function fitsFrom(key: string, from: number): boolean {
  const end = Math.min(key.length, from + UNITS);
  for (let at = from; at < end; at++) if (key.charCodeAt(at) >= LARGEST) return false;
  return true;
}
