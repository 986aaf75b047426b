import type { FilterText } from './filter-syntax.ts';

/** Matches a whole text with pieces between stars: in linear steps, whatever the pattern. */
export function wildcard({ pieces }: FilterText): (text: string) => boolean {
  if (pieces.length === 1) {
    const [only] = pieces;
    return (text) => text === only;
  }
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const inner = pieces.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const piece of inner) {
      const found = text.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}

/** Whether the pieces stand in a text one after the other; case does not matter. */
export function contains({ pieces }: FilterText): (text: string) => boolean {
  const wanted = pieces.map((piece) => piece.toLowerCase());
  return (text) => {
    const lower = text.toLowerCase();
    let at = 0;
    for (const piece of wanted) {
      const found = lower.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return true;
  };
}

export const isStar = (text: FilterText): boolean =>
  text.pieces.length > 1 && text.pieces.every((piece) => piece === '');
