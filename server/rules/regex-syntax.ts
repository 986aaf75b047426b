import { everything, fold, invert, type Ranges } from './char-ranges.ts';
import { classRanges, escapedRanges } from './regex-class.ts';
import { RegexCursor } from './regex-cursor.ts';

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
  const parser = new Parser(new RegexCursor(pattern));
  return parser.whole();
}

class Parser {
  readonly #text: RegexCursor;
  #depth = 0;
  #flags: Flags = { fold: false, dotAll: false, multiline: false, ungreedy: false };

  constructor(text: RegexCursor) {
    this.#text = text;
  }

  whole(): Regex {
    const found = this.#choice();
    if (this.#text.next !== undefined) throw new Error('a ) has no ( before it');
    return found;
  }

  #choice(): Regex {
    if (++this.#depth > DEEPEST) throw new Error('groups are nested too deep');
    const outside = { ...this.#flags };
    const items = [this.#sequence()];
    while (this.#text.take('|')) items.push(this.#sequence());
    this.#flags = outside;
    this.#depth -= 1;
    return items.length === 1 ? items[0]! : { kind: 'choice', items };
  }

  #sequence(): Regex {
    const items: Regex[] = [];
    for (let next = this.#text.next; next !== undefined && next !== '|' && next !== ')'; next = this.#text.next) {
      if (this.#text.take('\\Q')) {
        while (this.#text.next !== undefined && !this.#text.take('\\E')) items.push(this.#literal(this.#text.char()!));
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
      this.#text.take('?');
      item = { kind: 'repeat', item, min: count[0], max: count[1] };
    }
  }

  #count(): readonly [number, number] | undefined {
    if (this.#text.take('*')) return [0, Infinity];
    if (this.#text.take('+')) return [1, Infinity];
    if (this.#text.take('?')) return [0, 1];
    const found = this.#text.read(/^\{(\d+)(?:(,)(\d*))?\}/, 12);
    if (!found) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (min > max || min > MOST_REPEATS || (max !== Infinity && max > MOST_REPEATS))
      throw new Error(`${found[0]} repeats too often`);
    return [min, max];
  }

  /** One character, class, group or assertion; undefined for what only sets flags. */
  #atom(): Regex | undefined {
    const char = this.#text.char()!; // the caller looked
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', ranges: classRanges(this.#text, this.#flags.fold) };
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
    if (this.#text.take('?')) {
      if (
        this.#text.take('P<') ||
        (this.#text.sees('<') && !this.#text.sees('<=') && !this.#text.sees('<!') && this.#text.take('<'))
      ) {
        while (this.#text.next !== undefined && this.#text.char() !== '>');
      } else if (this.#setFlags()) return undefined;
    }
    const inner = this.#choice();
    if (!this.#text.take(')')) throw new Error('a ( has no ) after it');
    this.#flags = outside;
    return inner;
  }

  /** `i`, `s-m`, up to `:` (a group with these flags: false) or `)` (from here on: true). */
  #setFlags(): boolean {
    let on = true;
    for (;;) {
      const char = this.#text.char();
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
    const char = this.#text.next;
    switch (char) {
      case 'A':
        this.#text.char();
        return { kind: 'assert', at: 'start' };
      case 'z':
        this.#text.char();
        return { kind: 'assert', at: 'end' };
      case 'b':
        this.#text.char();
        return { kind: 'assert', at: 'word edge' };
      case 'B':
        this.#text.char();
        return { kind: 'assert', at: 'no word edge' };
      default: {
        const ranges = escapedRanges(this.#text);
        return { kind: 'set', ranges: this.#flags.fold ? fold(ranges) : ranges };
      }
    }
  }
}
