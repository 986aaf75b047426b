import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { Draft, Generation, Make } from './context.ts';
import { partsOf, type Expression } from './hint-expression.ts';
import { evaluate } from './hint-functions.ts';
import { nearestWord } from '../schema/nearest.ts';
import { subjectOf } from './subjects.ts';
import { isoTime } from './times.ts';

interface Target {
  readonly field: DescField;
  readonly words: string;
  readonly noun: string;
  /** Takes over where the text of the expression is no value of the field. */
  readonly builtin: Make;
}

/** The maker of an expression, or why the field cannot have one. */
export function expressionMaker(
  expression: Expression,
  { field, words, noun, builtin }: Target,
): { readonly make: Make; readonly reads: readonly string[] } | { readonly fault: string } {
  const name = `${field.parent.typeName}.${field.name}`;
  const read = readerOf(field);
  if (!read) return { fault: `${name} cannot be told from a text: its type is ${field.message?.typeName ?? 'none'}.` };
  const paths = [...partsOf(expression)].flatMap((part) => (part.is === 'field' ? [part.path] : []));
  for (const path of paths) {
    const fault = faultOf(path, field);
    if (fault !== undefined) return { fault };
  }
  const source = { subject: subjectOf(words) ?? subjectOf(noun), noun, words };
  const text = (a: number, b: number, s: number, gen: Generation): string =>
    evaluate(expression, {
      a,
      b,
      s,
      root: gen.root,
      source,
      field: (path) => textAt(path, field.parent, gen.around),
    });
  const make: Make = (a, b, s, gen, depth) => read(text(a, b, s, gen)) ?? builtin(a, b, s, gen, depth);
  const reads = paths.flatMap(([step]) => field.parent.fields.find((other) => isNamed(other, step!))?.localName ?? []);
  return { make, reads };
}

/** The value of a field from text, in the library's local form; undefined for a text that is none. */
function readerOf(field: DescField): ((text: string) => unknown) | undefined {
  if (field.enum) {
    const { values } = field.enum;
    return (text) => values.find(({ name }) => name === text)?.number;
  }
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    return (text) => {
      const millis = Date.parse(text);
      if (Number.isNaN(millis)) return undefined;
      const seconds = Math.floor(millis / 1000);
      const nanos = (millis - seconds * 1000) * 1_000_000;
      return { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds), nanos };
    };
  const scalar = field.message && isWrapperDesc(field.message) ? field.message.fields[0].scalar : field.scalar;
  if (field.message && (!isWrapperDesc(field.message) || field.oneof || field.fieldKind !== 'message'))
    return undefined;
  return scalar === undefined ? undefined : (text) => scalarFrom(text, scalar, longAsString(field));
}

const isNamed = (field: DescField, name: string): boolean => field.name === name || field.jsonName === name;
const longAsString = (field: DescField): boolean => 'longAsString' in field && field.longAsString;
const encoder = new TextEncoder();
const WIDTHS: Readonly<Partial<Record<ScalarType, readonly [low: bigint, high: bigint, wide: boolean]>>> = {
  [ScalarType.INT32]: [-(2n ** 31n), 2n ** 31n - 1n, false],
  [ScalarType.SINT32]: [-(2n ** 31n), 2n ** 31n - 1n, false],
  [ScalarType.SFIXED32]: [-(2n ** 31n), 2n ** 31n - 1n, false],
  [ScalarType.UINT32]: [0n, 2n ** 32n - 1n, false],
  [ScalarType.FIXED32]: [0n, 2n ** 32n - 1n, false],
  [ScalarType.INT64]: [-(2n ** 63n), 2n ** 63n - 1n, true],
  [ScalarType.SINT64]: [-(2n ** 63n), 2n ** 63n - 1n, true],
  [ScalarType.SFIXED64]: [-(2n ** 63n), 2n ** 63n - 1n, true],
  [ScalarType.UINT64]: [0n, 2n ** 64n - 1n, true],
  [ScalarType.FIXED64]: [0n, 2n ** 64n - 1n, true],
};

function scalarFrom(text: string, scalar: ScalarType, longText: boolean): unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BYTES:
      return encoder.encode(text);
    case ScalarType.BOOL:
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT: {
      const number = text.trim() === '' ? NaN : Number(text);
      if (Number.isNaN(number)) return undefined;
      return scalar === ScalarType.FLOAT ? Math.fround(number) : number;
    }
    default: {
      if (!/^-?\d{1,20}$/.test(text)) return undefined;
      const [low, high, wide] = WIDTHS[scalar]!; // every whole-number type is there
      const number = BigInt(text);
      if (number < low || number > high) return undefined;
      return wide ? (longText ? text : number) : Number(number);
    }
  }
}

/** Why a path of `field.…` leads nowhere in the message around a field. */
function faultOf(path: readonly string[], field: DescField): string | undefined {
  let desc: DescMessage | undefined = field.parent;
  for (const [index, step] of path.entries()) {
    const found: DescField | undefined = desc?.fields.find((other) => isNamed(other, step));
    if (!desc || !found) {
      const near =
        desc &&
        nearestWord(
          step,
          desc.fields.map(({ name }) => name),
        );
      const where = desc?.typeName ?? `field.${path.slice(0, index).join('.')}`;
      return `${where} has no field "${step}".${near === undefined ? '' : ` Did you mean "${near}"?`}`;
    }
    if (found === field) return `The expression of ${field.parent.typeName}.${field.name} reads the field itself.`;
    desc = found.fieldKind === 'message' ? found.message : undefined;
  }
  return undefined;
}

/** The text of a field of the message that is being made; empty where it is unset. */
function textAt(path: readonly string[], desc: DescMessage, draft: Draft | undefined): string {
  let inner: DescMessage | undefined = desc;
  let value: unknown = draft;
  let last: DescField | undefined;
  for (const step of path) {
    last = inner?.fields.find((field) => isNamed(field, step));
    if (!last || typeof value !== 'object' || value === null) return '';
    const fields = value as Draft;
    const held = last.oneof ? (fields[last.oneof.localName] as { case?: string; value?: unknown }) : undefined; // a oneof is `{ case, value }`
    value = held ? (held.case === last.localName ? held.value : undefined) : fields[last.localName];
    inner = last.fieldKind === 'message' ? last.message : undefined;
  }
  return last ? textOf(value, last) : '';
}

function textOf(value: unknown, field: DescField): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && field.enum)
    return field.enum.values.find(({ number }) => number === value)?.name ?? '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => textOf(item, field)).join(', ');
  if (typeof value === 'object' && value !== null && 'seconds' in value && 'nanos' in value)
    return isoTime(Number(value.seconds) * 1000 + Math.floor(Number(value.nanos) / 1_000_000));
  return '';
}
