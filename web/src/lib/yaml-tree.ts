import { bare, YamlScanner } from './yaml-scanner.ts';

/** A value of a YAML text, with its place. Aliases, tags and anchors are passed over. */
export type YamlNode =
  | { readonly kind: 'map'; readonly from: number; to: number; readonly members: YamlMember[]; readonly flow: boolean }
  | {
      readonly kind: 'list';
      readonly from: number;
      to: number;
      readonly items: (YamlNode | null)[];
      readonly flow: boolean;
    }
  | {
      readonly kind: 'scalar';
      readonly from: number;
      readonly to: number;
      readonly text: string;
      readonly quoted: boolean;
    };

/** One entry of a map. Without a colon it is a key that is still being written. */
export interface YamlMember {
  readonly key: string;
  readonly from: number;
  /** Behind the key. */
  readonly to: number;
  readonly colon: boolean;
  readonly value: YamlNode | null;
}

/** Deeper texts are read this far. */
const DEEPEST = 60;

/**
 * Reads a YAML text as far as an editor needs it: where maps, lists and scalars are. It goes on after mistakes, because a
 * text that is being written has some; what is right YAML is decided by the server, which reads it exactly.
 */
export function readYaml(text: string): YamlNode | null {
  return new Reader(text).document();
}

class Reader extends YamlScanner {
  private depth = 0;

  document(): YamlNode | null {
    return this.block(0);
  }

  /** A block whose lines begin at that column or behind it. */
  private block(least: number): YamlNode | null {
    const column = this.next();
    if (column < least || this.depth > DEEPEST) return null;
    this.depth += 1;
    const node = this.isDash() ? this.list(column) : this.isMap(column) ? this.map(column) : this.inline(column - 1);
    this.depth -= 1;
    return node;
  }

  private list(column: number): YamlNode {
    const items: (YamlNode | null)[] = [];
    const node = { kind: 'list' as const, from: this.at, to: this.at, items, flow: false };
    for (let found = this.next(); found >= column; found = this.next()) {
      if (found > column) {
        this.at = this.lineEnd(this.at); // What is left of a line that was broken.
        continue;
      }
      if (!this.isDash()) break;
      this.at += 1;
      this.spaces();
      node.to = this.at;
      if (this.isLineEnd()) items.push(this.block(column + 1));
      else {
        const inner = this.column(this.at);
        items.push(this.isDash() || this.isMap(inner) ? this.block(inner) : this.inline(column));
      }
      node.to = Math.max(node.to, items.at(-1)?.to ?? 0);
    }
    return node;
  }

  private map(column: number): YamlNode {
    const members: YamlMember[] = [];
    const node = { kind: 'map' as const, from: this.at, to: this.at, members, flow: false };
    for (let found = this.next(); found >= column; found = this.next()) {
      if (found > column || (this.isDash() && !this.isKey())) {
        if (found === column) break;
        this.at = this.lineEnd(this.at); // It stands nowhere; the lines behind it may be right again.
        continue;
      }
      const from = this.at;
      const key = this.keyAt(false);
      if (key === undefined) {
        this.at = this.plainEnd();
        members.push({ key: this.text.slice(from, this.at), from, to: this.at, colon: false, value: null });
      } else {
        const name = key.slice(0, -1).trimEnd();
        this.at += key.length;
        members.push({ key: bare(name), from, to: from + name.length, colon: true, value: this.value(column) });
      }
      node.to = Math.max(this.at, members.at(-1)?.value?.to ?? 0);
    }
    return node;
  }

  /** What stands behind a key at that column. */
  private value(column: number): YamlNode | null {
    this.spaces();
    if (!this.isLineEnd()) return this.inline(column);
    const mark = this.at;
    const next = this.next();
    const deeper = next > column || (next === column && this.isDash());
    if (deeper) return this.block(next);
    this.at = mark;
    return null;
  }

