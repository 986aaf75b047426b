import { isMap, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { columnOf, endOf, findList, findTop, pairOf, type YamlList } from './yaml-list.ts';

/**
 * Edits of one item of a list in a YAML or JSON text. Everything else keeps its bytes: comments, empty lines, quotes,
 * order. Each answers the new text, or undefined where it cannot be done in place (an alias, several items in odd places).
 */

/** Sets `item[index].key` to a flag, or takes the key away. `after`: the key behind which a new one is written. */
export function setFlag(
  text: string,
  list: string,
  index: number,
  key: string,
  value: boolean | undefined,
  after: string,
): string | undefined {
  const item = findList(text, list)?.items[index]?.node;
  return isMap<ParsedNode, ParsedNode | null>(item)
    ? setPair(text, item, key, value === undefined ? undefined : String(value), after)
    : undefined;
}

/** Sets an entry of the top to a word, or takes it away with null. A new one stands behind `after`, or before all others. */
export function setEntry(text: string, key: string, word: string | null, after: string): string | undefined {
  const top = findTop(text);
  if (!top) return undefined;
  const first = top.items[0];
  const quote = first && text[first.key.range[0]] === '"' ? '"' : '';
  const written = word === null ? undefined : `${quote}${word}${quote}`;
  if (written === undefined || pairOf(top.items, key) || pairOf(top.items, after) || !first)
    return setPair(text, top, key, written, after);
  const at = first.key.range[0];
  const indent = /[\r\n]/.test(text.slice(0, at)) ? text.slice(at - columnOf(text, at), at) : '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const entry = `${quote}${key}${quote}: ${written}`;
  return splice(text, at, at, top.flow ? `${entry}, ` : `${entry}${eol}${indent.trim() === '' ? indent : ''}`);
}

/** `word`: as it is written; undefined takes the key away. */
function setPair(
  text: string,
  item: YAMLMap<ParsedNode, ParsedNode | null>,
  key: string,
  word: string | undefined,
  after: string,
): string | undefined {
  const pairs = item.items as readonly Pair<ParsedNode, ParsedNode | null>[];
  const pair = pairOf(pairs, key);
  if (word === undefined) return pair ? withoutPair(text, pairs, pair, item.flow === true) : text;
  if (pair) {
    const { value: node } = pair;
    if (node && node.range[1] > node.range[0]) return splice(text, node.range[0], node.range[1], word);
    // Nothing behind the colon.
    const colon = text.indexOf(':', pair.key.range[1]);
    return colon < 0 ? undefined : splice(text, colon + 1, colon + 1, ` ${word}`);
  }
  const anchor = pairOf(pairs, after) ?? pairs[0];
  if (!anchor?.value) return undefined;
  const keyAt = anchor.key.range[0];
  const name = text[keyAt] === '"' ? `"${key}"` : key;
  const end = endOf(text, anchor.value.range[1], keyAt) + 1;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const column = columnOf(text, keyAt);
  const before = text.slice(keyAt - column, keyAt);
  if (item.flow) {
    const own = /^\s+$/.test(before);
    return splice(text, end, end, own ? `,${eol}${before}${name}: ${word}` : `, ${name}: ${word}`);
  }
  const lineEnd = text.indexOf('\n', end - 1);
  const at = lineEnd < 0 ? text.length : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0);
  return splice(text, at, at, `${eol}${' '.repeat(column)}${name}: ${word}`);
}

/** Undefined where the key cannot go without a trace. */
function withoutPair(
  text: string,
  pairs: readonly Pair<ParsedNode, ParsedNode | null>[],
  pair: Pair<ParsedNode, ParsedNode | null>,
  flow: boolean,
): string | undefined {
  const index = pairs.indexOf(pair);
  const [start, end] = [pair.key.range[0], (pair.value ?? pair.key).range[1]];
  if (flow) {
    const before = pairs[index - 1];
    const next = pairs[index + 1];
    const [from, to] = before ? [(before.value ?? before.key).range[1], end] : [start, next ? next.key.range[0] : end];
    return text.slice(from, to).includes('#') ? undefined : splice(text, from, to, '');
  }
  const lineStart = start - columnOf(text, start);
  const lineEnd = text.indexOf('\n', end - 1);
  // The first key stands behind the dash, and a comment behind the value says something.
  if (text.slice(lineStart, start).trim() !== '' || text.slice(end, lineEnd < 0 ? undefined : lineEnd).trim() !== '')
    return undefined;
  return lineEnd < 0 ? text.slice(0, Math.max(0, lineStart - 1)) : splice(text, lineStart, lineEnd + 1, '');
}

/** Moves an item to the place of another one; those between move up or down. */
export function moveItem(text: string, key: string, from: number, to: number): string | undefined {
  const list = findList(text, key);
  if (!list?.items[from] || !list.items[to]) return undefined;
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const between = list.items.slice(low, high + 1);
  const turned = from < to ? [...between.slice(1), between[0]!] : [between.at(-1)!, ...between.slice(0, -1)];
  if (list.style === 'block') {
    const lines = [...list.lines];
    // From the last to the first, so that the lines of those before stay where they are.
    for (let at = between.length - 1; at >= 0; at -= 1) {
      const [first, last] = between[at]!.lines;
      const [start, end] = turned[at]!.lines;
      lines.splice(first, last - first + 1, ...list.lines.slice(start, end + 1));
    }
    return joined(list, lines);
  }
  let out = text;
  for (let at = between.length - 1; at >= 0; at -= 1) {
    const { range } = between[at]!.node;
    const { range: other } = turned[at]!.node;
    out = splice(out, range[0], range[1], text.slice(other[0], other[1]));
  }
  return out;
}

/** Takes an item out, with the comments that are its own. */
export function removeItem(text: string, key: string, index: number): string | undefined {
  const list = findList(text, key);
  const item = list?.items[index];
  if (!list || !item) return undefined;
  const [before, next] = [list.items[index - 1], list.items[index + 1]];
  if (list.style === 'flow') {
    const { range } = item.node;
    const [from, to] = before ? [before.node.range[1], range[1]] : [range[0], next ? next.node.range[0] : range[1]];
    return text.slice(from, to).includes('#') ? undefined : splice(text, from, to, '');
  }
  if (list.items.length === 1) {
    const [first, last] = item.lines;
    const keyLine = list.lines.findIndex((line) => line.startsWith(`${key}:`));
    if (keyLine < 0 || keyLine >= first || list.lines[keyLine]!.replace(/\r$/, '').trimEnd() !== `${key}:`)
      return undefined;
    const lines = [...list.lines];
    lines.splice(first, last - first + 1);
    lines[keyLine] = lines[keyLine]!.replace(`${key}:`, `${key}: []`);
    return joined(list, lines);
  }
  const [first, last] = item.lines;
  const lines = [...list.lines];
  // The empty lines behind it go with it; of the last one, those before it.
  let [from, to] = [first, last + 1];
  if (next) while (to < next.lines[0] && lines[to]!.trim() === '') to += 1;
  else while (from - 1 > before!.lines[1] && lines[from - 1]!.trim() === '') from -= 1;
  lines.splice(from, to - from);
  return joined(list, lines);
}

/** Puts lines together again; where the last line had no end, the one that is last now has none. */
export function joined(list: YamlList, lines: readonly string[]): string {
  const windows = list.lines[0]!.endsWith('\r');
  const open = list.lines.at(-1) !== '';
  const whole = lines.map((line, index) => {
    const bare = windows && open ? line.replace(/\r$/, '') : line;
    return windows && open && index < lines.length - 1 ? `${bare}\r` : bare;
  });
  return whole.join('\n');
}

const splice = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);
