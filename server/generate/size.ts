import type { DescField, DescMessage } from '@bufbuild/protobuf';

const MOST_NODES = 3_000;
const DEEPEST = 6;
const LEAF = /^google\.(type|protobuf|rpc)\./;

const costs = new WeakMap<DescMessage, number[]>();
const depths = new WeakMap<DescMessage, number>();

/**
 * How deep messages may nest below this one, so that an answer has at most 3,000 values whatever the hashes say. It is
 * a property of the type and not a counter: with a counter, one more field early in a message would empty later ones.
 */
export function depthFor(desc: DescMessage): number {
  let depth = depths.get(desc);
  if (depth === undefined) {
    depth = DEEPEST;
    while (depth > 0 && cost(desc, depth) > MOST_NODES) depth--;
    depths.set(desc, depth);
  }
  return depth;
}

/** The most values that a generated message can have. */
export const nodesOf = (desc: DescMessage): number => cost(desc, depthFor(desc));

/** The most values a message can have with `depth` levels below it. */
function cost(desc: DescMessage, depth: number, items = 4): number {
  if (LEAF.test(desc.typeName)) return 6;
  const known = costs.get(desc) ?? [];
  costs.set(desc, known);
  const found = known[depth];
  if (found !== undefined) return found;
  let sum = 1;
  for (const field of desc.fields) sum += fieldCost(field, depth, items);
  // Two numbers of items (four at the top, three below) share the cache: the larger is kept, which errs on the safe side.
  known[depth] = Math.min(sum, Number.MAX_SAFE_INTEGER);
  return known[depth];
}

function fieldCost(field: DescField, depth: number, items: number): number {
  const times = field.fieldKind === 'list' ? items : field.fieldKind === 'map' ? 3 : 1;
  if (!field.message) return times;
  if (LEAF.test(field.message.typeName)) return times * 6;
  return depth === 0 ? 0 : times * cost(field.message, depth - 1, 3);
}
