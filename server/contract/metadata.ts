/**
 * One header or trailer. Keys are lower case. The value of a key that ends in `-bin` is base64 (as on the wire);
 * a masked value is replaced by `•••` and marked.
 */
export interface MetadataEntry {
  readonly key: string;
  readonly value: string;
  readonly masked?: boolean;
}

/** In the order of the wire; keys may repeat. */
export type Metadata = readonly MetadataEntry[];

/** What stands in place of a secret. */
export const MASK = '•••';

const SECRET =
  /^(authorization|proxy-authorization|cookie|set-cookie|.*[-_]?(token|secret|password|passwd|credential|credentials|api-?key)|.*-key(-bin)?)(-bin)?$/;
const NOT_SECRET = new Set(['idempotency-key', 'grpc-previous-rpc-attempts']);

/** True for keys whose values are masked wherever a person sees them: authorization, cookie, *-token, *-key, *-secret, … */
export function isSecretKey(key: string): boolean {
  return SECRET.test(key) && !NOT_SECRET.has(key);
}

/** The same metadata with the values of secret keys masked. */
export function maskSecrets(metadata: Metadata): Metadata {
  return metadata.map((entry) => (isSecretKey(entry.key) ? { key: entry.key, value: MASK, masked: true } : entry));
}
