import { locate } from './json-locate.ts';
import type { JsonTree } from './json-tree.ts';
import { fieldTypeText, messageShape } from './json-shape.ts';
import type { JsonTypes } from './json-shape.ts';

export interface JsonHover {
  readonly from: number;
  readonly to: number;
  /** As the proto says it: `google.protobuf.Duration min_interval = 4`. */
  readonly title: string;
  readonly doc: string;
}

/** What stands at `offset`: the field of a key, or the value of an enum; null for nothing known. */
export function hoverJson(tree: JsonTree, offset: number, type: string, types: JsonTypes): JsonHover | null {
  const { node, where, field, shape } = locate(tree.root, offset, messageShape(type, types), types);
  if (where === 'new-key' || !node) return null;
  const span = { from: node.from, to: node.to };
  if (where === 'key') {
    if (!field) return null;
    const notes = [
      field.oneof ? `One of \`${field.oneof}\`.` : '',
      field.required ? 'Required.' : '',
      field.deprecated ? 'Deprecated.' : '',
    ];
    const title = `${field.presence && !field.oneof && field.type.kind !== 'message' ? 'optional ' : ''}${fieldTypeText(field, true)} ${field.name} = ${field.number}`;
    return { ...span, title, doc: [field.doc, notes.filter(Boolean).join(' ')].filter(Boolean).join('\n') };
  }
  if (shape.kind !== 'enum' || (node.kind !== 'string' && node.kind !== 'number')) return null;
  const info = Object.hasOwn(types.enums, shape.type) ? types.enums[shape.type] : undefined;
  const text = node.kind === 'string' ? node.value : node.raw;
  const value = info?.values.find((one) => one.name === text || String(one.number) === text);
  return value ? { ...span, title: `${shape.type}.${value.name} = ${value.number}`, doc: value.doc } : null;
}
