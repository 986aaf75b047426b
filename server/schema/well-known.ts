import { toBinary, type DescFile } from '@bufbuild/protobuf';
import * as wkt from '@bufbuild/protobuf/wkt';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

const FILES: readonly DescFile[] = [
  wkt.file_google_protobuf_any,
  wkt.file_google_protobuf_api,
  wkt.file_google_protobuf_compiler_plugin,
  wkt.file_google_protobuf_cpp_features,
  wkt.file_google_protobuf_descriptor,
  wkt.file_google_protobuf_duration,
  wkt.file_google_protobuf_empty,
  wkt.file_google_protobuf_field_mask,
  wkt.file_google_protobuf_go_features,
  wkt.file_google_protobuf_java_features,
  wkt.file_google_protobuf_source_context,
  wkt.file_google_protobuf_struct,
  wkt.file_google_protobuf_timestamp,
  wkt.file_google_protobuf_type,
  wkt.file_google_protobuf_wrappers,
];
const byName = new Map(FILES.map((file) => [file.proto.name, file]));
const encoded = new Map<string, Uint8Array>();

/** Import names of the well-known files: `google/protobuf/any.proto`, … */
export const wellKnownNames: ReadonlySet<string> = new Set(byName.keys());

/** The `FileDescriptorProto` of a well-known file, without source info; undefined for any other name. */
export function wellKnownFile(name: string): Uint8Array | undefined {
  const file = byName.get(name);
  if (!file) return undefined;
  const known = encoded.get(name);
  if (known) return known;
  const bytes = toBinary(FileDescriptorProtoSchema, file.proto);
  encoded.set(name, bytes);
  return bytes;
}

/** The well-known file that defines a type; undefined for any other type. */
export function wellKnownHome(type: string): string | undefined {
  return FILES.find((file) => [...file.messages, ...file.enums].some(({ typeName }) => typeName === type))?.proto.name;
}
