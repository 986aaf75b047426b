import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc, FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { WIDE } from '../schema/integer-scalars.ts';
import { referenceOf, resourceOf } from './annotations.ts';
import { partSalt } from './about.ts';
import type { Draft, Generation, Make } from './context.ts';
import { makeAny, maskMaker, structOf, valueOf } from './dynamic.ts';
import { draw, mix, mixA, mixB } from './hash.ts';
import { mapMaker } from './maps.ts';
import { byKind, byType, madeBy, makerOf } from './made-by.ts';
import { idType, referencePlan, referencePool } from './members.ts';
import { parentPattern } from './pattern-parts.ts';
import { freshName, prefixOfHome, resourceName } from './resource-names.ts';
import { likelyPattern, patternsOf } from './resource-patterns.ts';
import type { FieldRuling } from './ruled-field.ts';
import { ruledList } from './ruled-list.ts';
import { enumMaker, scalarMaker } from './scalars.ts';
import { knownList } from './known-list.ts';
import { specialMaker } from './special.ts';
import { rulesOf } from '../rules/read-rules.ts';
import { itemWords } from './words.ts';

/** Fills a message; handed in, for messages and values need each other. */
export type MakeMessage = (
  desc: DescMessage,
  a: number,
  b: number,
  gen: Generation,
  depth: number,
  s?: number,
) => Draft;

/** The maker of a field's whole value, in the library's local form. `hinted` puts another maker in place of its own, or of that of its items. */
export function valueMaker(
  field: DescField,
  words: string,
  noun: string,
  makeMessage: MakeMessage,
  hinted: (builtin: Make) => Make = (builtin) => builtin,
  ruling?: FieldRuling,
): Make {
  switch (field.fieldKind) {
    case 'scalar':
      return hinted(
        nameMaker(field) ??
          memberMaker(field) ??
          byHint(field, scalarMaker(field.scalar, field.longAsString, words, noun)),
      );
    case 'enum':
      return hinted(madeBy(enumMaker(field.enum, words, noun), byType(field)));
    case 'message':
      return hinted(unwrapped(field, messageMaker(field, field.message, words, noun, makeMessage)));
    case 'list': {
      const builtin = itemMaker(field, itemWords(words), noun, makeMessage);
      const item = hinted(builtin);
      const whole = item === builtin && !ruling ? knownList(field, words, noun) : undefined;
      return whole ?? madeBy(listMaker(field, item, words, ruling), makerOf(item));
    }
    case 'map': {
      const item = hinted(itemMaker(field, itemWords(words), noun, makeMessage));
      return madeBy(mapMaker(field, words, noun, item, ruling), makerOf(item));
    }
  }
}

const byHint = (field: DescField, { kind, make }: { readonly kind: string; readonly make: Make }): Make =>
  madeBy(make, byKind(kind, field));

function itemMaker(
  field: DescField & { fieldKind: 'list' | 'map' },
  words: string,
  noun: string,
  makeMessage: MakeMessage,
): Make {
  if (field.message) return messageMaker(field, field.message, words, noun, makeMessage);
  if (field.enum) return madeBy(enumMaker(field.enum), byType(field));
  const longAsString = field.fieldKind === 'list' && field.longAsString;
  const named = nameMaker(field) ?? memberMaker(field);
  if (named) return named;
  const scalar = scalarMaker(field.scalar!, longAsString, words, noun); // neither message nor enum
  // Each item of a list of scalars is about another thing.
  const make: Make = (a, b, s, gen, depth) => scalar.make(a, b, mix(s ^ a), gen, depth);
  return byHint(field, { kind: scalar.kind, make });
}

/** Resource names by `google.api.resource` and `resource_reference`. */
function nameMaker(field: DescField): Make | undefined {
  if (field.scalar !== 9) return undefined;
  const own = field.fieldKind === 'scalar' ? resourceOf(field.parent) : undefined;
  const pattern = own && own.nameField === field.name ? own.patterns[0] : undefined;
  if (pattern !== undefined)
    return madeBy((_a, _b, s, gen) => freshName(pattern, s, gen.root, gen.file), {
      by: 'constraint',
      rule: `google.api.resource ${pattern}`,
    });
  const reference = referenceOf(field);
  if (!reference) return undefined;
  const single = field.fieldKind === 'scalar';
  // What is to be made is none of those that are there: its id is an id, and its name a new one.
  const creates = /^(?:Create|Insert|Add|Register)([A-Z]\w*)Request$/.exec(field.parent.name)?.[1];
  if (creates !== undefined && single && /_id$/.test(field.name)) return undefined;
  const isNew = creates !== undefined && reference.type?.endsWith(`/${creates}`) === true && field.name === 'name';
  const make: Make = (a, _b, _s, gen) => {
    const patterns = patternsOf(gen.file);
    const type = reference.type ?? reference.childType ?? '';
    const known =
      patterns.get(type) ?? (reference.type === undefined ? 'projects/{project}/x/{x}' : likelyPattern(type));
    const pattern = reference.type === undefined ? parentPattern(known) || known : known;
    if (isNew) return freshName(pattern, a, gen.root, gen.file);
    return (
      (single ? prefixOfHome(pattern, gen.home) : undefined) ?? resourceName(pattern, a, gen.root, gen.file, gen.home)
    );
  };
  const to = reference.type ?? `parent of ${reference.childType}`;
  return madeBy(make, { by: 'constraint', rule: `google.api.resource_reference ${to}` });
}

