import type { DescMessage, Registry as TypeRegistry } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import type { MethodKind } from '../contract/schema.ts';
import type { SchemaMethod } from '../schema/registry.ts';

/** What a protocol that writes messages as text, or asks for a method's nature, has to know of it. */
export interface ServedMethod {
  readonly path: string;
  readonly kind: MethodKind;
  readonly input: DescMessage;
  readonly output: DescMessage;
  /** For what stands in `google.protobuf.Any`. */
  readonly types: TypeRegistry;
  /** Declared as `idempotency_level = NO_SIDE_EFFECTS`: it may be called by GET. */
  readonly sideEffectFree: boolean;
}

const served = new WeakMap<SchemaMethod, ServedMethod>();

/** Of a method of the schema. */
export function servedMethod(method: SchemaMethod): ServedMethod {
  let found = served.get(method);
  if (!found) {
    const { path, kind, desc, types } = method;
    const sideEffectFree = desc.idempotency === Idempotency.NO_SIDE_EFFECTS;
    served.set(method, (found = { path, kind, input: desc.input, output: desc.output, types, sideEffectFree }));
  }
  return found;
}
