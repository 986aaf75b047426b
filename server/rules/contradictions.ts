import type { DescField } from '@bufbuild/protobuf';
import { holds, isOutside } from './accept.ts';
import type { Draws } from './draws.ts';
import type { FieldRules, Moments, Plain, ValueRules } from './field-rules.ts';
import { LONGEST_TEXT } from './make-text.ts';
import { makeValue } from './make-value.ts';
import { wholeRange } from './make-number.ts';
import { lengthsOf } from './regex-make.ts';
import { patternOf } from './regex-match.ts';
import { keyType, rangeOfType, valueType, type ValueType } from './value-kind.ts';

/** A list or map has no more members than this, whatever a rule asks. */
export const MOST_MEMBERS = 1000;

/** What is wrong with the rules of a field, one sentence each: they cannot be followed, or not all at once. */
export function faultsOf(field: DescField, rules: FieldRules, moments: Moments): readonly string[] {
  const found = [...rules.faults, ...membersFault(field, rules)];
  const parts: readonly (readonly [string, ValueRules | undefined, ValueType])[] = [
    ['', rules.value, valueType(field)],
    ['items: ', rules.items, valueType(field)],
    ...(field.fieldKind === 'map' ? [['keys: ', rules.keys, keyType(field)] as const] : []),
  ];
  for (const [where, part, type] of parts) {
    // An empty list or map keeps all rules of what it would hold.
    const fault = part && (readable(part) ?? contradiction(part, type, moments));
    if (fault !== undefined) found.push(where + fault);
  }
  return found;
}

function membersFault(field: DescField, { size, unique, items, keys }: FieldRules): readonly string[] {
  if (!size) return [];
  if (size.min > size.max) return [`at least ${size.min} members are asked for, and at most ${size.max} are allowed`];
  if (size.min > MOST_MEMBERS) return [`${size.min} members are asked for; Understudy makes at most ${MOST_MEMBERS}`];
  const part = field.fieldKind === 'map' ? keys : items;
  const type = field.fieldKind === 'map' ? keyType(field) : valueType(field);
  if (!unique && field.fieldKind !== 'map') return [];
  const most = choices(part, type);
  return most !== undefined && most < size.min
    ? [`${size.min} members that differ are asked for, and only ${most} values are allowed`]
    : [];
}

/** How many values are allowed, where that is a number to count. */
function choices(rules: ValueRules | undefined, type: ValueType): number | undefined {
  if (type.kind === 'flag') return rules?.const === undefined ? 2 : 1;
  if (rules?.const !== undefined) return 1;
  if (rules?.in) return rules.in.filter((value) => !rules.notIn.includes(value)).length;
  if (rules?.defined) return new Set(rules.defined.filter((value) => !rules.notIn.includes(value))).size;
  return undefined;
}

function readable(rules: ValueRules): string | undefined {
  for (const source of rules.patterns) {
    const pattern = patternOf(source);
    if (typeof pattern === 'string') return `the pattern ${quoted(source)} cannot be read: ${pattern}`;
  }
  return undefined;
}

function contradiction(rules: ValueRules, type: ValueType, moments: Moments): string | undefined {
  const { low, high } = rules;
  for (const [what, size] of [
    ['characters', rules.size],
    ['bytes', rules.byteSize],
  ] as const)
    if (size && size.min > size.max)
      return `at least ${size.min} ${what} are asked for, and at most ${size.max} are allowed`;
  if (low && high && !isOutside(rules) && low.value === high.value && (low.open || high.open))
    return `nothing is ${low.open ? 'greater than' : 'at least'} and ${high.open ? 'less than' : 'at most'} ${String(low.value)}`;
  if (['integer', 'duration', 'timestamp'].includes(rules.kind) && !isOutside(rules)) {
    const [least, greatest] = wholeRange(rules, rangeOfType(type), () => 0);
    if (least > greatest) return 'its bounds leave no value that its type can hold';
  }
  const long = patternLength(rules);
  if (long !== undefined) return long;
  if ((rules.size?.min ?? 0) > LONGEST_TEXT || (rules.byteSize?.min ?? 0) > LONGEST_TEXT)
    return `it is longer than the ${LONGEST_TEXT} characters that Understudy makes`;
  for (let round = 0; round < 3; round++) {
    const made = makeValue(rules, type, () => hint(type), draws(round * 7919 + 17), moments);
    if (made.kept) return undefined;
  }
  return because(rules, moments);
}

function patternLength({ patterns, size }: ValueRules): string | undefined {
  for (const source of patterns) {
    const pattern = patternOf(source);
    if (typeof pattern === 'string' || !size) continue;
    const [least, most] = lengthsOf(pattern.tree);
    if (least > size.max)
      return `the pattern ${quoted(source)} takes at least ${least} characters, and at most ${size.max} are allowed`;
    if (/^\^.*[^\\]\$$/.test(source) && !/[|(]/.test(source) && most < size.min)
      return `the pattern ${quoted(source)} takes at most ${most} characters, and at least ${size.min} are asked for`;
  }
  return undefined;
}

/** Which rule stands against which. */
function because(rules: ValueRules, moments: Moments): string {
  const { const: only, in: allowed } = rules;
  if (only !== undefined && !holds(rules, only, moments))
    return `const ${shown(only)} is against another rule (${rules.names.join(', ')})`;
  if (allowed && allowed.every((value) => rules.notIn.includes(value))) return 'every value of in is in not_in as well';
  if (allowed) return `no value of in keeps the other rules (${rules.names.join(', ')})`;
  if (rules.defined?.every((value) => rules.notIn.includes(value))) return 'every value of the enum is in not_in';
  return `no value was found that keeps all of its rules (${rules.names.join(', ')})`;
}

const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
const shown = (value: Plain): string =>
  typeof value === 'string' ? quoted(value) : value instanceof Uint8Array ? `of ${value.length} bytes` : String(value);

function hint({ kind }: ValueType): Plain {
  if (kind === 'text' || kind === 'mask' || kind === 'any' || kind === 'message') return 'sample text';
  if (kind === 'bytes') return new Uint8Array();
  if (kind === 'flag') return true;
  return kind === 'number' ? 1 : 1n;
}

/** Numbers for a trial. */
function draws(seed: number): Draws {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state ^ (state >>> 15)) >>> 0;
  };
}
