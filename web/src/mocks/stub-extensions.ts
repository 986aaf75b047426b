import { acceptCompletion, autocompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, hoverTooltip, keymap, WidgetType, type DecorationSet } from '@codemirror/view';
import { codeWriting } from '../lib/code-writing.ts';
import { codeText, docPanel } from '../lib/doc-panel.ts';
import type { JsonCompletion } from '../lib/json-complete.ts';
import type { JsonProblem } from '../lib/json-tree.ts';
import { completeStub, describeStub, type StubWorld } from '../lib/stub-complete.ts';
import { yamlBase } from '../lib/yaml-codemirror.ts';

interface Wiring {
  readonly label: string;
  /** Null until the schema of the format is there. */
  readonly world: () => StubWorld | null;
  readonly onchange: (text: string) => void;
  /** 1-based line of the cursor. */
  readonly oncursor: (line: number) => void;
  readonly onsave: () => void;
}

/** Everything that makes an editor of stubs of CodeMirror. Problems and notes come beside it. */
export function stubEditor({ label, world, onchange, oncursor, onsave }: Wiring): Extension {
  return [
    yamlBase(label),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    keymap.of([
      { key: 'Mod-s', preventDefault: true, run: () => (onsave(), true) },
      { key: 'Tab', run: acceptCompletion },
    ]),
    autocompletion({ override: [(context) => complete(context, world())], icons: false, aboveCursor: false }),
    hoverTooltip(async (view, offset) => {
      const known = world();
      const found = known && (await describeStub(view.state.doc.toString(), offset, known));
      if (!found) return null;
      const { from, to, title, doc } = found;
      return { pos: from, end: to, above: true, create: () => ({ dom: docPanel(title, doc, 'cm-doc') }) };
    }),
    EditorView.updateListener.of((update) => {
      if (update.selectionSet || update.docChanged)
        oncursor(update.state.doc.lineAt(update.state.selection.main.head).number);
    }),
    notes,
    chosenLines,
    codeWriting(onchange),
    keymap.of([...completionKeymap, indentWithTab]),
  ];
}

async function complete(context: CompletionContext, world: StubWorld | null): Promise<CompletionResult | null> {
  const { state, pos, explicit } = context;
  const before = state.sliceDoc(Math.max(0, pos - 2), pos);
  if (!world || (!explicit && !/[\w$@."'/]$|[:{,-] $/.test(before) && !blankBefore(context))) return null;
  const found = await completeStub(state.doc.toString(), pos, world);
  if (!found || context.aborted) return null;
  const tail = Math.max(0, found.to - pos);
  return {
    from: Math.min(found.from, pos),
    options: found.options.map((option, index) => asCompletion(option, -index, tail)),
    validFor: /^[\w$@./-]*$/,
  };
}

/** On a line that was just begun, below a key: what can stand there is shown without being asked for. */
function blankBefore({ state, pos }: CompletionContext): boolean {
  const line = state.doc.lineAt(pos);
  return (
    line.number > 1 &&
    line.text.trim() === '' &&
    pos > line.from &&
    /[:-]\s*$/.test(state.doc.line(line.number - 1).text)
  );
}

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

/** Marks the problems of a text. */
export function showProblems(view: EditorView, problems: readonly JsonProblem[]): void {
  const end = view.state.doc.length;
  view.dispatch(
    setDiagnostics(
      view.state,
      problems.map(({ from, to, severity, message, fix }) => ({
        from: Math.min(from, end),
        to: Math.min(to, end),
        severity,
        message,
        renderMessage: () => codeText(message),
        ...(fix
          ? {
              actions: [
                {
                  name: fix.label,
                  apply: (at: EditorView) =>
                    at.dispatch({ changes: { from: fix.from, to: fix.to, insert: fix.insert } }),
                },
              ],
            }
          : {}),
      })),
    ),
  );
}

/** A note right of a line; `live` where it counts calls of the last seconds. */
export interface LineNote {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Lines that belong together, from 1: those of the chosen stub. */
export type LineRange = readonly [first: number, last: number];

const setRange = StateEffect.define<LineRange | null>();
const CHOSEN = Decoration.line({ class: 'cm-chosen' });

/** Marks the lines of the chosen stub. */
export function showRange(view: EditorView, range: LineRange | null): void {
  view.dispatch({ effects: setRange.of(range) });
}

const chosenLines: Extension = [
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(drawn, transaction) {
      let next = drawn.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (!effect.is(setRange)) continue;
        const { doc } = transaction.state;
        const [first, last] = effect.value ?? [1, 0];
        const lines = [];
        for (let line = first; line <= Math.min(last, doc.lines); line++) lines.push(CHOSEN.range(doc.line(line).from));
        next = Decoration.set(lines);
      }
      return next;
    },
    provide: (field) => EditorView.decorations.from(field),
  }),
  EditorView.theme({ '.cm-chosen': { boxShadow: 'inset 2px 0 0 var(--accent-line)' } }),
];

const setNotes = StateEffect.define<readonly LineNote[]>();

/** Writes the notes of a text anew. */
export function showNotes(view: EditorView, list: readonly LineNote[]): void {
  view.dispatch({ effects: setNotes.of(list) });
}

class Note extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }
  override eq(other: Note): boolean {
    return this.text === other.text;
  }
  override toDOM(): HTMLElement {
    const dom = document.createElement('span');
    dom.className = 'cm-hits';
    dom.textContent = this.text;
    return dom;
  }
}

const notes: Extension = [
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(drawn, transaction) {
      let next = drawn.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (!effect.is(setNotes)) continue;
        const { doc } = transaction.state;
        const ranges = effect.value
          .filter(({ line }) => line <= doc.lines)
          .map(({ line, text }) => Decoration.widget({ widget: new Note(text), side: -1 }).range(doc.line(line).from));
        next = Decoration.set(ranges, true);
      }
      return next;
    },
    provide: (field) => EditorView.decorations.from(field),
  }),
  EditorView.theme({
    '.cm-hits': {
      float: 'right',
      marginLeft: '16px',
      font: 'var(--fw-regular) var(--fs-micro)/20px var(--font-ui)',
      fontFeatureSettings: 'var(--num)',
      color: 'var(--text-3)',
      userSelect: 'none',
    },
  }),
];
