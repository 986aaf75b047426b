import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Schema } from '../schema/registry.ts';

/** A file and all that it imports as the bytes of a `FileDescriptorSet`, imports first. */
export function descriptorSet(schema: Schema, file: string): Uint8Array {
  const writer = new BinaryWriter();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const found = schema.files.get(name);
    if (!found || seen.has(name)) return;
    seen.add(name);
    for (const dependency of found.dependencies) visit(dependency);
    writer.tag(1, WireType.LengthDelimited).bytes(found.bytes);
  };
  visit(file);
  return writer.finish();
}
