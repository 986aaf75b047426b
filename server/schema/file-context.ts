import type { Features } from './features.ts';
import type { FileProblems } from './problem-list.ts';
import type { Scope } from './scope.ts';
import type { Shapes } from './shapes.ts';
import type { SymbolTable, Unit } from './symbols.ts';
import type { FileNode, PathNode } from './syntax-tree.ts';

/** What the steps of linking one file share. */
export interface FileContext {
  readonly unit: Unit;
  readonly file: FileNode;
  readonly table: SymbolTable;
  readonly scope: Scope;
  readonly shapes: Shapes;
  readonly problems: FileProblems;
  /** Those of the file, which what stands in it inherits. */
  readonly features: Features;
  /** Imports that were not found, or could not be read. What they would have defined is missed. */
  readonly missing: readonly string[];
  /** Set when a type was missed: then a missing import is an error and no mere warning. */
  missedType: boolean;
}

/** `scope.name`, or the name alone in no scope. */
export const inScope = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

/** Keeps what the test accepts, and closes the gaps in the places of what is left. */
export function keepOnly<Node extends { readonly path: PathNode }>(nodes: Node[], keep: (node: Node) => boolean): void {
  let count = 0;
  for (const node of nodes) {
    if (keep(node)) {
      node.path.index = count;
      nodes[count++] = node;
    } else node.path.index = -1;
  }
  if (nodes.length !== count) nodes.length = count;
}
