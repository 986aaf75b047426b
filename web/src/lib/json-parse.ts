import { fix, JsonScanner } from './json-scanner.ts';
import type { JsonArray, JsonMember, JsonNode, JsonObject, JsonString, JsonTree } from './json-tree.ts';

/** Deeper nesting is a problem: a message never needs it, and the call stack is bounded. */
const MAX_DEPTH = 400;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$@.+-]+/uy;

/** Reads JSON as far as it goes: mistakes become problems, and every value keeps its place. Never throws. */
export function parseJson(text: string): JsonTree {
  return new Parser(text).document();
}

class Parser extends JsonScanner {
  document(): JsonTree {
    this.space();
    if (this.at >= this.text.length) {
      this.problem(
        0,
        this.text.length,
        'The message is empty. `{}` is the smallest one',
        fix('Write {}', 0, this.text.length, '{}'),
      );
      return { root: null, problems: this.problems };
    }
    const root = this.value(0);
    if (!root) this.problem(this.at, this.at + 1, `\`${this.text[this.at] ?? ''}\` cannot begin a message`);
    this.space();
    if (root && this.at < this.text.length)
      this.problem(
        this.at,
        this.text.length,
        'There is more text after the end of the message',
        fix('Remove it', root.to, this.text.length, ''),
      );
    return { root, problems: this.problems };
  }

  /** Null, consuming nothing, where no value begins here. */
  private value(depth: number): JsonNode | null {
    this.space();
    const c = this.text[this.at];
    if (c === undefined) return null;
    if ((c === '{' || c === '[') && depth >= MAX_DEPTH) {
      this.problem(this.at, this.at + 1, `Nested deeper than ${MAX_DEPTH} levels`);
      this.at = this.text.length;
      return null;
    }
    if (c === '{') return this.object(depth);
    if (c === '[') return this.array(depth);
    if (c === '"') return this.string();
    const number = this.match(NUMBER);
    if (number !== undefined) {
      const from = this.at - number.length;
      const rest = this.match(WORD);
      if (rest !== undefined) this.problem(from, this.at, `\`${number}${rest}\` is not a number`);
      return { kind: 'number', from, to: this.at, raw: number };
    }
    return this.word(true);
  }

  private object(depth: number): JsonObject {
    const from = this.at++;
    const members: JsonMember[] = [];
    let comma = -1;
    for (;;) {
      this.space();
      const c = this.text[this.at];
      if (c === '}') {
        if (comma >= 0) this.problem(comma, comma + 1, 'A comma too many', fix('Remove it', comma, comma + 1, ''));
        return { kind: 'object', from, to: ++this.at, members, closed: true };
      }
      const last = members.at(-1);
      if (c === undefined || (c === ']' && depth > 0)) {
        this.open(from, '}');
        return { kind: 'object', from, to: this.at, members, closed: false };
      }
      if (c === ',') {
        this.problem(this.at, this.at + 1, 'A comma too many', fix('Remove it', this.at, this.at + 1, ''));
        this.at++;
        continue;
      }
      const key = c === '"' ? this.string() : this.word(false);
      if (!key) {
        this.problem(this.at, this.at + 1, `A key in quotes belongs here, not \`${c}\``);
        if (c === ':') this.at++;
        if (!this.value(depth + 1)) this.skip();
        continue;
      }
      if (last && comma < 0)
        this.problem(last.to, key.from, 'A comma is missing', fix('Add it', last.to, last.to, ','));
      members.push(this.member(key, depth));
      comma = this.comma();
    }
  }

  private member(key: JsonString, depth: number): JsonMember {
    this.space();
    if (this.text[this.at] !== ':') {
      this.problem(key.from, key.to, `\`${key.value}\` has no value`, undefined, true);
      return { key, colon: false, value: null, from: key.from, to: key.to };
    }
    const colon = ++this.at;
    const value = this.value(depth + 1);
    if (!value) this.problem(key.from, colon, `\`${key.value}\` has no value`, undefined, true);
    return { key, colon: true, value, from: key.from, to: value?.to ?? colon };
  }

  private array(depth: number): JsonArray {
    const from = this.at++;
    const items: JsonNode[] = [];
    let comma = -1;
    for (;;) {
      this.space();
      const c = this.text[this.at];
      if (c === ']') {
        if (comma >= 0) this.problem(comma, comma + 1, 'A comma too many', fix('Remove it', comma, comma + 1, ''));
        return { kind: 'array', from, to: ++this.at, items, closed: true };
      }
      if (c === undefined || c === '}') {
        this.open(from, ']');
        return { kind: 'array', from, to: this.at, items, closed: false };
      }
      if (c === ',' || c === ':') {
        this.problem(
          this.at,
          this.at + 1,
          `A value belongs here, not \`${c}\``,
          c === ',' ? fix('Remove it', this.at, this.at + 1, '') : undefined,
        );
        this.at++;
        continue;
      }
      const last = items.at(-1);
      const item = this.value(depth + 1);
      if (!item) {
        if (this.at < this.text.length) this.problem(this.at, this.at + 1, `\`${c}\` is no value`);
        this.skip();
        continue;
      }
      if (last && comma < 0)
        this.problem(last.to, item.from, 'A comma is missing', fix('Add it', last.to, last.to, ','));
      items.push(item);
      comma = this.comma();
    }
  }

  private string(): JsonString {
    const from = this.at++;
    let bad = -1;
    for (; this.at < this.text.length; this.at++) {
      const c = this.text[this.at]!;
      if (c === '\\') this.at++;
      else if (c === '"') break;
      else if (c === '\n' || c === '\r') break;
      else if (c < ' ') bad = this.at;
    }
    this.at = Math.min(this.at, this.text.length);
    const closed = this.text[this.at] === '"';
    if (closed) this.at++;
    else this.problem(from, this.at, 'The closing quote is missing', fix('Add it', this.at, this.at, '"'));
    const inner = this.text.slice(from + 1, closed ? this.at - 1 : this.at);
    let value = inner;
    if (bad >= 0) this.problem(bad, bad + 1, 'A control character must be escaped');
    else if (inner.includes('\\'))
      try {
        // JSON.parse of a quoted text gives a string.
        value = JSON.parse(`"${inner}"`) as string;
      } catch {
        if (closed) this.problem(from, this.at, 'An escape in this text is not JSON. A backslash is written `\\\\`');
      }
    return { kind: 'string', from, to: this.at, value, closed, quoted: true };
  }

  /** `true`, `false`, `null` where a value stands, or a bare word, which is a mistake. */
  private word(asValue: true): JsonNode | null;
  private word(asValue: false): JsonString | null;
  private word(asValue: boolean): JsonNode | null {
    const from = this.at;
    const single = this.text[from] === "'" ? /^'([^'\n]*)'?/.exec(this.text.slice(from, from + 1000)) : null;
    if (single) this.at += single[0].length;
    const word = single ? single[1]! : this.match(WORD);
    if (word === undefined) return null;
    if (asValue && !single && (word === 'true' || word === 'false' || word === 'null'))
      return { kind: 'atom', from, to: this.at, value: word === 'null' ? null : word === 'true' };
    this.problem(from, this.at, `\`${word}\` needs quotes`, fix('Add quotes', from, this.at, JSON.stringify(word)));
    return { kind: 'string', from, to: this.at, value: word, closed: false, quoted: false };
  }
}
