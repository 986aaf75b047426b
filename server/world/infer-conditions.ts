import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { itemWords } from '../generate/words.ts';
import { boundOf, rangeIn, type Bound } from './infer-bounds.ts';
import { boxOf, isWellKnown, itemKindOf, kindOf, leavesOf, sameType, wordsOf } from './infer-field.ts';
import { looseFields } from './infer-loose.ts';
import { switchOf, type Switch } from './infer-switches.ts';
import type { FieldPath, Resource, Same } from './resource.ts';

/** What a list's request demands, besides what an id-like value says. */
export interface Demands {
  readonly equals: readonly Same[];
  readonly bounds: readonly Bound[];
  readonly switches: readonly Switch[];
}

// Messages that say which things are meant.
const CRITERIA =
  /^((\w+ )?(filters?|criteria|criterion|conditions?|constraints?|query|search|where|selector|match|example))$/;
const CRITERIA_TYPE = /(Filters?|Criteria|Conditions?|Constraints?|Query|Search|Where|Selector|Params|Options)$/;

/** Whether a field holds a message of conditions: `filter { status, min_price }`. */
export const isCriteria = (field: DescField): boolean =>
  field.fieldKind === 'message' &&
  !isWellKnown(field.message) &&
  boxOf(field.message) === undefined &&
  (CRITERIA.test(wordsOf(field)) || CRITERIA_TYPE.test(field.message.name));

/**
 * Conditions in a request: equal values, any of several, bounds, switches. `used`: fields that say something else;
 * `alone`: nothing else says what the things lie under.
 */
export function conditionsIn(
  input: DescMessage,
  resource: Resource,
  used: ReadonlySet<DescField | undefined>,
  alone: boolean,
): Demands {
  const equals: Same[] = [];
  const bounds: Bound[] = [];
  const switches: Switch[] = [];
  const look = (desc: DescMessage, before: readonly DescField[]): void => {
    for (const field of desc.fields) {
      if (used.has(field)) continue;
      const pair = pairOf(field, resource, before);
      const bound = pair ? undefined : boundOf(field, resource, before);
      const range = pair || bound ? [] : rangeIn(field, resource, before);
      const way = pair || bound ? undefined : switchOf(field, resource, before);
      const [to, ...or] = pair || bound || way ? [] : looseFields(field, resource, alone);
      if (pair) equals.push(pair);
      else if (bound) bounds.push(bound);
      else if (range.length > 0) bounds.push(...range);
      else if (way) switches.push(way);
      else if (to) equals.push({ from: [...before, field], to, ...(or.length > 0 ? { or } : {}) });
      // `filter: Product` shows what the wanted ones look like.
      else if (before.length === 0 && field.message && isCriteria(field)) look(field.message, [field]);
    }
  };
  look(input, []);
  return { equals, bounds, switches };
}

function pairOf(field: DescField, resource: Resource, before: readonly DescField[]): Same | undefined {
  const { desc } = resource;
  const box = field.fieldKind === 'message' ? boxOf(field.message) : undefined;
  const from: FieldPath = box ? [...before, field, box] : [...before, field];
  const words = wordsOf(field);
  if (field.fieldKind === 'map') {
    const bare = words.replace(/ (selector|filter|match|equals)$/, '');
    const to = desc.fields.find(
      (own) =>
        own.fieldKind === 'map' &&
        sameType(own, field) &&
        (wordsOf(own) === words || itemWords(wordsOf(own)) === itemWords(bare)),
    );
    return to && { from, to: [to] };
  }
  const list = field.fieldKind === 'list';
  const kind = list ? itemKindOf(field) : kindOf(box ?? field);
  if (kind === undefined || kind === 'bytes') return undefined;
  const item = list ? itemWords(words.replace(/^any /, '').replace(/ (in|any|any of|one of|filter)$/, '')) : words;
  // One value for one is found elsewhere, at the top of a request.
  if (list || before.length > 0) {
    const leaf = leavesOf(desc).find((own) => own.kind === kind && own.words === item);
    if (leaf) return { from, to: leaf.path };
  }
  const to = desc.fields.find(
    (own) => itemKindOf(own) === kind && !own.oneof && itemWords(wordsOf(own)) === itemWords(item),
  );
  return to && { from, to: [to] };
}
