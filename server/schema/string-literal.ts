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
  const bytes: number[] = [];
  let last = 0;
  for (const match of body.matchAll(ESCAPE)) {
    push(bytes, encoder.encode(body.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, octal, hex, short, long, simple] = match;
    if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (simple !== undefined) bytes.push(SIMPLE[simple]!);
    else {
      let code = parseInt(short ?? long ?? '', 16);
      const pair = short === undefined ? null : /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(body.slice(last));
      if (code >= 0xd800 && code < 0xdc00 && pair) {
        // Two escapes that are one character: a surrogate pair.
        code = 0x10000 + ((code - 0xd800) << 10) + (parseInt(pair[1]!, 16) - 0xdc00);
        push(bytes, encoder.encode(String.fromCodePoint(code)));
        const rest = decodeStringLiteral(`"${body.slice(last + 6)}"`, at);
        push(bytes, rest);
        return Uint8Array.from(bytes);
      }
      if (!(code <= 0x10ffff))
        throw new ProtoSyntaxError(
          at + match.index + 1,
          `The escape ${body.slice(match.index, match.index + 6)} is not known.`,
        );
      push(bytes, encoder.encode(String.fromCodePoint(code)));
    }
  }
  push(bytes, encoder.encode(body.slice(last)));
  return Uint8Array.from(bytes);
}

function push(bytes: number[], more: Uint8Array): void {
  for (const byte of more) bytes.push(byte);
}
