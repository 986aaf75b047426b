import { testOf } from './linear-regex.ts';
import { parseRegex, type Regex } from './regex-syntax.ts';
import type { RegexBounds } from './regex-tables.ts';

/** A pattern of a schema, that can be matched and made. */
export interface Pattern {
  readonly source: string;
  readonly tree: Regex;
  /** Whether it is found anywhere in the text, in time linear in it. */
  test(text: string): boolean;
}

/** Whoever writes a schema means what it says; texts are short, or our own. */
const OF_SCHEMAS: RegexBounds = { steps: 20_000, positions: 6_000, work: 5_000, walk: 20_000_000 };
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
    return { source, tree, test: testOf(tree, OF_SCHEMAS) };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
