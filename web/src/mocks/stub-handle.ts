import type { EditorHandle } from '../editor/editor-handle.ts';

/** What others may ask of the editor of stubs. */
export interface StubHandle extends EditorHandle {
  /** Scrolls to a line (from 1) and puts the cursor on it; the focus stays where it is. */
  showLine(line: number): void;
}
