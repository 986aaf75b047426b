import type { OriginEntry, ValueOrigin } from '#contract/origin';
import { pathSteps } from './json-locate.ts';
import type { JsonNode, JsonTree } from './json-tree.ts';

/** A scalar of a text, with where it came from. Offsets are UTF-16 units; `from` includes the key, where it has one. */
export interface PlacedOrigin {
  readonly from: number;
  readonly to: number;
  readonly origin: ValueOrigin;
}

/** The values of a text that an origin is known of, in the order of the text. */
export function placeOrigins({ root }: JsonTree, values: readonly OriginEntry[]): readonly PlacedOrigin[] {
  const byPath = new Map(values.map(({ path, origin }) => [pathSteps(path).join('\0'), origin]));
  const found: PlacedOrigin[] = [];
  const visit = (node: JsonNode, steps: readonly string[], from: number): void => {
    const origin = byPath.get(steps.join('\0'));
    if (origin) {
      found.push({ from, to: node.to, origin });
      // A message that is one value to its reader (a timestamp, wrapped) has no parts.
      if (node.kind !== 'object' && node.kind !== 'array') return;
    }
    if (node.kind === 'object')
      for (const { key, value } of node.members) if (value) visit(value, [...steps, key.value], key.from);
    if (node.kind === 'array') node.items.forEach((item, index) => visit(item, [...steps, String(index)], item.from));
  };
  if (root) visit(root, [], root.from);
  return found;
}
