import { acceptCompletion, autocompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { linter } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { StateEffect, type Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap } from '@codemirror/view';
import { codeWriting } from '../lib/code-writing.ts';
import { jsonBase, jsonSchema, treeOf } from '../lib/json-codemirror.ts';
import { codeText, docPanel } from '../lib/doc-panel.ts';
import { completeJson } from '../lib/json-complete.ts';
import type { JsonCompletion } from '../lib/json-complete.ts';
import { hoverJson } from '../lib/json-hover.ts';
import { lintJson } from '../lib/json-lint.ts';
import { LINT_LIMIT } from '../lib/json-shape.ts';
import type { JsonProblem } from '../lib/json-tree.ts';

/** Longer texts are read again when they change, not when the cursor moves. */
const REFRESH_LIMIT = 50_000;

interface Wiring {
  readonly label: string;
  readonly onchange: (text: string) => void;
  /** The problems of the text, whenever they were looked for: after a pause in typing. */
  readonly onproblems: (problems: readonly JsonProblem[]) => void;
  /** What somebody else found: it is marked as well. */
  readonly told?: () => readonly JsonProblem[];
  /** RFC 3339, for timestamps. */
  readonly now: () => string;
}

/** What was told is another: the marks are drawn again. */
export const lookAgain = StateEffect.define<null>();

/** Everything that makes a message editor of CodeMirror. The schema comes beside it, through `jsonSchema`. */
export function messageEditor({ label, onchange, onproblems, told = () => [], now }: Wiring): Extension {
  return [
    jsonBase(label),
    EditorView.lineWrapping,
    autocompletion({
      override: [(context) => complete(context, now())],
      icons: false,
      positionInfo: beside,
      aboveCursor: false,
    }),
    linter((view) => [...diagnostics(view, onproblems), ...told().map((one) => mark(view, one))], {
      delay: 250,
      // What is being written at the cursor is no mistake yet; when the cursor goes on, it may be one.
      needsRefresh: (update) =>
        ((update.selectionSet || update.focusChanged) && update.state.doc.length < REFRESH_LIMIT) ||
        update.transactions.some(({ effects }) => effects.some((effect) => effect.is(lookAgain))),
    }),
    hoverTooltip((view, offset) => hover(view, offset)),
    keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap]),
    codeWriting(onchange),
  ];
}

function complete(context: CompletionContext, now: string): CompletionResult | null {
  const { state, pos, explicit } = context;
  const schema = state.facet(jsonSchema);
  if (!schema || state.doc.length > LINT_LIMIT) return null;
  const found = completeJson(state.doc.toString(), treeOf(state.doc), pos, schema.type, schema.types, now);
  if (!found || (!explicit && found.from === pos && !/["\w]$/.test(state.sliceDoc(pos - 1, pos)))) return null;
  return {
    from: found.from,
    options: found.options.map((option, index) => asCompletion(option, -index, found.to - pos)),
    validFor: /^[\w@.:/+-]*$/,
  };
}

/** CodeMirror filters by the whole range, so it ends at the cursor; `tail` is what stands behind it and goes too: a quote. */
function asCompletion(option: JsonCompletion, boost: number, tail: number): Completion {
  return {
    label: option.label,
    detail: option.detail,
    boost: Math.max(-99, boost),
    info: () => (option.doc || option.title !== option.label ? docPanel(option.title, option.doc) : null),
    apply: (view, _completion, from, to) => {
      view.dispatch({
        changes: { from, to: Math.min(to + tail, view.state.doc.length), insert: option.insert },
        selection: { anchor: from + option.cursor },
        userEvent: 'input.complete',
        scrollIntoView: true,
      });
      if (option.more) startCompletion(view);
    },
  };
}

/** The panel stands at the right of the list; on the left where the right has no room; nowhere on a narrow page. */
function beside(
  _view: EditorView,
  list: { readonly left: number; readonly right: number },
  _option: unknown,
  _info: unknown,
  space: { readonly left: number; readonly right: number },
): { readonly style: string; readonly class: string } {
  if (space.right - list.right >= 196) return { style: 'top: 0', class: 'cm-completionInfo-right' };
  if (list.left - space.left >= 196) return { style: 'top: 0', class: 'cm-completionInfo-left' };
  return { style: 'display: none', class: 'cm-completionInfo-right-narrow' };
}

function diagnostics(view: EditorView, onproblems: Wiring['onproblems']): readonly Diagnostic[] {
  const schema = view.state.facet(jsonSchema);
  if (!schema || view.state.doc.length > LINT_LIMIT) {
    onproblems([]);
    return [];
  }
  const { head } = view.state.selection.main;
  const problems = lintJson(treeOf(view.state.doc), schema.type, schema.types).filter(
    ({ from, to, unfinished }) => !(unfinished && view.hasFocus && head >= from && head <= to + 1),
  );
  onproblems(problems);
  return problems.map((problem) => mark(view, problem));
}

function mark(view: EditorView, { from, to, severity, message, fix }: JsonProblem): Diagnostic {
  return {
    from: Math.min(from, view.state.doc.length),
    to: Math.min(to, view.state.doc.length),
    severity,
    message: message.replaceAll('`', ''),
    renderMessage: () => codeText(message),
    ...(fix
      ? {
          actions: [
            {
              name: fix.label,
              apply: (at: EditorView) => at.dispatch({ changes: { from: fix.from, to: fix.to, insert: fix.insert } }),
            },
          ],
        }
      : {}),
  };
}

function hover(
  view: EditorView,
  offset: number,
): { pos: number; end: number; above: boolean; create: () => { dom: HTMLElement } } | null {
  const schema = view.state.facet(jsonSchema);
  if (!schema || view.state.doc.length > LINT_LIMIT) return null;
  const found = hoverJson(treeOf(view.state.doc), offset, schema.type, schema.types);
  if (!found) return null;
  const { from, to, title, doc } = found;
  return { pos: from, end: to, above: true, create: () => ({ dom: docPanel(title, doc, 'cm-doc') }) };
}
