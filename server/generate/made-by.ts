import type { DescField } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import type { ValueOrigin } from '../contract/origin.ts';
import type { Make } from './context.ts';

// Beside the makers and not in them: what only an explanation needs costs an answer nothing.
const origins = new WeakMap<Make, ValueOrigin>();

/** Says where the values of a maker come from, whatever the key. A maker of its own for each field. */
export function madeBy(make: Make, origin: ValueOrigin | undefined): Make {
  if (origin) origins.set(make, origin);
  return make;
}

/** What `madeBy` said; undefined for a maker whose values have origins of their own, as that of a nested message. */
export const makerOf = (make: Make): ValueOrigin | undefined => origins.get(make);

/** A row of the hints says where the values come from, or else the type does. */
export const byKind = (kind: string, field: DescField): ValueOrigin =>
  NO_HINT.has(kind) ? byType(field) : { by: 'hint', hint: kind };

const NO_HINT: ReadonlySet<string> = new Set(['plain', 'plain fraction', 'flag', 'bytes']);

/** By nothing but the type of a field: `string`, `shop.v1.Color`, `google.protobuf.Struct`. Of a list or map: its items. */
export const byType = (field: DescField): ValueOrigin => ({
  by: 'type',
  type:
    field.message?.typeName ??
    field.enum?.typeName ??
    (field.scalar === undefined ? '' : ScalarType[field.scalar].toLowerCase()),
});