/** Plain references (`customer_id`, `product_sku`): ids that lists show and that can be got. */
function memberMaker(field: DescField): Make | undefined {
  if (field.fieldKind === 'message' || field.fieldKind === 'map') return undefined;
  const plan = referencePlan(field);
  const type = idType(field);
  if (!plan || type === undefined) return undefined;
  const wide = WIDE.has(type) && !('longAsString' in field && field.longAsString);
  const make: Make = (a, _b, _s, gen) => {
    const { key, count } = referencePool(plan, gen.root);
    const text = plan.look(key.a, key.b, (draw(a, 3) >>> 0) % count);
    return wide ? BigInt(text) : type === ScalarType.STRING || WIDE.has(type) ? text : Number(text);
  };
  return madeBy(make, { by: 'hint', hint: `${plan.noun} id` });
}

function messageMaker(
  field: DescField,
  desc: DescMessage,
  words: string,
  noun: string,
  makeMessage: MakeMessage,
): Make {
  const special = specialMaker(desc, { words, noun });
  if (special) return madeBy(special, makerOf(special) ?? byType(field));
  switch (desc.typeName) {
    case 'google.protobuf.Struct':
      return madeBy((a) => structOf(a), byType(field));
    case 'google.protobuf.Value':
      return madeBy((a) => valueOf(a), byType(field));
    case 'google.protobuf.ListValue':
      return madeBy((a) => ({ $typeName: desc.typeName, values: [valueOf(a), valueOf(mix(a))] }), byType(field));
    case 'google.protobuf.FieldMask':
      return madeBy(maskMaker(field), byType(field));
    case 'google.protobuf.Any':
      return madeBy(makeAny(field, makeMessage), byType(field));
  }
  const salt = partSalt(field, desc, words, noun);
  const required = field.presence === Presence.LEGACY_REQUIRED;
  // What rules demand goes a little deeper than what they do not.
  const deeper = isDemanded(field) ? DEMANDED_DEPTH : 0;
  return (a, b, s, gen, depth) => {
    if (!required && (depth >= gen.depth + deeper || isNested(gen, desc))) return undefined;
    return makeMessage(desc, a, b, gen, depth + 1, salt === undefined ? undefined : salt === 0 ? s : mix(s ^ salt));
  };
}

const DEMANDED_DEPTH = 6;

function isDemanded(field: DescField): boolean {
  const rules = rulesOf(field);
  return rules !== undefined && (rules.required || (rules.size?.min ?? 0) > 0);
}

/** A message inside of itself is made once more, and not again. */
function isNested(gen: Generation, desc: DescMessage): boolean {
  let seen = 0;
  for (const around of gen.stack) if (around === desc && ++seen > 1) return true;
  return false;
}

/** Where the library keeps a wrapper as its bare value, so do we. */
function unwrapped(field: DescField & { fieldKind: 'message' }, make: Make): Make {
  if (!isWrapperDesc(field.message) || field.oneof) return make;
  const { localName } = field.message.fields[0];
  // A wrapper's maker yields a message with this one field.
  return madeBy((a, b, s, gen, depth) => (make(a, b, s, gen, depth) as Draft)[localName], makerOf(make));
}

/** Two to four items at the top, two or three further down, one or two in a request. */
function listMaker(field: DescField, make: Make, words: string, ruling?: FieldRuling): Make {
  if (ruling) return ruledList(field, make, ruling);
  const isMessage = field.message !== undefined;
  const limit = /\b(errors?|warnings?|failures?|violations?|unreachable|next page tokens?)$/.test(words);
  return (a, b, s, gen, depth) => {
    if (limit) return undefined;
    const lane = draw(a, 98) >>> 0;
    const size = gen.mode === 'request' ? 1 + (lane & 1) : depth === 0 ? 2 + (lane % 3) : 2 + (lane & 1);
    const items: unknown[] = [];
    for (let index = 0; index < size; index++) {
      if (isMessage) gen.item = { lane: a, at: index };
      const item = make(mixA(a, index + 1), mixB(b, index + 1), s, gen, depth);
      if (item !== undefined) items.push(item);
    }
    gen.item = undefined;
    return field.enum || field.scalar !== undefined ? [...new Set(items)] : items;
  };
}
