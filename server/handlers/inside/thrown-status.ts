import type { Metadata } from '../../contract/metadata.ts';
import { STATUS_NAMES, statusName, type StatusName } from '../../contract/status.ts';
import { StatusError, type ErrorDetail } from '../service.ts';

/** How a handler ended its call by what it threw. */
export interface KnownStatus {
  readonly code: StatusName;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly trailers?: () => Metadata;
}

/** A status that was thrown: ours, or an error as grpc-js has them (`code`, `details`, `metadata`). */
export function statusOf(thrown: unknown): KnownStatus | undefined {
  try {
    if (typeof thrown !== 'object' || thrown === null) return undefined;
    const { code, details, message, metadata } = thrown as Record<string, unknown>;
    if (isStatusError(thrown)) {
      if (!STATUS_NAMES.includes(thrown.code)) return undefined;
      return { code: thrown.code, message: thrown.message, details: thrown.details };
    }
    if (typeof code !== 'number' || !Number.isInteger(code) || code < 0) return undefined;
    const text = typeof details === 'string' && details !== '' ? details : typeof message === 'string' ? message : '';
    return { code: statusName(code), message: text, details: [], trailers: () => grpcMetadata(metadata) };
  } catch {
    return undefined;
  }
}

/** Also one that another copy of the package made: modules that a file imports may find theirs by themselves. */
const isStatusError = (thrown: object): thrown is StatusError =>
  thrown instanceof StatusError ||
  (thrown instanceof Error && thrown.name === 'StatusError' && 'details' in thrown && Array.isArray(thrown.details));

/** Entries of a `Metadata` of grpc-js, whichever copy of it made it. */
export function grpcMetadata(metadata: unknown): Metadata {
  if (typeof metadata !== 'object' || metadata === null) return [];
  const { toHttp2Headers } = metadata as { toHttp2Headers?: () => Record<string, string | string[]> };
  if (typeof toHttp2Headers !== 'function') return [];
  return Object.entries(toHttp2Headers.call(metadata)).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ key, value: String(one) })),
  );
}
