import { WireCursor } from './wire-cursor.ts';

/** Where a declaration stands and what its author wrote above it. */
export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** Leading comment without its marks; the trailing one where there is no leading one; else empty. */
  readonly doc: string;
}

/**
 * Comments and places of the declarations of a file, keyed by their path in the descriptor (`4,0,2,1`: the second
 * field of the first message). Read from the bytes when somebody asks: kept as objects they would dwarf the schema.
 *
 * @param top only paths that begin with this number (4 messages, 5 enums, 6 services, 7 extensions)
 */
export function readComments(file: Uint8Array, top?: number): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const cursor = new WireCursor(file);
  while (cursor.next()) {
    if (cursor.field !== 9 || cursor.wire !== 2) continue;
    const locations = cursor.inside();
    while (locations.next()) if (locations.field === 1) readLocation(locations.inside(), top, places);
  }
  return places;
}

function readLocation(location: WireCursor, top: number | undefined, places: Map<string, Place>): void {
  let path: readonly number[] = [];
  let span: readonly number[] = [];
  let leading = '';
  let trailing = '';
  while (location.next()) {
    if (location.field === 1) {
      if (top !== undefined && location.bytes[location.start] !== top) return;
      path = location.packed();
    } else if (location.field === 2) span = location.packed();
    else if (location.field === 3) leading = location.text();
    else if (location.field === 4) trailing = location.text();
  }
  // Declarations have paths of even length; names, types and numbers of them have odd ones.
  if (path.length === 0 || path.length % 2 !== 0) return;
  const key = path.join(',');
  if (places.has(key)) return;
  places.set(key, { line: (span[0] ?? 0) + 1, column: (span[1] ?? 0) + 1, doc: cleanComment(leading || trailing) });
}

/** Drops the one space that follows `//`, and blank lines at both ends. */
export function cleanComment(text: string): string {
  if (text === '') return '';
  const lines = text.split('\n').map((line) => line.trimEnd());
  const indent = lines.every((line) => line === '' || line.startsWith(' ')) ? 1 : 0;
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** A `FileDescriptorProto` without its comments and spans, which are most of it. */
export function withoutSourceInfo(bytes: Uint8Array): Uint8Array {
  const cursor = new WireCursor(bytes);
  const kept: Uint8Array[] = [];
  let from = 0;
  let before = 0;
  while (cursor.next()) {
    if (cursor.field === 9) {
      if (before > from) kept.push(bytes.subarray(from, before));
      from = cursor.offset;
    }
    before = cursor.offset;
  }
  if (kept.length === 0 && from === 0) return bytes;
  // A broken tail is kept, so that the decoder sees and names it.
  if (from < bytes.length) kept.push(bytes.subarray(from));
  const result = new Uint8Array(kept.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of kept) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
