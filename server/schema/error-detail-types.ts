import { createRegistry, type Registry } from '@bufbuild/protobuf';
import { compile } from './compile.ts';

let known: Registry | undefined;

/** The types of `google/rpc/error_details.proto`, for protos that import none of it. Compiled when first needed. */
export function errorDetailTypes(): Registry {
  if (known) return known;
  const text = 'syntax = "proto3"; import "google/rpc/error_details.proto";';
  const schema = compile({ files: [{ path: 'details.proto', text }], roots: [''] });
  const file = schema.descFile('google/rpc/error_details.proto');
  return (known = file ? createRegistry(file) : createRegistry());
}
