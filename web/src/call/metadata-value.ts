import type { MetadataEntry } from '#contract/metadata';

/** A header as a person reads it. */
export interface ShownValue {
  readonly text: string;
  /** `bytes, 12 B`; empty for plain text. */
  readonly note: string;
}

/** Values of `-bin` keys are decoded: status details by type, text where it is text, and bytes as hex. */
export function shownValue({ key, value, masked }: MetadataEntry): ShownValue {
  if (masked) return { text: value, note: 'masked' };
  if (!key.endsWith('-bin')) return { text: value, note: '' };
  const bytes = fromBase64(value);
  if (!bytes) return { text: value, note: 'not base64' };
  const note = `${bytes.length} B`;
  if (key === 'grpc-status-details-bin') {
    const details = statusDetails(bytes);
    if (details) return { text: details, note: `google.rpc.Status, ${note}` };
  }
  const text = printable(bytes);
  return text === null ? { text: hex(bytes), note: `bytes, ${note}` } : { text, note: `text, ${note}` };
}

function fromBase64(value: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(value.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')), (c) =>
      c.charCodeAt(0),
    );
  } catch {
    return null;
  }
}

function hex(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, 64)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > 64 ? `${shown} …` : shown;
}

function printable(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const control = [...text].some((c) => (c < ' ' && !'\t\n\r'.includes(c)) || c === '\u007f');
    return text === '' || control ? null : text;
  } catch {
    return null;
  }
}

/** `google.rpc.Status`: its message, and the types of its details. Null where the bytes are something else. */
function statusDetails(bytes: Uint8Array): string | null {
  const fields = readFields(bytes);
  if (!fields) return null;
  const message = fields.find(({ no }) => no === 2)?.bytes;
  const types = fields
    .filter(({ no, bytes: any }) => no === 3 && any)
    .map(({ bytes: any }) => readFields(any!)?.find(({ no }) => no === 1)?.bytes)
    .map((url) => (url ? (printable(url) ?? '') : ''))
    .map((url) => url.slice(url.lastIndexOf('/') + 1));
  return [message ? (printable(message) ?? '') : '', ...types].filter(Boolean).join(' · ') || null;
}

interface Field {
  readonly no: number;
  /** Of length-delimited fields. */
  readonly bytes?: Uint8Array;
}

function readFields(bytes: Uint8Array): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return -1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return -1;
  };
  while (at < bytes.length) {
    const tag = varint();
    const [no, wire] = [Math.floor(tag / 8), tag % 8];
    if (tag < 8) return null;
    if (wire === 2) {
      const length = varint();
      if (length < 0 || at + length > bytes.length) return null;
      fields.push({ no, bytes: bytes.subarray(at, (at += length)) });
    } else {
      if (wire === 0 ? varint() < 0 : wire !== 1 && wire !== 5) return null;
      at += wire === 1 ? 8 : wire === 5 ? 4 : 0;
      fields.push({ no });
    }
  }
  return at === bytes.length ? fields : null;
}
