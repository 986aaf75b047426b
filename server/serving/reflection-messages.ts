import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What a reflection client asks for. v1 and v1alpha have the same bytes. */
export type ReflectionRequest = { readonly host: string } & (
  | { readonly ask: 'file_by_filename'; readonly name: string }
  | { readonly ask: 'file_containing_symbol'; readonly name: string }
  | { readonly ask: 'file_containing_extension'; readonly name: string; readonly number: number }
  | { readonly ask: 'all_extension_numbers_of_type'; readonly name: string }
  | { readonly ask: 'list_services' }
  | { readonly ask: 'nothing' }
);

export type ReflectionAnswer =
  | { readonly kind: 'files'; readonly files: readonly Uint8Array[] }
  | { readonly kind: 'extension_numbers'; readonly type: string; readonly numbers: readonly number[] }
  | { readonly kind: 'services'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** `ServerReflectionRequest`; throws where the bytes are none. Of a oneof, the last one set counts. */
export function readReflectionRequest(bytes: Uint8Array): ReflectionRequest {
  const reader = new BinaryReader(bytes);
  let host = '';
  let request: ReflectionRequest = { host, ask: 'nothing' };
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire !== WireType.LengthDelimited) reader.skip(wire, field);
    else if (field === 1) host = reader.string();
    else if (field === 3) request = { host, ask: 'file_by_filename', name: reader.string() };
    else if (field === 4) request = { host, ask: 'file_containing_symbol', name: reader.string() };
    else if (field === 5) request = { host, ask: 'file_containing_extension', ...readExtension(reader.bytes()) };
    else if (field === 6) request = { host, ask: 'all_extension_numbers_of_type', name: reader.string() };
    else if (field === 7) {
      reader.string();
      request = { host, ask: 'list_services' };
    } else reader.skip(wire, field);
  }
  return { ...request, host };
}

function readExtension(bytes: Uint8Array): { name: string; number: number } {
  const reader = new BinaryReader(bytes);
  let [name, number] = ['', 0];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.LengthDelimited) name = reader.string();
    else if (field === 2 && wire === WireType.Varint) number = reader.int32();
    else reader.skip(wire, field);
  }
  return { name, number };
}

const tag = (field: number): number => (field << 3) | WireType.LengthDelimited;

/** `ServerReflectionResponse`; the request is sent back as it came. */
export function writeReflectionResponse(host: string, original: Uint8Array, answer: ReflectionAnswer): Uint8Array {
  const writer = new BinaryWriter();
  if (host !== '') writer.uint32(tag(1)).string(host);
  writer.uint32(tag(2)).bytes(original);
  switch (answer.kind) {
    case 'files':
      writer.uint32(tag(4)).fork();
      for (const file of answer.files) writer.uint32(tag(1)).bytes(file);
      return writer.join().finish();
    case 'extension_numbers':
      writer.uint32(tag(5)).fork().uint32(tag(1)).string(answer.type);
      if (answer.numbers.length > 0) {
        writer.uint32(tag(2)).fork();
        for (const number of answer.numbers) writer.int32(number);
        writer.join();
      }
      return writer.join().finish();
    case 'services':
      writer.uint32(tag(6)).fork();
      for (const name of answer.names) writer.uint32(tag(1)).fork().uint32(tag(1)).string(name).join();
      return writer.join().finish();
    case 'error':
      writer.uint32(tag(7)).fork().uint32(8).int32(answer.code).uint32(tag(2)).string(answer.message);
      return writer.join().finish();
    default:
      return answer satisfies never;
  }
}
