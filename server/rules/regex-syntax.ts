import { classOf, everything, fold, invert, type Ranges } from './char-ranges.ts';

/** A regular expression as a tree. */
export type Regex =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'sequence'; readonly items: readonly Regex[] }
  | { readonly kind: 'choice'; readonly items: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly item: Regex; readonly min: number; readonly max: number }
  | { readonly kind: 'assert'; readonly at: Assertion };

export type Assertion = 'start' | 'end' | 'line start' | 'line end' | 'word edge' | 'no word edge';

interface Flags {
  fold: boolean;
  dotAll: boolean;
  multiline: boolean;
  ungreedy: boolean;
}

const MOST_REPEATS = 1000;
const DEEPEST = 200;

/** Reads RE2 syntax. Throws an error that says what cannot be read. */
export function parseRegex(pattern: string): Regex {
  const parser = new Parser([...pattern]);
  return parser.whole();
}

class Parser {
  readonly #text: readonly string[];
  #at = 0;
  #depth = 0;
  #flags: Flags = { fold: false, dotAll: false, multiline: false, ungreedy: false };

  constructor(text: readonly string[]) {
    this.#text = text;
  }

  whole(): Regex {
    const found = this.#choice();
    if (this.#at < this.#text.length) throw new Error('a ) has no ( before it');
    return found;
  }

  get #next(): string | undefined {
    return this.#text[this.#at];
  }

  #take(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #sees(text: string): boolean {
    return [...text].every((char, index) => this.#text[this.#at + index] === char);
  }

