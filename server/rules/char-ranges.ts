/** Code points, from and to. */
export type Ranges = readonly (readonly [number, number])[];

const LAST = 0x10ffff;
export const everything: Ranges = [[0, LAST]];

/** All other code points. */
export function invert(ranges: Ranges): Ranges {
  const rest: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ranges.toSorted((x, y) => x[0] - y[0])) {
    if (low > from) rest.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  if (from <= LAST) rest.push([from, LAST]);
  return rest;
}

export function inRanges(ranges: Ranges, code: number): boolean {
  for (const [low, high] of ranges) if (code >= low && code <= high) return true;
  return false;
}

/** With the other case of each letter of ASCII, Latin, Greek and Cyrillic. */
export function fold(ranges: Ranges): Ranges {
  const more: [number, number][] = [];
  for (const [low, high] of ranges)
    for (let code = low; code <= Math.min(high, 0x52f); code++) {
      const char = String.fromCodePoint(code);
      for (const other of [char.toLowerCase(), char.toUpperCase()])
        if (other !== char && [...other].length === 1) more.push([other.codePointAt(0)!, other.codePointAt(0)!]);
    }
  return [...ranges, ...more];
}

const span = (text: string): Ranges =>
  (text.match(/.-.|./gsu) ?? []).map((part) => {
    const chars = [...part];
    return [chars[0]!.codePointAt(0)!, chars.at(-1)!.codePointAt(0)!];
  });

const DIGIT = span('0-9');
const WORD = span('0-9A-Za-z_');
const SPACE = span('\t\n\f\r ');
const CLASSES: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGIT],
  ['D', invert(DIGIT)],
  ['w', WORD],
  ['W', invert(WORD)],
  ['s', SPACE],
  ['S', invert(SPACE)],
  ['C', everything],
  [':alnum', span('0-9A-Za-z')],
  [':alpha', span('A-Za-z')],
  [':ascii', [[0, 127]]],
  [':blank', span('\t ')],
  [':cntrl', [[0, 31], [127, 127]]], // prettier-ignore
  [':digit', DIGIT],
  [':graph', [[33, 126]]],
  [':lower', span('a-z')],
  [':print', [[32, 126]]],
  [':punct', [[33, 47], [58, 64], [91, 96], [123, 126]]], // prettier-ignore
  [':space', [[9, 13], [32, 32]]], // prettier-ignore
  [':upper', span('A-Z')],
  [':word', WORD],
  [':xdigit', span('0-9A-Fa-f')],
  ['pAny', everything],
]);
const properties = new Map<string, Ranges | undefined>();

/** A class by its letter (`d`), its POSIX name (`:alpha`) or its Unicode property (`pLu`, `pGreek`). */
export function classOf(name: string): Ranges | undefined {
  const known = CLASSES.get(name);
  if (known || !/^p./.test(name)) return known;
  if (!properties.has(name)) properties.set(name, propertyRanges(name.slice(1)));
  return properties.get(name);
}

// The planes beyond hold rare ideographs: a generated text needs none of them.
const LAST_TESTED = 0x1ffff;

function propertyRanges(property: string): Ranges | undefined {
  const test = propertyTest(property) ?? propertyTest(`Script=${property}`);
  if (!test) return undefined;
  const ranges: [number, number][] = [];
  for (let code = 0; code <= LAST_TESTED; code++) {
    if ((code >= 0xd800 && code <= 0xdfff) || !test.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges;
}

function propertyTest(property: string): RegExp | undefined {
  if (!/^[\w=]+$/.test(property)) return undefined;
  try {
    return new RegExp(`^\\p{${property}}$`, 'u');
  } catch {
    return undefined;
  }
}
