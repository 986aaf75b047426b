import { parseJson } from './json-parse.ts';
import { memberShape, objectShape } from './json-locate.ts';
import { messageShape } from './json-shape.ts';
import type { JsonTypes, Shape } from './json-shape.ts';
import type { JsonNode, JsonObject } from './json-tree.ts';

/** A piece of a one-line preview: key, string, number, atom (or enum name), punctuation, or text that did not change. */
export interface PreviewPart {
  readonly kind: 'k' | 's' | 'n' | 'a' | 'p' | 'same';
  readonly text: string;
}

interface Options {
  /** Full name of the message, where `types` are known: then enums are known too, not guessed by their look. */
  readonly type?: string;
  readonly types?: JsonTypes;
  /** JSON of the message before this one in the same direction: what changed comes first. */
  readonly previous?: string;
}

/** A line holds no more; the rest is cut by the row anyway. */
const MAX_CHARS = 320;
/** No message is read further than this for its preview. */
const MAX_TEXT = 20_000;

/** One line of a message: keys bare, enums bare, changed fields first, unchanged fields last and dim. */
export function previewJson(json: string, { type, types, previous }: Options = {}): readonly PreviewPart[] {
  const text = json.slice(0, MAX_TEXT);
  const { root } = parseJson(text);
  if (!root) return [];
  const preview = new Preview(text, types);
  const shape: Shape = type !== undefined && types ? messageShape(type, types) : { kind: 'free' };
  if (root.kind !== 'object') preview.value(root, shape);
  else if (root.members.length === 0) preview.add('p', '{}');
  else preview.top(root, shape, previous === undefined ? new Map() : membersOf(previous.slice(0, MAX_TEXT)));
  return preview.parts;
}

function membersOf(text: string): Map<string, string> {
  const { root } = parseJson(text);
  const members = root?.kind === 'object' ? root.members : [];
  return new Map(members.map(({ key, value }) => [key.value, squeeze(value ? text.slice(value.from, value.to) : '')]));
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

class Preview {
  readonly parts: PreviewPart[] = [];
  private length = 0;

  constructor(
    private readonly text: string,
    private readonly types: JsonTypes | undefined,
  ) {}

  add(kind: PreviewPart['kind'], text: string): void {
    this.length += text.length;
    const last = this.parts.at(-1);
    if (last?.kind === kind) this.parts[this.parts.length - 1] = { kind, text: last.text + text };
    else this.parts.push({ kind, text });
  }

  top(root: JsonObject, shape: Shape, before: ReadonlyMap<string, string>): void {
    const same = root.members.filter(
      ({ key, value }) => value !== null && before.get(key.value) === squeeze(this.text.slice(value.from, value.to)),
    );
    const changed =
      same.length === root.members.length ? root.members : root.members.filter((member) => !same.includes(member));
    this.members({ ...root, members: changed }, shape);
    if (changed === root.members || same.length === 0 || this.length > MAX_CHARS) return;
    const rest = new Preview(this.text, this.types);
    rest.members({ ...root, members: same }, shape);
    this.add('same', `, ${rest.parts.map((part) => part.text).join('')}`);
  }

  private members(node: JsonObject, shape: Shape): void {
    const inner = this.types ? objectShape(node, shape, this.types) : { any: false };
    for (const [index, member] of node.members.entries()) {
      if (this.length > MAX_CHARS) return;
      if (index > 0) this.add('p', ', ');
      this.add('k', member.key.value);
      this.add('p', ': ');
      const expected: Shape = this.types ? memberShape(member, shape, inner, this.types).shape : { kind: 'free' };
      if (member.value) this.value(member.value, expected);
    }
  }

  value(node: JsonNode, shape: Shape): void {
    switch (node.kind) {
      case 'number':
        return this.add('n', node.raw);
      case 'atom':
        return this.add('a', String(node.value));
      case 'string': {
        const bare = this.types ? shape.kind === 'enum' : /^[A-Z][A-Z0-9_]*$/.test(node.value);
        const shown = bare ? node.value : this.text.slice(node.from, node.to);
        return this.add(bare ? 'a' : 's', shown.length > MAX_CHARS ? `${shown.slice(0, MAX_CHARS)}…` : shown);
      }
      case 'object':
        this.add('p', '{');
        this.members(node, shape);
        return this.add('p', '}');
      case 'array':
        this.add('p', '[');
        for (const [index, item] of node.items.entries()) {
          if (this.length > MAX_CHARS) break;
          if (index > 0) this.add('p', ', ');
          this.value(item, shape.kind === 'list' ? shape.item : { kind: 'free' });
        }
        return this.add('p', ']');
      default:
        node satisfies never;
    }
  }
}
