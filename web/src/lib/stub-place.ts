import type { MethodPath } from '#contract/schema';
import { readYaml, type YamlMember, type YamlNode } from './yaml-tree.ts';

/** Where a cursor stands in a text of stubs. */
export interface StubPlace {
  /** Keys and indexes that lead to it; of a key that is being written, to the map that it stands in. */
  readonly steps: readonly (string | number)[];
  readonly where: 'key' | 'value';
  /** The map that holds it, or whose entry it is the value of; null at the top of an empty text. */
  readonly map: readonly YamlMember[] | null;
  /** Other keys of that map. */
  readonly siblings: ReadonlySet<string>;
  /** A value that could as well become a key: it stands on a line of its own, or behind a dash. */
  readonly open: boolean;
  /** Between braces. */
  readonly flow: boolean;
  /** A colon follows already. */
  readonly colon: boolean;
  readonly quoted: boolean;
  /** The word at the cursor, without its quotes. */
  readonly from: number;
  readonly to: number;
  /** The method of the stub it is in. */
  readonly method: MethodPath | null;
  /** The service of the file; null where it names none. */
  readonly service: string | null;
}

/** In place of the word at the cursor: so an empty place has a place in the tree. Nobody writes this character. */
const MARK = '\uE000';

/** Reads where an offset of a text stands; null where that is nowhere. */
export function stubPlace(text: string, offset: number): StubPlace | null {
  const lineFrom = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineFrom, offset);
  const [word] = /[\w$@./-]*$/.exec(before) ?? [''];
  const lead = before.slice(0, before.length - word.length);
  // A dash that begins an item is no part of the word.
  const dash = /^-+$/.test(word) && /^\s*(?:- )*$/.test(lead) ? word.length : 0;
  const from = offset - word.length + dash;
  const [rest] = /^[\w./-]*/.exec(text.slice(offset, offset + 200)) ?? [''];
  const to = offset + rest.length;
  const tree = readYaml(`${text.slice(0, from)}${MARK}${text.slice(to)}`);
  const found = tree && find(tree, []);
  if (!tree || !found) return null;
  const { node, steps, map, member, where } = found;
  return {
    steps,
    where,
    map,
    siblings: new Set(map?.filter((one) => one !== member).map(({ key }) => key)),
    open: where === 'value' && /^\s*(?:- )*$/.test(text.slice(lineFrom, from)),
    flow: found.flow,
    colon: where === 'key' && member?.colon === true,
    quoted: node?.kind === 'scalar' ? node.quoted : /["']$/.test(lead),
    from,
    to,
    method: methodOf(tree, steps),
    service: tree.kind === 'map' ? wordOf(tree.members, 'service') : null,
  };
}

interface Found {
  readonly node: YamlNode | null;
  readonly steps: readonly (string | number)[];
  readonly map: readonly YamlMember[] | null;
  readonly member: YamlMember | null;
  readonly where: 'key' | 'value';
  readonly flow: boolean;
}

function find(
  node: YamlNode,
  steps: readonly (string | number)[],
  map: readonly YamlMember[] | null = null,
  member: YamlMember | null = null,
  flow = false,
): Found | null {
  switch (node.kind) {
    case 'scalar':
      return node.text.includes(MARK) ? { node, steps, map, member, where: 'value', flow } : null;
    case 'list':
      for (const [index, item] of node.items.entries()) {
        const found = item && find(item, [...steps, index], map, member, node.flow);
        if (found) return found;
      }
      return null;
    case 'map':
      for (const one of node.members) {
        if (one.key.includes(MARK))
          return { node: null, steps, map: node.members, member: one, where: 'key', flow: node.flow };
        const found = one.value && find(one.value, [...steps, one.key], node.members, one, node.flow);
        if (found) return found;
      }
      return null;
    default:
      return node satisfies never;
  }
}

/** What a key of a map says, where it is a plain word. */
export function wordOf(members: readonly YamlMember[] | null, key: string): string | null {
  const value = members?.find((member) => member.key === key)?.value;
  return value?.kind === 'scalar' && !value.text.includes(MARK) ? value.text : null;
}

/** `shop.v1.Catalog/GetProduct`, or a method of `service`, as a stub names it. */
function methodOf(tree: YamlNode, steps: readonly (string | number)[]): MethodPath | null {
  if (tree.kind !== 'map' || steps[0] !== 'stubs' || typeof steps[1] !== 'number') return null;
  const list = tree.members.find(({ key }) => key === 'stubs')?.value;
  const stub = list?.kind === 'list' ? list.items[steps[1]] : null;
  if (stub?.kind !== 'map') return null;
  const method = wordOf(stub.members, 'method')?.replace(/^\//, '');
  if (method === undefined) return null;
  if (/^[^/]+\/[^/]+$/.test(method)) return `/${method}` as MethodPath; // Just looked at.
  const service = wordOf(stub.members, 'service') ?? wordOf(tree.members, 'service');
  return service === null ? null : `/${service}/${method}`;
}
