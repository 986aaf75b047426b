import { createRegistry, type Registry } from '@bufbuild/protobuf';
import { compile } from './compile.ts';
import type { Schema } from './registry.ts';

const FILES = ['code', 'error_details', 'status'].map((name) => `google/rpc/${name}.proto`);

let compiled: Schema | undefined;
let types: Registry | undefined;

/**
 * The files of `google/rpc` and what they import: what a status carries beyond its sentence, for protos that import none
 * of it. Compiled when first needed.
 */
export function statusSchema(): Schema {
  const text = `syntax = "proto3"; ${FILES.map((name) => `import "${name}";`).join(' ')}`;
  return (compiled ??= compile({ files: [{ path: 'understudy/status-details.proto', text }], roots: [''] }));
}

/** The types of these files. */
export function statusTypes(): Registry {
  return (types ??= createRegistry(...FILES.flatMap((name) => statusSchema().descFile(name) ?? [])));
}
