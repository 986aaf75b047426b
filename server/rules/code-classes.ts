import { inRanges, type Ranges } from './char-ranges.ts';
import { kindOf } from './regex-tables.ts';

/** Code points that no part of a pattern tells apart, as one number each. */
export class CodeClasses {
  /** One code point of each class. */
  readonly samples: readonly number[];
  readonly #first: Int32Array;
  /** The first code point of each run, in order, and the class of the run. */
  readonly #edges: Int32Array;
  readonly #groups: Int32Array;

  constructor(sets: readonly Ranges[]) {
    // Line ends and the letters of words are told apart by assertions.
    const edges = new Set([0, 10, 11, 48, 58, 65, 91, 95, 96, 97, 123]);
    for (const ranges of sets)
      for (const [low, high] of ranges) {
        edges.add(low);
        if (high < 0x10ffff) edges.add(high + 1);
      }
    this.#edges = Int32Array.from(edges).sort();
    const distinct = [...new Set(sets)];
    const known = new Map<string, number>();
    const samples: number[] = [];
    this.#groups = this.#edges.map((code) => {
      const key = `${kindOf(code)}:${distinct.map((ranges) => (inRanges(ranges, code) ? '1' : '0')).join('')}`;
      let group = known.get(key);
      if (group === undefined) {
        known.set(key, (group = samples.length));
        samples.push(code);
      }
      return group;
    });
    this.samples = samples;
    this.#first = Int32Array.from({ length: 256 }, (_, code) => this.#find(code));
  }

  of(code: number): number {
    return code < 256 ? this.#first[code]! : this.#find(code);
  }

  #find(code: number): number {
    let low = 0;
    let high = this.#edges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#edges[middle]! <= code) low = middle;
      else high = middle - 1;
    }
    return this.#groups[low]!;
  }
}
