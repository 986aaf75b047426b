import type { DescEnum, DescMessage } from '@bufbuild/protobuf';

/** False for the bytes of a message in whose texts a word surely does not stand, whatever its case. */
export function byteSieve(word: string, desc: DescMessage): (bytes: Uint8Array) => boolean {
  // Other letters have other bytes in another case, and enums are looked through by the names of their values.
  const told = [...enumsIn(desc)].some(({ values }) => values.some(({ name }) => name.toLowerCase().includes(word)));
  if (told || word === '' || !/^[\x20-\x7e]+$/.test(word)) return () => true;
  const lower = Uint8Array.from(word.toLowerCase(), (letter) => letter.charCodeAt(0));
  // These two are `k` and `i` with a dot once they are in lower case.
  const odd = /[ki]/.test(word);
  return (bytes) => holds(bytes, lower) || (odd && (holds(bytes, KELVIN) || holds(bytes, DOTTED)));
}

const KELVIN = Uint8Array.of(0xe2, 0x84, 0xaa);
const DOTTED = Uint8Array.of(0xc4, 0xb0);

function holds(bytes: Uint8Array, word: Uint8Array): boolean {
  const first = word[0]!;
  const [length, last] = [word.length, bytes.length - word.length];
  for (let at = 0; at <= last; at++) {
    if (inLowerCase(bytes[at]!) !== first) continue;
    let index = 1;
    while (index < length && inLowerCase(bytes[at + index]!) === word[index]) index += 1;
    if (index === length) return true;
  }
  return false;
}

const inLowerCase = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

const known = new WeakMap<DescMessage, ReadonlySet<DescEnum>>();

/** The enums of a message and of what it holds. */
function enumsIn(desc: DescMessage): ReadonlySet<DescEnum> {
  let enums = known.get(desc);
  if (!enums) {
    const found = new Set<DescEnum>();
    const seen = new Set<DescMessage>([desc]);
    for (const message of seen)
      for (const field of message.fields) {
        if (field.enum) found.add(field.enum);
        if (field.message) seen.add(field.message);
      }
    known.set(desc, (enums = found));
  }
  return enums;
}
