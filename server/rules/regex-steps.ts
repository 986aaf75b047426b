import type { Ranges } from './char-ranges.ts';
import type { Assertion, Regex } from './regex-syntax.ts';

/** A step of a flattened pattern. */
export type Step =
  | { readonly do: 'char'; readonly ranges: Ranges }
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'assert'; readonly at: Assertion }
  | { readonly do: 'found' };

/** Whether it is met without looking at the text at all. */
export function isNullable(node: Regex): boolean {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return false;
    case 'sequence':
      return node.items.every(isNullable);
    case 'choice':
      return node.items.some(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.item);
  }
}

/**
 * The same language with fewer positions: `(a|b)` is one set, `(x*)*` is `x*`, and n copies of what may be empty are up
 * to n copies.
 */
export function simplify(node: Regex): Regex {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return node;
    case 'sequence':
      return { kind: 'sequence', items: node.items.map(simplify) };
    case 'choice': {
      const items = node.items.map(simplify).map((item) => {
        return item.kind === 'sequence' && item.items.length === 1 ? item.items[0]! : item;
      });
      const sets = items.filter((item) => item.kind === 'set');
      const rest = items.filter((item) => item.kind !== 'set');
      if (sets.length < 2) return { kind: 'choice', items };
      const one: Regex = { kind: 'set', ranges: sets.flatMap(({ ranges }) => ranges) };
      return rest.length === 0 ? one : { kind: 'choice', items: [one, ...rest] };
    }
    case 'repeat': {
      let item = simplify(node.item);
      let { min, max } = node;
      while (item.kind === 'sequence' && item.items.length === 1) item = item.items[0]!;
      if (item.kind === 'repeat' && max === Infinity && item.max === Infinity && item.min <= 1) {
        min = min === 0 || item.min === 0 ? 0 : min;
        item = item.item;
      } else if (item.kind === 'repeat' && item.min === 0 && item.max === 1) {
        item = item.item;
        min = 0;
      }
      if (isNullable(item)) min = 0;
      if (max !== Infinity && max < min) max = min;
      return { kind: 'repeat', item, min, max };
    }
  }
}

/** As steps that go on, fork, or ask where they stand. Throws where there are more than `most`. */
export function flatten(tree: Regex, most: number): readonly Step[] {
  const steps: Step[] = [];
  emit(tree, steps, most);
  steps.push({ do: 'found' });
  return steps;
}

function emit(node: Regex, steps: Step[], most: number): void {
  if (steps.length > most) throw new Error('it is too large: its repetitions multiply');
  switch (node.kind) {
    case 'set':
      steps.push({ do: 'char', ranges: node.ranges });
      return;
    case 'assert':
      steps.push({ do: 'assert', at: node.at });
      return;
    case 'sequence':
      for (const item of node.items) emit(item, steps, most);
      return;
    case 'choice':
      return emitChoice(node.items, steps, most);
    case 'repeat':
      return emitRepeat(node, steps, most);
  }
}

/** A step that goes both ways; where to is set later. */
function split(steps: Step[]): { first: number; second: number } {
  const step = { do: 'split' as const, first: steps.length + 1, second: steps.length + 1 };
  steps.push(step);
  return step;
}

function emitChoice(items: readonly Regex[], steps: Step[], most: number): void {
  const ends: { first: number; second: number }[] = [];
  items.forEach((item, index) => {
    if (index === items.length - 1) return emit(item, steps, most);
    const fork = split(steps);
    emit(item, steps, most);
    ends.push(split(steps));
    fork.second = steps.length;
  });
  for (const end of ends) end.first = end.second = steps.length;
}

function emitRepeat({ item, min, max }: Regex & { kind: 'repeat' }, steps: Step[], most: number): void {
  for (let index = 0; index < min; index++) emit(item, steps, most);
  if (max === Infinity) {
    const loop = steps.length;
    const fork = split(steps);
    emit(item, steps, most);
    const back = split(steps);
    back.first = back.second = loop;
    fork.second = steps.length;
    return;
  }
  const forks: { second: number }[] = [];
  for (let index = min; index < max; index++) {
    forks.push(split(steps));
    emit(item, steps, most);
  }
  for (const fork of forks) fork.second = steps.length;
}
