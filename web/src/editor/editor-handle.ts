import { EditorView } from '@codemirror/view';

/** What others may ask of an editor. */
export interface EditorHandle {
  focus(): void;
  /** Puts the cursor on a place and shows it; `focus`: false leaves the focus where it is. */
  reveal(from: number, to?: number, focus?: boolean): void;
  replace(from: number, to: number, insert: string): void;
}

/** The handle of a view. `y`: where a place that is shown comes to stand. */
export function editorHandle(view: EditorView, y: 'nearest' | 'center' = 'nearest'): EditorHandle {
  return {
    focus: () => view.focus(),
    reveal(from, to = from, focus = true) {
      const end = view.state.doc.length;
      const anchor = Math.min(from, end);
      view.dispatch({
        selection: { anchor, head: Math.min(to, end) },
        effects: EditorView.scrollIntoView(anchor, { y, yMargin: 40 }),
      });
      if (focus) view.focus();
    },
    replace: (from, to, insert) => view.dispatch({ changes: { from, to, insert }, userEvent: 'input.fix' }),
  };
}
