import { parseJson } from './json-parse.ts';
import type { JsonNode } from './json-tree.ts';

/**
 * The same JSON, two-space indented, every number and string as it was written. Short lists stand on one line, and
 * with `compact` short objects inside others too. Null where the text is not JSON.
 */
export function formatJson(text: string, compact = false): string | null {
  const { root, problems } = parseJson(text);
  return root && problems.length === 0 ? new Printer(text, compact).print(root, '', 0) : null;
}

const WIDTH = 72;
/** Where objects may share a line too, it may be longer: a pane has room for it. */
const COMPACT_WIDTH = 84;

class Printer {
  constructor(
    private readonly text: string,
    private readonly compact: boolean,
  ) {}

  print(node: JsonNode, indent: string, used: number): string {
    if (node.kind !== 'object' && node.kind !== 'array') return this.text.slice(node.from, node.to);
    const [open, close] = node.kind === 'object' ? ['{', '}'] : ['[', ']'];
    const parts = node.kind === 'object' ? node.members : node.items;
    if (parts.length === 0) return `${open}${close}`;
    const short = this.mayShorten(node, indent)
      ? this.oneLine(node, (this.compact ? COMPACT_WIDTH : WIDTH) - indent.length - used)
      : undefined;
    if (short !== undefined) return short;
    const inner = `${indent}  `;
    const lines =
      node.kind === 'object'
        ? node.members.map(({ key, value }) => {
            const name = `${this.text.slice(key.from, key.to)}: `;
            return `${inner}${name}${value ? this.print(value, inner, name.length) : 'null'}`;
          })
        : node.items.map((item) => `${inner}${this.print(item, inner, 0)}`);
    return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
  }

  private mayShorten(node: JsonNode, indent: string): boolean {
    if (node.kind === 'array') return this.compact || node.items.every(isLeaf);
    return this.compact && indent !== '' && node.kind === 'object';
  }

  /** Undefined where it is longer than `room`, or has anything deep in it. */
  private oneLine(node: JsonNode, room: number): string | undefined {
    if (node.to - node.from > room * 8) return undefined;
    if (node.kind !== 'object' && node.kind !== 'array') return this.text.slice(node.from, node.to);
    const parts: string[] = [];
    let length = 4;
    for (const part of node.kind === 'object' ? node.members : node.items) {
      const value = 'key' in part ? part.value : part;
      if (!value || (!isLeaf(value) && parts.length > 0 && !this.compact)) return undefined;
      const inner = this.oneLine(value, room);
      if (inner === undefined) return undefined;
      const shown = 'key' in part ? `${this.text.slice(part.key.from, part.key.to)}: ${inner}` : inner;
      length += shown.length + 2;
      if (length > room + 2) return undefined;
      parts.push(shown);
    }
    if (parts.length === 0) return node.kind === 'object' ? '{}' : '[]';
    return node.kind === 'object' ? `{ ${parts.join(', ')} }` : `[${parts.join(', ')}]`;
  }
}

function isLeaf(node: JsonNode): boolean {
  return (node.kind === 'object' && node.members.length === 0) || (node.kind !== 'object' && node.kind !== 'array');
}
