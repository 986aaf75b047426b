import type { DescMessage } from '@bufbuild/protobuf';
import type { Draft } from '../context.ts';
import type { Agreement } from './agreement.ts';
import { numberFields, type NumberField } from './number-field.ts';

/** Words by which numbers of one measure are ordered; equal ranks are not compared. */
const RANKS: readonly (readonly [number, RegExp])[] = [
  [0, /\b(min|minimum|lowest|low|lower|from|floor)\b/],
  [3, /\b(avg|average|mean|median|p50|p 50|typical)\b/],
  [4, /\b(p75|p 75)\b/],
  [5, /\b(p90|p 90)\b/],
  [6, /\b(p95|p 95)\b/],
  [7, /\b(p99|p 99)\b/],
  [9, /\b(max|maximum|highest|high|peak|upper|to|ceiling)\b/],
];

interface Ranked {
  readonly rank: number;
  readonly field: NumberField;
}

/** Minimum ≤ average ≤ maximum, of each measure (`temp_min`, `temp_max`; `p50`, `p99`): the values are sorted. */
export function ranges(desc: DescMessage): Agreement[] {
  const groups = new Map<string, Ranked[]>();
  for (const field of numberFields(desc)) {
    const [rank, pattern] = RANKS.find(([, words]) => words.test(field.words)) ?? [];
    if (rank === undefined || !pattern) continue;
    const stem = field.words.replace(pattern, '').replaceAll(/ +/g, ' ').trim();
    groups.set(stem, [...(groups.get(stem) ?? []), { rank, field }]);
  }
  return [...groups.values()].flatMap((group) => {
    if (new Set(group.map(({ rank }) => rank)).size < 2) return [];
    const ordered = group.toSorted((x, y) => x.rank - y.rank);
    return [(draft: Draft) => sortValues(draft, ordered)];
  });
}

function sortValues(draft: Draft, ordered: readonly Ranked[]): void {
  const there = ordered.flatMap(({ field }) => {
    const value = field.read(draft);
    return value === undefined ? [] : [{ field, value }];
  });
  const values = there.map(({ value }) => value).sort((x, y) => x - y);
  there.forEach(({ field, value }, index) => {
    if (values[index] !== value) field.write(draft, values[index]!);
  });
}

const PART =
  /^((?:\w+ )*?)(used|completed|complete|done|processed|passed|consumed|finished|correct|sold|filled|available|free|remaining|ready|succeeded|current|earned|read|healthy|active|allocated|occupied)\b(.*)$/;
const WHOLE = /\b(total|capacity|limit|max|maximum|quota|size|all|possible|goal|target)\b/;
const SHARE = /\b(percent|percentage|pct|progress|ratio|rate|utili[sz]ation|usage|completion)\b/;

/**
 * A part is no more than its whole, and a percentage beside them is what it says: `used_bytes`, `total_bytes`,
 * `used_percent`.
 */
export function shares(desc: DescMessage): ((draft: Draft) => void)[] {
  const fields = numberFields(desc);
  const tailOf = (words: string): string =>
    words
      .replace(WHOLE, '')
      .replaceAll(/\b(count|number of|num)\b/g, '')
      .replaceAll(/ +/g, ' ')
      .trim();
  const pairs = fields.flatMap((part) => {
    const match = PART.exec(part.words);
    if (!match || SHARE.test(part.words)) return [];
    const tail = tailOf(`${match[1]!}${match[3]!}`.trim());
    const whole = fields.find(
      (other) => other !== part && WHOLE.test(other.words) && !SHARE.test(other.words) && tailOf(other.words) === tail,
    );
    return whole ? [{ part, whole, word: match[2]! }] : [];
  });
  const share = fields.find(
    (field) =>
      SHARE.test(field.words) &&
      !/\b(tax|vat|discount|interest|frame|sample|bit|exchange|error|success)\b/.test(field.words),
  );
  const steps: ((draft: Draft) => void)[] = pairs.map(({ part, whole }) => (draft: Draft) => {
    const [of, all] = [part.read(draft), whole.read(draft)];
    if (of !== undefined && all !== undefined && of > all) {
      part.write(draft, all);
      whole.write(draft, of);
    }
  });
  const used = pairs.find(({ word }) => /^(used|consumed|allocated|occupied|filled)$/.test(word));
  const free = pairs.find(({ word, whole }) => /^(available|free|remaining)$/.test(word) && whole === used?.whole);
  if (used && free)
    steps.push((draft) => {
      const [of, all] = [used.part.read(draft), used.whole.read(draft)];
      if (of !== undefined && all !== undefined) free.part.write(draft, all - of);
    });
  const told = pairs.find(({ word }) => !/^(available|free|remaining)$/.test(word)) ?? pairs[0];
  if (share && told)
    steps.push((draft) => {
      const [of, all] = [told.part.read(draft), told.whole.read(draft)];
      if (of === undefined || all === undefined || all === 0) return;
      const hundred = share.whole || /percent|pct|progress|utili[sz]ation|usage/.test(share.words);
      share.write(draft, hundred ? Math.round((of / all) * 1_000) / 10 : Math.round((of / all) * 1_000) / 1_000);
    });
  return steps;
}

/** Width times height is the area; won, drawn and lost make what was played. */
export function products(desc: DescMessage): Agreement[] {
  const fields = numberFields(desc);
  const find = (words: RegExp): NumberField | undefined => fields.find((field) => words.test(field.words));
  const steps: Agreement[] = [];
  const [width, height] = [find(/^width( px| mm| cm| m)?$/), find(/^(height|length)( px| mm| cm| m)?$/)];
  const area = find(/^(area|pixels?|pixel count|total pixels)( sqm| m2)?$/);
  if (width && height && area)
    steps.push((draft) => {
      const [w, h] = [width.read(draft), height.read(draft)];
      if (w !== undefined && h !== undefined) area.write(draft, w * h);
    });
  const [won, drawn, lost] = [
    find(/^(wins?|won)( count)?$/),
    find(/^(draws?|drawn|ties)( count)?$/),
    find(/^(losses|lost|defeats)( count)?$/),
  ];
  const [played, points] = [
    find(/^(played|matches|games|matches played|games played)( count)?$/),
    find(/^points?( total)?$/),
  ];
  if (won && lost && (played || points))
    steps.push((draft) => {
      const [w, d, l] = [won.read(draft) ?? 0, drawn?.read(draft) ?? 0, lost.read(draft) ?? 0];
      played?.write(draft, w + d + l);
      if (drawn) points?.write(draft, 3 * w + d);
    });
  const [price, size, each] = [
    find(/^(asking |sale |list )?price$/),
    find(/^(living |floor |total )?(area|size)( sqm| m2| sqft)?$|^sqm$/),
    find(/^price per (sqm|m2|square meter|sqft)$/),
  ];
  if (price && size && each)
    steps.push((draft) => {
      const [p, m] = [price.read(draft), size.read(draft)];
      if (p !== undefined && m !== undefined && m > 0) each.write(draft, Math.round((p / m) * 100) / 100);
    });
  const [prompt, answer, tokens] = [
    find(/^(prompt|input) tokens?( count)?$/),
    find(/^(completion|output|candidates) tokens?( count)?$/),
    find(/^total tokens?( count)?$/),
  ];
  if (prompt && answer && tokens)
    steps.push((draft) => tokens.write(draft, (prompt.read(draft) ?? 0) + (answer.read(draft) ?? 0)));
  return steps;
}
