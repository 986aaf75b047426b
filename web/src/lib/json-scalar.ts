import type { ScalarName } from '#contract/schema';
import type { JsonNode, JsonProblem } from './json-tree.ts';
import type { Shape } from './json-shape.ts';

type Finding = Omit<JsonProblem, 'from' | 'to' | 'severity'> & { readonly severity?: 'warning' };

const RANGES: Readonly<Partial<Record<ScalarName, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};
const MAX_FLOAT = 3.4028234663852886e38;

/** What is wrong with `node` as a value of the scalar `scalar`; undefined where it fits. */
export function checkScalar(node: JsonNode, scalar: ScalarName): Finding | undefined {
  switch (scalar) {
    case 'bool':
      if (node.kind === 'atom' && node.value !== null) return undefined;
      if (node.kind === 'string' && /^(true|false)$/.test(node.value))
        return {
          message: '`true` and `false` stand without quotes',
          fix: replace(node, 'Remove the quotes', node.value),
        };
      return { message: `A bool belongs here, not ${describe(node)}` };
    case 'string':
      if (node.kind === 'string') return undefined;
      return { message: `A string belongs here, not ${describe(node)}`, ...quoting(node) };
    case 'bytes':
      if (node.kind !== 'string') return { message: `Bytes are written as base64 in quotes, not ${describe(node)}` };
      return isBase64(node.value) ? undefined : { message: 'This is not base64, as bytes are written in JSON' };
    case 'double':
    case 'float':
      return checkFloat(node, scalar);
    default:
      return checkInteger(node, scalar);
  }
}

function checkFloat(node: JsonNode, scalar: 'double' | 'float'): Finding | undefined {
  const text = node.kind === 'number' ? node.raw : node.kind === 'string' ? node.value : undefined;
  if (text === undefined || (node.kind === 'string' && !/^(-?Infinity|NaN|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(text)))
    return { message: `A number belongs here, not ${describe(node)}` };
  const limit = scalar === 'float' ? MAX_FLOAT : Number.MAX_VALUE;
  const value = Number(text);
  if (/\d/.test(text) && Math.abs(value) > limit)
    return { message: `\`${cut(text)}\` is out of the range of \`${scalar}\`` };
  return undefined;
}

function checkInteger(node: JsonNode, scalar: ScalarName): Finding | undefined {
  const text = node.kind === 'number' ? node.raw : node.kind === 'string' ? node.value : undefined;
  if (text === undefined || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text))
    return { message: `A whole number belongs here, not ${describe(node)}` };
  const value = wholeNumber(text);
  if (value === undefined)
    return { message: `\`${cut(text)}\` is not a whole number, and this is ${article(scalar)} \`${scalar}\`` };
  const [least, most] = RANGES[scalar]!;
  if (value < least || value > most)
    return { message: `\`${cut(text)}\` is out of the range of \`${scalar}\`: ${least} to ${most}` };
  if (node.kind === 'number' && (value > 2n ** 53n || value < -(2n ** 53n)))
    return {
      severity: 'warning',
      message: 'Many JSON readers lose digits of numbers this large; quotes keep them',
      fix: replace(node, 'Add quotes', `"${value}"`),
    };
  return undefined;
}

/** `1.20e1` → 12n; undefined for a fraction. Exponents are bounded, so that no text asks for a huge number. */
export function wholeNumber(text: string): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || text.length > 400) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`;
  const point = whole!.length + Number(exponent);
  if (/^0*$/.test(digits)) return 0n;
  if (Math.abs(Number(exponent)) > 400) return undefined;
  const padded = point > digits.length ? digits.padEnd(point, '0') : digits;
  if (!/^0*$/.test(padded.slice(Math.max(point, 0)))) return undefined;
  const value = BigInt(point > 0 ? padded.slice(0, point) : '0');
  return sign ? -value : value;
}

/** Standard and URL-safe alphabets, padding optional, as ProtoJSON reads them. */
export function isBase64(text: string): boolean {
  const body = text.replace(/=+$/, '');
  return /^[A-Za-z0-9+/_-]*$/.test(body) && body.length % 4 !== 1 && text.length - body.length <= 2;
}

const TEXT_FORMS = {
  Timestamp: [/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/, '"2026-11-22T09:41:12Z"'],
  Duration: [/^-?\d{1,12}(\.\d{1,9})?s$/, '"1.5s"'],
  FieldMask: [/^$|^[A-Za-z_][\w.]*(,[A-Za-z_][\w.]*)*$/, '"name,price.units"'],
} as const;

/** The well-known types that are written as text. */
export function checkText(node: JsonNode, shape: Extract<Shape, { kind: 'text' }>): Finding | undefined {
  const [form, example] = TEXT_FORMS[shape.type];
  if (node.kind !== 'string')
    return { message: `\`${shape.type}\` is written like \`${example}\`, not as ${describe(node)}` };
  const sound = form.test(node.value) && (shape.type !== 'Timestamp' || !Number.isNaN(Date.parse(node.value)));
  return sound
    ? undefined
    : { message: `\`${cut(node.value)}\` is not a \`${shape.type}\`: write it like \`${example}\`` };
}

/** What a value is, in words. */
export function describe(node: JsonNode): string {
  if (node.kind === 'atom') return `\`${String(node.value)}\``;
  if (node.kind === 'number') return `the number \`${cut(node.raw)}\``;
  if (node.kind === 'string') return `the text \`${cut(node.value)}\``;
  return node.kind === 'object' ? 'an object' : 'a list';
}

function quoting(node: JsonNode): Pick<JsonProblem, 'fix'> {
  const text = node.kind === 'number' ? node.raw : node.kind === 'atom' ? String(node.value) : undefined;
  return text === undefined ? {} : { fix: replace(node, 'Add quotes', JSON.stringify(text)) };
}

function replace(node: JsonNode, label: string, insert: string): NonNullable<JsonProblem['fix']> {
  return { label, from: node.from, to: node.to, insert };
}

function article(word: string): string {
  return /^[aei]/.test(word) ? 'an' : 'a';
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
