const QUANTUM = 4;
const LEGAL = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads a body of base64 as it comes. Its parts may each end with padding: clients encode message by message. */
export class Base64Text {
  #rest = '';

  /** The bytes of what came, as far as they are whole; undefined where it is no base64. */
  push(chunk: Buffer): Buffer | undefined {
    const text = this.#rest + chunk.toString('latin1');
    const whole = text.length - (text.length % QUANTUM);
    this.#rest = text.slice(whole);
    const parts: Buffer[] = [];
    for (let at = 0; at < whole;) {
      const padding = text.indexOf('=', at);
      // Up to the end of the group of four that has the padding.
      const end = padding < 0 || padding >= whole ? whole : padding - (padding % QUANTUM) + QUANTUM;
      const part = text.slice(at, end);
      if (!LEGAL.test(part)) return undefined;
      parts.push(Buffer.from(part, 'base64'));
      at = end;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  /** Nothing is left over. */
  get whole(): boolean {
    return this.#rest === '';
  }
}