  /** A value that begins on this line, within a block at that column. */
  private inline(column: number): YamlNode | null {
    for (
      let tag = /^[&!*][^\s,[\]{}]*[ \t]*/.exec(this.rest());
      tag;
      tag = /^[&!*][^\s,[\]{}]*[ \t]*/.exec(this.rest())
    )
      this.at += tag[0].length;
    if (this.isLineEnd()) return this.value(column);
    const sign = this.text[this.at];
    if (sign === '{' || sign === '[') {
      const node = this.flow(column);
      this.at = Math.max(this.at, node.to);
      return node;
    }
    if (sign === '|' || sign === '>') return this.folded(column);
    if (sign === '"' || sign === "'") return this.quoted(sign);
    const from = this.at;
    this.at = this.plainEnd();
    const to = this.at;
    // Its further lines.
    for (let found = this.next(); found > column && !this.isMap(found) && !this.isDash(); found = this.next())
      this.at = this.lineEnd(this.at);
    return { kind: 'scalar', from, to, text: this.text.slice(from, to), quoted: false };
  }

  private folded(column: number): YamlNode {
    const from = this.at;
    this.at = this.lineEnd(this.at);
    let to = this.at;
    while (this.at < this.text.length) {
      const line = this.text.slice(this.at + 1, this.lineEnd(this.at + 1));
      if (line.trim() !== '' && line.search(/\S/) <= column) break;
      this.at = this.lineEnd(this.at + 1);
      if (line.trim() !== '') to = this.at;
      if (this.at >= this.text.length) break;
    }
    return { kind: 'scalar', from, to, text: this.text.slice(from, to), quoted: true };
  }

  private flow(column: number): YamlNode {
    const open = this.text[this.at];
    const from = this.at;
    this.at += 1;
    this.depth += 1;
    const members: YamlMember[] = [];
    const items: (YamlNode | null)[] = [];
    while (this.depth <= DEEPEST && this.inFlow(column)) {
      const sign = this.text[this.at]!;
      if (sign === ',') this.at += 1;
      else if (sign === '}' || sign === ']') {
        this.at += 1;
        break;
      } else if (open === '[') items.push(this.flowValue(column));
      else members.push(this.flowMember(column));
    }
    this.depth -= 1;
    const to = this.at;
    return open === '{'
      ? { kind: 'map', from, to, members, flow: true }
      : { kind: 'list', from, to, items, flow: true };
  }

  private flowMember(column: number): YamlMember {
    const from = this.at;
    const key = this.keyAt(true);
    if (key === undefined) {
      const value = this.flowValue(column);
      const to = Math.max(this.at, from + 1);
      this.at = to;
      return { key: value?.kind === 'scalar' ? value.text : '', from, to, colon: false, value: null };
    }
    const name = key.slice(0, -1).trimEnd();
    this.at += key.length;
    const value = this.inFlow(column) && !/[,}\]]/.test(this.text[this.at]!) ? this.flowValue(column) : null;
    return { key: bare(name), from, to: from + name.length, colon: true, value };
  }

  private flowValue(column: number): YamlNode | null {
    const sign = this.text[this.at];
    if (sign === '{' || sign === '[') return this.flow(column);
    if (sign === '"' || sign === "'") return this.quoted(sign);
    const from = this.at;
    const [text] = /^(?:\$\{[^}\n]*\}|[^\n,[\]{}#]|(?<=\S)#)*/.exec(this.rest()) ?? [''];
    this.at = from + Math.max(1, text.length);
    const to = from + text.trimEnd().length;
    return { kind: 'scalar', from, to, text: this.text.slice(from, to), quoted: false };
  }

  /** Goes on within `{…}`; false where the text ends, or where a line stands so far left that the end was forgotten. */
  private inFlow(column: number): boolean {
    this.spaces();
    if (!this.isLineEnd()) return true;
    const mark = this.at;
    const next = this.next();
    if (next > column || (next >= 0 && /[}\]]/.test(this.text[this.at]!))) return true;
    this.at = mark;
    return false;
  }

  /** A map begins here: a key, or a word that is to become one above other keys. */
  private isMap(column: number): boolean {
    if (this.isKey()) return true;
    if (/["'{[|>&!*]/.test(this.text[this.at]!)) return false;
    const mark = this.at;
    this.at = this.lineEnd(this.at);
    const above = this.next() === column && this.isKey();
    this.at = mark;
    return above;
  }
}
