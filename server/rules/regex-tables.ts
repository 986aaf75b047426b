import type { Ranges } from './char-ranges.ts';
import { addBit, followSets, wordsFor } from './regex-follow.ts';
import { LEFT_OUT } from './regex-jumps.ts';
import { RegexMoves } from './regex-moves.ts';
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

/** How large a pattern may be. */
export interface RegexBounds {
  readonly steps: number;
  /** Characters with all repetitions. */
  readonly positions: number;
  /** 32-bit words that one character of a text may cost, where nothing is remembered: some 3 ns each. */
  readonly work: number;
  /** Steps that may be walked to learn what follows what. */
  readonly walk: number;
}

/** The positions of a pattern (its characters), and which follow which between any two neighbours. */
export class RegexTables {
  /** One for each position. */
  readonly ranges: readonly Ranges[];
  /** 32-bit words of a set of positions. */
  readonly words: number;
  /** By the kinds of the neighbours: those before, times four, and those after. */
  readonly #moves: readonly RegexMoves[];

  constructor(steps: readonly Step[], bounds: RegexBounds) {
    this.ranges = steps.flatMap((step) => (step.do === 'char' ? [step.ranges] : []));
    if (this.ranges.length > bounds.positions)
      throw new Error(`it is too large: ${this.ranges.length} characters with all repetitions`);
    this.words = wordsFor(this.ranges.length);
    this.#moves = movesOf(steps, bounds);
  }

  /** The positions whose characters a predicate holds for. */
  maskOf(holds: (ranges: Ranges) => boolean): Int32Array {
    const known = new Map<Ranges, boolean>();
    const mask = new Int32Array(this.words);
    this.ranges.forEach((ranges, position) => {
      let held = known.get(ranges);
      if (held === undefined) known.set(ranges, (held = holds(ranges)));
      if (held) addBit(mask, position);
    });
    return mask;
  }

  /** Whether a match ends here. */
  isFound(bits: Int32Array, before: number, after: number): boolean {
    return this.#moves[before * 4 + after]!.isFound(bits);
  }

  /** From the positions just read to those that read the next character; true where a match ends before it. */
  step(bits: Int32Array, before: number, after: number, mask: Int32Array, next: Int32Array): boolean {
    const moves = this.#moves[before * 4 + after]!;
    if (moves.isFound(bits)) return true;
    moves.step(bits, mask, next);
    return false;
  }
}

/** Neighbours that no assertion of the pattern tells apart share their moves. */
function movesOf(steps: readonly Step[], bounds: RegexBounds): readonly RegexMoves[] {
  const assertions = [...new Set(steps.flatMap((step) => (step.do === 'assert' ? [step.at] : [])))];
  const known = new Map<string, RegexMoves>();
  let walked = 0;
  const walk = (): void => {
    if (++walked > bounds.walk) throw new Error(LEFT_OUT);
  };
  return Array.from({ length: 16 }, (_, index) => {
    const holds = (at: Assertion): boolean => stands(at, index >> 2, index & 3);
    const key = assertions.map(holds).join();
    let moves = known.get(key);
    if (!moves) known.set(key, (moves = new RegexMoves(followSets(steps, holds, walk), bounds.work)));
    return moves;
  });
}
