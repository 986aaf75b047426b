import { INVOCATION_KEY } from '../contract/invocation.ts';
import type { Metadata, MetadataEntry } from '../contract/metadata.ts';
import { type Status, status, type StatusName } from '../contract/status.ts';
import { USER_AGENT } from './channels.ts';
import type { CallPlan } from './dialect.ts';

/** Headers of answers that belong to HTTP or to the protocol, and are no metadata of the call. */
const HTTP = new Set([
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-allow-private-network',
  'access-control-expose-headers',
  'connect-accept-encoding',
  'connect-content-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-message',
  'grpc-status',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'vary',
]);

/** The headers that every protocol sends alike: who calls, what a person gave, and which call it is. */
export function ownHeaders({ id, metadata }: CallPlan): [name: string, value: string][] {
  return [
    ['user-agent', USER_AGENT],
    ...metadata.map(({ key, value }): [string, string] => [key, value]),
    [INVOCATION_KEY, id],
  ];
}

/** The value of a header, or undefined. */
export function valueOf(raw: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < raw.length; at += 2) if (raw[at] === name) return raw[at + 1];
  return undefined;
}

/** Raw names and values → metadata, without what is HTTP's. Binary values that came joined are taken apart. */
export function metadataOf(raw: readonly string[]): Metadata {
  const found: MetadataEntry[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const key = raw[at]!;
    const value = raw[at + 1]!;
    if (key.startsWith(':') || HTTP.has(key)) continue;
    if (key.endsWith('-bin')) for (const one of value.split(',')) found.push({ key, value: padded(one.trim()) });
    else found.push({ key, value });
  }
  return found;
}

/** Base64 as a person finds it elsewhere, whether it came padded or not. */
const padded = (value: string): string => Buffer.from(value, 'base64').toString('base64');

/** The status that a code of HTTP stands for where a protocol says nothing itself (grpc: "HTTP to gRPC Status Code Mapping"). */
export function statusOfHttp(http: number): Status {
  const name: StatusName =
    http === 400
      ? 'INTERNAL'
      : http === 401
        ? 'UNAUTHENTICATED'
        : http === 403
          ? 'PERMISSION_DENIED'
          : http === 404
            ? 'UNIMPLEMENTED'
            : http === 429 || (http >= 502 && http <= 504)
              ? 'UNAVAILABLE'
              : 'UNKNOWN';
  return status(name, `Received HTTP status code ${http}`);
}

/** `8 digits and a unit`, as gRPC writes a timeout. */
export function grpcTimeout(ms: number): string {
  return ms < 100_000_000 ? `${ms}m` : `${Math.ceil(ms / 1000)}S`;
}
