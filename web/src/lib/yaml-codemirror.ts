import {
  HighlightStyle,
  indentService,
  LanguageSupport,
  StreamLanguage,
  syntaxHighlighting,
  type StringStream,
} from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { codeLook } from './code-look.ts';

/** YAML in an editor: colours, folds by indentation, and the look that all code has. */
export function yamlBase(label: string): Extension {
  return [new LanguageSupport(YAML), codeLook(label), syntaxHighlighting(HIGHLIGHT), indent];
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--syn-key)' },
  { tag: tags.string, color: 'var(--syn-string)' },
  { tag: tags.number, color: 'var(--syn-number)' },
  { tag: tags.atom, color: 'var(--syn-atom)' },
  { tag: tags.macroName, color: 'var(--syn-expr)' },
  { tag: tags.comment, color: 'var(--syn-comment)' },
  { tag: tags.punctuation, color: 'var(--syn-punct)' },
]);

interface State {
  /** The sign that closes the text that is open. */
  quote: '"' | "'" | null;
  /** Depth of `{` and `[`. */
  flow: number;
  /** Column of the line whose text goes on below, more indented; -1 for none. */
  folded: number;
  /** Within `${…}` of a text. */
  expression: boolean;
}

const YAML = StreamLanguage.define<State>({
  name: 'yaml',
  startState: () => ({ quote: null, flow: 0, folded: -1, expression: false }),
  copyState: (state) => ({ ...state }),
  token: read,
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['[', '{', '"', "'"] },
  },
  tokenTable: { expr: tags.macroName, key: tags.propertyName },
});

const SCALAR_NUMBER = /^[-+]?(?:\d[\d_]*\.?\d*(?:[eE][-+]?\d+)?|\.\d+)(?:ms|s|m|h)?(?=\s*(?:[,}\]]|\s#|$))/;
const ATOM = /^(?:true|false|null|~|[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*)(?=\s*(?:[,}\]]|\s#|$))/;

function read(stream: StringStream, state: State): string | null {
  if (state.folded >= 0) {
    if (stream.sol() && stream.indentation() <= state.folded && !/^\s*$/.test(stream.string)) state.folded = -1;
    else if (stream.sol() || state.expression) return within(stream, state, null);
  }
  if (state.quote) return within(stream, state, state.quote);
  if (stream.eatSpace()) return null;
  if (stream.match(/^#.*/)) return 'comment';
  if (stream.match(/^(?:---|\.\.\.)(?=\s|$)/) || stream.match(/^-(?=\s|$)/)) return 'punctuation';
  if (stream.match(/^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:(?:\s|$|[,}\]]))/)) return 'key';
  const key =
    state.flow > 0
      ? /^[^\s"'#&*!|>%`:,[\]{}][^,[\]{}#]*?(?=\s*:(?:\s|$|[,}\]]))/
      : /^[^\s"'#&*!|>%`:,[\]{}][^#]*?(?=\s*:(?:\s|$))/;
  const found = stream.match(key, false);
  if (found && found !== true) {
    stream.match(key);
    return found[0].startsWith('$') ? 'expr' : 'key';
  }
  const sign = stream.peek();
  if (sign === '"' || sign === "'") {
    stream.next();
    state.quote = sign;
    return 'string';
  }
  if (stream.match(/^[[{]/)) return ((state.flow += 1), 'punctuation');
  if (stream.match(/^[\]}]/)) return ((state.flow = Math.max(0, state.flow - 1)), 'punctuation');
  if (stream.match(/^[,:]/)) return 'punctuation';
  if (stream.match(/^[|>][-+\d]*(?=\s*(?:#|$))/)) return ((state.folded = stream.indentation()), 'punctuation');
  if (stream.match(/^[&*!][^\s,[\]{}]*/)) return 'atom';
  if (stream.match(SCALAR_NUMBER)) return 'number';
  if (stream.match(ATOM)) return 'atom';
  if (stream.match(/^\$\{[^}]*\}?/)) return 'expr';
  if (!stream.match(state.flow > 0 ? /^(?:[^\s,[\]{}$]|\$(?!\{))+/ : /^(?:[^\s$]|\$(?!\{))+/)) stream.next();
  return null;
}

/** A piece of a text: expressions have a colour of their own. `quote` closes it; null for a text of whole lines. */
function within(stream: StringStream, state: State, quote: '"' | "'" | null): string {
  if (state.expression) {
    if (!stream.match(/^[^}]*\}/)) stream.skipToEnd();
    state.expression = false;
    return 'expr';
  }
  if (stream.match(/^\$\$\{/)) return 'string';
  if (stream.match(/^\$\{/)) {
    state.expression = true;
    if (stream.match(/^[^}"]*\}/) || stream.eol()) state.expression = false;
    return 'expr';
  }
  if (quote === null) {
    if (!stream.match(/^(?:[^$]|\$(?!\{))+/)) stream.next();
  } else {
    const plain = quote === '"' ? /^(?:[^"\\$]|\\.|\$(?!\{))+/ : /^(?:[^'$]|''|\$(?!\{))+/;
    if (!stream.match(plain)) {
      if (stream.next() === quote) state.quote = null;
    }
  }
  return 'string';
}

/** A new line begins as the one above; deeper behind a key or a dash with nothing after it. */
const indent = indentService.of((context, pos) => {
  const line = context.lineAt(pos, -1);
  let above = line.from <= pos ? context.lineAt(Math.max(0, line.from - 1), -1) : line;
  if (context.simulatedBreak !== null) above = context.lineAt(pos, -1);
  const text = above.text;
  const depth = /^\s*(?:- )*/.exec(text)?.[0].length ?? 0;
  if (text.trim() === '') return null;
  return /(?::|^\s*-)\s*(?:#.*)?$/.test(text) ? depth + 2 : depth;
});
