/**
 * A JSON value that remembers where it stood. `at` is an offset into the text, in UTF-16 code units; `end`, where known,
 * is behind the last character (and, in YAML, behind the empty space that follows).
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly at: number; readonly end?: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly at: number; readonly end?: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  /** Numbers stay text: a 64-bit integer does not fit a double. */
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  | { readonly kind: 'boolean'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'null'; readonly at: number };

export interface JsonMember {
  readonly key: string;
  readonly keyAt: number;
  readonly value: JsonNode;
}

/** Why a text is not JSON, and where. */
export interface JsonFault {
  readonly code: 'json-syntax' | 'json-too-deep' | 'json-too-large';
  readonly at: number;
  readonly message: string;
  readonly hint?: string;
}

export interface JsonLimits {
  /** Nesting of objects and arrays. */
  readonly depth: number;
  /** Values in the whole text. */
  readonly elements: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Everything but the quote, the backslash and control characters, which JSON wants escaped.
// eslint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const WORD = /[\p{L}\p{N}_$]+/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Fault extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Reads one JSON text strictly (RFC 8259), keeping positions, member order and duplicate keys. */
export function readJson(text: string, limits: JsonLimits): { node: JsonNode } | { fault: JsonFault } {
  const reader = new Reader(text, limits);
  try {
    return { node: reader.document() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.fault };
    throw error;
  }
}

class Reader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #elements = 0;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  document(): JsonNode {
    this.#space();
    if (this.#at >= this.#text.length)
      this.#fail('The text is empty.', 'Write a JSON object; `{}` is the empty message.');
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail(`Unexpected ${this.#found()} after the end of the JSON value.`);
    return node;
  }

  #value(depth: number): JsonNode {
    if (++this.#elements > this.#limits.elements)
      this.#fail(`The text has more than ${this.#limits.elements} values.`, undefined, 'json-too-large');
    const at = this.#at;
    const char = this.#text[at];
    if (char === '{' || char === '[') {
      if (depth >= this.#limits.depth)
        this.#fail(`The text nests deeper than ${this.#limits.depth} levels.`, undefined, 'json-too-deep');
      return char === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (char === '"') return { kind: 'string', at, value: this.#string() };
    for (const [word, node] of [
      ['true', { kind: 'boolean', at, value: true }],
      ['false', { kind: 'boolean', at, value: false }],
      ['null', { kind: 'null', at }],
    ] as const)
      if (this.#text.startsWith(word, at) && this.#match(WORD, at) === word) {
        this.#at += word.length;
        return node;
      }
    const number = this.#match(NUMBER, at);
    if (number !== '') {
      this.#at += number.length;
      if (/[\w.]/.test(this.#text[this.#at] ?? ''))
        this.#fail(`Malformed number ${number}${this.#text[this.#at]}…`, 'JSON numbers have no leading zeros.');
      return { kind: 'number', at, text: number };
    }
    return this.#fail(`Expected a value, found ${this.#found()}.`, this.#valueHint());
  }

  #object(depth: number): JsonNode {
    const at = this.#at++;
    const members: JsonMember[] = [];
    this.#space();
    if (this.#take('}')) return { kind: 'object', at, end: this.#at, members };
    for (;;) {
      this.#space();
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"')
        this.#fail(
          `Expected a field name in double quotes, found ${this.#found()}.`,
          this.#text[keyAt] === '}' ? 'Remove the comma before it.' : 'JSON names stand in double quotes: "name".',
        );
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail(`Expected ":" after the name "${key}", found ${this.#found()}.`);
      this.#space();
      members.push({ key, keyAt, value: this.#value(depth) });
      this.#space();
      if (this.#take('}')) return { kind: 'object', at, end: this.#at, members };
      if (!this.#take(',')) this.#fail(`Expected "," or "}", found ${this.#found()}.`, this.#separatorHint());
    }
  }

  #array(depth: number): JsonNode {
    const at = this.#at++;
    const items: JsonNode[] = [];
    this.#space();
    if (this.#take(']')) return { kind: 'array', at, end: this.#at, items };
    for (;;) {
      this.#space();
      if (items.length > 0 && this.#text[this.#at] === ']')
        this.#fail('Expected a value, found "]".', 'Remove the comma before it.');
      items.push(this.#value(depth));
      this.#space();
      if (this.#take(']')) return { kind: 'array', at, end: this.#at, items };
      if (!this.#take(',')) this.#fail(`Expected "," or "]", found ${this.#found()}.`, this.#separatorHint());
    }
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const plain = this.#match(PLAIN, this.#at);
      value += plain;
      this.#at += plain.length;
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at++;
        return value;
      }
      if (char === '\\') value += this.#escape();
      else if (char === undefined || char === '\n' || char === '\r') {
        this.#at = start;
        this.#fail('This string has no closing quote on its line.', 'Write a line break as \\n.');
      } else this.#fail('A control character must be escaped in a string.', 'Write a tab as \\t.');
    }
  }

  #escape(): string {
    const char = this.#text[this.#at + 1] ?? '';
    const simple = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (char !== 'u' || !/^[\da-fA-F]{4}$/.test(hex))
      this.#fail(`Unknown escape \\${char}.`, 'Write a backslash as \\\\.');
    this.#at += 6;
    return String.fromCharCode(parseInt(hex, 16));
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#at++;
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  #found(): string {
    if (this.#at >= this.#text.length) return 'the end of the text';
    return `"${this.#match(WORD, this.#at).slice(0, 20) || String.fromCodePoint(this.#text.codePointAt(this.#at)!)}"`;
  }

  #valueHint(): string | undefined {
    const char = this.#text[this.#at];
    if (char === "'") return 'JSON strings stand in double quotes.';
    if (char === '/') return 'JSON has no comments.';
    return char !== undefined && /\p{L}/u.test(char) ? 'Text stands in double quotes.' : undefined;
  }

  #separatorHint(): string | undefined {
    return this.#text[this.#at] === '"' ? 'A comma is missing before it.' : undefined;
  }

  #fail(message: string, hint?: string, code: JsonFault['code'] = 'json-syntax'): never {
    throw new Fault({ code, at: this.#at, message, ...(hint === undefined ? {} : { hint }) });
  }
}
