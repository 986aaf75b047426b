import { inRanges, type Ranges } from './char-ranges.ts';
import { parseRegex, type Assertion, type Regex } from './regex-syntax.ts';

type Step =
  | { readonly do: 'char'; readonly ranges: Ranges }
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'assert'; readonly at: Assertion }
  | { readonly do: 'found' };

/** A pattern that can be matched and made. */
export interface Pattern {
  readonly source: string;
  readonly tree: Regex;
  /** Whether it is found anywhere in the text, in time linear in it. */
  test(text: string): boolean;
}

const MOST_STEPS = 50_000;
const cache = new Map<string, Pattern | string>();

/** Reads a pattern; returns what is wrong with it where it cannot be read. Remembered, within a bound. */
export function patternOf(source: string): Pattern | string {
  let found = cache.get(source);
  if (found === undefined) {
    if (cache.size > 1000) cache.clear();
    cache.set(source, (found = compile(source)));
  }
  return found;
}

function compile(source: string): Pattern | string {
  try {
    const tree = parseRegex(source);
    const steps: Step[] = [];
    emit(tree, steps);
    steps.push({ do: 'found' });
    return { source, tree, test: (text) => run(steps, text) };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function emit(node: Regex, steps: Step[]): void {
  if (steps.length > MOST_STEPS) throw new Error('it is too large');
  switch (node.kind) {
    case 'set':
      steps.push({ do: 'char', ranges: node.ranges });
      return;
    case 'assert':
      steps.push({ do: 'assert', at: node.at });
      return;
    case 'sequence':
      for (const item of node.items) emit(item, steps);
      return;
    case 'choice':
      return emitChoice(node.items, steps);
    case 'repeat':
      return emitRepeat(node, steps);
  }
}

/** A step that goes both ways; where to is set later. */
function split(steps: Step[]): { first: number; second: number } {
  const step = { do: 'split' as const, first: steps.length + 1, second: steps.length + 1 };
  steps.push(step);
  return step;
}

function emitChoice(items: readonly Regex[], steps: Step[]): void {
  const ends: { first: number; second: number }[] = [];
  items.forEach((item, index) => {
    if (index === items.length - 1) return emit(item, steps);
    const fork = split(steps);
    emit(item, steps);
    ends.push(split(steps));
    fork.second = steps.length;
  });
  for (const end of ends) end.first = end.second = steps.length;
}

function emitRepeat({ item, min, max }: Regex & { kind: 'repeat' }, steps: Step[]): void {
  for (let index = 0; index < min; index++) emit(item, steps);
  if (max === Infinity) {
    const loop = steps.length;
    const fork = split(steps);
    emit(item, steps);
    const back = split(steps);
    back.first = back.second = loop;
    fork.second = steps.length;
    return;
  }
  const forks: { second: number }[] = [];
  for (let index = min; index < max; index++) {
    forks.push(split(steps));
    emit(item, steps);
  }
  for (const fork of forks) fork.second = steps.length;
}

/** All ways at once: a step is on the list at most once for each place in the text. */
function run(steps: readonly Step[], text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0)!);
  const seen = new Int32Array(steps.length).fill(-1);
  let current: number[] = [];
  const stack: number[] = [];
  const add = (list: number[], start: number, at: number): boolean => {
    stack.push(start);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (seen[index] === at) continue;
      seen[index] = at;
      const step = steps[index]!;
      if (step.do === 'found') return true;
      if (step.do === 'split') stack.push(step.second, step.first);
      else if (step.do === 'char') list.push(index);
      else if (stands(step.at, codes, at)) stack.push(index + 1);
    }
    return false;
  };
  for (let at = 0; at <= codes.length; at++) {
    if (add(current, 0, at)) return true;
    if (at === codes.length) return false;
    const next: number[] = [];
    for (const index of current) {
      const step = steps[index]!;
      if (step.do === 'char' && inRanges(step.ranges, codes[at]!) && add(next, index + 1, at + 1)) return true;
    }
    current = next;
  }
  return false;
}

const isWord = (code: number | undefined): boolean => code !== undefined && /\w/.test(String.fromCodePoint(code));

function stands(at: Assertion, codes: readonly number[], index: number): boolean {
  switch (at) {
    case 'start':
      return index === 0;
    case 'end':
      return index === codes.length;
    case 'line start':
      return index === 0 || codes[index - 1] === 10;
    case 'line end':
      return index === codes.length || codes[index] === 10;
    case 'word edge':
      return isWord(codes[index - 1]) !== isWord(codes[index]);
    case 'no word edge':
      return isWord(codes[index - 1]) === isWord(codes[index]);
  }
}
