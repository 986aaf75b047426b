export const LEFT_OUT = 'it is too large: too many of its parts may be left out';

/** Where eight positions lead, as a table of 256 words for each word that they lead to. */
export class RegexJumps {
  readonly #byTo = new Map<number, Map<number, Int32Array>>();
  readonly #most: number;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** `to`: words and their bits, in turn. */
  add(position: number, to: Int32Array): void {
    const bit = 1 << (position & 7);
    for (let at = 0; at < to.length; at += 2) {
      const tables = this.#byTo.get(to[at]!) ?? new Map<number, Int32Array>();
      this.#byTo.set(to[at]!, tables);
      let table = tables.get(position >> 3);
      if (!table) {
        if (++this.#size > this.#most) throw new Error(LEFT_OUT);
        tables.set(position >> 3, (table = new Int32Array(256)));
      }
      for (let eight = bit; eight < 256; eight = (eight + 1) | bit) table[eight]! |= to[at + 1]!;
    }
  }

  /** `ends`: each word that any lead to, and the end of its tables. */
  laidOut(): { ends: Int32Array; ways: Int32Array; tables: Int32Array } {
    const ends: number[] = [];
    const ways: number[] = [];
    const tables = new Int32Array(this.#size * 256);
    for (const [to, known] of this.#byTo) {
      for (const [byte, table] of known) {
        tables.set(table, ways.length * 256);
        ways.push(((byte >> 2) << 5) | ((byte & 3) << 3));
      }
      ends.push(to, ways.length);
    }
    return { ends: Int32Array.from(ends), ways: Int32Array.from(ways), tables };
  }
}
