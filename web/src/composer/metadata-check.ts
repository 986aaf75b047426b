import type { Metadata } from '#contract/metadata';
import { INVOCATION_KEY, SEED_KEY } from '#contract/invocation';
import type { MetadataRow } from '../state/draft.ts';

/** What is wrong with a row, and in which of its two fields. */
export interface MetadataProblem {
  readonly field: 'key' | 'value';
  readonly message: string;
}

/** Keys that the connection itself writes. */
const OWN = new Set([
  'te',
  'content-type',
  'user-agent',
  'host',
  'connection',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
]);

/** Why gRPC would refuse a row; null where it is sound, or off, or empty. */
export function checkMetadata({ key, value, on }: MetadataRow): MetadataProblem | null {
  if (!on || (key === '' && value === '')) return null;
  const name = key.trim().toLowerCase();
  if (name === '') return { field: 'key', message: 'A key is missing.' };
  if (!/^[0-9a-z_.-]+$/.test(name))
    return { field: 'key', message: 'A key has letters, digits, and the signs - _ . only.' };
  if (name.startsWith('grpc-')) return { field: 'key', message: 'Keys that begin with grpc- belong to gRPC itself.' };
  if (OWN.has(name)) return { field: 'key', message: `${name} is written by the connection itself.` };
  if (name === INVOCATION_KEY)
    return { field: 'key', message: 'Understudy writes this key itself, to link the two sides of a call.' };
  if (name.endsWith('-bin'))
    return /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) && value.replace(/=+$/, '').length % 4 !== 1
      ? null
      : { field: 'value', message: 'A key that ends in -bin takes base64.' };
  if (!/^[\x20-\x7e]*$/.test(value))
    return { field: 'value', message: 'Only printable ASCII. For other bytes, end the key in -bin and write base64.' };
  return null;
}

/** The rows as they are sent: those that are on, keys in lower case, and the seed where one is set. */
export function metadataToSend(rows: readonly MetadataRow[], seed: string | null): Metadata {
  const entries = rows
    .filter(({ on, key }) => on && key.trim() !== '')
    .map(({ key, value }) => ({ key: key.trim().toLowerCase(), value }));
  return seed === null || entries.some(({ key }) => key === SEED_KEY)
    ? entries
    : [...entries, { key: SEED_KEY, value: seed }];
}
