import { ScalarType, type DescField, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { INTEGERS } from '../schema/integer-scalars.ts';
import { resourceOf } from './annotations.ts';
import { between, draw, mix, mixA, mixB, pick, textKey, type Key } from './hash.ts';
import { hintFor, STRING_HINTS } from './name-hints.ts';
import { ADJECTIVES, NOUNS } from './pools.ts';
import { TEXT } from './strings.ts';
import { nounOf } from './subjects.ts';
import { itemWords, splitWords } from './words.ts';

/** How the ids of one kind of thing look: the text of member `index` of the collection with key (a, b). */
export type IdLook = (a: number, b: number, index: number) => string;

/** Ids below this index are members of every collection that does not lie below another one. */
export const SURE_MEMBERS = 12;

/** How many members a collection has: 12 to 27 at the top, 3 to 8 below a parent. */
export const memberCount = (key: Key, nested: boolean): number =>
  nested ? between(draw(key.a, 5), 3, 8) : between(draw(key.a, 5), SURE_MEMBERS, 27);

/** The key of a collection by the text that names it; `root`: the first lane of the seed's key. */
export const collectionKey = (text: string, root: number): Key => textKey(text, { a: root, b: mix(root) });

/** The collection of all things with plain ids that a noun names. */
export const nounCollection = (noun: string, root: number): Key => collectionKey(`all ${noun}`, root);

/** `amber-harbor-17`: no two of the first hundred of a collection are the same, for their numbers differ. */
export const wordsLook: IdLook = (a, b, index) => {
  const lane = mixA(a, index + 1);
  const number = ((b >>> 0) + index * 37) % 100;
  return `${pick(ADJECTIVES, draw(lane, 1))}-${pick(NOUNS, draw(lane, 2))}-${index < 100 ? number : index}`;
};

/** Whole numbers that fit into 32 bits, a few apart. */
export const numberLook: IdLook = (a, b, index) => String(1_001 + ((a >>> 0) % 7_000) + index * (1 + ((b >>> 0) % 9)));

// Kinds of text hints that are ids; everything else in the place of an id looks like `amber-harbor-17`.
const ID_KINDS: ReadonlySet<string> = new Set(
  (
    'uuid|id|sku|isbn|barcode|iban|email|user name|number code|country code|currency|language|hash|mac|api version|' +
    'phone|code|host|container image|coupon|cloud region|cloud zone|ticket key'
  ).split('|'),
);

/** The type of an id's value, through a wrapper; undefined for what cannot be an id. */
export function idType(field: DescField): ScalarType | undefined {
  if (field.fieldKind === 'scalar') return field.scalar;
  if (field.fieldKind === 'list') return field.scalar;
  if (field.fieldKind === 'message' && isWrapperDesc(field.message)) return field.message.fields[0].scalar;
  return undefined;
}

const looks = new Map<string, IdLook>();

/** How ids in a field look, by its type and its words; `noun`: of what it identifies. Undefined for no id at all. */
export function lookOf(field: DescField, noun: string, words = splitWords(field.name)): IdLook | undefined {
  const type = idType(field);
  if (type === undefined) return undefined;
  if (INTEGERS.has(type)) return numberLook;
  if (type !== ScalarType.STRING) return undefined;
  const hint = hintFor(STRING_HINTS, words, noun);
  const kind = hint && ID_KINDS.has(hint.kind) ? hint.kind : undefined;
  if (kind === undefined) return wordsLook;
  const known = `${kind}|${noun}`;
  let look = looks.get(known);
  if (!look) {
    if (looks.size > 5_000) looks.clear();
    const make = TEXT[kind]!;
    const source = { subject: undefined, noun, words };
    look = (a, b, index) => {
      const lane = mixA(a, index + 1);
      return make(lane, mixB(b, index + 1), lane, source);
    };
    looks.set(known, look);
  }
  return look;
}

const ID_NAME = /^(id|uid|uuid|guid|key|sku|slug|code|isbn)$/;
const nouns = new WeakMap<DescFile, ReadonlyMap<string, DescField>>();

/** The id fields of the messages in a file and what it imports, by the noun of the message. Plain ids only. */
function idFields(root: DescFile): ReadonlyMap<string, DescField> {
  let found = nouns.get(root);
  if (!found) {
    const known = new Map<string, DescField>();
    const files = new Set<DescFile>([root]);
    // A set goes on to what is added while it is walked.
    for (const file of files) {
      if (file.name.startsWith('google/protobuf/')) continue;
      for (const desc of file.messages) {
        const noun = nounOf(desc.name);
        const id = known.has(noun) ? undefined : idFieldOf(desc, noun);
        if (id) known.set(noun, id);
      }
      for (const imported of file.dependencies) files.add(imported);
    }
    found = known;
    nouns.set(root, found);
  }
  return found;
}

/** The plain id of the messages that a noun names; undefined for those with resource names, and for what is no thing. */
export function idFieldOf(desc: DescMessage, noun: string): DescField | undefined {
  if (noun === '' || /(Request|Response|Reply)$/.test(desc.name) || (resourceOf(desc)?.patterns.length ?? 0) > 0)
    return undefined;
  const own = new RegExp(`^${noun.replaceAll(' ', '_')}_(id|uid|uuid|key|sku|code|no|number)$`);
  return (
    desc.fields.find((field) => ID_NAME.test(field.name) && field.fieldKind !== 'list' && idType(field)) ??
    desc.fields.find((field) => own.test(field.name) && field.fieldKind !== 'list' && idType(field))
  );
}

/** What a field like `customer_id` names: members of one collection. */
export interface ReferencePlan {
  /** `customer` */
  readonly noun: string;
  /** The id field of what it names; undefined where the schema has no such message. */
  readonly target: DescField | undefined;
  readonly look: IdLook;
}

const REFERENCE = /^(.+) (id|uid|uuid|guid|sku|slug|isbn)$/;
/** Ids of no thing that a server keeps. */
const NO_THING =
  /^(vat|tax|gst|national|passport|request|trace|span|correlation|session|idempotency|external|client|transaction|message|event)$/;
/** The part that somebody has in a thing: an `assignee_id` is that of a user, where the schema has users. */
const ROLE =
  /(^| )(author|owner|creator|assignee|reviewer|approver|manager|sender|recipient|receiver|reporter|requester|lead|organizer|organiser|editor|maintainer|watcher|commenter|uploader|invitee|inviter)$/;
const PEOPLE: readonly string[] = ['user', 'person', 'employee', 'member', 'team member'];
const personIn = (known: ReadonlyMap<string, DescField>): string | undefined => PEOPLE.find((noun) => known.has(noun));

const plans = new WeakMap<DescField, ReferencePlan | null>();

/** What a plain reference points at; undefined for fields that are none. Compiled once for each field. */
export function referencePlan(field: DescField): ReferencePlan | undefined {
  let plan = plans.get(field);
  if (plan === undefined) plans.set(field, (plan = compile(field) ?? null));
  return plan ?? undefined;
}

function compile(field: DescField): ReferencePlan | undefined {
  const type = idType(field);
  const words = itemWords(splitWords(field.name));
  const asks = /Request$/.test(field.parent.name);
  // Ids are texts or whole numbers: a flag, or bytes of that name, are something else.
  if (type === undefined || (type !== ScalarType.STRING && !INTEGERS.has(type))) return undefined;
  // What is to be made has no id yet.
  if (/^(Create|Add|Insert|Register|New)[A-Z]/.test(field.parent.name)) return undefined;
  const known = idFields(field.parent.file);
  const own = nounOf(field.parent.name);
  const target = asks && ID_NAME.test(words) ? known.get(own) : undefined;
  if (target && INTEGERS.has(idType(target)!) === INTEGERS.has(type)) {
    const look = lookOf(target, own);
    return look && { noun: own, target, look };
  }
  const match = REFERENCE.exec(words);
  if (!match || NO_THING.test(match[1]!)) return undefined;
  const whole = match[1]!;
  // `billing_customer_id` is a customer where the schema has customers.
  const noun = known.has(whole)
    ? whole
    : (tailsOf(whole).find((tail) => known.has(tail)) ?? (ROLE.test(whole) ? personIn(known) : undefined) ?? whole);
  if (noun === own && noun === whole && !asks) return undefined;
  const named = known.get(noun);
  if (!named && whole.split(' ').length > 2) return undefined;
  const fits = named !== undefined && INTEGERS.has(idType(named)!) === INTEGERS.has(type);
  const look = fits ? lookOf(named, noun) : lookOf(field, noun, words);
  return look && { noun, target: fits ? named : undefined, look };
}

const tailsOf = (words: string): string[] =>
  words
    .split(' ')
    .slice(1)
    .map((_, index, parts) => parts.slice(index).join(' '));

/** Where a reference chooses from: the key of its collection, and how many members of it are sure to be there. */
export function referencePool(
  { noun, target }: ReferencePlan,
  root: number,
): { readonly key: Key; readonly count: number } {
  const key = nounCollection(noun, root);
  return { key, count: target ? memberCount(key, false) : madeUpCount(key) };
}

/** How many of a thing that the schema does not know there are. */
export const madeUpCount = (key: Key): number => between(draw(key.a, 6), 5, 9);
