import { inRanges, type Ranges } from './char-ranges.ts';
import type { Draws } from './draws.ts';
import type { Regex } from './regex-syntax.ts';

/** The least and the greatest number of characters that match. */
export function lengthsOf(node: Regex): readonly [number, number] {
  switch (node.kind) {
    case 'set':
      return [1, 1];
    case 'assert':
      return [0, 0];
    case 'sequence':
      return node.items.map(lengthsOf).reduce((sum, [min, max]) => [sum[0] + min, sum[1] + max] as const, [0, 0]);
    case 'choice': {
      const all = node.items.map(lengthsOf);
      return [Math.min(...all.map(([min]) => min)), Math.max(...all.map(([, max]) => max))];
    }
    case 'repeat': {
      const [min, max] = lengthsOf(node.item);
      return [min * node.min, max === 0 ? 0 : max * node.max];
    }
  }
}

/** A text that the tree matches, as near to `want` characters as its parts allow. */
export function makeMatch(node: Regex, want: number, draws: Draws): string {
  switch (node.kind) {
    case 'assert':
      return '';
    case 'set':
      return charOf(node.ranges, draws);
    case 'choice': {
      const fitting = node.items.filter((item) => {
        const [min, max] = lengthsOf(item);
        return min <= want && want <= max;
      });
      const from = fitting.length > 0 ? fitting : [nearest(node.items, want)];
      return makeMatch(from[draws() % from.length]!, want, draws);
    }
    case 'sequence':
      return spread(node.items, want, draws);
    case 'repeat':
      return spread(
        Array.from({ length: timesOf(node, want, draws) }, () => node.item),
        want,
        draws,
      );
  }
}

const away = (node: Regex, want: number): number => {
  const [min, max] = lengthsOf(node);
  return Math.max(min - want, want - max, 0);
};
const nearest = (items: readonly Regex[], want: number): Regex =>
  items.reduce((best, item) => (away(item, want) < away(best, want) ? item : best));

const MOST_TIMES = 4_000;

/** How often to repeat, so that the whole can have the length. */
function timesOf({ item, min, max }: Regex & { kind: 'repeat' }, want: number, draws: Draws): number {
  const [shortest, longest] = lengthsOf(item);
  const most = Math.min(max, MOST_TIMES, shortest === 0 ? Math.max(min, want) : Math.floor(want / shortest));
  const least = longest === 0 ? min : Math.max(min, Math.ceil(want / longest));
  if (most <= least) return Math.max(min, Math.min(least, max, MOST_TIMES));
  return least + (draws() % (most - least + 1));
}

/** Shares the length out among parts that follow each other. */
function spread(items: readonly Regex[], want: number, draws: Draws): string {
  const lengths = items.map(lengthsOf);
  let slack = want - lengths.reduce((sum, [min]) => sum + min, 0);
  let room = lengths.reduce((sum, [min, max]) => sum + Math.min(max - min, 1e6), 0);
  let text = '';
  items.forEach((item, index) => {
    const [min, max] = lengths[index]!;
    const own = Math.min(max - min, 1e6);
    room -= own;
    const least = Math.max(0, Math.min(own, slack - room));
    const most = Math.max(least, Math.min(own, slack));
    const extra = index === items.length - 1 ? most : least + (most > least ? draws() % (most - least + 1) : 0);
    const made = makeMatch(item, min + extra, draws);
    slack -= [...made].length - min;
    text += made;
  });
  return text;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const GROUPS = [[LOWER, DIGITS], [LOWER.toUpperCase(), DIGITS], [DIGITS]] as const;
const readable = new WeakMap<Ranges, readonly number[]>();

/** A character of a set that is easy to read, where it has one. */
function charOf(ranges: Ranges, draws: Draws): string {
  let codes = readable.get(ranges);
  if (!codes) readable.set(ranges, (codes = readableOf(ranges)));
  if (codes.length > 0) return String.fromCodePoint(codes[draws() % codes.length]!);
  const usable = ranges.filter(([low, high]) => high < 0xd800 || low > 0xdfff);
  const [low, high] = usable[draws() % Math.max(usable.length, 1)] ?? [63, 63];
  return String.fromCodePoint(low + (draws() % Math.min(high - low + 1, 64)));
}

function readableOf(ranges: Ranges): readonly number[] {
  const within = (text: string): number[] =>
    Array.from(text, (char) => char.codePointAt(0)!).filter((code) => inRanges(ranges, code));
  for (const [first, ...more] of GROUPS) {
    const found = within(first);
    // A class of nearly all letters is a name, not a code.
    if (found.length > 0)
      return found.length === 26 && inRanges(ranges, 32) ? found : [...found, ...more.flatMap(within)];
  }
  const printable: number[] = [];
  for (let code = 33; code < 127; code++) if (inRanges(ranges, code)) printable.push(code);
  return printable.length > 0 ? printable : inRanges(ranges, 32) ? [32] : [];
}
