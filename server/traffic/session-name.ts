import { SESSION_KEY } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';

/** The session that the metadata of a request names; null for none. */
export function sessionName(metadata: Metadata): string | null {
  for (const { key, value } of metadata) if (key === SESSION_KEY) return value === '' ? null : value;
  return null;
}
