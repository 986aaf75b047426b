import { CommentCollector, blockCommentText } from './comment-collector.ts';
import { ProtoSyntaxError } from './syntax-error.ts';

export type TokenKind = 'ident' | 'int' | 'float' | 'string' | 'symbol' | 'end';

/** Splits proto text into tokens, one at a time, on demand. */
export class Lexer {
  readonly text: string;
  kind: TokenKind = 'end';
  /** Text of the token; for strings the raw literal with its quotes. */
  value = '';
  start = 0;
  end = 0;
  /** Where the token before this one ended. */
  previousEnd = 0;
  #pos: number;

  constructor(text: string) {
    this.text = text;
    this.#pos = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** To the next token; comments on the way are skipped. */
  next(): void {
    for (;;) {
      this.#skipSpace(true);
      const comment = this.#comment();
      if (comment === undefined) break;
    }
    this.#scan();
  }

  /** To the next token, sorting out the comments on the way as `protoc` does. */
  nextWithComments(first = false): CommentCollector {
    const found = new CommentCollector();
    if (first) found.detachFromPrevious();
    else {
      this.#skipSpace(false);
      const comment = this.#comment();
      if (comment?.kind === 'line') {
        found.line(comment.text);
        found.flush();
      } else if (comment?.kind === 'block') {
        found.block(comment.text);
        this.#skipSpace(false);
        if (!this.#newline()) {
          // The next token is on the same line: nobody knows which of the two the comment belongs to.
          found.clear();
          this.next();
          return found;
        }
        found.flush();
      } else if (!this.#newline()) {
        this.next();
        return found;
      }
    }
    for (;;) {
      this.#skipSpace(false);
      const comment = this.#comment();
      if (comment?.kind === 'line') found.line(comment.text);
      else if (comment?.kind === 'block') {
        found.block(comment.text);
        this.#skipSpace(false);
        this.#newline();
      } else if (this.#newline()) {
        found.flush();
        found.detachFromPrevious();
      } else break;
    }
    this.#scan();
    if (this.kind === 'end' || this.value === '}' || this.value === ']' || this.value === ')') found.flush();
    found.finish();
    return found;
  }

  /** The token after this one, without moving. */
  peek(): { readonly kind: TokenKind; readonly value: string } {
    const { kind, value, start, end, previousEnd } = this;
    const pos = this.#pos;
    this.next();
    const found = { kind: this.kind, value: this.value };
    Object.assign(this, { kind, value, start, end, previousEnd });
    this.#pos = pos;
    return found;
  }

  #skipSpace(newlines: boolean): void {
    for (; ; this.#pos++) {
      const code = this.text.charCodeAt(this.#pos);
      if (code === 32 || code === 9 || code === 13 || code === 11 || code === 12) continue;
      if (code !== 10 || !newlines) return;
    }
  }

  #newline(): boolean {
    if (this.text.charCodeAt(this.#pos) !== 10) return false;
    this.#pos += 1;
    return true;
  }

  #comment(): { kind: 'line' | 'block'; text: string } | undefined {
    const { text } = this;
    const from = this.#pos;
    if (text.charCodeAt(from) !== 47) return undefined;
    const mark = text.charCodeAt(from + 1);
    if (mark === 47) {
      const stop = text.indexOf('\n', from);
      this.#pos = stop < 0 ? text.length : stop + 1;
      return { kind: 'line', text: text.slice(from + 2, this.#pos) };
    }
    if (mark !== 42) return undefined;
    const stop = text.indexOf('*/', from + 2);
    if (stop < 0) {
      this.#pos = text.length;
      throw new ProtoSyntaxError(from, 'The comment is never closed.', 'End it with */.');
    }
    this.#pos = stop + 2;
    return { kind: 'block', text: blockCommentText(text.slice(from + 2, stop)) };
  }

  #scan(): void {
    const { text } = this;
    this.previousEnd = this.end;
    const from = (this.start = this.#pos);
    if (from >= text.length) {
      this.kind = 'end';
      this.value = '';
      this.end = from;
      return;
    }
    const code = text.charCodeAt(from);
    let to = from + 1;
    if (isLetter(code)) {
      while (isWord(text.charCodeAt(to))) to += 1;
      this.kind = 'ident';
    } else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(to)))) to = this.#number(from);
    else if (code === 34 || code === 39) to = this.#string(from, code);
    else {
      this.kind = 'symbol';
      if (code < 32 || code === 127 || code > 126) {
        this.#pos = to;
        const shown = code > 126 && code < 0xfffe ? `"${text[from]!}"` : `code ${code}`;
        throw new ProtoSyntaxError(from, `This character (${shown}) has no meaning in a proto file.`);
      }
    }
    this.#pos = this.end = to;
    this.value = text.slice(from, to);
  }

  #number(from: number): number {
    const { text } = this;
    NUMBER.lastIndex = from;
    const match = NUMBER.exec(text);
    const word = match?.[0] ?? text[from]!;
    const to = from + word.length;
    this.kind = INTEGER.test(word) ? 'int' : 'float';
    const stuck = isWord(text.charCodeAt(to)) || text.charCodeAt(to) === 46;
    if (stuck || (this.kind === 'int' && /^0[0-9]*[89]/.test(word))) {
      this.#pos = to;
      while (isWord(text.charCodeAt(this.#pos)) || text.charCodeAt(this.#pos) === 46) this.#pos += 1;
      throw new ProtoSyntaxError(from, `"${text.slice(from, this.#pos)}" is not a number.`);
    }
    return to;
  }

  #string(from: number, quote: number): number {
    const { text } = this;
    this.kind = 'string';
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return at + 1;
      if (code === 92) at += 1;
      if (text.charCodeAt(at) === 10) {
        this.#pos = at;
        throw new ProtoSyntaxError(
          from,
          'The string is not closed on its line.',
          'Strings end on the line they begin on.',
        );
      }
    }
    this.#pos = text.length;
    throw new ProtoSyntaxError(from, 'The string is never closed.');
  }
}

const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?/y;
const INTEGER = /^(?:0[xX][0-9a-fA-F]+|\d+)$/;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isWord = (code: number): boolean => isLetter(code) || isDigit(code);
