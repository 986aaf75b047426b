import { ScalarType, type DescField, type DescMethod } from '@bufbuild/protobuf';
import { behaviorsOf, OUTPUT_ONLY } from '../generate/annotations.ts';
import { isWellKnown, kindOf, sameType, wordsOf } from './infer-field.ts';
import { callsOf } from './infer-id.ts';
import { methodName } from './infer-name.ts';
import type { FieldPath, Resource } from './resource.ts';

/** A field of a request, and what it becomes. */
export interface Setter {
  readonly from: FieldPath;
  readonly to: FieldPath;
}

/** Verbs that ask and change nothing. */
export const ASKS =
  /^(test|check|validate|preview|calculate|compute|estimate|export|download|query|analyze|verify|lookup|predict|simulate|diagnose|print|render|compare|generate|translate|detect|recognize|classify|summarize|explain|ping)$/;
/** Verbs that put a value in the place of another. `Adjust` and `Increase` say by how much. */
export const SETS = /^(set|change|update|modify|edit|put|scale|resize|replace|override|rename|switch|configure)$/;
/** Verbs of which a field may be what something becomes. Adding and removing is about items. */
const MAY_SET: ReadonlySet<string> = new Set(['update', 'upsert', 'other']);

const NEW = /^(new|target|desired|to|updated|requested|wanted|next|replacement|destination) (?=.)/;
/** What stands in a request for the value that the method is named after. */
const GENERIC =
  /^(new |target |desired |to )?(value|amount|level|to|target|new|number|count|size|setting|mode|option)$/;
// What is observed of a thing, and who did it.
const OBSERVED = /^(status|observed( state)?|stats|statistics|metrics|current( state)?|last( \w+)?|previous( \w+)?)$/;

/** What says how to answer, and not what becomes of a thing. */
const STEERS = /^(response|return|result|read|output) |(^| )(view|read mask)$/;

/** A place in a thing that a value may be put. */
interface Place {
  readonly path: FieldPath;
  readonly words: string;
  /** The words without `target`: the temperature that a `target_temperature` is. */
  readonly bare: string;
}

function placesOf({ desc, id, marks }: Resource, kept: ReadonlySet<DescField>): readonly Place[] {
  const places: Place[] = [];
  const add = (path: FieldPath): void => {
    const words = wordsOf(path.at(-1)!);
    places.push({ path, words, bare: words.replace(NEW, '') });
  };
  const mayBeSet = (field: DescField): boolean =>
    !kept.has(field) && field !== id[0] && (field === marks.state || !behaviorsOf(field).has(OUTPUT_ONLY));
  for (const field of desc.fields) {
    if (!mayBeSet(field)) continue;
    add([field]);
    if (field.fieldKind !== 'message' || field.oneof || isWellKnown(field.message) || field.message === desc) continue;
    if (OBSERVED.test(wordsOf(field))) continue;
    for (const inner of field.message.fields) if (!behaviorsOf(inner).has(OUTPUT_ONLY)) add([field, inner]);
  }
  return places;
}

/**
 * `ChangeStatus { new_status }`, `Scale { replicas }` of a thing with `spec.replicas`, `SetPrice { amount }`: fields of a
 * request that a thing has under another name, or one level deeper. Where two places fit, neither is meant. `free`: what
 * the request says besides which thing is meant and how to answer.
 */
export function settersIn(
  method: DescMethod,
  free: readonly DescField[],
  resource: Resource,
  kept: ReadonlySet<DescField>,
): readonly Setter[] {
  const name = methodName(method.name);
  if (!MAY_SET.has(name.action) || ASKS.test(name.verb)) return [];
  const places = placesOf(resource, kept);
  const same = (from: DescField): boolean =>
    resource.desc.fields.some((field) => field.name === from.name && sameType(field, from));
  const open = free.filter((field) => !same(field));
  const noun = nounIn(name.noun, resource);
  const found = open.flatMap((from): readonly Setter[] => {
    if (STEERS.test(wordsOf(from))) return [];
    const named = SETS.test(name.verb) && noun !== '' && (open.length === 1 || GENERIC.test(wordsOf(from)));
    // Deeper inside only where the verb leaves no doubt that something is set.
    const near = SETS.test(name.verb) ? places : places.filter(({ path }) => path.length === 1);
    const to = targetOf(from, near, named ? noun : '');
    return to ? [{ from: [from], to: to.path }] : [];
  });
  const taken = free.filter(same).map(({ name: own }) => own);
  return found.filter(({ to }) => {
    const rivals = found.filter((other) => other.to.at(-1) === to.at(-1));
    return rivals.length === 1 && !(to.length === 1 && taken.includes(to[0]!.name));
  });
}

/** What a method's name says of a thing besides the thing: `status` of `invoice status`. */
export function nounIn(noun: string, { desc, singular }: Resource): string {
  for (const call of [singular, ...callsOf(desc)]) {
    if (noun === call) return '';
    if (noun.startsWith(`${call} `)) return noun.slice(call.length + 1);
  }
  return noun;
}

function targetOf(from: DescField, places: readonly Place[], noun: string): Place | undefined {
  const words = wordsOf(from);
  const bare = words.replace(NEW, '');
  const fitting = places.filter(({ path }) => fits(from, path.at(-1)!));
  const steps: readonly ((place: Place) => boolean)[] = [
    (place) => place.path.length === 1 && place.words === bare,
    (place) => place.path.length === 1 && place.bare === bare,
    (place) => place.path.length === 2 && place.words === words,
    (place) => place.path.length === 2 && place.words === bare,
    (place) => noun !== '' && place.path.length === 1 && place.words === noun,
    (place) => noun !== '' && place.path.length === 1 && (place.bare === noun || place.words.startsWith(`${noun} `)),
    (place) => noun !== '' && place.path.length === 2 && place.words === noun,
    (place) => isOwnType(from) && place.path.length === 1,
    (place) => isOwnType(from) && place.path.length === 2,
  ];
  for (const step of steps) {
    const [only, ...more] = fitting.filter(step);
    if (only) return more.length === 0 ? only : undefined;
  }
  return undefined;
}

/** An enum or a message of one's own says by its type what it is. */
const isOwnType = (field: DescField): boolean =>
  field.fieldKind === 'enum' || (field.fieldKind === 'message' && !isWellKnown(field.message));

/** Whether each value of one field can stand in the other: whole numbers go into larger ones. */
const fits = (from: DescField, to: DescField): boolean =>
  sameType(from, to) ||
  (kindOf(from) === 'whole' && kindOf(to) === 'whole' && goesInto(bitsOf(from.scalar!), bitsOf(to.scalar!)));

interface Bits {
  readonly size: 32 | 64;
  readonly signed: boolean;
}

function bitsOf(scalar: ScalarType): Bits {
  switch (scalar) {
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { size: 32, signed: false };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { size: 64, signed: false };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { size: 32, signed: true };
    default:
      return { size: 64, signed: true };
  }
}

const goesInto = (from: Bits, to: Bits): boolean =>
  from.signed === to.signed ? from.size <= to.size : !from.signed && from.size < to.size;
