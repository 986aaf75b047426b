import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap } from '@codemirror/view';
import { EDITOR_THEME } from './code-theme.ts';

/** Keys of the page, not of the editor. */
const PAGE_KEYS = new Set(['Mod-Enter', 'Mod-i', 'Escape']);

/** What the search bar says, in the page's words. */
const SEARCH_WORDS = EditorState.phrases.of({
  next: 'Next',
  previous: 'Previous',
  all: 'Select all',
  'match case': 'Match case',
  regexp: 'Regexp',
  'by word': 'Whole words',
  replace: 'Replace',
  Replace: 'Replace with',
  'replace all': 'Replace all',
  close: 'Close the search',
});

/** What every editor has that a person types in: history, search, brackets, keys. `onchange` gets the whole text. */
export function codeWriting(onchange: (text: string) => void): Extension {
  return [
    EDITOR_THEME,
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches({ minSelectionLength: 3, wholeWords: true }),
    search({ top: true }),
    SEARCH_WORDS,
    closeBrackets(),
    EditorView.domEventHandlers({ beforeinput: replaceSelection }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onchange(update.state.doc.toString());
    }),
    keymap.of([
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap.filter(({ key }) => !PAGE_KEYS.has(key ?? '')),
    ]),
  ];
}

/**
 * Where a selection is typed over, or lines are put in at once, Chromium writes `style` attributes while it merges them, which
 * the page's content security policy reports. Then the editor makes the change itself, with everything that listens to typing.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { state } = view;
  const { from, to } = state.selection.main;
  const { data } = event;
  if (event.inputType !== 'insertText' || data === null || event.isComposing) return false;
  if (from === to && !data.includes('\n')) return false;
  const typed = state.update(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  if (!state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, () => typed)))
    view.dispatch(typed);
  return true;
}
