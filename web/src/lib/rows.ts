/** The rows of a long list that are drawn: from (inclusive) to (exclusive). */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Which fixed-height rows are in sight, with a few more on each side. Lengths in px. */
export function rowsInSight(scrollTop: number, height: number, rowHeight: number, count: number, extra = 4): RowRange {
  const from = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - extra);
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + extra) };
}

/** Where to scroll so that a row is in sight; the same place where it is already. */
export function scrollToRow(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
