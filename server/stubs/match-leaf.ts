import type { Registry } from '@bufbuild/protobuf';
import type { Condition } from '../contract/stub.ts';
import { itemsOf, type Shape } from './match-shape.ts';
import { showValue } from './match-words.ts';
import type { MatchSpec, Place } from './spec.ts';

/** One compiled matcher of a value. */
export interface Test {
  /** `value` is undefined where it is unset and has presence; `set` is false for defaults without presence as well. */
  readonly test: (value: unknown, set: boolean) => boolean;
  /** One line for each demand below this one. */
  readonly explain: (value: unknown, set: boolean, path: string, out: Condition[]) => void;
  /** Literals and operators. */
  readonly weight: number;
  /** `$gte: 10`, as the file has it. */
  readonly asks: string;
  /** `≥ 10`, behind a name. */
  readonly words: string;
}

/** What compiling needs beside the matcher. */
export interface MatchContext {
  readonly types: Registry;
  /** Hears what cannot be compiled. */
  readonly fault: (place: Place, message: string, hint?: string) => void;
}

/** `compileMatch`, for the operators that have matchers in them. */
export type Compile = (spec: MatchSpec, shape: Shape, context: MatchContext, exact?: boolean) => Test;

/** A test that is explained in one line. `sentence`: the words need no sign in front. */
export function leaf(
  shape: Shape,
  { types }: MatchContext,
  asks: string,
  words: string,
  weight: number,
  test: (value: unknown, set: boolean) => boolean,
  unset = false,
): Test {
  const holds = unset ? test : (value: unknown, set: boolean): boolean => value !== undefined && test(value, set);
  return {
    test: holds,
    explain: (value, set, path, out) => {
      const met = holds(value, set);
      const is = `is ${showValue(shape, value, types)}`;
      out.push({ what: path, met, because: met ? is : `${is}; the stub asks for ${asks}` });
    },
    weight,
    asks,
    words: words === 'is' ? `= ${asks}` : words,
  };
}

/** The items of a list, or of a list in JSON; undefined for everything else. */
export const listOf = (shape: Shape, value: unknown): readonly unknown[] | undefined =>
  shape.kind === 'list' || (shape.kind === 'json' && Array.isArray(value)) ? itemsOf(shape, value) : undefined;
