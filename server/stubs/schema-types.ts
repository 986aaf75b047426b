import type { Registry } from '@bufbuild/protobuf';
import { compile } from '../schema/compile.ts';
import type { Schema } from '../schema/registry.ts';

let builtIn: Schema | undefined;

/** The messages of `google/rpc`, for schemas that do not import them. Compiled when first asked for. */
function statusDetails(): Schema {
  const text =
    'syntax = "proto3"; import "google/rpc/error_details.proto"; import "google/rpc/status.proto"; import "google/rpc/code.proto";';
  builtIn ??= compile({ files: [{ path: 'understudy/status-details.proto', text }], roots: [''] });
  return builtIn;
}

const known = new WeakMap<Registry, Registry>();

/** The types of a schema, and beneath them those of `google.rpc`: what an Any of a stub can hold. */
export function stubTypes(types: Registry): Registry {
  let all = known.get(types);
  if (!all) {
    all = {
      ...types,
      [Symbol.iterator]: () => types[Symbol.iterator](),
      getMessage(name) {
        const own = types.getMessage(name);
        if (own || !name.startsWith('google.rpc.')) return own;
        const found = statusDetails().type(name);
        return found?.kind === 'message' ? found : undefined;
      },
    };
    known.set(types, all);
  }
  return all;
}
