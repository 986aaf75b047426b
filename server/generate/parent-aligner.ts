import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { referenceOf, resourceOf } from './annotations.ts';

type Fields = Record<string, unknown>;
type Align = (message: object) => void;

const aligners = new WeakMap<DescMessage, Align | null>();

/**
 * A resource lies under its parents: where an order is `customers/a/orders/b`, the customer it names is `customers/a`.
 * Undefined for messages that have nothing to align. Compiled once for each descriptor.
 */
export function parentAligner(desc: DescMessage): Align | undefined {
  let align = aligners.get(desc);
  if (align === undefined) aligners.set(desc, (align = compile(desc) ?? null));
  return align ?? undefined;
}

function compile(desc: DescMessage): Align | undefined {
  const resource = resourceOf(desc);
  const own = desc.fields.find((field) => field.name === resource?.nameField && field.fieldKind === 'scalar');
  if (!resource || !own) return undefined;
  const places = desc.fields.flatMap((field): { readonly path: readonly string[] }[] => {
    if (field === own || field.oneof) return [];
    if (isReference(field)) return [{ path: [field.localName] }];
    if (field.fieldKind !== 'message') return [];
    return field.message.fields
      .filter((inner) => !inner.oneof && isReference(inner))
      .map((inner) => ({ path: [field.localName, inner.localName] }));
  });
  if (places.length === 0) return undefined;
  return (message) => {
    // A message of the library keeps its fields as properties under their local names.
    const fields = message as Fields;
    const name = fields[own.localName];
    if (typeof name !== 'string') return;
    const segments = name.split('/');
    for (const { path } of places) {
      // The path leads through one message at most.
      const target = (path.length === 1 ? fields : fields[path[0]!]) as Fields | undefined;
      const held = target?.[path.at(-1)!];
      if (!target || typeof held !== 'string') continue;
      const length = held.split('/').length;
      const parent = segments.slice(0, length);
      if (length >= 2 && length < segments.length && sameCollections(parent, held.split('/')))
        target[path.at(-1)!] = parent.join('/');
    }
  };
}

const isReference = (field: DescField): boolean => field.fieldKind === 'scalar' && referenceOf(field) !== undefined;

const sameCollections = (left: readonly string[], right: readonly string[]): boolean =>
  left.every((segment, index) => index % 2 === 1 || segment === right[index]);
