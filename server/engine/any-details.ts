import type { Registry } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { BinaryWriter, WireType, base64Encode } from '@bufbuild/protobuf/wire';
import { encodeJson } from '../codec/encode-json.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import { statusTypes } from '../schema/status-types.ts';

/**
 * Trailers with the details of an error (`google.rpc.Status`), each a ProtoJSON text of an `Any`; or what is wrong with
 * one of them. A type may be written without `type.googleapis.com/`.
 */
export function anyTrailers(
  { code, message }: Status,
  details: readonly string[],
  types: Registry,
): { readonly trailers: Metadata } | { readonly problem: string } {
  if (details.length === 0) return { trailers: [] };
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(message);
  for (const [index, text] of details.entries()) {
    const type = /^\{"@type":"(?:[^"]*\/)?([\w.]+)"/.exec(text)?.[1];
    if (type === undefined) return { problem: `details[${index}] has no "@type", such as "google.rpc.ErrorInfo".` };
    const registry = types.getMessage(type) ? types : statusTypes();
    if (!registry.getMessage(type)) return { problem: `details[${index}]: no schema knows the type ${type}.` };
    const whole = text.replace(/^\{"@type":"[^"]*"/, `{"@type":"type.googleapis.com/${type}"`);
    const encoded = encodeJson(AnySchema, whole, registry);
    if ('problems' in encoded) {
      const [first] = encoded.problems;
      return { problem: `details[${index}] is no ${type}: ${first?.path ?? ''} ${first?.message ?? ''}` };
    }
    writer.tag(3, WireType.LengthDelimited).bytes(encoded.bytes);
  }
  return { trailers: [{ key: 'grpc-status-details-bin', value: base64Encode(writer.finish(), 'std_raw') }] };
}
