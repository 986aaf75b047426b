import type { Metadata } from '../contract/metadata.ts';
import { addMetadata, type HeaderBlock } from '../serving/http-metadata.ts';

/** Headers of a request that belong to HTTP or to one of these protocols, and are no metadata of a call. */
export const WEB_PROTOCOL: ReadonlySet<string> = new Set([
  'host',
  'te',
  'connection',
  'keep-alive',
  'upgrade',
  'http2-settings',
  'transfer-encoding',
  'expect',
  'content-type',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'connect-protocol-version',
  'connect-timeout-ms',
  'connect-content-encoding',
  'connect-accept-encoding',
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'x-grpc-web',
]);

/** What an answer cannot set on HTTP, beyond what it cannot set anywhere. */
const FORBIDDEN = /^(content-encoding|trailer|connect-(content|accept)-encoding|access-control-.*)$/;

/** Adds metadata of an answer to a head. Throws where a key or value cannot be sent. */
export function addWebMetadata(metadata: Metadata, headers: HeaderBlock): HeaderBlock {
  for (const { key } of metadata)
    if (FORBIDDEN.test(key.toLowerCase()))
      throw new Error(`"${key}" belongs to the protocol and cannot be set by an answer`);
  return addMetadata(metadata, headers);
}

/** Carries what gRPC tells of a status beside its code and message. */
export const DETAILS = 'grpc-status-details-bin';
