import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { decodeJson } from '../codec/decode-json.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { ServedMethod } from '../serving/served-method.ts';
import { DETAILS } from './web-metadata.ts';

/** Connect's name of a code: `not_found`; one L in `canceled`. */
const connectCode = ({ name }: Status): string => (name === 'CANCELLED' ? 'canceled' : name.toLowerCase());

export interface ConnectError {
  readonly code: string;
  readonly message?: string;
  readonly details?: readonly ConnectDetail[];
}

interface ConnectDetail {
  readonly type: string;
  /** Base64, without padding. */
  readonly value: string;
  /** As JSON, for people. */
  readonly debug?: unknown;
}

/** Details that are written: beyond it an answer would not be one of an error. */
const MOST = 256;

/** An error as Connect writes it; its details are what gRPC carries in a trailer. */
export function connectError(ending: Status, trailers: Metadata, method: ServedMethod | undefined): ConnectError {
  const packed = trailers.find(({ key }) => key === DETAILS)?.value;
  const details = packed === undefined ? [] : detailsOf(Buffer.from(packed, 'base64'), method);
  return {
    code: connectCode(ending),
    ...(ending.message !== '' && { message: ending.message }),
    ...(details.length > 0 && { details }),
  };
}

/** Those of a `google.rpc.Status`; what cannot be read has none. */
function detailsOf(bytes: Uint8Array, method: ServedMethod | undefined): ConnectDetail[] {
  const details: ConnectDetail[] = [];
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len && details.length < MOST) {
      const [field, wire] = reader.tag();
      if (field === 3 && wire === WireType.LengthDelimited) details.push(detailOf(reader.bytes(), method));
      else reader.skip(wire, field);
    }
  } catch {
    // The error itself is told all the same.
  }
  return details;
}

/** Of a `google.protobuf.Any`. */
function detailOf(bytes: Uint8Array, method: ServedMethod | undefined): ConnectDetail {
  const reader = new BinaryReader(bytes);
  let url = '';
  let value: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.LengthDelimited) url = reader.string();
    else if (field === 2 && wire === WireType.LengthDelimited) value = reader.bytes();
    else reader.skip(wire, field);
  }
  const type = url.slice(url.lastIndexOf('/') + 1);
  const debug = debugOf(type, value, method);
  const text = Buffer.from(value).toString('base64').replace(/=+$/, '');
  return { type, value: text, ...(debug !== undefined && { debug }) };
}

function debugOf(type: string, value: Uint8Array, method: ServedMethod | undefined): unknown {
  const desc = method?.types.getMessage(type);
  const { json, truncated } = desc ? decodeJson(desc, value, method?.types) : {};
  return json === undefined || truncated ? undefined : JSON.parse(json);
}
