import { foldable, getIndentation } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { ensureSyntaxTree } from '@codemirror/language';
import { expect, test } from 'vitest';
import { foldOf, jsonLanguage } from '../../../web/src/lib/json-language.ts';

const stateOf = (doc: string): EditorState => EditorState.create({ doc, extensions: jsonLanguage() });
const NAMES = tagHighlighter([
  { tag: tags.propertyName, class: 'key' },
  { tag: tags.string, class: 'string' },
  { tag: tags.number, class: 'number' },
  { tag: tags.bool, class: 'atom' },
  { tag: tags.punctuation, class: 'punct' },
]);

/** Each coloured piece with its colour. */
function colours(doc: string): readonly string[] {
  const state = stateOf(doc);
  const found: string[] = [];
  highlightTree(ensureSyntaxTree(state, doc.length, 1e9)!, NAMES, (from, to, name) => {
    found.push(`${name} ${doc.slice(from, to)}`);
  });
  return found;
}

test('keys, texts, numbers and words are told apart', () => {
  expect(
    colours('{"a" : "b\\"c:", "n": -1.5e+3, "t": true, "z": null}').filter((one) => !one.startsWith('punct')),
  ).toEqual([
    'key "a"',
    'string "b\\"c:"',
    'key "n"',
    'number -1.5e+3',
    'key "t"',
    'atom true',
    'key "z"',
    'atom null',
  ]);
});

test('a text that is not closed ends with its line, and what is no JSON has no colour', () => {
  expect(colours('{"a": "b\n, "c": 1, @ nope')).toEqual([
    'punct {',
    'key "a"',
    'punct :',
    'string "b',
    'punct ,',
    'key "c"',
    'punct :',
    'number 1',
    'punct ,',
  ]);
});

test.each([
  ['{\n  "a": [\n    1\n  ]\n}', 1, [1, 21]],
  ['{\n  "a": [\n    1\n  ]\n}', 2, [10, 19]],
  ['{"a": {"b": [\n1, "]", "\\"}"\n]}}', 1, [13, 28]],
  ['{"a": [1]}', 1, null],
  ['{\n"a": "{"\n', 1, null],
  ['"{"\n}', 1, null],
])('%j folds from line %i: %j', (doc, line, wanted) => {
  const state = stateOf(doc);
  const { from, to } = state.doc.line(line);
  const found = foldable(state, from, to);
  expect(found && [found.from, found.to]).toEqual(wanted);
  expect(foldOf(state, from, to)).toEqual(found);
});

test('a new line is as deep as the brackets around it, and a closing bracket one less', () => {
  const state = stateOf('{\n"a": [\n1\n]\n}');
  expect([1, 2, 3, 4, 5].map((line) => getIndentation(state, state.doc.line(line).from))).toEqual([0, 2, 4, 2, 0]);
});
