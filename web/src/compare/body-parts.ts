import type { ExchangeBody, ExchangePart } from '#contract/compare';

/** How many bytes of one part are shown, and how many parts. */
const SHOWN_BYTES = 192;
const SHOWN_TEXT = 900;
const SHOWN_PARTS = 60;
const ROW = 8;

/** A part as it is drawn. */
export interface DrawnPart {
  readonly part: ExchangePart;
  readonly name: string;
  readonly bytes: number;
  /** Text where it is one; otherwise rows of bytes. */
  readonly text: string | null;
  readonly rows: readonly { readonly hex: string; readonly text: string }[];
  /** Bytes that are not shown. */
  readonly left: number;
}

const NAMES: Readonly<Record<ExchangePart['is'], string>> = {
  flags: 'flags',
  length: 'length',
  message: 'message',
  trailers: 'trailers',
  end: 'end of stream',
  error: 'error',
  between: 'between',
  unknown: 'not read',
};

/** What is drawn of a body, and how many parts are not. `json`: messages are text. */
export function drawParts(body: ExchangeBody, json: boolean): { readonly parts: DrawnPart[]; readonly left: number } {
  const all = Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
  const parts = body.parts.slice(0, SHOWN_PARTS).map((part): DrawnPart => {
    const bytes = part.to - part.from;
    const kept = all.subarray(part.from, part.to);
    const name = `${NAMES[part.is]}${part.is === 'message' && part.message !== undefined ? ` ${part.message}` : ''}`;
    const textual = !part.compressed && (part.is === 'between' || (json && part.is === 'message'));
    const said = part.is === 'trailers' || part.is === 'end' || part.is === 'error' ? part.says : undefined;
    const text = said ?? (textual ? new TextDecoder().decode(kept.subarray(0, SHOWN_TEXT)) : null);
    const shown = text === null ? kept.subarray(0, SHOWN_BYTES) : kept.subarray(0, SHOWN_TEXT);
    const left = said === undefined ? bytes - shown.length : 0;
    return { part, name, bytes, text, rows: text === null ? hexRows(shown) : [], left };
  });
  return { parts, left: Math.max(0, body.parts.length - SHOWN_PARTS) };
}

/** Eight bytes a row, as hex and as far as they are text. */
export function hexRows(bytes: Uint8Array): { readonly hex: string; readonly text: string }[] {
  return Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => {
    const slice = [...bytes.subarray(row * ROW, (row + 1) * ROW)];
    return {
      hex: slice.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: slice.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join(''),
    };
  });
}
