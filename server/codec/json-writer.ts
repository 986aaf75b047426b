/** Thrown inside the printer when the text has reached its bound. */
export class TextFull extends Error {}

/** Writes JSON text with two-space indentation, as `JSON.stringify(value, null, 2)` does, up to a bound. */
export class JsonWriter {
  readonly #limit: number;
  #text = '';
  #indent = '\n';
  #fresh = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    return this.#text;
  }

  open(bracket: '{' | '['): void {
    this.raw(bracket);
    this.#indent += '  ';
    this.#fresh = true;
  }

  close(bracket: '}' | ']'): void {
    this.#indent = this.#indent.slice(0, -2);
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
    this.raw(`${JSON.stringify(name)}: `);
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
