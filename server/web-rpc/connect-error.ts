import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { decodeJson } from '../codec/decode-json.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Status, StatusName } from '../contract/status.ts';
import type { ServedMethod } from '../serving/served-method.ts';
import { DETAILS } from './web-metadata.ts';

/** The code of HTTP that an error of Connect comes with (connectrpc.com/docs/protocol, "Error codes"). */
const HTTP: Readonly<Record<StatusName, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

export const httpOf = ({ name }: Status): number => HTTP[name];

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
