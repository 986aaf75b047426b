import { clone, fromBinary, ScalarType, type DescField, type Message, type Registry } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { encodeNode } from '../codec/encode-json.ts';
import { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { Draft, Make } from './context.ts';
import { draw, pick } from './hash.ts';
import { betweenMaker } from './hint-between.ts';
import { HINT_KINDS } from './hint-kinds.ts';
import { expressionMaker } from './hint-texts.ts';
import { isOpen, lineOrigin, overlaid, rowOf, type Misfits } from './hint-rows.ts';
import type { HintLine, HintsFile } from './hints-file.ts';
import { scalarMaker } from './scalars.ts';
import { momentAt } from './times.ts';

/** What a line makes of a field: of one item of it, where it is a list or a map. */
export interface Hinted {
  readonly make: Make;
  /** Local names of the other fields of the message that it reads: it is made after them. */
  readonly reads: readonly string[];
}

interface Target {
  readonly field: DescField;
  /** Words of the field's name and noun of its message. */
  readonly words: string;
  readonly noun: string;
  /** What makes it without the line; of a message with fields of its own, it is still asked for the rest of them. */
  readonly builtin: Make;
  readonly types: Registry | undefined;
}

/** The maker of a line for a field that it is about; undefined where it does not fit. */
export function hintMaker(hints: HintsFile, line: HintLine, target: Target, misfits?: Misfits): Hinted | undefined {
  const { gives } = line;
  const misfit = (at: number, message: string, hint?: string): undefined =>
    void misfits?.(at, { severity: 'error', code: 'hint-misfit', message, ...(hint ? { hint } : {}) });
  const { field } = target;
  const scalar = scalarOf(field);
  switch (gives.by) {
    case 'values': {
      const { message } = field;
      const decode = (node: JsonNode): readonly [unknown] | undefined => decoded(hints, node, target, misfits);
      if (isOpen(message)) {
        const rows = gives.values.flatMap((node) => {
          const value = decode(node);
          return value ? rowOf(message, node, value[0] as Message) : []; // a message field holds messages
        });
        return rows.length === 0
          ? undefined
          : { make: overlaid(rows, target.builtin, lineOrigin(hints, line)), reads: [] };
      }
      const values = gives.values.flatMap((node) => decode(node) ?? []);
      return values.length === 0 ? undefined : { make: chosen(values, field), reads: [] };
    }
    case 'like': {
      const make = likeMaker(gives.kind, target, scalar);
      return make
        ? { make, reads: [] }
        : misfit(
            line.at,
            `The row "${gives.kind}" makes ${makes(gives.kind)}, and ${nameOf(field)} is ${typeOf(field)}.`,
          );
    }
    case 'between': {
      const made = betweenMaker(gives, field, scalar);
      return 'make' in made ? { make: made.make, reads: [] } : misfit(gives.at, made.fault);
    }
    case 'expression': {
      const made = expressionMaker(gives.expression, target);
      return 'make' in made ? made : misfit(gives.at, made.fault);
    }
    default:
      return gives satisfies never;
  }
}

/** The scalar in a field, an item of it, or the wrapper in it. */
const scalarOf = (field: DescField): ScalarType | undefined =>
  field.message && isWrapperDesc(field.message) ? field.message.fields[0].scalar : field.scalar;

const nameOf = (field: DescField): string => `${field.parent.typeName}.${field.name}`;
const typeOf = (field: DescField): string =>
  field.message?.typeName ?? field.enum?.typeName ?? ScalarType[field.scalar!].toLowerCase(); // one of the three
const makes = (kind: string): string =>
  (HINT_KINDS.get(kind) ?? []).map((what) => (what === 'flag' ? 'true or false' : `${what}s`)).join(' and ');

/** One value of a field (or item) in the library's local form, by way of its bytes. */
function decoded(
  hints: HintsFile,
  node: JsonNode,
  { field, types }: Target,
  misfits: Misfits | undefined,
): readonly [unknown] | undefined {
  const findings = new Findings(hints.text);
  const { at } = node;
  const key = field.fieldKind === 'map' ? (field.mapKey === ScalarType.STRING ? 'key' : '1') : '';
  const value: JsonNode =
    field.fieldKind === 'list'
      ? { kind: 'array', at, items: [node] }
      : field.fieldKind === 'map'
        ? {
            kind: 'object',
            at,
            members: [{ key: field.mapKey === ScalarType.BOOL ? 'true' : key, keyAt: at, value: node }],
          }
        : node;
  const whole: JsonNode = { kind: 'object', at, members: [{ key: field.jsonName, keyAt: at, value }] };
  const bytes = encodeNode(field.parent, whole, findings, '', types, { partial: true });
  if (!bytes) {
    for (const { path, ...problem } of findings.problems()) {
      const below = path
        ?.slice(path.startsWith(field.jsonName) ? field.jsonName.length : 0)
        .replace(/^\[[^\]]*\]\.?|^\./, '');
      misfits?.(at, { ...problem, ...(below ? { path: below } : {}) });
    }
    return undefined;
  }
  // A message of the library keeps its fields as properties under their local names.
  const message = fromBinary(field.parent, bytes) as unknown as Draft;
  const held = field.oneof
    ? (message[field.oneof.localName] as { readonly value?: unknown }).value // a oneof is `{ case, value }`
    : message[field.localName];
  if (field.fieldKind === 'list') return [(held as readonly unknown[])[0]];
  if (field.fieldKind === 'map') return [Object.values(held as object)[0]];
  return [held];
}

function chosen(values: readonly unknown[], field: DescField): Make {
  const { message } = field;
  const wrapped = message && (isWrapperDesc(message) || message.typeName === 'google.protobuf.Struct');
  // Whoever is given a message may change it.
  if (message && !wrapped) return (a) => clone(message, pick(values as readonly Message[], draw(a, 150)));
  return (a) => pick(values, draw(a, 150));
}

function likeMaker(kind: string, { field, words, noun }: Target, scalar: ScalarType | undefined): Make | undefined {
  const known = HINT_KINDS.get(kind) ?? [];
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    return known.includes('time') ? timestampMaker(kind) : undefined;
  if (scalar === undefined || scalar === ScalarType.BYTES) return undefined;
  const needs = scalar === ScalarType.STRING ? 'text' : scalar === ScalarType.BOOL ? 'flag' : 'number';
  if (!known.includes(needs)) return undefined;
  const longAsString = 'longAsString' in field && field.longAsString;
  return scalarMaker(scalar, longAsString, words, noun, kind).make;
}

const timestampMaker =
  (kind: string): Make =>
  (a, _b, s) => {
    const millis = momentAt(kind, s, a);
    const seconds = Math.floor(millis / 1000);
    const nanos = (millis - seconds * 1000) * 1_000_000;
    return { $typeName: 'google.protobuf.Timestamp', seconds: BigInt(seconds), nanos };
  };
