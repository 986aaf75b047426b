import type { Metadata } from '../contract/metadata.ts';
import { Code, STATUS_NAMES, type Status, type StatusName } from '../contract/status.ts';
import { anyTrailer } from '../engine/status-details.ts';

/** `not_found` → `NOT_FOUND`; Connect writes `canceled` with one l. */
function nameOf(code: unknown): StatusName | undefined {
  if (code === 'canceled') return 'CANCELLED';
  const name = typeof code === 'string' ? code.toUpperCase() : '';
  return STATUS_NAMES.find((one) => one === name && one !== 'OK');
}

/** The JSON of a Connect error; its details become the trailer in which gRPC has them. Undefined for any other text. */
export function connectError(text: string): { readonly status: Status; readonly trailers: Metadata } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const name = nameOf(value.code) ?? 'UNKNOWN';
  const message = 'message' in value && typeof value.message === 'string' ? value.message : '';
  const status = { code: Code[name], name, message };
  const details = 'details' in value && Array.isArray(value.details) ? (value.details as unknown[]) : [];
  return {
    status,
    trailers: anyTrailer(
      status,
      details.flatMap((one) => {
        const { type, value: bytes } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
        return typeof type === 'string' && typeof bytes === 'string'
          ? [{ type, bytes: Buffer.from(bytes, 'base64') }]
          : [];
      }),
    ),
  };
}
