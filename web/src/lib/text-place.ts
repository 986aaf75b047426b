import type { Problem } from '#contract/problem';

/** 1-based line and column → offset, clamped to the text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? text.length : end);
}

const PIECE = /^(?:[$@]?[\w.]+(?:-\w+)*|"[^"\n]*"?|'[^'\n]*'?|[^\s])/;

/** What a line begins with that says nothing: blanks, and the dash of an item. */
const LEAD = /^[^\S\n]*(?:-[^\S\n]+)?/;

/** The piece of a text that a problem is about: the word, text or sign at its place, or the first one of its line. */
export function rangeOf(text: string, problem: Problem): { readonly from: number; readonly to: number } {
  const start = offsetOf(text, problem.line ?? 1, problem.column ?? 1);
  const lead = problem.column === undefined ? LEAD.exec(text.slice(start, start + 400))![0].length : 0; // It fits nothing as well.
  const from = start + lead;
  const [piece] = PIECE.exec(text.slice(from, from + 400)) ?? [''];
  // Where nothing stands, at the end of a line or of the text, the last sign before it carries the mark.
  if (piece === '') {
    const end = text.slice(0, from).trimEnd().length;
    return { from: Math.max(0, end - 1), to: end };
  }
  return { from, to: from + piece.length };
}
