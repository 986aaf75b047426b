import type { Step } from './regex-steps.ts';
import type { Assertion } from './regex-syntax.ts';

/** Which positions (characters of a pattern) follow which, as sets of bits, where each assertion holds or does not. */
export interface FollowSets {
  /** What a match may begin with. */
  readonly first: Int32Array;
  /** Whether a match may end before it has begun. */
  readonly startFound: boolean;
  /** The positions after which a match may end. */
  readonly accepts: Int32Array;
  /** One for each position. */
  readonly after: readonly Int32Array[];
}

/** `holds` says what the neighbours of the place make of an assertion. `work` is called once for each step walked. */
export function followSets(
  steps: readonly Step[],
  holds: (at: Assertion) => boolean,
  work: () => void = () => {},
): FollowSets {
  const positionOf = new Int32Array(steps.length);
  let positions = 0;
  steps.forEach((step, index) => (positionOf[index] = step.do === 'char' ? positions++ : -1));
  const words = wordsFor(positions);
  const seen = new Int32Array(steps.length).fill(-1);
  const stack: number[] = [];
  // The positions that can be reached from a step without reading.
  const closure = (from: number): { bits: Int32Array; found: boolean } => {
    const bits = new Int32Array(words);
    let found = false;
    stack.push(from);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (seen[index] === from) continue;
      seen[index] = from;
      work();
      const step = steps[index]!;
      if (step.do === 'found') found = true;
      else if (step.do === 'split') stack.push(step.second, step.first);
      else if (step.do === 'char') addBit(bits, positionOf[index]!);
      else if (holds(step.at)) stack.push(index + 1);
    }
    return { bits, found };
  };
  const { bits: first, found: startFound } = closure(0);
  const accepts = new Int32Array(words);
  const after: Int32Array[] = [];
  steps.forEach((step, index) => {
    if (step.do !== 'char') return;
    const { bits, found } = closure(index + 1);
    if (found) addBit(accepts, after.length);
    after.push(bits);
  });
  return { first, startFound, accepts, after };
}

/** 32-bit words of a set of so many positions. */
export const wordsFor = (positions: number): number => Math.max(1, (positions + 31) >> 5);

export function addBit(bits: Int32Array, at: number): void {
  bits[at >> 5]! |= 1 << (at & 31);
}

/** Takes a bit away; whether it was there. */
export function takeBit(bits: Int32Array, at: number): boolean {
  const had = (bits[at >> 5]! & (1 << (at & 31))) !== 0;
  bits[at >> 5]! &= ~(1 << (at & 31));
  return had;
}

/** A text that is the same for the same bits. */
export function keyOf(bits: Int32Array): string {
  return Reflect.apply(String.fromCharCode, undefined, new Uint16Array(bits.buffer, bits.byteOffset, bits.length * 2));
}

export function setOf(positions: readonly number[], words: number): Int32Array {
  const bits = new Int32Array(words);
  for (const position of positions) addBit(bits, position);
  return bits;
}

/** The words that are not empty, each before its bits. */
export function sparse(bits: Int32Array): Int32Array {
  return Int32Array.from([...bits].flatMap((word, at) => (word === 0 ? [] : [at, word])));
}

export function meets(bits: Int32Array, words: Int32Array): boolean {
  for (let at = 0; at < words.length; at += 2) if (bits[words[at]!]! & words[at + 1]!) return true;
  return false;
}
