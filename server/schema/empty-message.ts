import type { MessageNode, PathNode } from './syntax-tree.ts';

/** A message with nothing in it yet. */
export function emptyMessage(name: string, nameAt: number, path: PathNode, visibility = 0, group = false): MessageNode {
  return {
    name,
    nameAt,
    path,
    fields: [],
    extensions: [],
    messages: [],
    enums: [],
    oneofs: [],
    extensionRanges: [],
    rangeOptionBytes: new Map(),
    reserved: { ranges: [], names: [] },
    options: [],
    visibility,
    mapEntry: false,
    group,
  };
}
