import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { parse } from '@bufbuild/cel';
import { scalarName } from '../codec/encode-scalar.ts';
import { nearestWord } from '../schema/nearest.ts';

export type Expr = ReturnType<typeof parse>['expr'];

/** What is known of the type of an expression; undefined where nothing is. */
export type Kind =
  | { readonly desc: DescMessage }
  | { readonly items: Kind }
  /** A map: of its values. */
  | { readonly entries: Kind }
  | { readonly scalar: ScalarType }
  | { readonly names: DescEnum }
  | { readonly fake: true }
  | { readonly members: Readonly<Record<string, Kind>> }
  | undefined;

/** Something of an expression that is not there, or can never be. */
export class Wrong extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** By its name in the proto or in JSON; undefined for messages whose fields CEL reads otherwise. */
export function fieldOf(desc: DescMessage, name: string): DescField | undefined {
  const found = desc.fields.find((field) => field.name === name || field.jsonName === name);
  if (found || desc.typeName.startsWith('google.protobuf.')) return found;
  const names = desc.fields.map((field) => field.jsonName);
  const near = nearestWord(name, names);
  const hint =
    near === undefined
      ? names.length === 0
        ? 'It has no fields.'
        : `It has ${names.slice(0, 8).join(', ')}.`
      : `Did you mean ${near}?`;
  throw new Wrong(`${desc.typeName} has no field "${name.slice(0, 60)}".`, hint);
}

export function fieldKind(field: DescField): Kind {
  const one = singleKind(field);
  if (field.fieldKind === 'map') return { entries: one };
  return field.fieldKind === 'list' ? one && { items: one } : one;
}

function singleKind({ message, enum: names, scalar }: DescField): Kind {
  // The planner reads well-known types as what they stand for.
  if (message) return message.typeName.startsWith('google.protobuf.') ? undefined : { desc: message };
  if (names) return names.typeName === 'google.protobuf.NullValue' ? undefined : { names };
  return scalar === undefined ? undefined : { scalar };
}

/** Whether two values are of one kind, as far as that is known: of a scalar, an enum or a message. */
export function sameKind(left: Kind, right: Kind): boolean {
  if (!left || !right) return false;
  if ('scalar' in left) return 'scalar' in right && left.scalar === right.scalar;
  if ('names' in left) return 'names' in right && left.names === right.names;
  return 'desc' in left && 'desc' in right && left.desc === right.desc;
}

/** What it is, as a sentence says it; undefined for what can be anything. */
export function kindWords(kind: Kind): string | undefined {
  if (!kind) return undefined;
  if ('desc' in kind) return `a ${kind.desc.typeName}`;
  if ('items' in kind) return 'a list';
  if ('entries' in kind) return 'a map';
  if ('names' in kind) return `a value of ${kind.names.typeName}`;
  if (!('scalar' in kind)) return undefined;
  return kind.scalar === ScalarType.STRING ? 'text' : scalarName(kind.scalar);
}
