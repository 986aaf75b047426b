import type { MessageNode, PathNode } from './syntax-tree.ts';

/** Where a field stands. */
export interface FieldPlace {
  /** Of the field itself. */
  readonly path: PathNode;
  /** Messages beside it: where a group's or a map's message goes. */
  readonly messages: MessageNode[];
  readonly messagesPath: PathNode | undefined;
  /** Field number of `messages` in their owner. */
  readonly messagesField: number;
  readonly oneof: number;
  readonly extendee?: { readonly name: string; readonly at: number; readonly end: number };
}
