import {
  HighlightStyle,
  LanguageSupport,
  StreamLanguage,
  foldService,
  syntaxHighlighting,
  type StringStream,
} from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { codeLook } from './code-look.ts';
import { SCALARS } from './proto-tokens.ts';

/** Proto text in an editor: its own highlighting, folds by braces, and the look that all code has. */
export function protoBase(label: string): Extension {
  return [new LanguageSupport(PROTO), codeLook(label), syntaxHighlighting(HIGHLIGHT), folds];
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--syn-atom)' },
  { tag: tags.typeName, color: 'var(--syn-key)' },
  { tag: tags.definition(tags.typeName), color: 'var(--text)', fontWeight: '560' },
  { tag: tags.string, color: 'var(--syn-string)' },
  { tag: tags.number, color: 'var(--syn-number)' },
  { tag: tags.atom, color: 'var(--syn-atom)' },
  { tag: tags.attributeName, color: 'var(--syn-expr)' },
  { tag: tags.comment, color: 'var(--syn-comment)' },
  { tag: tags.punctuation, color: 'var(--syn-punct)' },
]);

type BlockKind = 'file' | 'message' | 'enum' | 'service' | 'value';

interface State {
  comment: boolean;
  readonly blocks: BlockKind[];
  /** Depth of `[…]` and `(…)` after a name: options and types of methods. */
  brackets: number;
  parens: number;
  /** Words of this statement so far; the second of a field is its name. */
  words: string[];
  assigned: boolean;
}

const DECLARES = new Set(['message', 'enum', 'service', 'rpc', 'oneof', 'extend', 'group', 'package']);
const KEYWORDS = new Set(
  'syntax edition import public weak option package message enum service rpc returns stream oneof extend group reserved extensions to max optional required repeated map export local'.split(
    ' ',
  ),
);
const LABELS = new Set(['optional', 'required', 'repeated', 'export', 'local']);

const PROTO = StreamLanguage.define<State>({
  name: 'proto',
  startState: () => ({ comment: false, blocks: ['file'], brackets: 0, parens: 0, words: [], assigned: false }),
  copyState: (state) => ({ ...state, blocks: [...state.blocks], words: [...state.words] }),
  token: read,
  indent: (state, textAfter, context) =>
    (state.blocks.length - 1 - (/^\s*\}/.test(textAfter) ? 1 : 0)) * context.unit +
    (state.brackets > 0 ? context.unit : 0),
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', '"', "'"] },
    indentOnInput: /^\s*\}$/,
  },
  tokenTable: { name: tags.definition(tags.typeName), option: tags.attributeName },
});

function read(stream: StringStream, state: State): string | null {
  if (state.comment || stream.match('/*')) {
    state.comment = !stream.match(/^.*?\*\//);
    if (state.comment) stream.skipToEnd();
    return 'comment';
  }
  if (stream.eatSpace()) return null;
  if (stream.match('//')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) return 'string';
  if (stream.match(/^[+-]?(?:0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/)) return 'number';
  const word = stream.match(/^\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/);
  if (word && word !== true) return readWord(word[0], state, Boolean(stream.match(/^\s*[:{<]/, false)));
  const sign = stream.next() ?? '';
  readSign(sign, state);
  return 'punctuation';
}

/** `key`: a colon or a brace follows, which makes it a name in the value of an option. */
function readWord(word: string, state: State, key: boolean): string | null {
  const { words } = state;
  const [first] = words;
  const before = words.at(-1);
  const block = state.blocks.at(-1)!;
  if (block === 'value' || (state.brackets > 0 && state.assigned)) return key ? 'option' : 'atom';
  if (first === 'option' || state.brackets > 0) return state.assigned ? 'atom' : 'option';
  words.push(word);
  if (state.parens > 0 && first === 'rpc') return word === 'stream' ? 'keyword' : 'typeName';
  if (state.assigned) return 'atom';
  if (first === 'rpc' && word === 'returns') return 'keyword';
  if (before !== undefined && DECLARES.has(before) && words.length - 2 <= labels(words)) return 'name';
  if (block === 'enum' && before === undefined) return word === 'option' || word === 'reserved' ? 'keyword' : null;
  if (first === 'import' || first === 'reserved' || first === 'extensions')
    return KEYWORDS.has(word) ? 'keyword' : null;
  if (before === undefined || LABELS.has(before)) return KEYWORDS.has(word) ? 'keyword' : 'typeName';
  if (first === 'map' && words.length <= 3) return SCALARS.has(word) || words.length === 3 ? 'typeName' : null;
  return null;
}

/** How many labels stand before the word that declares. */
function labels(words: readonly string[]): number {
  return words.filter((word) => LABELS.has(word)).length;
}

function readSign(sign: string, state: State): void {
  const { words, blocks } = state;
  if (sign === '[') state.brackets += 1;
  else if (sign === ']') state.brackets = Math.max(0, state.brackets - 1);
  else if (sign === '(') state.parens += 1;
  else if (sign === ')') state.parens = Math.max(0, state.parens - 1);
  if (sign === '=' || (sign === ':' && (state.brackets > 0 || blocks.at(-1) === 'value'))) state.assigned = true;
  if (sign === ',' || sign === '[') state.assigned = false;
  if (sign === '{') blocks.push(state.brackets > 0 || state.assigned ? 'value' : kindOf(words, blocks.at(-1)!));
  if (sign === '}' && blocks.length > 1) blocks.pop();
  if (sign === '{' || sign === '}') state.assigned = false;
  if ((sign === ';' || sign === '{' || sign === '}') && state.brackets === 0 && blocks.at(-1) !== 'value') {
    words.length = 0;
    state.assigned = false;
    state.parens = 0;
  }
}

function kindOf(words: readonly string[], around: BlockKind): BlockKind {
  const first = words.find((word) => !LABELS.has(word));
  if (first === 'enum' || first === 'service') return first;
  if (first === 'option') return 'value';
  return first === 'rpc' ? around : 'message';
}

/** From a line that ends in an opening brace to the line with the one that closes it. */
const folds = foldService.of((state, start, end) => {
  const { doc } = state;
  if (!/\{\s*(?:\/\/.*)?$/.test(doc.sliceString(start, end))) return null;
  const from = start + doc.sliceString(start, end).lastIndexOf('{') + 1;
  let depth = 1;
  for (let line = doc.lineAt(end).number + 1; line <= doc.lines; line++) {
    const at = doc.line(line);
    const text = at.text.replace(/"(?:[^"\\]|\\.)*"|\/\/.*$/g, (part) => ' '.repeat(part.length));
    for (let index = 0; index < text.length; index++) {
      if (text[index] === '{') depth += 1;
      else if (text[index] === '}' && --depth === 0) return { from, to: at.from + index };
    }
  }
  return null;
});
