import { foldService, LanguageSupport, StreamLanguage, type StringStream } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** JSON for an editor: colours, indentation, folds by brackets. What is wrong in a text is read elsewhere. */
export function jsonLanguage(): LanguageSupport {
  return new LanguageSupport(JSON_LANGUAGE, [folds]);
}

interface State {
  /** Brackets that are open. */
  depth: number;
}

const JSON_LANGUAGE = StreamLanguage.define<State>({
  name: 'json',
  startState: () => ({ depth: 0 }),
  copyState: ({ depth }) => ({ depth }),
  token: readJson,
  indent: ({ depth }, textAfter, { unit }) => Math.max(0, depth - (/^\s*[\]}]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: {
    closeBrackets: { brackets: ['[', '{', '"'] },
    indentOnInput: /^\s*[\]}]$/,
  },
  tokenTable: { key: tags.propertyName, atom: tags.bool },
});

/** The name of the token that begins here; the stream is moved behind it. */
export function readJson(stream: StringStream, state: State): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return stream.match(/^\s*:/, false) ? 'key' : 'string';
  if (stream.match(/^-?\d[\d.eE+-]*/)) return 'number';
  if (stream.match(/^(?:true|false|null)\b/)) return 'atom';
  const sign = stream.next() ?? '';
  if (sign === '{' || sign === '[') state.depth += 1;
  else if (sign === '}' || sign === ']') state.depth = Math.max(0, state.depth - 1);
  return '{}[],:'.includes(sign) ? 'punctuation' : null;
}

/** How far the closing bracket of a fold is looked for, in UTF-16 units. */
const FOLD_REACH = 4_000_000;
const MARK = /"(?:[^"\\\n]|\\.)*"?|[{}[\]]/g;

/** From a line on which a bracket opens and stays open to the bracket that closes it, on a line below. */
export function foldOf(state: EditorState, start: number, end: number): { from: number; to: number } | null {
  const opened: number[] = [];
  for (const { 0: sign, index } of state.sliceDoc(start, end).matchAll(MARK)) {
    if (sign === '{' || sign === '[') opened.push(start + index);
    else if (sign === '}' || sign === ']') opened.pop();
  }
  const last = opened.at(-1);
  if (last === undefined) return null;
  let depth = 1;
  for (let { number } = state.doc.lineAt(end); number < state.doc.lines && depth > 0; number++) {
    const line = state.doc.line(number + 1);
    if (line.from - last > FOLD_REACH) return null;
    for (const { 0: sign, index } of line.text.matchAll(MARK)) {
      if (sign === '{' || sign === '[') depth += 1;
      else if (sign === '}' || sign === ']') depth -= 1;
      if (depth === 0) return { from: last + 1, to: line.from + index };
    }
  }
  return null;
}

const folds = foldService.of(foldOf);
