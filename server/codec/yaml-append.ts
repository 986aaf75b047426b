import { isMap, parseDocument, stringify } from 'yaml';
import { joined } from './yaml-edit.ts';
import { columnOf, findList, type YamlList } from './yaml-list.ts';

const OPTIONS = { version: '1.2', schema: 'core', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** An item of a list as people write it: YAML in block style, without the dash. */
export const itemText = (value: unknown): string => stringify(value, OPTIONS);

/**
 * Adds an item to the end of the list below a key of a YAML or JSON text; everything else keeps its bytes. A list that is
 * not there yet is made. Undefined where the text cannot be read, or is no mapping.
 */
export function appendItem(text: string, key: string, value: unknown): string | undefined {
  const list = findList(text, key);
  if (!list) return withList(text, key, value);
  if (list.style === 'block') return inBlock(list, itemText(value));
  const json = text.trimStart().startsWith('{');
  const last = list.items.at(-1);
  if (!last && !json) return emptyBlock(list, key, itemText(value));
  const open = list.node.range[0] + 1;
  if (!last) {
    const pad = ' '.repeat(list.indent + 2);
    return insert(text, open, `\n${pad}${jsonText(value, pad)}\n${' '.repeat(list.indent)}`);
  }
  const [start, end] = last.node.range;
  const before = text.slice(start - columnOf(text, start), start);
  const own = /^\s*$/.test(before);
  return insert(text, end, own ? `,\n${before}${jsonText(value, before)}` : `, ${jsonText(value)}`);
}

function inBlock(list: YamlList, item: string): string {
  const lines = [...list.lines];
  const end = list.lines[0]!.endsWith('\r') ? '\r' : '';
  const [before, last] = [list.items.at(-2), list.items.at(-1)!];
  // An empty line stands between the others: one stands here as well.
  const apart = before !== undefined && lines[before.lines[1] + 1]?.trim() === '';
  const pad = ' '.repeat(list.indent);
  const own = dashed(item, pad).map((line) => line + end);
  lines.splice(last.lines[1] + 1, 0, ...(apart ? [end, ...own] : own));
  const text = joined(list, lines);
  return text.endsWith('\n') ? text : `${text}\n`;
}

const dashed = (item: string, pad: string): readonly string[] =>
  item
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? `${pad}- ${line}` : line === '' ? '' : `${pad}  ${line}`));

/** `stubs: []` becomes a list in block style. */
function emptyBlock({ text, node }: YamlList, key: string, item: string): string | undefined {
  const at = node.range[0];
  const colon = text.lastIndexOf(`${key}:`, at);
  if (colon < 0 || text.slice(colon + key.length + 1, at).trim() !== '') return undefined;
  const rest = text.slice(node.range[1]);
  const head = `${text.slice(0, colon)}${key}:\n${dashed(item, '  ').join('\n')}`;
  return `${head}${rest.startsWith('\n') || rest.startsWith('\r') ? rest : `\n${rest.trimStart()}`}`;
}

/** A text that has no such list: a mapping gets one, and an empty text is all of it. */
function withList(text: string, key: string, value: unknown): string | undefined {
  const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const { contents } = document;
  if (contents === null)
    return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${stringify({ [key]: [value] }, OPTIONS)}`;
  if (!isMap(contents) || (document.get(key) ?? null) !== null) return undefined;
  document.set(key, document.createNode([value], { aliasDuplicateObjects: false }));
  return document.toString({ lineWidth: 0 });
}

/** 64-bit numbers become text, as in ProtoJSON. `pad`: of the lines behind the first; none for one line. */
function jsonText(value: unknown, pad?: string): string {
  const text = JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner),
    pad === undefined ? undefined : 2,
  );
  return pad === undefined ? text : text.replaceAll('\n', `\n${pad}`);
}

const insert = (text: string, at: number, what: string): string => text.slice(0, at) + what + text.slice(at);
