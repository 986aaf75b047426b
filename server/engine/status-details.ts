import { BinaryWriter, WireType, base64Encode } from '@bufbuild/protobuf/wire';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { Detail, Failure } from '../world/failure.ts';

const DOMAIN = 'understudy.dev';

/** Trailers that carry a `google.rpc.Status` with its details, as clients of Google's libraries read them. */
export function detailTrailers({ status, details }: Failure): Metadata {
  return anyTrailer(
    status,
    details.map((detail) => ({ type: `google.rpc.${detail.type}`, bytes: encode(detail) })),
  );
}

/** The same with messages of any type, which are encoded already. */
export function anyTrailer(
  { code, message }: Status,
  details: readonly { readonly type: string; readonly bytes: Uint8Array }[],
): Metadata {
  if (details.length === 0) return [];
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(message);
  for (const { type, bytes } of details) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(`type.googleapis.com/${type}`);
    writer.tag(2, WireType.LengthDelimited).bytes(bytes);
    writer.join();
  }
  return [{ key: 'grpc-status-details-bin', value: base64Encode(writer.finish(), 'std_raw') }];
}

/** The fields of `google/rpc/error_details.proto`. */
function encode(detail: Detail): Uint8Array {
  const writer = new BinaryWriter();
  const text = (number: number, value: string): void => {
    if (value !== '') writer.tag(number, WireType.LengthDelimited).string(value);
  };
  const inner = (number: number, fields: readonly string[]): void => {
    writer.tag(number, WireType.LengthDelimited).fork();
    fields.forEach((value, index) => text(index + 1, value));
    writer.join();
  };
  switch (detail.type) {
    case 'ResourceInfo':
      text(1, detail.resourceType);
      text(2, detail.name);
      text(4, detail.description);
      break;
    case 'BadRequest':
      for (const { field, description } of detail.violations) inner(1, [field, description]);
      break;
    case 'PreconditionFailure':
      inner(1, [detail.violation, detail.subject, detail.description]);
      break;
    case 'ErrorInfo':
      text(1, detail.reason);
      text(2, DOMAIN);
      for (const [key, value] of Object.entries(detail.metadata)) inner(3, [key, value]);
      break;
    default:
      detail satisfies never;
  }
  return writer.finish();
}
