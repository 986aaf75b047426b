import { isMap, isScalar, isSeq, parseDocument, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';

/** An item of a list, as it stands in a text. */
export interface ListItem {
  readonly node: ParsedNode;
  /** Lines that are its own, 0-based, both included: comments right above it and below it belong to it. Block style only. */
  readonly lines: readonly [first: number, last: number];
}

/** A list below a key of the top of a YAML or JSON text, to be edited in place. */
export interface YamlList {
  readonly text: string;
  /** Without their ends. */
  readonly lines: readonly string[];
  readonly style: 'block' | 'flow';
  readonly node: YAMLSeq.Parsed;
  readonly items: readonly ListItem[];
  /** Column of its dashes, from 0; of flow style, that of its key. */
  readonly indent: number;
}

/** The entries of the top; undefined where there are none, or where the text cannot be read. */
export function findTop(text: string): YAMLMap.Parsed | undefined {
  let document;
  try {
    document = parseDocument(text, { version: '1.2', schema: 'core', keepSourceTokens: true, logLevel: 'silent' });
  } catch {
    return undefined;
  }
  const { contents, errors } = document;
  return errors.length === 0 && isMap(contents) ? contents : undefined;
}

/** Finds the list below a key; undefined where there is none, or where the text cannot be read. */
export function findList(text: string, key: string): YamlList | undefined {
  const top = findTop(text);
  const pair = top && pairOf(top.items, key);
  if (!pair || !isSeq(pair.value)) return undefined;
  const node = pair.value as YAMLSeq.Parsed; // Parsed, as everything of this document.
  const lines = text.split('\n');
  const starts = lineStarts(lines);
  const keyAt = pair.key.range[0];
  if (node.flow || node.srcToken?.type !== 'block-seq') {
    const items = node.items.map((item): ListItem => ({ node: item, lines: [0, 0] }));
    return { text, lines, style: 'flow', node, items, indent: columnOf(text, keyAt) };
  }
  const dashes = node.srcToken.items.flatMap(({ start }) =>
    start.flatMap(({ type, offset }) => (type === 'seq-item-ind' ? [offset] : [])),
  );
  if (dashes.length !== node.items.length) return undefined;
  const indent = columnOf(text, dashes[0]!);
  const floor = lineOf(starts, keyAt);
  const items: ListItem[] = [];
  node.items.forEach((item, index) => {
    const dash = lineOf(starts, dashes[index]!);
    const above = items.at(-1)?.lines[1] ?? floor;
    let first = dash;
    while (first - 1 > above && isComment(lines[first - 1]!, 0, indent)) first -= 1;
    let last = Math.max(dash, lineOf(starts, endOf(text, item.range[1], dashes[index]!)));
    const ceiling = dashes[index + 1] === undefined ? lines.length : lineOf(starts, dashes[index + 1]!);
    while (last + 1 < ceiling && isComment(lines[last + 1]!, indent + 1, Infinity)) last += 1;
    items.push({ node: item, lines: [first, last] });
  });
  return { text, lines, style: 'block', node, items, indent };
}

/** The pair of a mapping with that key, as it is written there: merged ones are not. */
export function pairOf(
  pairs: readonly Pair<ParsedNode, ParsedNode | null>[],
  key: string,
): Pair<ParsedNode, ParsedNode | null> | undefined {
  return pairs.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** From 0, in UTF-16 units. */
export const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** The last character that is not empty space. */
export function endOf(text: string, end: number, start: number): number {
  let at = end;
  while (at - 1 > start && /\s/.test(text[at - 1]!)) at -= 1;
  return Math.max(start, at - 1);
}

/** A line that is nothing but a comment, whose mark stands between these columns. */
function isComment(line: string, least: number, most: number): boolean {
  const column = line.search(/\S/);
  return column >= least && column <= most && line[column] === '#';
}

function lineStarts(lines: readonly string[]): readonly number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}
