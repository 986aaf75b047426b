import type { ByteWriter } from './byte-writer.ts';
import type { SourceText } from './source-text.ts';
import type { LocationNode, PathNode } from './syntax-tree.ts';

/** Writes field 9 of `FileDescriptorProto`. Locations of what was left out are left out as well. */
export function emitSourceInfo(w: ByteWriter, source: SourceText, locations: readonly LocationNode[]): void {
  const info = w.begin(9);
  const path: number[] = [];
  for (const location of locations) {
    path.length = 0;
    if (!pathOf(location.at, path)) continue;
    for (const part of location.tail) path.push(part);
    const mark = w.begin(1);
    if (path.length > 0) {
      const pathMark = w.begin(1);
      for (const part of path) w.varint(part);
      w.end(pathMark);
    }
    const spanMark = w.begin(2);
    const line = source.lineOf(location.start);
    const endLine = source.lineOf(location.end);
    w.varint(line);
    w.varint(source.spanColumn(location.start, line));
    if (endLine !== line) w.varint(endLine);
    w.varint(source.spanColumn(location.end, endLine));
    w.end(spanMark);
    if (location.leading !== undefined) w.text(3, location.leading);
    if (location.trailing !== undefined) w.text(4, location.trailing);
    for (const comment of location.detached ?? []) w.text(6, comment);
    w.end(mark);
  }
  w.end(info);
}

function pathOf(node: PathNode | undefined, path: number[]): boolean {
  if (!node) return true;
  if (node.index < 0 || !pathOf(node.parent, path)) return false;
  path.push(node.field, node.index);
  return true;
}
