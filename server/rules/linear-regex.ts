import { inRanges } from './char-ranges.ts';
import { CodeClasses } from './code-classes.ts';
import { keyOf } from './regex-follow.ts';
import { flatten, isNullable, simplify } from './regex-steps.ts';
import { parseRegex, type Regex } from './regex-syntax.ts';
import { RegexTables, END, kindOf, START, type RegexBounds } from './regex-tables.ts';

/** A pattern of a person, matched in time linear in the text whatever it is. */
export interface LinearRegex {
  readonly source: string;
  /** Whether it is found anywhere in the text. */
  test(text: string): boolean;
}

const LONGEST_SOURCE = 4_000;
const cache = new Map<string, LinearRegex | string>();

/** Reads a pattern in RE2's syntax; a text says what is wrong with it. Remembered, within a bound. */
export function linearRegex(source: string): LinearRegex | string {
  let found = cache.get(source);
  if (found === undefined) {
    if (cache.size >= 2_000) cache.clear();
    cache.set(source, (found = compile(source)));
  }
  return found;
}

function compile(source: string): LinearRegex | string {
  if (source.length > LONGEST_SOURCE) return `it is longer than ${LONGEST_SOURCE} characters`;
  try {
    return { source, test: testOf(parseRegex(source), OF_PEOPLE) };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Small enough that 100 KB of any text take 50 ms (`test/bench/patterns.mjs`). */
const OF_PEOPLE: RegexBounds = { steps: 6_000, positions: 1_500, work: 112, walk: 1_000_000 };

/** Whether a pattern is found anywhere in a text. Throws where the pattern is too large. */
export function testOf(pattern: Regex, bounds: RegexBounds): (text: string) => boolean {
  const tree = simplify(pattern);
  // A pattern that matches the empty text anywhere needs no machine.
  if (isNullable(tree)) return () => true;
  const tables = new RegexTables(flatten(tree, bounds.steps), bounds);
  let machine: Machine | undefined;
  return (text) => (machine ??= new Machine(tables)).test(text);
}

const MOST_STATES = 1_000;
const MOST_CELLS = 120_000;
const UNKNOWN = -1;
const FOUND = -2;

interface State {
  readonly bits: Int32Array;
  readonly kind: number;
  readonly to: Int32Array;
}

/**
 * A lazy DFA over sets of positions. Where a pattern has more states than are kept (`(a|b)*a(a|b){200}`), the rest of
 * the text is matched on the sets themselves, 32 positions at a time.
 */
class Machine {
  readonly #tables: RegexTables;
  readonly #classes: CodeClasses;
  readonly #kinds: readonly number[];
  readonly #masks: readonly Int32Array[];
  readonly #most: number;
  #states: State[] = [];
  #byKey = new Map<string, number>();

  constructor(tables: RegexTables) {
    // What is kept of a state: where each class leads, and the set with its key.
    this.#tables = tables;
    this.#classes = new CodeClasses(tables.ranges);
    const { samples } = this.#classes;
    this.#kinds = samples.map(kindOf);
    this.#masks = samples.map((code) => tables.maskOf((ranges) => inRanges(ranges, code)));
    this.#most = Math.max(8, Math.min(MOST_STATES, Math.floor(MOST_CELLS / (samples.length + 1 + tables.words * 8))));
    this.#start();
  }

  #start(): void {
    this.#states = [];
    this.#byKey.clear();
    this.#state(new Int32Array(this.#tables.words), START);
  }

  #state(bits: Int32Array, kind: number): number {
    const key = `${kind}${keyOf(bits)}`;
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.#states.length;
      this.#states.push({ bits, kind, to: new Int32Array(this.#kinds.length).fill(UNKNOWN) });
      this.#byKey.set(key, index);
    }
    return index;
  }

  test(text: string): boolean {
    let state = this.#states[0]!;
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at)!;
      const group = this.#classes.of(code);
      let next = state.to[group]!;
      if (next === UNKNOWN) {
        if (this.#states.length >= this.#most) {
          const found = this.#slow(text, at, state);
          // What was kept may be of another kind of text: it is built anew for the next one.
          this.#start();
          return found;
        }
        next = this.#step(state, group);
        state.to[group] = next;
      }
      if (next === FOUND) return true;
      state = this.#states[next]!;
      if (code > 0xffff) at++;
    }
    return this.#tables.isFound(state.bits, state.kind, END);
  }

  #step({ bits, kind }: State, group: number): number {
    const next = new Int32Array(this.#tables.words);
    if (this.#tables.step(bits, kind, this.#kinds[group]!, this.#masks[group]!, next)) return FOUND;
    return this.#state(next, this.#kinds[group]!);
  }

  #slow(text: string, from: number, start: State): boolean {
    let current = start.bits.slice();
    let next = new Int32Array(this.#tables.words);
    let { kind } = start;
    for (let at = from; at < text.length; at++) {
      const code = text.codePointAt(at)!;
      const group = this.#classes.of(code);
      const after = this.#kinds[group]!;
      if (this.#tables.step(current, kind, after, this.#masks[group]!, next)) return true;
      [current, next] = [next, current];
      kind = after;
      if (code > 0xffff) at++;
    }
    return this.#tables.isFound(current, kind, END);
  }
}
