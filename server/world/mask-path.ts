const LONGEST = 2_000;
const DEEPEST = 32;

/** One step of a path: a field, a key of a map (which backquotes may enclose), or `*`. */
export interface Segment {
  readonly text: string;
  readonly quoted: boolean;
}

/** ``labels.`my.key`.value`` → its segments, or what is wrong with it. Two backquotes in backquotes are one. */
export function parsePath(path: string): readonly Segment[] | string {
  if (path.length > LONGEST) return `a path of ${path.length} characters is too long`;
  const segments: Segment[] = [];
  let at = 0;
  for (;;) {
    if (segments.length >= DEEPEST) return `it has more than ${DEEPEST} parts`;
    if (path[at] === '`') {
      const match = /`((?:[^`]|``)*)`/y;
      match.lastIndex = at;
      const found = match.exec(path);
      if (!found) return `the backquote at ${at + 1} is not closed`;
      segments.push({ text: found[1]!.replaceAll('``', '`'), quoted: true });
      at = match.lastIndex;
    } else {
      const end = path.indexOf('.', at) < 0 ? path.length : path.indexOf('.', at);
      const text = path.slice(at, end).trim();
      if (text === '') return 'a part of it is empty';
      segments.push({ text, quoted: false });
      at = end;
    }
    if (at >= path.length) return segments;
    if (path[at] !== '.') return `"." is missing at ${at + 1}`;
    at += 1;
  }
}