  #choice(): Regex {
    if (++this.#depth > DEEPEST) throw new Error('groups are nested too deep');
    const outside = { ...this.#flags };
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    this.#flags = outside;
    this.#depth -= 1;
    return items.length === 1 ? items[0]! : { kind: 'choice', items };
  }

  #sequence(): Regex {
    const items: Regex[] = [];
    for (let next = this.#next; next !== undefined && next !== '|' && next !== ')'; next = this.#next) {
      if (this.#take('\\Q')) {
        while (this.#next !== undefined && !this.#take('\\E')) items.push(this.#literal(this.#text[this.#at++]!));
        continue;
      }
      const atom = this.#atom();
      if (atom) items.push(this.#repeated(atom));
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  #repeated(atom: Regex): Regex {
    let item = atom;
    for (;;) {
      const count = this.#count();
      if (!count) return item;
      this.#take('?');
      item = { kind: 'repeat', item, min: count[0], max: count[1] };
    }
  }

  #count(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    const found = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 12).join(''));
    if (!found) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (min > max || min > MOST_REPEATS || (max !== Infinity && max > MOST_REPEATS))
      throw new Error(`${found[0]} repeats too often`);
    return [min, max];
  }

  /** One character, class, group or assertion; undefined for what only sets flags. */
  #atom(): Regex | undefined {
    const char = this.#text[this.#at++]!;
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', ranges: this.#class() };
      case '.':
        return { kind: 'set', ranges: this.#flags.dotAll ? everything : invert([[10, 10]]) };
      case '^':
        return { kind: 'assert', at: this.#flags.multiline ? 'line start' : 'start' };
      case '$':
        return { kind: 'assert', at: this.#flags.multiline ? 'line end' : 'end' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new Error(`${char} has nothing to repeat`);
      default:
        return this.#literal(char);
    }
  }

  #literal(char: string): Regex {
    const code = char.codePointAt(0)!;
    return { kind: 'set', ranges: this.#flags.fold ? fold([[code, code]]) : [[code, code]] };
  }

  #group(): Regex | undefined {
    const outside = { ...this.#flags };
    if (this.#take('?')) {
      if (this.#take('P<') || (this.#sees('<') && !this.#sees('<=') && !this.#sees('<!') && this.#take('<'))) {
        while (this.#next !== undefined && this.#text[this.#at++] !== '>');
      } else if (this.#setFlags()) return undefined;
    }
    const inner = this.#choice();
    if (!this.#take(')')) throw new Error('a ( has no ) after it');
    this.#flags = outside;
    return inner;
  }

  /** `i`, `s-m`, up to `:` (a group with these flags: false) or `)` (from here on: true). */
  #setFlags(): boolean {
    let on = true;
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === ':') return false;
      if (char === ')') return true;
      if (char === '-') on = false;
      else if (char === 'i') this.#flags.fold = on;
      else if (char === 's') this.#flags.dotAll = on;
      else if (char === 'm') this.#flags.multiline = on;
      else if (char === 'U') this.#flags.ungreedy = on;
      else throw new Error('RE2 has no groups that look ahead or behind');
    }
  }

  #escape(): Regex {
    const char = this.#next;
    switch (char) {
      case 'A':
        this.#at += 1;
        return { kind: 'assert', at: 'start' };
      case 'z':
        this.#at += 1;
        return { kind: 'assert', at: 'end' };
      case 'b':
        this.#at += 1;
        return { kind: 'assert', at: 'word edge' };
      case 'B':
        this.#at += 1;
        return { kind: 'assert', at: 'no word edge' };
      default: {
        const ranges = this.#escaped();
        return { kind: 'set', ranges: this.#flags.fold ? fold(ranges) : ranges };
      }
    }
  }

  /** What follows a backslash: a class, or one character. */
  #escaped(): Ranges {
    const char = this.#text[this.#at++];
    if (char === undefined) throw new Error('it ends with a backslash');
    if (char === 'p' || char === 'P') return this.#property(char === 'P');
    const known = classOf(char);
    if (known) return known;
    const code = this.#code(char);
    return [[code, code]];
  }

  #property(negated: boolean): Ranges {
    let name = this.#text[this.#at++] ?? '';
    if (name === '{') {
      name = '';
      for (let next = this.#text[this.#at++]; next !== '}'; next = this.#text[this.#at++]) {
        if (next === undefined) throw new Error('\\p{ has no }');
        name += next;
      }
    }
    const not = name.startsWith('^');
    const ranges = classOf(`p${not ? name.slice(1) : name}`);
    if (!ranges) throw new Error(`\\p{${name}} is no class of characters`);
    return negated !== not ? invert(ranges) : ranges;
  }

  #code(char: string): number {
    const simple = 'afnrtv'.indexOf(char);
    if (simple >= 0) return [7, 12, 10, 13, 9, 11][simple]!;
    if (char === 'x') {
      const found = /^(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{2}))/.exec(
        this.#text.slice(this.#at, this.#at + 8).join(''),
      );
      if (!found) throw new Error('\\x has no number');
      this.#at += found[0].length;
      return Number.parseInt((found[1] ?? found[2])!, 16);
    }
    if (/[0-7]/.test(char)) {
      const digits = /^[0-7]{0,2}/.exec(this.#text.slice(this.#at, this.#at + 2).join(''))![0];
      if (char !== '0' && digits === '') throw new Error('RE2 has no references back');
      this.#at += digits.length;
      return Number.parseInt(char + digits, 8);
    }
    if (/[a-zA-Z\d]/.test(char)) throw new Error(`\\${char} is nothing that RE2 knows`);
    return char.codePointAt(0)!;
  }

  #class(): Ranges {
    const negated = this.#take('^');
    const ranges: [number, number][] = [];
    for (let first = true; first || this.#next !== ']'; first = false) {
      if (this.#next === undefined) throw new Error('a [ has no ] after it');
      const low = this.#member();
      const single = low.length === 1 && low[0]![0] === low[0]![1];
      if (!single || this.#next !== '-' || this.#text[this.#at + 1] === ']') {
        ranges.push(...low.map(([from, to]): [number, number] => [from, to]));
        continue;
      }
      this.#at += 1;
      const high = this.#member();
      if (high.length !== 1 || high[0]![1] < low[0]![0]) throw new Error('a range of characters ends before it begins');
      ranges.push([low[0]![0], high[0]![1]]);
    }
    this.#at += 1;
    const folded = this.#flags.fold ? fold(ranges) : ranges;
    return negated ? invert(folded) : folded;
  }

  #member(): Ranges {
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 14).join(''));
    const ranges = named && classOf(`:${named[2]!}`);
    if (named && ranges) {
      this.#at += named[0].length;
      return named[1] === '^' ? invert(ranges) : ranges;
    }
    const char = this.#text[this.#at++]!;
    if (char === '\\') return this.#escaped();
    const code = char.codePointAt(0)!;
    return [[code, code]];
  }
}
