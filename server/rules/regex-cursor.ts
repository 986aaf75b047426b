/** A pattern that is read from left to right, character by character. */
export class RegexCursor {
  readonly #text: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#text = [...pattern];
  }

  /** The next character; undefined at the end. */
  get next(): string | undefined {
    return this.#text[this.#at];
  }

  /** Reads one character; undefined at the end. */
  char(): string | undefined {
    return this.#text[this.#at++];
  }

  sees(text: string): boolean {
    return [...text].every((char, index) => this.#text[this.#at + index] === char);
  }

  /** Reads a text, if it comes next. */
  take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** Reads what comes next, if it looks like this within so many characters. */
  read(shape: RegExp, within: number): RegExpExecArray | null {
    const found = shape.exec(this.#text.slice(this.#at, this.#at + within).join(''));
    if (found) this.#at += found[0].length;
    return found;
  }
}
