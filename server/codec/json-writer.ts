/** Thrown inside the printer when the text has reached its bound. */
export class TextFull extends Error {}

/** Writes JSON text up to a bound: with two-space indentation, as `JSON.stringify(value, null, 2)` does, or on one line. */
export class JsonWriter {
  readonly #limit: number;
  #text = '';
  #indent = '\n';
  #fresh = true;
  readonly #compact: boolean;

  constructor(limit: number, compact = false) {
    this.#limit = limit;
    this.#compact = compact;
    if (compact) this.#indent = '';
  }

  get text(): string {
    return this.#text;
  }

  open(bracket: '{' | '['): void {
    this.raw(bracket);
    if (!this.#compact) this.#indent += '  ';
    this.#fresh = true;
  }

  close(bracket: '}' | ']'): void {
    if (!this.#compact) this.#indent = this.#indent.slice(0, -2);
    this.raw(this.#fresh ? bracket : this.#indent + bracket);
    this.#fresh = false;
  }

  /** Starts an item of an array. */
  item(): void {
    this.raw((this.#fresh ? '' : ',') + this.#indent);
    this.#fresh = false;
  }

  /** Starts a member of an object. */
  key(name: string): void {
    this.item();
    this.raw(JSON.stringify(name) + (this.#compact ? ':' : ': '));
  }

  /** Text that is JSON already. */
  raw(json: string): void {
    if (this.#text.length + json.length > this.#limit) {
      this.#text += json.slice(0, this.#limit - this.#text.length);
      throw new TextFull();
    }
    this.#text += json;
  }
}
