/** A piece of text that was matched: from and to, in UTF-16 units. */
export type Span = readonly [from: number, to: number];

/** A filter as it was typed → its words, lower case. */
export function words(filter: string): readonly string[] {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Where the words stand in a text, in order and without overlap. */
export function marks(text: string, wanted: readonly string[]): readonly Span[] {
  const lower = text.toLowerCase();
  const found: [number, number][] = [];
  for (const word of wanted) {
    const at = lower.indexOf(word);
    if (at >= 0) found.push([at, at + word.length]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}

/**
 * How well letters typed in order fit a name; null where they do not. Higher is better: starts of words, runs, and an
 * early place count. `go` fits `GetOrder` by its humps.
 */
export function score(name: string, typed: string): number | null {
  if (typed === '') return 0;
  const lower = name.toLowerCase();
  const whole = lower.indexOf(typed);
  if (whole >= 0) return 1000 - whole - name.length / 10 + (isStart(name, whole) ? 200 : 0);
  let [at, total, run] = [0, 0, 0];
  for (const letter of typed) {
    let next = lower.indexOf(letter, at);
    if (next < 0) return null;
    // A start of a word further on is a better home for the letter than the middle of this one.
    if (next !== at || run === 0) {
      const hump = nextStart(name, lower, letter, next);
      if (hump >= 0 && hump - next < 24) next = hump;
    }
    run = next === at ? run + 1 : 1;
    total += isStart(name, next) ? 12 : run > 1 ? 4 : -2;
    at = next + 1;
  }
  return total - name.length / 10;
}

function nextStart(name: string, lower: string, letter: string, from: number): number {
  for (let at = lower.indexOf(letter, from); at >= 0; at = lower.indexOf(letter, at + 1))
    if (isStart(name, at)) return at;
  return -1;
}

function isStart(name: string, at: number): boolean {
  const before = name[at - 1];
  if (before === undefined || /[^A-Za-z0-9]/.test(before)) return true;
  return /[A-Z]/.test(name[at] ?? '') && /[a-z0-9]/.test(before);
}

/** The names that are nearest to what was typed, best first: shared pairs of letters, so that order and typos cost little. */
export function nearestNames(names: Iterable<string>, typed: string, count: number): readonly string[] {
  return nearest(nameIndex(names), typed, count);
}

/** Names with the pairs of letters in them, made once for many questions. */
export type NameIndex = readonly { readonly name: string; readonly have: ReadonlySet<string> }[];

export function nameIndex(names: Iterable<string>): NameIndex {
  return [...new Set(names)].map((name) => ({ name, have: pairs(name) }));
}

/** As `nearestNames`, over an index. */
export function nearest(index: NameIndex, typed: string, count: number): readonly string[] {
  const wanted = pairs(typed);
  if (wanted.size === 0) return [];
  const best: { name: string; likeness: number }[] = [];
  for (const { name, have } of index) {
    let shared = 0;
    for (const pair of wanted) if (have.has(pair)) shared++;
    const likeness = (2 * shared) / (wanted.size + have.size);
    if (likeness > 0.25) best.push({ name, likeness });
  }
  return best
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, count)
    .map(({ name }) => name);
}

function pairs(text: string): Set<string> {
  const lower = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = new Set<string>();
  for (let at = 0; at < lower.length - 1; at++) found.add(lower.slice(at, at + 2));
  return found;
}
