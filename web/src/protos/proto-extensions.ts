import { completionKeymap } from '@codemirror/autocomplete';
import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, hoverTooltip, keymap, type DecorationSet } from '@codemirror/view';
import type { Problem } from '#contract/problem';
import { codeWriting } from '../lib/code-writing.ts';
import { EDITOR_THEME } from '../lib/code-theme.ts';
import { codeText, docPanel } from '../lib/doc-panel.ts';
import { protoBase } from '../lib/proto-codemirror.ts';
import { rangeOf } from '../lib/text-place.ts';
import type { Hover } from './proto-view.svelte.ts';

/** What the editor asks and tells. */
export interface ProtoWiring {
  readonly label: string;
  readonly editable: boolean;
  readonly onchange: (text: string) => void;
  readonly oncursor: (offset: number) => void;
  readonly onsave: () => void;
  /** Goes to the definition of what stands at an offset. */
  readonly onfollow: (offset: number) => void;
  readonly linkAt: (offset: number) => { readonly from: number; readonly to: number } | null;
  readonly hover: (offset: number) => Promise<Hover | null>;
}

/** Everything that makes a proto editor of CodeMirror. Problems come beside it, through `showProblems`. */
export function protoEditor(wiring: ProtoWiring): Extension {
  const { label, editable, onchange, oncursor, onsave, onfollow } = wiring;
  return [
    protoBase(label),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    keymap.of([
      { key: 'Mod-s', preventDefault: true, run: () => (onsave(), true) },
      { key: 'F12', preventDefault: true, run: (view) => (onfollow(view.state.selection.main.head), true) },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.selectionSet || update.docChanged) oncursor(update.state.selection.main.head);
    }),
    hoverTooltip((_view, offset) => tooltip(wiring, offset)),
    links(wiring),
    editable
      ? [codeWriting(onchange), keymap.of([...completionKeymap, indentWithTab])]
      : [EDITOR_THEME, EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-readonly': 'true' })],
  ];
}

/** Marks the problems of a text. */
export function showProblems(view: EditorView, problems: readonly Problem[]): void {
  const text = view.state.doc.toString();
  view.dispatch(
    setDiagnostics(
      view.state,
      problems
        .filter(({ line }) => line !== undefined)
        .map((problem) => ({
          ...rangeOf(text, problem),
          severity: problem.severity,
          message: problem.message,
          renderMessage: () => said(problem),
        })),
    ),
  );
}

function said({ message, hint }: Problem): HTMLElement {
  const box = document.createElement('div');
  const first = document.createElement('p');
  first.append(codeText(message));
  box.append(first);
  if (hint === undefined) return box;
  const second = document.createElement('p');
  second.className = 't2';
  second.append(codeText(hint));
  box.append(second);
  return box;
}

async function tooltip(wiring: ProtoWiring, offset: number) {
  const found = await wiring.hover(offset).catch(() => null);
  if (!found) return null;
  const { from, to, title, doc } = found;
  return { pos: from, end: to, above: true, create: () => ({ dom: docPanel(title, doc, 'cm-doc') }) };
}

const setLink = StateEffect.define<{ readonly from: number; readonly to: number } | null>();
const LINK = Decoration.mark({ class: 'cm-link' });
const linkField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(links, transaction) {
    let next = transaction.docChanged ? Decoration.none : links;
    for (const effect of transaction.effects)
      if (effect.is(setLink))
        next = effect.value ? Decoration.set([LINK.range(effect.value.from, effect.value.to)]) : Decoration.none;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** With ⌘ or Ctrl held, what leads somewhere looks like a link, and a press follows it. */
function links({ linkAt, onfollow }: ProtoWiring): Extension {
  const show = (view: EditorView, offset: number | null): void => {
    const link = offset === null ? null : linkAt(offset);
    if (link || view.state.field(linkField).size > 0) view.dispatch({ effects: setLink.of(link) });
  };
  return [
    linkField,
    EditorView.theme({
      '.cm-link, .cm-link *': { textDecoration: 'underline', textUnderlineOffset: '3px', cursor: 'pointer' },
    }),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (!(event.metaKey || event.ctrlKey) || event.button !== 0) return false;
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (offset === null || !linkAt(offset)) return false;
        event.preventDefault();
        onfollow(offset);
        return true;
      },
      mousemove(event, view) {
        const held = event.metaKey || event.ctrlKey;
        show(view, held ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null);
      },
      keyup: (_event, view) => show(view, null),
      mouseleave: (_event, view) => show(view, null),
    }),
  ];
}
