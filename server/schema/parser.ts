import { Lexer, type TokenKind } from './lexer.ts';
import { decodeStringLiteral } from './string-literal.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import type { LocationNode, PathNode } from './syntax-tree.ts';

/** Deeper nesting of messages or of option values is refused. */
export const MAX_DEPTH = 64;
const MAX_SYNTAX_ERRORS = 20;
const NO_TAIL: readonly number[] = [];

/** What the parsing functions share: the current token, comments on the way, locations, and errors. */
export class Parser {
  readonly lexer: Lexer;
  readonly locations: LocationNode[] = [];
  readonly errors: ProtoSyntaxError[] = [];
  /** Set by the file's first statement; labels and groups depend on it. */
  edition = 998;
  depth = 0;
  #leading = '';
  #detached: readonly string[] = [];

  constructor(text: string) {
    this.lexer = new Lexer(text);
  }

  /** Reads up to the first token. */
  begin(): void {
    const comments = this.lexer.nextWithComments(true);
    this.#leading = comments.leading;
    this.#detached = comments.detached;
  }

  get kind(): TokenKind {
    return this.lexer.kind;
  }

  get ended(): boolean {
    return this.lexer.kind === 'end';
  }

  get at(): number {
    return this.lexer.start;
  }

  /** True where the token is this word or symbol (a string literal never is). */
  is(value: string): boolean {
    return this.lexer.value === value && this.lexer.kind !== 'string';
  }

  accept(value: string): boolean {
    if (!this.is(value)) return false;
    this.lexer.next();
    return true;
  }

  expect(value: string): void {
    if (!this.accept(value)) throw this.unexpected(`"${value}"`);
  }

  /** Takes a name; `what` says whose, for the error. */
  ident(what: string): string {
    if (this.lexer.kind !== 'ident') throw this.unexpected(what);
    const { value } = this.lexer;
    this.lexer.next();
    return value;
  }

  /** `a.b.C`; a leading dot where `absolute` allows it. */
  dottedName(what: string, absolute = false): string {
    let name = absolute && this.accept('.') ? '.' : '';
    name += this.ident(what);
    while (this.accept('.')) name += `.${this.ident(what)}`;
    return name;
  }

  /** One or more string literals that follow each other. */
  stringBytes(what: string): Uint8Array {
    if (this.lexer.kind !== 'string') throw this.unexpected(what);
    const first = decodeStringLiteral(this.lexer.value, this.lexer.start);
    this.lexer.next();
    if (this.kind !== 'string') return first;
    const parts = [first];
    while (this.lexer.kind === 'string') {
      parts.push(decodeStringLiteral(this.lexer.value, this.lexer.start));
      this.lexer.next();
    }
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  text(what: string): string {
    return decoder.decode(this.stringBytes(what));
  }

  /** A number with an optional minus within what 32 bits can hold, signed or not; range checks come later. */
  integer(what: string, negative = false): number {
    const minus = negative && this.accept('-');
    if (this.lexer.kind !== 'int') throw this.unexpected(what);
    const value = parseInteger(this.lexer.value);
    if (value > 0xffffffff)
      throw new ProtoSyntaxError(this.at, `${this.lexer.value} is out of range.`, undefined, 'number-range');
    this.lexer.next();
    return minus ? -value : value;
  }

  /** Begins a location at the current token. */
  open(at: PathNode | undefined, tail: readonly number[] = NO_TAIL, start = this.lexer.start): LocationNode {
    const location: LocationNode = { at, tail, start, end: start };
    this.locations.push(location);
    return location;
  }

  /** Ends a location with the token before the current one. */
  close(location: LocationNode): void {
    location.end = this.lexer.previousEnd;
  }

  /** A location of the token before the current one alone. */
  mark(at: PathNode | undefined, tail: readonly number[], start: number, end = this.lexer.previousEnd): void {
    this.locations.push({ at, tail, start, end });
  }

  /** Takes `;`, `{` or `}`, and gives the comments around it to the declaration. */
  acceptEnd(symbol: string, location?: LocationNode): boolean {
    if (!this.is(symbol)) return false;
    const comments = this.lexer.nextWithComments();
    const leading = this.#leading;
    this.#leading = comments.leading;
    if (location) {
      if (leading !== '') location.leading = leading;
      if (comments.trailing !== '') location.trailing = comments.trailing;
      if (this.#detached.length > 0) location.detached = this.#detached;
      this.#detached = comments.detached;
    } else if (symbol === '}') this.#detached = comments.detached;
    else if (comments.detached.length > 0) this.#detached = [...this.#detached, ...comments.detached];
    return true;
  }

  expectEnd(symbol: string, location?: LocationNode): void {
    if (!this.acceptEnd(symbol, location)) throw this.unexpected(`"${symbol}"`);
  }

  /** Runs one statement; an error in it is kept, and parsing goes on after it. */
  statement(parse: () => void): void {
    const { depth } = this;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof ProtoSyntaxError)) throw error;
      this.fail(error);
      this.depth = depth;
      this.#skipStatement();
    }
  }

  fail(error: ProtoSyntaxError): void {
    this.errors.push(error);
    if (this.errors.length >= MAX_SYNTAX_ERRORS) throw new TooManyErrors();
  }

  nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      // What is nested so deep cannot be skipped statement by statement: the file ends here.
      this.errors.push(
        new ProtoSyntaxError(
          this.at,
          `Nesting is deeper than ${MAX_DEPTH} levels.`,
          'Move the inner part out.',
          'too-deep',
        ),
      );
      throw new TooManyErrors();
    }
    const result = parse();
    this.depth -= 1;
    return result;
  }

  unexpected(wanted: string): ProtoSyntaxError {
    const { kind, value } = this.lexer;
    const found =
      kind === 'end' ? 'the end of the file' : kind === 'string' ? `the string ${value.slice(0, 40)}` : `"${value}"`;
    // A missing `;` is seen one token late: point to where it belongs.
    const at = wanted === '";"' ? this.lexer.previousEnd : this.at;
    return new ProtoSyntaxError(at, `Expected ${wanted}, found ${found}.`);
  }

  #skipStatement(): void {
    for (let depth = 0; this.lexer.kind !== 'end';) {
      if (this.is('{')) depth += 1;
      else if (this.is('}') && depth === 0) return;
      else if (this.is('}')) depth -= 1;
      const ends = depth === 0 && (this.is(';') || this.is('}'));
      try {
        this.lexer.next();
      } catch (error) {
        if (!(error instanceof ProtoSyntaxError)) throw error;
        this.fail(error);
      }
      if (ends) return;
    }
  }
}

/** Ends the parsing of a file that is not worth reading on. */
export class TooManyErrors extends Error {}

const decoder = new TextDecoder();

/** Decimal, octal or hexadecimal; inexact above 2^53. */
export function parseInteger(text: string): number {
  return /^0[0-7]+$/.test(text) ? parseInt(text, 8) : Number(text);
}
