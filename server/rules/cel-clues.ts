import type { CelRule, Plain } from './field-rules.ts';

/** What an expression mentions, from which values that satisfy it may be made. */
export interface Clues {
  readonly texts: readonly string[];
  readonly patterns: readonly string[];
  readonly numbers: readonly number[];
  /** Nanoseconds. */
  readonly durations: readonly bigint[];
  readonly timestamps: readonly bigint[];
  /** Names of `FORMATS`. */
  readonly formats: readonly string[];
  /** Fields below `this`, as paths of names: `address.city`. */
  readonly fields: readonly string[];
}

const FUNCTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bisEmail\(/, 'email'],
  [/\bisHostname\(/, 'hostname'],
  [/\bisIp\(\s*6/, 'ipv6'],
  [/\bisIp\(/, 'ip'],
  [/\bisIpPrefix\(/, 'ip_prefix'],
  [/\bisUri\(/, 'uri'],
  [/\bisUriRef\(/, 'uri_ref'],
  [/\bisHostAndPort\(/, 'host_and_port'],
];

const TEXT = /(r|b|rb|br)?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/gi;

export function cluesOf({ expression, values }: CelRule): Clues {
  const texts: string[] = [];
  const patterns: string[] = [];
  const durations: bigint[] = [];
  const timestamps: bigint[] = [];
  const bare = expression.replace(TEXT, (whole: string, prefix: string | undefined, quoted: string, at: number) => {
    const text = /r/i.test(prefix ?? '') ? quoted.slice(1, -1) : unescaped(quoted.slice(1, -1));
    const before = expression.slice(Math.max(0, at - 12), at);
    if (/matches\(\s*$/.test(before)) patterns.push(text);
    else if (/duration\(\s*$/.test(before)) durations.push(...durationOf(text));
    else if (/timestamp\(\s*$/.test(before)) timestamps.push(...timestampOf(text));
    else texts.push(text);
    return ' '.repeat(whole.length);
  });
  const numbers = [...bare.matchAll(/(?<![\w.])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|0x[\da-fA-F]+)u?(?![\w])/g)].map(
    (found) => Number(found[1]),
  );
  for (const value of values) addPlain(value, { texts, patterns, numbers });
  return {
    texts: [...new Set(texts)],
    patterns: [...new Set(patterns)],
    numbers: [...new Set(numbers)],
    durations,
    timestamps,
    formats: FUNCTIONS.flatMap(([pattern, format]) => (pattern.test(expression) ? [format] : [])),
    fields: [
      ...new Set([...bare.matchAll(/\bthis((?:\.[a-zA-Z_]\w*(?!\w*\())+)/g)].map((found) => found[1]!.slice(1))),
    ],
  };
}

/** The value of a predefined rule: a literal, and a pattern where it may be one. */
function addPlain(value: Plain, into: { texts: string[]; patterns: string[]; numbers: number[] }): void {
  if (typeof value === 'string') {
    into.texts.push(value);
    if (/[\\[\]^$*+?{}|]/.test(value)) into.patterns.push(value);
  } else if (typeof value === 'number' || typeof value === 'bigint') into.numbers.push(Number(value));
}

const unescaped = (text: string): string =>
  text.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/g, (_, code: string) => {
    if (/^[ux]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ({ n: '\n', t: '\t', r: '\r' } as Readonly<Record<string, string>>)[code] ?? code;
  });

const UNITS: Readonly<Record<string, number>> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, ns: 1 };

function durationOf(text: string): readonly bigint[] {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|h|m|s)/g)];
  if (parts.length === 0) return [];
  const sum = parts.reduce((so, part) => so + Number(part[1]) * UNITS[part[2]!]!, 0);
  return [BigInt(Math.round(text.startsWith('-') ? -sum : sum))];
}

function timestampOf(text: string): readonly bigint[] {
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? [] : [BigInt(millis) * 1_000_000n];
}
