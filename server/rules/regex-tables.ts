import type { Ranges } from './char-ranges.ts';
import type { Step } from './regex-steps.ts';
import type { Assertion } from './regex-syntax.ts';

/** What stands beside a place in the text: an end of it, a line end, a letter of a word, anything else. */
export const START = 0;
export const END = 0;
const LINE_END = 1;
const WORD = 2;
const OTHER = 3;

export function kindOf(code: number): number {
  if (code === 10) return LINE_END;
  const word = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
  return word ? WORD : OTHER;
}

function stands(at: Assertion, before: number, after: number): boolean {
  switch (at) {
    case 'start':
      return before === START;
    case 'end':
      return after === END;
    case 'line start':
      return before === START || before === LINE_END;
    case 'line end':
      return after === END || after === LINE_END;
    case 'word edge':
      return (before === WORD) !== (after === WORD);
    case 'no word edge':
      return (before === WORD) === (after === WORD);
  }
}

/** Where the positions of a pattern lead, between two kinds of neighbours. */
interface Context {
  readonly first: Int32Array;
  readonly startFound: boolean;
  readonly accepts: Int32Array;
  /** Positions that the next one follows. */
  readonly linear: Int32Array;
  /** What else follows: the positions that share the same followers, with these. */
  readonly groups: readonly { readonly from: Int32Array; readonly to: Int32Array }[];
}

/** How large a pattern may be. */
export interface RegexBounds {
  readonly steps: number;
  /** Characters with all repetitions. */
  readonly positions: number;
  /** 32-bit words that one character of a text may cost, where nothing is remembered. */
  readonly work: number;
}

/** The positions of a pattern (its characters), and which follow which, as sets of bits. */
export class RegexTables {
  /** One for each position. */
  readonly ranges: readonly Ranges[];
  /** 32-bit words of a set of positions. */
  readonly words: number;
  readonly #steps: readonly Step[];
  readonly #positions: readonly number[];
  readonly #positionOf: ReadonlyMap<number, number>;
  readonly #contexts: (Context | undefined)[] = [];
  readonly #asserts: boolean;

  constructor(steps: readonly Step[], bounds: RegexBounds) {
    this.#steps = steps;
    this.#positions = steps.flatMap((step, index) => (step.do === 'char' ? [index] : []));
    if (this.#positions.length > bounds.positions)
      throw new Error(`it is too large: ${this.#positions.length} characters with all repetitions`);
    this.#positionOf = new Map(this.#positions.map((step, position) => [step, position]));
    this.ranges = steps.flatMap((step) => (step.do === 'char' ? [step.ranges] : []));
    this.words = Math.max(1, (this.#positions.length + 31) >> 5);
    this.#asserts = steps.some((step) => step.do === 'assert');
    const { groups } = this.#context(START, OTHER);
    if (groups.length * this.words > bounds.work)
      throw new Error('it is too large: too many of its parts may be left out');
  }

  /** The positions whose characters a predicate holds for. */
  maskOf(holds: (ranges: Ranges) => boolean): Int32Array {
    const known = new Map<Ranges, boolean>();
    const mask = new Int32Array(this.words);
    this.ranges.forEach((ranges, position) => {
      let held = known.get(ranges);
      if (held === undefined) known.set(ranges, (held = holds(ranges)));
      if (held) mask[position >> 5]! |= 1 << (position & 31);
    });
    return mask;
  }

  /** Whether a match ends here. */
  isFound(bits: Int32Array, before: number, after: number): boolean {
    const { startFound, accepts } = this.#context(before, after);
    return startFound || meets(bits, accepts);
  }

  /** From the positions just read to those that read the next character; true where a match ends before it. */
  step(bits: Int32Array, before: number, after: number, mask: Int32Array, next: Int32Array): boolean {
    const context = this.#context(before, after);
    if (context.startFound || meets(bits, context.accepts)) return true;
    const { first, linear, groups } = context;
    let carry = 0;
    for (let word = 0; word < next.length; word++) {
      const moved = bits[word]! & linear[word]!;
      next[word] = ((moved << 1) | carry | first[word]!) & mask[word]!;
      carry = moved >>> 31;
    }
    for (const { from, to } of groups)
      if (meets(bits, from)) for (let word = 0; word < next.length; word++) next[word]! |= to[word]! & mask[word]!;
    return false;
  }

  #context(before: number, after: number): Context {
    const index = this.#asserts ? before * 4 + after : 0;
    return (this.#contexts[index] ??= this.#build(before, after));
  }

  #build(before: number, after: number): Context {
    const start = this.#closure(0, before, after);
    const accepts = new Int32Array(this.words);
    const linear = new Int32Array(this.words);
    const groups = new Map<string, { from: Int32Array; to: Int32Array }>();
    this.#positions.forEach((step, position) => {
      const { bits, found } = this.#closure(step + 1, before, after);
      const bit = 1 << (position & 31);
      if (found) accepts[position >> 5]! |= bit;
      const next = position + 1;
      if (next < this.#positions.length && bits[next >> 5]! & (1 << (next & 31))) {
        linear[position >> 5]! |= bit;
        bits[next >> 5]! &= ~(1 << (next & 31));
      }
      if (bits.every((word) => word === 0)) return;
      const key = bits.join();
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { from: new Int32Array(this.words), to: bits }));
      group.from[position >> 5]! |= bit;
    });
    return { first: start.bits, startFound: start.found, accepts, linear, groups: [...groups.values()] };
  }

  /** The positions that can be reached from a step without reading. */
  #closure(from: number, before: number, after: number): { bits: Int32Array; found: boolean } {
    const bits = new Int32Array(this.words);
    let found = false;
    const seen = new Set<number>();
    const stack = [from];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const step = this.#steps[index]!;
      if (step.do === 'found') found = true;
      else if (step.do === 'split') stack.push(step.second, step.first);
      else if (step.do === 'char') {
        const position = this.#positionOf.get(index)!;
        bits[position >> 5]! |= 1 << (position & 31);
      } else if (stands(step.at, before, after)) stack.push(index + 1);
    }
    return { bits, found };
  }
}

function meets(left: Int32Array, right: Int32Array): boolean {
  for (let word = 0; word < left.length; word++) if (left[word]! & right[word]!) return true;
  return false;
}
