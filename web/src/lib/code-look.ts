import { bracketMatching, codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';

/** Looks and reading aids that every text in an editor has, whatever its language: in tokens, with line numbers and folds. */
export function codeLook(label: string): Extension {
  return [
    nonce(),
    lineNumbers(),
    foldGutter({ openText: '⌄', closedText: '›' }),
    codeFolding({ placeholderDOM: foldedText }),
    keymap.of(foldKeymap),
    bracketMatching(),
    THEME,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
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

const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  // Without a cursor nothing else shows where the keys go.
  '.cm-content[contenteditable=false]:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
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
