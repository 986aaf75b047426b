import { ScalarType } from '@bufbuild/protobuf';
import { holds } from '../rules/accept.ts';
import type { Draws } from '../rules/draws.ts';
import type { Moments, Plain, ValueRules } from '../rules/field-rules.ts';
import { FORMATS } from '../rules/formats.ts';
import { makeValue } from '../rules/make-value.ts';
import type { ValueType } from '../rules/value-kind.ts';
import type { Generation, Make } from './context.ts';
import { draw, mix, mixA, mixB } from './hash.ts';
import { madeBy } from './made-by.ts';
import type { PlainForm } from '../rules/plain-value.ts';
import { scalarMaker } from './scalars.ts';
import { REFERENCE } from './times.ts';

/** The rules of one value, and what it takes to follow them. */
export interface Ruling {
  readonly rules: ValueRules;
  readonly type: ValueType;
  readonly form: PlainForm;
  /** A value must be made even where the name alone would leave it out. */
  readonly needed: boolean;
  readonly words: string;
  readonly noun: string;
}

const NANOS = 1_000_000n;

/** What rules on time are measured against. */
export const momentsOf = (gen: Generation): Moments => ({
  reference: BigInt(REFERENCE) * NANOS,
  now: gen.now === undefined ? undefined : BigInt(gen.now()) * NANOS,
});
export const NO_CLOCK: Moments = { reference: BigInt(REFERENCE) * NANOS, now: undefined };

/** Words after which the name's own hint makes the value that a format asks for. */
const FORMAT_WORDS: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  uuid4: 'uuid',
  hostname: 'host',
  address: 'host',
  ip: 'ip',
  ipv4: 'ip',
  ipv6: 'ipv6',
  uri: 'url',
};

/** A maker whose values keep the rules. What the name suggests is kept wherever it keeps them. */
export function ruledMaker(make: Make, ruling: Ruling): Make {
  const { rules, type, form, needed } = ruling;
  const suggested = formatMaker(ruling);
  const { within } = rules;
  const ruled: Make = (a, b, s, gen, depth) => {
    const first = make(a, b, s, gen, depth);
    if (first === undefined && !needed) return undefined;
    const moments = within === undefined ? NO_CLOCK : momentsOf(gen);
    const hint = first === undefined ? fallback(type) : form.toPlain(first);
    if (rules.examples.length === 0 && holds(rules, hint, moments)) return first ?? form.toLocal(hint);
    const like = (n: number): Plain => {
      const [na, nb, ns] = n === 0 ? [a, b, s] : [mixA(a, 1000 + n), mixB(b, 1000 + n), mix(s + n)];
      if (suggested) return suggested(na, nb, ns, gen, depth) as string; // formats are of texts
      const local = n === 0 ? first : make(na, nb, ns, gen, depth);
      return local === undefined ? fallback(type) : form.toPlain(local);
    };
    return form.toLocal(makeValue(rules, type, like, drawsOf(a, b), moments).value);
  };
  return madeBy(ruled, { by: 'constraint', rule: rules.names.slice(0, 4).join(', ') || 'example' });
}

function formatMaker({ rules, words, noun }: Ruling): Make | undefined {
  const more = rules.kind === 'text' ? FORMAT_WORDS[rules.format ?? ''] : undefined;
  if (more === undefined) return undefined;
  const { make } = scalarMaker(ScalarType.STRING, false, `${words} ${more}`, noun);
  const format = FORMATS[rules.format!]!; // it has words
  return (a, b, s, gen, depth) => {
    const text = make(a, b, s, gen, depth) as string; // of a string
    return format.test(text) ? text : format.make(drawsOf(a, b));
  };
}

/** Numbers that belong to one value alone. */
export function drawsOf(a: number, b: number): Draws {
  let index = 1000;
  return () => draw((index & 1) === 0 ? a : b, index++) >>> 0;
}

/** Where the name suggests no value at all. */
function fallback({ kind }: ValueType): Plain {
  switch (kind) {
    case 'text':
    case 'mask':
    case 'any':
    case 'message':
      return '';
    case 'bytes':
      return new Uint8Array();
    case 'flag':
      return true;
    case 'number':
      return 1;
    case 'duration':
      return 60_000_000_000n;
    case 'timestamp':
      return NO_CLOCK.reference;
    default:
      return 1n;
  }
}

/** Whether a field's value keeps its rules, for what is set after it was made. */
export function keepsRules(ruling: Ruling): (value: unknown) => boolean {
  return (value) => value === undefined || holds(ruling.rules, ruling.form.toPlain(value), NO_CLOCK);
}
