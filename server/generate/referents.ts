import { ScalarType, type DescField, type DescFile, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { WIDE } from '../schema/integer-scalars.ts';
import { referenceOf, resourceOf } from './annotations.ts';
import { aboutOf, isMain } from './about.ts';
import type { Generation } from './context.ts';
import { draw, hashText, mixA, textKey, type Key } from './hash.ts';
import {
  idFieldOf,
  memberCount,
  nounCollection,
  lookOf,
  referencePlan,
  referencePool,
  type IdLook,
} from './members.ts';
import { prefixOfHome, resourceName } from './resource-names.ts';
import { likelyPattern, messagesOf, patternsOf } from './resource-patterns.ts';
import { nounOf, subjectOf, type Subject } from './subjects.ts';
import { itemWords, splitWords } from './words.ts';

/** A thing that a field of a message names: all that the message tells of it follows from the thing, and not from the message. */
export interface Referent {
  /** The field that names it. */
  readonly by: DescField;
  /** What the fields that speak of it begin with: `customer` of `customer_email`. Empty: the whole message does. */
  readonly prefix: string;
  /** The message of the thing itself, where the schema has it. */
  readonly target: DescMessage | undefined;
  /** One of them. `lane` decides; `at` counts up in a list, whose items should not be the same thing twice. */
  readonly choose: (lane: number, at: number, gen: Generation) => Chosen;
}

export interface Chosen {
  /** As `World` keys its entities: what is told of one here is what the entity tells of itself. */
  readonly key: Key;
  /** The text of its id. */
  readonly id: string;
  /** What `by` says: the id, in the type of the field. Undefined where it says something else of the thing. */
  readonly value: unknown;
  /** What its fields share: of the key. */
  readonly s: number;
}

/** The things that a message speaks of by name; those of the whole message first. Without `types`, only what its file reaches is known. */
export function referentsOf(desc: DescMessage, types: Registry | undefined): readonly Referent[] {
  if (/(Request|Response|Reply)$/.test(desc.name)) return [];
  const found: Referent[] = [];
  for (const field of desc.fields) {
    if (field.fieldKind !== 'scalar' || field.oneof) continue;
    const referent = resourceReferent(field) ?? keyReferent(field, types) ?? plainReferent(field);
    if (referent && !found.some(({ prefix }) => prefix === referent.prefix)) found.push(referent);
  }
  const own = found.some(({ prefix }) => prefix === '') ? undefined : ownReferent(desc);
  return own ? [own, ...found] : found.toSorted((left, right) => left.prefix.length - right.prefix.length);
}

/** A message of a thing with a name or an id of its own: met within others, it is one of those that lists show. */
function ownReferent(desc: DescMessage): Referent | undefined {
  const resource = resourceOf(desc);
  const pattern = resource?.patterns[0];
  const by = desc.fields.find((field) => field.name === resource?.nameField && field.fieldKind === 'scalar');
  if (resource && pattern !== undefined && by?.scalar === ScalarType.STRING)
    return { by, prefix: '', target: desc, choose: named(resource.type, pattern, desc.file) };
  const noun = nounOf(desc.name);
  if (!standsAlone(desc, noun)) return undefined;
  const id = idFieldOf(desc, noun);
  const look = id?.fieldKind === 'scalar' ? lookOf(id, noun) : undefined;
  return id?.fieldKind === 'scalar' && !id.oneof && look
    ? { by: id, prefix: '', target: desc, choose: plain(noun, id, desc.typeName, look) }
    : undefined;
}

const ALONE: ReadonlySet<Subject | undefined> = new Set([
  'person',
  'company',
  'product',
  'book',
  'hotel',
  'airport',
  'airline',
  'carrier',
  'team',
  'course',
  'vehicle',
] as const);

/** Things that others only mention; a line or a comment is part of one order or ticket. */
function standsAlone(desc: DescMessage, noun: string): boolean {
  if (isLine(desc)) return false;
  if (ALONE.has(subjectOf(noun))) return true;
  const asks = new RegExp(`^(Get|Read|Fetch|Find)${desc.name.replaceAll(/\W/g, '')}(Request)?$`);
  return desc.file.messages.some(({ name }) => asks.test(name));
}

function named(type: string, pattern: string, file: DescFile): Referent['choose'] {
  const chosen = thingById(type, (id) => id);
  return (lane, at, gen) =>
    chosen(prefixOfHome(pattern, gen.home) ?? resourceName(pattern, lane, gen.root, file, gen.home, at), gen.seed);
}

const MOST_THINGS = 500;

/** Things by their ids, which are few where lists show them: those of the seed that was asked for last, within a bound. */
function thingById(type: string, write: (id: string) => unknown): (id: string, seed: Key) => Chosen {
  const known = new Map<string, Chosen>();
  let [a, b] = [0, 0];
  return (id, seed) => {
    if (seed.a !== a || seed.b !== b) {
      known.clear();
      [a, b] = [seed.a, seed.b];
    }
    let chosen = known.get(id);
    if (!chosen) {
      if (known.size >= MOST_THINGS) known.clear();
      const key = textKey(`${type} ${id}`, seed);
      known.set(id, (chosen = { id, value: write(id), key, s: subjectOfThing(key.a) }));
    }
    return chosen;
  };
}

const SEED_OF_SUBJECT = 0x5eed;

/** The key of what a message is about, by the key of the message. */
export const subjectOfThing = (a: number): number => mixA(a, SEED_OF_SUBJECT);

function plain(noun: string, field: DescField, type: string, look: IdLook): Referent['choose'] {
  const chosen = thingById(type, writer(field));
  return (lane, at, gen) => {
    const key = nounCollection(noun, gen.root);
    return chosen(look(key.a, key.b, ((draw(lane, 3) >>> 0) + at) % memberCount(key, false)), gen.seed);
  };
}

/** Text of an id as the value of a field. */
function writer(field: DescField): (id: string) => unknown {
  if (field.scalar === ScalarType.STRING || ('longAsString' in field && field.longAsString)) return (id) => id;
  return WIDE.has(field.scalar) ? (id) => BigInt(id) : Number;
}

const NAMED_ATTRIBUTES = /^(.+) (name|id|resource|resource name|ref)$/;

/** `customer` and `customer_name` with a `resource_reference`; or the `name` of a message that tells more of it. */
function resourceReferent(field: DescField): Referent | undefined {
  const type = field.scalar === ScalarType.STRING ? referenceOf(field)?.type : undefined;
  if (type === undefined || resourceOf(field.parent)?.nameField === field.name) return undefined;
  const noun = splitWords(type.slice(type.lastIndexOf('/') + 1));
  const words = splitWords(field.name);
  const own = splitWords(field.parent.name);
  const whole =
    !resourceOf(field.parent) &&
    (words === 'name' || own === noun || own.startsWith(`${noun} `) || own.endsWith(` ${noun}`)) &&
    !/ /.test(words.replace(NAMED_ATTRIBUTES, '$1').replace(noun, ''));
  const pattern = patternsOf(field.parent.file).get(type) ?? likelyPattern(type);
  const target = messagesOf(field.parent.file).find((desc) => resourceOf(desc)?.type === type);
  const prefix = whole ? '' : words.replace(NAMED_ATTRIBUTES, '$1');
  return { by: field, prefix, target, choose: named(type, pattern, field.parent.file) };
}

/** `customer_id`: what else the message says of the customer is that of the one with this id. */
function plainReferent(field: DescField): Referent | undefined {
  const plan = referencePlan(field);
  const prefix = /^(.+) (id|uid|uuid|guid|sku|slug|isbn)$/.exec(splitWords(field.name))?.[1];
  if (!plan || prefix === undefined) return undefined;
  const write = writer(field);
  const whole = isLine(field.parent) && isMain(prefix, 'order');
  const target = plan.target?.parent;
  const chosen = thingById(target?.typeName ?? `all ${plan.noun}`, write);
  return {
    by: field,
    prefix: whole ? '' : prefix,
    target,
    choose: (lane, at, gen) => {
      const { key, count } = referencePool(plan, gen.root);
      return chosen(plan.look(key.a, key.b, ((draw(lane, 3) >>> 0) + at) % count), gen.seed);
    },
  };
}

/** Lines of an order, positions of a cart: what they tell is told of the product. */
const isLine = (desc: DescMessage): boolean =>
  /\b(line|item|position|entry|article|row)$/.test(itemWords(splitWords(desc.name)));

/** Fields that tell a thing from all others, and what things have them. */
const KEYS: readonly (readonly [key: RegExp, nouns: string])[] = [
  [/^sku$/, 'Product Item Article Variant ProductVariant CatalogItem Sku'],
  [/^isbn( 1[03])?$/, 'Book Edition Title Publication'],
  [/^(ean|gtin|upc|barcode)$/, 'Product Item Article Variant ProductVariant'],
  [/^vin$/, 'Vehicle Car'],
  [/^iban$/, 'Account BankAccount'],
];

/** `sku` of a line where the schema has products with a `sku`. */
function keyReferent(field: DescField, types: Registry | undefined): Referent | undefined {
  if (field.scalar !== ScalarType.STRING) return undefined;
  const words = splitWords(field.name);
  for (const [key, nouns] of KEYS) {
    const [, before, own] = /^(?:(.+) )?(\S+)$/.exec(words) ?? [];
    if (own === undefined || !key.test(own)) continue;
    if (before !== undefined && !nouns.toLowerCase().split(' ').includes(before)) continue;
    const holder = holderOf(field, own, nouns.split(' '), types);
    const target = holder?.parent;
    const choose = target && ownReferent(target)?.choose;
    if (!choose) continue;
    const prefix = before === undefined || isLine(field.parent) ? '' : before;
    return { by: field, prefix, target, choose: (...asked) => ({ ...choose(...asked), value: undefined }) };
  }
  return undefined;
}

function holderOf(
  field: DescField,
  key: string,
  nouns: readonly string[],
  types: Registry | undefined,
): DescField | undefined {
  const desc = field.parent;
  // The thing itself, and parts of it.
  if (nouns.includes(desc.name) || ownReferent(desc)?.target === desc) return undefined;
  const around = desc.typeName.slice(0, desc.typeName.lastIndexOf('.') + 1);
  const near = nouns.flatMap((noun) => types?.getMessage(around + noun) ?? []);
  const reached = messagesOf(desc.file).filter(({ name }) => nouns.includes(name));
  for (const candidate of [...near, ...reached]) {
    const found = candidate.fields.find(
      (other) => splitWords(other.name) === key && other.fieldKind === 'scalar' && other.scalar === field.scalar,
    );
    if (found && candidate.typeName !== desc.typeName) return found;
  }
  return undefined;
}

/** The noun of the thing that a referent is. */
export const nounOfReferent = ({ target, prefix }: Referent): string => (target ? aboutOf(target) : prefix);

/** The lane by which a message chooses what it refers to. */
export const referentLane = (a: number, { by }: Referent): number => mixA(a, hashText(by.name));
