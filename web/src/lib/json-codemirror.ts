import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension, Text } from '@codemirror/state';
import { Facet } from '@codemirror/state';
import { Decoration, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, EditorView, ViewUpdate } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { codeLook } from './code-look.ts';
import { enumTexts } from './json-enums.ts';
import { parseJson } from './json-parse.ts';
import { jsonLanguage } from './json-language.ts';
import type { JsonTree } from './json-tree.ts';
import type { JsonSchema } from './json-shape.ts';

/** The schema of the text in an editor. */
export const jsonSchema = Facet.define<JsonSchema | null, JsonSchema | null>({ combine: (all) => all[0] ?? null });

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
  return [jsonLanguage(), codeLook(label), syntaxHighlighting(HIGHLIGHT), enumColours];
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--syn-key)' },
  { tag: tags.string, color: 'var(--syn-string)' },
  { tag: tags.number, color: 'var(--syn-number)' },
  { tag: tags.bool, color: 'var(--syn-atom)' },
  { tag: tags.punctuation, color: 'var(--syn-punct)' },
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
