import { type DescField, type Registry } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import type { ValueOrigin } from '../contract/origin.ts';
import { aboutOf } from './about.ts';
import { behaviorsOf, resourceOf, INPUT_ONLY, OUTPUT_ONLY, REQUIRED } from './annotations.ts';
import { kindsOf } from './assortment.ts';
import type { Make } from './context.ts';
import { hashText } from './hash.ts';
import { hintedField } from './hinted-field.ts';
import type { HintsFile } from './hints-file.ts';
import { byType, makerOf } from './made-by.ts';
import { absentShare } from './presence.ts';
import { nounOfReferent, type Referent } from './referents.ts';
import { rulingOf } from './ruled-field.ts';
import { toldOf } from './told.ts';
import { valueMaker, type MakeMessage } from './values.ts';
import { splitWords } from './words.ts';

/** How one field of a message is filled; compiled once for each descriptor. */
export interface FieldPlan {
  readonly name: string;
  readonly salt: number;
  readonly make: Make;
  /** Where its values come from; undefined for a message whose fields have origins of their own. */
  readonly origin: ValueOrigin | undefined;
  /** Unset in this share of messages. */
  readonly absent: number;
  readonly required: boolean;
  /** Local names of other fields that it reads: it is made after them. */
  readonly reads: readonly string[];
  /** Whether a value that was set later keeps the field's rules. */
  readonly keeps: ((value: unknown) => boolean) | undefined;
  /** The thing that it speaks of, in the list of referents; `names`: it is what names the thing. */
  readonly of: number | undefined;
  readonly names: boolean;
  /** What the shop sells that the thing is a product of. */
  readonly kinds: string | undefined;
  /** The member of its oneof that must be set. */
  readonly oneofFirst: boolean;
  readonly inRequest: boolean;
  readonly inAnswer: boolean;
}

/** What fields are planned with. */
export interface Planning {
  readonly hints: HintsFile | undefined;
  readonly types: Registry | undefined;
  readonly makeMessage: MakeMessage;
}

/** What the shop sells that a referent is a product of. */
export const kindsOfReferent = ({ target }: Referent): string | undefined => target && kindsOf(target);

/** A field that speaks of a thing says what the thing says in a field of the same name. */
export function planTold(
  field: DescField,
  noun: string,
  referents: readonly Referent[],
  planning: Planning,
): FieldPlan {
  const told = referents.length === 0 ? undefined : toldOf(field, referents);
  if (!told) return planField(field, noun, planning);
  const { of, words, same } = told;
  const referent = referents[of]!;
  const names = referent.by === field;
  const own = { ...planField(field, noun, planning), kinds: kindsOfReferent(referent) };
  // Rules and hints are about this field, wherever its value follows from.
  if (names || same === field || own.keeps || own.reads.length > 0) return { ...own, of, names };
  if (same)
    return { ...own, of, salt: hashText(same.name), make: planField(same, aboutOf(same.parent), planning).make };
  return {
    ...own,
    of,
    salt: hashText(words.replaceAll(' ', '_')),
    make: planField(field, nounOfReferent(referent), planning, words).make,
  };
}

function planField(
  field: DescField,
  noun: string,
  { hints, types, makeMessage }: Planning,
  words = splitWords(field.name),
): FieldPlan {
  const hinted = hints && hintedField(hints, field, words, noun, types);
  const behaviors = behaviorsOf(field);
  const required = field.presence === Presence.LEGACY_REQUIRED;
  const ruling = rulingOf(field, words, noun, makeMessage);
  const wrap = ruling ? (made: Make): Make => ruling.wrap(hinted ? hinted.wrap(made) : made) : hinted?.wrap;
  const make = valueMaker(field, words, noun, makeMessage, wrap, ruling);
  const line = hinted?.found();
  const forced = ruling?.rules.forced ?? false;
  const demanded = behaviors.has(REQUIRED);
  return {
    name: field.localName,
    salt: hashText(field.name),
    make,
    origin: makerOf(make) ?? (field.message ? undefined : byType(field)),
    absent: forced || demanded ? 0 : (line?.unset ?? absentShare(field)),
    reads: line?.reads ?? [],
    required,
    of: undefined,
    names: false,
    kinds: undefined,
    keeps: ruling?.keeps,
    oneofFirst: ruling?.rules.required ?? false,
    // An update says what it updates.
    inRequest:
      required ||
      forced ||
      resourceOf(field.parent)?.nameField === field.name ||
      !(behaviors.has(OUTPUT_ONLY) || SERVER_ONLY.test(field.name)),
    inAnswer: required || forced || !behaviors.has(INPUT_ONLY),
  };
}

// Without annotations, these still are the server's to set.
const SERVER_ONLY = /^(create|update|delete|created|updated|deleted)_(time|at|on)$|^etag$/;
