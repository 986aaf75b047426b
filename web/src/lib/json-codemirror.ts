import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language';
import type { Extension, Text } from '@codemirror/state';
import { Facet } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { enumTexts } from './json-enums.ts';
import { parseJson } from './json-parse.ts';
import type { JsonTree } from './json-tree.ts';
import type { JsonTypes } from './json-shape.ts';

/** What the text is: a message of this type. Null for JSON that nobody described. */
export interface JsonSchema {
  readonly type: string;
  readonly types: JsonTypes;
}

/** The schema of the text in an editor. */
export const jsonSchema = Facet.define<JsonSchema | null, JsonSchema | null>({ combine: (all) => all[0] ?? null });

/** Above this many UTF-16 units a text is shown and sent, but no longer read as it is typed. */
export const LINT_LIMIT = 1_000_000;
/** Above this, the names of enums are no longer told apart from text by the schema. */
const COLOUR_LIMIT = 200_000;

const trees = new WeakMap<Text, JsonTree>();

/** The tree of a document, read once for each version of it. */
export function treeOf(doc: Text): JsonTree {
  let tree = trees.get(doc);
  if (!tree) trees.set(doc, (tree = parseJson(doc.toString())));
  return tree;
}

/** Looks and reading aids that the editor and the read-only view share. */
export function jsonBase(label: string): Extension {
  return [
    nonce(),
    json(),
    lineNumbers(),
    foldGutter({ openText: '⌄', closedText: '›' }),
    codeFolding({ placeholderDOM: foldedText }),
    keymap.of(foldKeymap),
    bracketMatching(),
    syntaxHighlighting(HIGHLIGHT),
    enumColours,
    THEME,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
  ];
}

/** The page's content security policy lets no style in but those with the nonce of this load. */
function nonce(): Extension {
  const value = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return value ? EditorView.cspNonce.of(value) : [];
}

function foldedText(_view: EditorView, onclick: (event: Event) => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'cm-fold';
  button.textContent = '⋯';
  button.ariaLabel = 'Unfold';
  button.onclick = onclick;
  return button;
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--syn-key)' },
  { tag: tags.string, color: 'var(--syn-string)' },
  { tag: tags.number, color: 'var(--syn-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--syn-atom)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--syn-punct)' },
]);

const ENUM = Decoration.mark({ class: 'cm-enum' });
/** Where no schema says what an enum is, its look does: `"SHIPPED"`. */
const LOOKS_LIKE_ENUM = /"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"(?!\s*:)/g;

const enumColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = draw(view);
    }
    update(update: ViewUpdate): void {
      const schema = update.startState.facet(jsonSchema) !== update.state.facet(jsonSchema);
      if (update.docChanged || update.viewportChanged || schema) this.decorations = draw(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function draw(view: EditorView): DecorationSet {
  const { doc } = view.state;
  const schema = view.state.facet(jsonSchema);
  const ranges: { readonly from: number; readonly to: number }[] = [];
  if (schema && doc.length <= COLOUR_LIMIT) {
    const { root } = treeOf(doc);
    if (root) ranges.push(...enumTexts(root, schema.type, schema.types, view.viewport));
  } else if (!schema) {
    const text = doc.sliceString(view.viewport.from, view.viewport.to);
    for (const match of text.matchAll(LOOKS_LIKE_ENUM)) {
      const from = view.viewport.from + match.index;
      ranges.push({ from, to: from + match[0].length });
    }
  }
  return Decoration.set(ranges.map(({ from, to }) => ENUM.range(from, to)));
}

const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '440 12px/20px var(--font-mono)', fontFeatureSettings: "'calt' 0", overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--accent-line)' },
  '.cm-line': { padding: '0 12px 0 0' },
  '.cm-gutters': { backgroundColor: 'var(--bg-edit)', border: 'none', color: 'var(--text-3)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '24px', padding: '0 0 0 6px' },
  '.cm-foldGutter .cm-gutterElement': { width: '14px', padding: '0', textAlign: 'center', cursor: 'default' },
  '.cm-foldGutter .cm-gutterElement span': { color: 'transparent', padding: '0 2px' },
  '.cm-gutters:hover .cm-foldGutter .cm-gutterElement span, .cm-foldGutter span[title^="Unfold"]': {
    color: 'var(--text-3)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter': { backgroundColor: 'var(--bg-hover)' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--text)' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--accent-line)', marginLeft: '-1px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent-line) 26%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--bg-select)', borderRadius: '2px' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent' },
  '.cm-enum, .cm-enum *': { color: 'var(--syn-atom) !important' },
  '.cm-fold': {
    color: 'var(--text-3)',
    background: 'var(--bg-hover)',
    borderRadius: '3px',
    padding: '0 3px',
    boxShadow: 'inset 0 0 0 1px var(--line)',
    lineHeight: '14px',
  },
});
