import type { Registry } from '@bufbuild/protobuf';
import { statusTypes } from '../schema/status-types.ts';

const known = new WeakMap<Registry, Registry>();

/** The types of a schema, and beneath them those of `google.rpc`: what an Any of a stub can hold. */
export function stubTypes(types: Registry): Registry {
  let all = known.get(types);
  if (!all) {
    all = {
      ...types,
      [Symbol.iterator]: () => types[Symbol.iterator](),
      getMessage: (name) =>
        types.getMessage(name) ?? (name.startsWith('google.rpc.') ? statusTypes().getMessage(name) : undefined),
    };
    known.set(types, all);
  }
  return all;
}
