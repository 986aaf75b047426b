/** A piece of JSON with the class of its colour; none for blanks and what is no JSON. */
export interface JsonPart {
  readonly kind: '' | 'k' | 's' | 'n' | 'a' | 'p';
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(?=(\s*:)?)|(-?\d[\d.eE+-]*)|\b(true|false|null)\b|([{}[\],:])/g;

/** A text to be read, in pieces; nothing of it is lost, whatever it is. */
export function jsonParts(text: string): readonly JsonPart[] {
  const found: JsonPart[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) found.push({ kind: '', text: text.slice(at, match.index) });
    const kind = match[1] ? (match[2] ? 'k' : 's') : match[3] ? 'n' : match[4] ? 'a' : 'p';
    found.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: '', text: text.slice(at) });
  return found;
}
