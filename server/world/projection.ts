import type { DescField, DescMessage, DescMethod, Message } from '@bufbuild/protobuf';
import { REFERENCE } from '../generate/times.ts';
import { itemWords, splitWords } from '../generate/words.ts';
import type { Entity } from './entity.ts';
import { isPathSet, readField, readPath, writeField } from './field-access.ts';
import { itemKindOf, kindOf, sameType, wordsOf } from './infer-field.ts';
import { methodName } from './infer-name.ts';
import { withArticle } from './infer-noun.ts';
import { domainOf } from './infer-resources.ts';
import { writeMoment } from './marks.ts';
import type { MethodPlan, Resource } from './resource.ts';

/**
 * A message that shows some of a resource under another name: `StockLevel { sku, left }` shows the stock of a
 * `Product { sku, stock }`. What it shows of whom can be watched, for it follows from the entity.
 */
export interface Projection {
  /** A plan to watch the resource with; conditions of the request that are on shown fields are in `wanted`. */
  readonly plan: MethodPlan;
  /** Writes what is shown of an entity. */
  readonly fill: (draft: Message, entity: Entity) => void;
  /** The text of all that is shown of an entity: where it stays the same, nothing happened here. */
  readonly shown: (entity: Entity) => string;
  /** Whether a request asks for an entity; undefined for a request that asks for all. */
  readonly wanted: (request: Message) => ((entity: Entity) => boolean) | undefined;
}

interface Pair {
  /** In the resource. */
  readonly from: DescField;
  /** In the answer. */
  readonly to: DescField;
}

const cache = new WeakMap<DescMethod, Projection | null>();

/** The projection that a method watches; undefined for methods whose answers show no resource. */
export function projectionOf(method: DescMethod): Projection | undefined {
  let found = cache.get(method);
  if (found === undefined) cache.set(method, (found = infer(method) ?? null));
  return found ?? undefined;
}

function infer(method: DescMethod): Projection | undefined {
  if (method.methodKind !== 'server_streaming' || methodName(method.name).action !== 'watch') return undefined;
  const { output } = method;
  for (const [desc, resource] of domainOf(method.parent.file)) {
    const pairs = desc === output ? undefined : pairsOf(output, resource);
    if (pairs) return projection(method, resource, pairs);
  }
  return undefined;
}

const OWN_ID = /^(id|uid|uuid|guid)$/;

/** `ProductStock` shows a product, and its `id` is the product's; that of an `Alert` is not the id of an `AlertRule`. */
const isViewName = ({ name }: DescMessage, { singular }: Resource): boolean =>
  ` ${splitWords(name)} `.includes(` ${singular} `);

/** What tells one thing from another, besides its id. */
const KEYS =
  /^(sku|code|slug|symbol|ticker|isbn|barcode|email|serial( number)?|number|handle|username|key|id|uid|uuid|name)$/;

/** Fields of an answer that show a resource: its key, and something of it. */
function pairsOf(output: DescMessage, resource: Resource): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  let keyed = false;
  if (!isViewName(output, resource) && output.fields.some((field) => OWN_ID.test(wordsOf(field)))) return undefined;
  for (const to of output.fields) {
    if (to.oneof) continue;
    const from =
      resource.desc.fields.find((field) => field.name === to.name && sameType(field, to)) ?? ownId(to, resource);
    if (!from || from.oneof) continue;
    pairs.push({ from, to });
    keyed ||= isKey(from, resource);
  }
  if (!keyed) return undefined;
  const rest = named(output, resource, pairs);
  if (rest) pairs.push(rest);
  return pairs.some(({ from }) => !isKey(from, resource) && kindOf(from) !== undefined) ? pairs : undefined;
}

const isKey = (field: DescField, { id }: Resource): boolean =>
  field === id[0] || (kindOf(field) === 'text' && KEYS.test(wordsOf(field)));

/** `product_id` or `product` for the id of a product. */
function ownId(to: DescField, { id, singular }: Resource): DescField | undefined {
  const own = id[0];
  if (!own) return undefined;
  const words = wordsOf(to);
  return id.length === 1 && kindOf(to) === kindOf(own) && (words === singular || words.startsWith(`${singular} `))
    ? own
    : undefined;
}

/** The one value that an answer is named for: the `stock` of a product is what a `StockLevel` holds. */
function named(output: DescMessage, { desc }: Resource, pairs: readonly Pair[]): Pair | undefined {
  const words = new Set(splitWords(output.name).split(' '));
  const from = desc.fields.find(
    (field) =>
      !field.oneof &&
      kindOf(field) !== undefined &&
      words.has(wordsOf(field)) &&
      pairs.every((pair) => pair.from !== field),
  );
  if (!from) return undefined;
  const open = output.fields.filter(
    (field) => !field.oneof && pairs.every((pair) => pair.to !== field) && kindOf(field) === kindOf(from),
  );
  return open.length === 1 ? { from, to: open[0]! } : undefined;
}

function projection(method: DescMethod, resource: Resource, pairs: readonly Pair[]): Projection {
  const { output, input } = method;
  const times = output.fields.filter(
    (field) =>
      field.message?.typeName === 'google.protobuf.Timestamp' &&
      field.fieldKind === 'message' &&
      !field.oneof &&
      pairs.every(({ to }) => to !== field),
  );
  const asked = input.fields.flatMap((from) => {
    const words = itemWords(wordsOf(from));
    const kind = from.fieldKind === 'list' ? itemKindOf(from) : kindOf(from);
    const pair = pairs.find(
      ({ to, from: own }) => kindOf(to) === kind && (wordsOf(to) === words || wordsOf(own) === words),
    );
    return pair && kind !== undefined ? [{ from, to: pair.from }] : [];
  });
  return {
    plan: {
      method,
      verb: 'watch',
      resource,
      request: {},
      response: {},
      why: [
        `\`${output.name}\` shows ${pairs.map(({ to, from }) => (to.name === from.name ? to.name : `${from.name} as ${to.name}`)).join(', ')} of ${withArticle(resource.singular)}.`,
      ],
    },
    fill(draft, { message, revision }) {
      for (const { from, to } of pairs) writeField(draft, to, readField(message, from));
      // The moment of the change that is told.
      for (const field of times) writeMoment(draft, field, REFERENCE + revision * 1_000);
    },
    shown: ({ message }) => pairs.map(({ from }) => plain(readField(message, from))).join('\n'),
    wanted(request) {
      const tests = asked.flatMap(({ from, to }) => {
        if (!isPathSet(request, [from])) return [];
        const value = readPath(request, [from]);
        const any = new Set((Array.isArray(value) ? value : [value]).map(plain));
        return [(entity: Entity) => any.has(plain(readField(entity.message, to)))];
      });
      return tests.length === 0 ? undefined : (entity) => tests.every((test) => test(entity));
    },
  };
}

const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
    : String(value);
