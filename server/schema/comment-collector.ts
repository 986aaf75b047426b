const NONE: readonly string[] = [];

/** Comments between two tokens, by whom they belong to; see `SourceCodeInfo.Location` in descriptor.proto. */
export class CommentCollector {
  trailing = '';
  leading = '';
  detached: readonly string[] = NONE;
  #buffer = '';
  #has = false;
  #line = false;
  #attachable = true;

  /** `text` is what follows the `//`, up to and with the end of the line. Neighbouring lines are one comment. */
  line(text: string): void {
    if (this.#has && !this.#line) this.flush();
    this.#has = true;
    this.#line = true;
    this.#buffer += text;
  }

  block(text: string): void {
    if (this.#has) this.flush();
    this.#has = true;
    this.#line = false;
    this.#buffer = text;
  }

  /** The comment so far ends here, and does not belong to the next token. */
  flush(): void {
    if (!this.#has) return;
    if (this.#attachable) {
      this.trailing += this.#buffer;
      this.#attachable = false;
    } else this.detached = [...this.detached, this.#buffer];
    this.clear();
  }

  detachFromPrevious(): void {
    this.#attachable = false;
  }

  clear(): void {
    this.#buffer = '';
    this.#has = false;
  }

  /** What is left belongs to the next token. */
  finish(): void {
    if (this.#has) this.leading = this.#buffer;
  }
}

/** The text of a block comment without its marks, and without the `*` that begins its lines. */
export function blockCommentText(raw: string): string {
  return raw.replace(/\n[ \t\r\v\f]*\*?/g, '\n');
}
