import { classOf, fold, invert, type Ranges } from './char-ranges.ts';
import type { RegexCursor } from './regex-cursor.ts';

/** What follows a backslash: a class, or one character. */
export function escapedRanges(text: RegexCursor): Ranges {
  const char = text.char();
  if (char === undefined) throw new Error('it ends with a backslash');
  if (char === 'p' || char === 'P') return property(text, char === 'P');
  const known = classOf(char);
  if (known) return known;
  const code = codeOf(text, char);
  return [[code, code]];
}

function property(text: RegexCursor, negated: boolean): Ranges {
  let name = text.char() ?? '';
  if (name === '{') {
    name = '';
    for (let next = text.char(); next !== '}'; next = text.char()) {
      if (next === undefined) throw new Error('\\p{ has no }');
      name += next;
    }
  }
  const not = name.startsWith('^');
  const ranges = classOf(`p${not ? name.slice(1) : name}`);
  if (!ranges) throw new Error(`\\p{${name}} is no class of characters`);
  return negated !== not ? invert(ranges) : ranges;
}

function codeOf(text: RegexCursor, char: string): number {
  const simple = 'afnrtv'.indexOf(char);
  if (simple >= 0) return [7, 12, 10, 13, 9, 11][simple]!;
  if (char === 'x') {
    const found = text.read(/^(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{2}))/, 8);
    if (!found) throw new Error('\\x has no number');
    return Number.parseInt((found[1] ?? found[2])!, 16);
  }
  if (/[0-7]/.test(char)) {
    const digits = text.read(/^[0-7]{0,2}/, 2)![0];
    if (char !== '0' && digits === '') throw new Error('RE2 has no references back');
    return Number.parseInt(char + digits, 8);
  }
  if (/[a-zA-Z\d]/.test(char)) throw new Error(`\\${char} is nothing that RE2 knows`);
  return char.codePointAt(0)!;
}

/** What stands between brackets; the first one has been read. */
export function classRanges(text: RegexCursor, folded: boolean): Ranges {
  const negated = text.take('^');
  const ranges: [number, number][] = [];
  for (let first = true; first || text.next !== ']'; first = false) {
    if (text.next === undefined) throw new Error('a [ has no ] after it');
    const low = member(text);
    const single = low.length === 1 && low[0]![0] === low[0]![1];
    if (!single || text.next !== '-' || text.sees('-]')) {
      ranges.push(...low.map(([from, to]): [number, number] => [from, to]));
      continue;
    }
    text.char();
    const high = member(text);
    if (high.length !== 1 || high[0]![1] < low[0]![0]) throw new Error('a range of characters ends before it begins');
    ranges.push([low[0]![0], high[0]![1]]);
  }
  text.char();
  const all = folded ? fold(ranges) : ranges;
  return negated ? invert(all) : all;
}

function member(text: RegexCursor): Ranges {
  const named = text.read(/^\[:(\^?)(\w+):\]/, 14);
  if (named) {
    const ranges = classOf(`:${named[2]!}`);
    if (!ranges) throw new Error(`${named[0]} is no class of characters`);
    return named[1] === '^' ? invert(ranges) : ranges;
  }
  const char = text.char()!; // the caller looked
  if (char === '\\') return escapedRanges(text);
  const code = char.codePointAt(0)!;
  return [[code, code]];
}
