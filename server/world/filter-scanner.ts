import type { Comparator, FilterText } from './filter-syntax.ts';

/** What ends the reading of a filter. */
export class SyntaxFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /\s*/y;
/** A word, or one part of a path: no dots. */
const PART = /[^\s.()"'=<>!:,]+/y;
/** What is compared with may hold dots, and a time holds colons. */
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?(?![^\s),])/iy;
const ARGUMENT = /[^\s()"'=<>!:,]+/y;
const COMPARATOR = /<=|>=|!=|[=<>:]/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'/y;

/** Reads the words of a filter, one after the other. */
export class FilterScanner {
  readonly text: string;
  /** Index of the next character. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get end(): boolean {
    return this.at >= this.text.length;
  }

  /** A part of a path; throws where none stands here. */
  part(): FilterText {
    const at = this.at;
    const text = this.#quoted() ?? this.#bare(this.#match(PART), at);
    if (text) return text;
    if (this.end) throw this.fault('The filter ends where a name is missing.');
    const next = this.text[this.at]!;
    if (next === '"' || next === "'") throw this.fault('This quote is not closed.');
    if (next === '!') throw this.fault('"!" is no operator. Write NOT before a restriction, or !=.');
    throw this.fault(`A field or a value is expected here, and not "${next}".`);
  }

  /** The comparator that stands here, if one does. */
  comparator(): Comparator | undefined {
    const at = this.at;
    const found = this.#match(COMPARATOR);
    if (found === undefined) {
      const odd = /^(!~?|=~|&&?|\|\|?|~)/.exec(this.text.slice(at, at + 2))?.[0];
      if (odd?.startsWith('!')) throw this.fault(`"${odd}" is no operator. Write NOT before a restriction, or !=.`);
      return undefined;
    }
    if (found === '=' && /[=~]/.test(this.text[this.at] ?? ''))
      throw this.fault(`"=${this.text[this.at]}" is no operator. Write =, with * for anything: title = "Lamp*".`, at);
    this.space();
    return found as Comparator; // one of those that the pattern lists
  }

  /** A value; undefined where none stands here. */
  value(): FilterText | undefined {
    const { at } = this;
    return this.#quoted() ?? this.#bare(this.#match(TIME) ?? this.#match(ARGUMENT), at);
  }

  #bare(text: string | undefined, at: number): FilterText | undefined {
    if (text === '&&' || text === '||') throw this.fault(`Write ${text === '&&' ? 'AND' : 'OR'} for "${text}".`, at);
    return text === undefined ? undefined : { pieces: text.split('*'), quoted: false, at };
  }

  #quoted(): FilterText | undefined {
    const at = this.at;
    const found = this.#match(QUOTED);
    if (found === undefined) {
      const next = this.text[at];
      if (next === '"' || next === "'") throw this.fault('This quote is not closed.');
      return undefined;
    }
    const pieces = [''];
    const put = (char: string): void => {
      pieces[pieces.length - 1]! += char;
    };
    for (let index = 1; index < found.length - 1; index++) {
      const char = found[index]!;
      if (char === '*') pieces.push('');
      else if (char === '\\') put(ESCAPES[found[(index += 1)]!] ?? found[index]!);
      else put(char);
    }
    return { pieces, quoted: true, at };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  space(): void {
    this.#match(SPACE);
  }

  isKeyword(word: string): boolean {
    const after = this.text[this.at + word.length];
    return this.text.startsWith(word, this.at) && (after === undefined || /[\s(]/.test(after));
  }

  keyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.at += word.length;
    this.space();
    return true;
  }

  fault(message: string, at = this.at): SyntaxFault {
    return new SyntaxFault(message, at);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
