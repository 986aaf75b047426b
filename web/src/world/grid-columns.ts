import type { Column, Look } from './cells.ts';

/** The least width of a column in px, and its share of what is left. */
const WIDTHS: Readonly<Record<Look, readonly [min: number, share: number]>> = {
  id: [132, 1.3],
  text: [120, 1.5],
  number: [64, 0],
  money: [84, 0],
  enum: [96, 0.4],
  time: [112, 0],
  bool: [52, 0],
  other: [110, 0.8],
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

/** `grid-template-columns` of head and rows; `writer`: the column that says who wrote it. */
export function gridTemplate(columns: readonly Column[], writer: boolean): string {
  const parts = columns.map(({ look }) => {
    const [min, share] = WIDTHS[look];
    return share === 0 ? `${min}px` : `minmax(${min}px, ${share}fr)`;
  });
  return [...parts, ...(writer ? [`minmax(${WRITER}px, 0.9fr)`] : [])].join(' ');
}

/** Amounts and numbers stand at the right, so that their digits line up. */
export function isEnd({ look }: Column): boolean {
  return look === 'number' || look === 'money';
}
