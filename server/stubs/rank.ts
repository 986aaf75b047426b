import type { CompiledStub } from './stub.ts';

/**
 * Which of two stubs is tried first: negative for the left one. A total order, whatever the order of loading:
 * 1. the higher priority,
 * 2. the one that demands more,
 * 3. stubs of the API and of tests before those of files, the newest first,
 * 4. the name of the file, 5. the place in it.
 */
export function compareStubs(left: CompiledStub, right: CompiledStub): number {
  const [mine, theirs] = [left.spec, right.spec];
  return (
    theirs.priority - mine.priority ||
    right.matcher.specificity - left.matcher.specificity ||
    right.added - left.added ||
    compareText(mine.place.file, theirs.place.file) ||
    indexOf(left) - indexOf(right) ||
    mine.place.line - theirs.place.line ||
    compareText(mine.id, theirs.id)
  );
}

/** By code units: the same on every machine. */
const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Place among the stubs of its file, from 0: of `stubs[2]`. */
function indexOf({ spec }: CompiledStub): number {
  const found = /\[(\d+)\]/.exec(spec.place.path);
  return found ? Number(found[1]) : 0;
}

/** Why it stands where it stands: `priority 10, on 2 conditions, third in the file`. */
export function rankWords(stub: CompiledStub): string {
  const { priority } = stub.spec;
  const { specificity } = stub.matcher;
  return [
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    specificity === 0 ? 'any call' : specificity === 1 ? 'on 1 condition' : `on ${specificity} conditions`,
    stub.added > 0 ? 'in memory' : `${ordinal(indexOf(stub) + 1)} in the file`,
  ].join(', ');
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

function ordinal(number: number): string {
  const word = ORDINALS[number];
  if (word !== undefined) return word;
  const tens = number % 100;
  const end = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${end}`;
}
