import { memberShape, objectShape } from './json-locate.ts';
import type { JsonNode } from './json-tree.ts';
import { messageShape } from './json-shape.ts';
import type { JsonTypes, Shape } from './json-shape.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The texts between `from` and `to` that name a value of an enum, in order of place. */
export function enumTexts(root: JsonNode, type: string, types: JsonTypes, within: Range): readonly Range[] {
  const found: Range[] = [];
  const visit = (node: JsonNode, shape: Shape): void => {
    if (node.to < within.from || node.from > within.to) return;
    if (node.kind === 'string' && shape.kind === 'enum') found.push({ from: node.from, to: node.to });
    else if (node.kind === 'array')
      node.items.forEach((item) => visit(item, shape.kind === 'list' ? shape.item : shape));
    else if (node.kind === 'object') {
      const inner = objectShape(node, shape, types);
      for (const member of node.members)
        if (member.value) visit(member.value, memberShape(member, shape, inner, types).shape);
    }
  };
  visit(root, messageShape(type, types));
  return found;
}
