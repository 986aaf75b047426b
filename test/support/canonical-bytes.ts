/** The fields of a message by number, stably, and so on within; what is no message stays as it is. */
export function canonical(bytes: Uint8Array, depth = 0): string {
  const raw = Buffer.from(bytes).toString('latin1');
  if (bytes.length === 0 || depth > 20) return raw;
  const fields: { number: number; text: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    if (!tag || tag.value < 8) return raw;
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    let end: number;
    let text: string;
    if (wire === 2) {
      const length = varint(bytes, tag.end);
      if (!length) return raw;
      end = length.end + length.value;
      text = canonical(bytes.subarray(length.end, end), depth + 1);
    } else {
      end =
        wire === 0
          ? (varint(bytes, tag.end)?.end ?? Infinity)
          : wire === 1
            ? tag.end + 8
            : wire === 5
              ? tag.end + 4
              : Infinity;
      text = Buffer.from(bytes.subarray(tag.end, end)).toString('latin1');
    }
    if (end > bytes.length) return raw;
    fields.push({ number, text: `${tag.value}:${text.length}:${text}` });
    at = end;
  }
  return fields
    .sort((a, b) => a.number - b.number)
    .map(({ text }) => text)
    .join('');
}

function varint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    value += (bytes[at]! & 0x7f) * 2 ** (7 * (at - start));
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
