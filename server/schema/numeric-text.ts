import { ProtoSyntaxError } from './syntax-error.ts';
import type { ValueNode } from './syntax-tree.ts';

const RANGES = {
  int32: [-(1n << 31n), (1n << 31n) - 1n],
  uint32: [0n, (1n << 32n) - 1n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  uint64: [0n, (1n << 64n) - 1n],
} as const;

/** The integer that a value stands for, within the range of its type. */
export function integerOf(value: ValueNode, name: string, type: keyof typeof RANGES): bigint {
  if (value.kind !== 'int')
    throw new ProtoSyntaxError(value.at, `"${name}" takes an integer.`, undefined, 'option-value');
  const text = /^0[0-7]+$/.test(value.text) ? `0o${value.text.slice(1)}` : value.text;
  const number = value.negative ? -BigInt(text) : BigInt(text);
  const [least, most] = RANGES[type];
  if (number >= least && number <= most) return number;
  throw new ProtoSyntaxError(value.at, `${number} is out of the range of ${type}.`, undefined, 'option-value');
}

/** The number that a value stands for: an integer, a fraction, `inf` or `nan`. */
export function numberOf(value: ValueNode, name: string): number {
  const sign = value.kind !== 'string' && value.kind !== 'message' && value.kind !== 'list' && value.negative ? -1 : 1;
  if (value.kind === 'int')
    return sign * Number(/^0[0-7]+$/.test(value.text) ? `0o${value.text.slice(1)}` : value.text);
  if (value.kind === 'float') return sign * Number(value.text.replace(/[fF]$/, ''));
  if (value.kind === 'ident' && /^inf(inity)?$/i.test(value.text)) return sign * Infinity;
  if (value.kind === 'ident' && /^nan$/i.test(value.text)) return NaN;
  throw new ProtoSyntaxError(value.at, `"${name}" takes a number.`, undefined, 'option-value');
}

/** Shortest text of a number as C prints it (`%.15g`, or `%.17g` where that is not exact): `1e+20`, `inf`. */
export function doubleText(value: number): string {
  const short = general(value, 15);
  return Object.is(Number(short), value) ? short : general(value, 17);
}

/** The same for 32-bit floats: `%.6g`, or the first that is exact up to `%.9g`. */
export function floatText(value: number): string {
  const single = Math.fround(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = general(single, digits);
    if (Object.is(Math.fround(Number(text)), single)) return text;
  }
  return general(single, 9);
}

function general(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${trim(mantissa)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return trim(value.toFixed(Math.max(0, digits - 1 - exponent)));
}
