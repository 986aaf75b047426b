import type { Column, Look } from './cells.ts';

/** The least width of a column in px, and whether it takes a share of what is left. */
const WIDTHS: Readonly<Record<Look, readonly [min: number, grows: boolean]>> = {
  id: [140, true],
  text: [112, true],
  number: [64, false],
  money: [84, false],
  enum: [96, true],
  time: [112, false],
  bool: [52, false],
  other: [110, true],
};
const WRITER = 132;
const GAP = 16;
const PAD = 24;

/** The first columns that fit side by side; the id always does. */
export function fitColumns(columns: readonly Column[], width: number): readonly Column[] {
  let used = PAD + (width >= 420 ? WRITER : 0);
  const count = columns.findIndex(({ look }, index) => {
    used += WIDTHS[look][0] + GAP;
    return index > 0 && used > width;
  });
  return count < 0 ? columns : columns.slice(0, count);
}

/**
 * `grid-template-columns` of head and rows: what is left is shared by how long the texts of a column are. `lengths`: in
 * characters, by column. `writer`: the column that says who wrote it.
 */
export function gridTemplate(columns: readonly Column[], lengths: readonly number[], writer: boolean): string {
  const share = (length: number, look?: Look): number =>
    Math.max(10, Math.min(44, Math.round(length * (look === 'id' ? 1.1 : 1)))); // Ids are monospaced.
  const parts = columns.map(({ look }, index) => {
    const [min, grows] = WIDTHS[look];
    return grows ? `minmax(${min}px, ${share(lengths[index] ?? 16, look)}fr)` : `${min}px`;
  });
  return [...parts, ...(writer ? [`minmax(${WRITER}px, 18fr)`] : [])].join(' ');
}

/** Amounts and numbers stand at the right, so that their digits line up. */
export function isEnd({ look }: Column): boolean {
  return look === 'number' || look === 'money';
}
