import { isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { fault, quoted, type Fault } from './fault.ts';
import { readField, readPath } from './field-access.ts';
import { fieldNamed, noSuchField } from './find-field.ts';
import { byPlace, type ComparePlaces } from './paging.ts';
import { sortKey, sorts } from './sort-key.ts';

/** An order of entities. */
export interface Order {
  /** The texts that place an entity: the first parts of a row's `place`. As many as `compare` expects. */
  keys(message: Message): string[];
  /** Of keys: negative where the first come before the second. */
  compareKeys(a: readonly string[], b: readonly string[]): number;
  /** Of places that begin with these keys; what follows them decides where they are equal, always from low to high. */
  readonly compare: ComparePlaces;
  /** -1 where the first key goes from high to low. */
  readonly sign: number;
  /** The fields that it looks at. */
  readonly reads: ReadonlySet<DescField>;
}

const LONGEST = 2_000;
const MOST_KEYS = 16;

/**
 * `title desc, price.units`: paths with `asc` or `desc`, separated by commas; `-title` and `title:desc` mean the same.
 * Texts are compared by code units, enums by number, what is unset comes first. Undefined for a text without a path.
 */
export function compileOrder(
  text: string,
  desc: DescMessage,
  field = 'order_by',
): Order | undefined | { readonly fault: Fault } {
  if (text.length > LONGEST)
    return fault(field, `${field} has ${text.length} characters; at most ${LONGEST} are read.`);
  if (text.trim() === '') return undefined;
  const parts = text.split(',');
  if (parts.length > MOST_KEYS) return fault(field, `${field} names ${parts.length} fields; at most ${MOST_KEYS} are.`);
  const paths: (readonly DescField[])[] = [];
  const signs: number[] = [];
  for (const part of parts) {
    const match = /^\s*([+-]?)\s*([^\s:]+?)\s*(?:[\s:]\s*(asc|desc|ascending|descending))?\s*$/i.exec(part);
    if (!match)
      return fault(
        field,
        `${field}: ${quoted(part.trim())} is no part of an order. Write it as "title desc, price.units".`,
      );
    const path = resolve(match[2]!, desc);
    if (typeof path === 'string') return fault(field, `${field}: ${path}`);
    paths.push(path);
    const down = /^desc/i.test(match[3] ?? '');
    signs.push(down !== (match[1] === '-') ? -1 : 1);
  }
  const compareKeys = (a: readonly string[], b: readonly string[]): number => {
    for (let index = 0; index < signs.length; index++) {
      const [left, right] = [a[index] ?? '', b[index] ?? ''];
      if (left !== right) return left < right ? -signs[index]! : signs[index]!;
    }
    return 0;
  };
  return {
    keys: (message) => paths.map((path) => keyAt(message, path)),
    compareKeys,
    sign: signs[0]!,
    compare: (a, b) => compareKeys(a, b) || byPlace(a, b, signs.length),
    reads: new Set(paths.map((path) => path[0]!)),
  };
}

function keyAt(message: Message, path: readonly DescField[]): string {
  const last = path.at(-1)!;
  // All but the last of a path hold messages.
  const holder = readPath(message, path.slice(0, -1)) as Message | undefined;
  if (!holder || (last.presence !== FeatureSet_FieldPresence.IMPLICIT && !isFieldSet(holder, last))) return '';
  return sortKey(last, readField(holder, last));
}

/** The fields of a path, or a sentence on what is wrong with it. */
function resolve(text: string, root: DescMessage): readonly DescField[] | string {
  const path: DescField[] = [];
  let desc: DescMessage | undefined = root;
  for (const name of text.split('.')) {
    const holder = path.at(-1);
    if (!desc) return `${holder!.name} has no fields of its own, so ${quoted(text)} leads nowhere.`;
    const field = fieldNamed(desc, name);
    if (!field) return noSuchField(desc, name);
    if (field.fieldKind === 'list' || field.fieldKind === 'map')
      return `${text} leads through ${field.name}, which holds many values; lists are ordered by fields that hold one.`;
    path.push(field);
    desc = field.message;
  }
  const last = path.at(-1)!;
  if (sorts(last)) return path;
  const inner = last.message?.fields.filter(sorts).map(({ name }) => `${text}.${name}`) ?? [];
  return `${text} is a ${last.message?.name ?? 'message'}, which has no order.${inner.length > 0 ? ` Name one of its fields: ${inner.slice(0, 6).join(', ')}.` : ''}`;
}
