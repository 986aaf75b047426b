import { ProtoSyntaxError } from './syntax-error.ts';

const encoder = new TextEncoder();
const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};
const ESCAPE = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'"?]))|\\/g;

/** The bytes of a string literal, quotes and escapes taken away. */
export function decodeStringLiteral(raw: string, at: number): Uint8Array {
  const body = raw.slice(1, -1);
  if (!body.includes('\\')) return encoder.encode(body);
  // No escape is shorter than what it stands for, and no character longer than three bytes for each of its units.
  const bytes = new Uint8Array(body.length * 3);
  let size = 0;
  const add = (text: string): void => {
    size += encoder.encodeInto(text, bytes.subarray(size)).written;
  };
  let last = 0;
  for (const match of body.matchAll(ESCAPE)) {
    // The second half of a pair of escapes, taken with the first one.
    if (match.index < last) continue;
    if (match.index > last) add(body.slice(last, match.index));
    last = match.index + match[0].length;
    const [, octal, hex, short, long, simple] = match;
    if (octal !== undefined) bytes[size++] = parseInt(octal, 8) & 0xff;
    else if (hex !== undefined) bytes[size++] = parseInt(hex, 16);
    else if (simple !== undefined) bytes[size++] = SIMPLE[simple]!;
    else {
      let code = parseInt(short ?? long ?? '', 16);
      const pair = short === undefined ? null : /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(body.slice(last, last + 6));
      if (code >= 0xd800 && code < 0xdc00 && pair) {
        // Two escapes that are one character: a surrogate pair.
        code = 0x10000 + ((code - 0xd800) << 10) + (parseInt(pair[1]!, 16) - 0xdc00);
        last += 6;
      }
      if (!(code <= 0x10ffff))
        throw new ProtoSyntaxError(
          at + match.index + 1,
          `The escape ${body.slice(match.index, match.index + 6)} is not known.`,
        );
      add(String.fromCodePoint(code));
    }
  }
  if (last < body.length) add(body.slice(last));
  return bytes.slice(0, size);
}
