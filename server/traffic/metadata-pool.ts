import { isSecretKey, MASK, type Metadata, type MetadataEntry } from '../contract/metadata.ts';

const ENTRIES = 4_096;
const LONGEST = 256;
const NONE: Metadata = [];

/**
 * Turns metadata as it came into metadata to keep: secrets masked (`withSecrets` has what they were), cut at a bound, and equal entries shared, since
 * a client sends the same headers with each of its calls.
 */
export class MetadataPool {
  #byKey = new Map<string, Map<string, MetadataEntry>>();
  #entries = 0;
  readonly #byLast = new Map<MetadataEntry, Metadata>();
  readonly #secret = new Map<string, boolean>();

  /** `limit` counts characters of keys and values; a value that is cut ends in `…`, entries beyond are left out. */
  keep(metadata: Metadata, limit: number): Metadata {
    const kept: MetadataEntry[] = [];
    let left = limit;
    for (const entry of metadata) {
      if (left <= 0) break;
      const value = entry.value.length > left ? `${entry.value.slice(0, left)}…` : entry.value;
      left -= entry.key.length + value.length;
      kept.push(this.#share(entry.key, value));
    }
    return this.#shareAll(kept);
  }

  /** The same list as before, where a client sends the same again. */
  #shareAll(kept: readonly MetadataEntry[]): Metadata {
    const last = kept.at(-1);
    if (last === undefined) return NONE;
    const before = this.#byLast.get(last);
    if (before?.length === kept.length && before.every((entry, at) => entry === kept[at])) return before;
    if (this.#byLast.size >= ENTRIES) this.#byLast.clear();
    this.#byLast.set(last, kept);
    return kept;
  }

  #entry(key: string, value: string): MetadataEntry {
    let secret = this.#secret.get(key);
    if (secret === undefined) {
      secret = isSecretKey(key);
      if (this.#secret.size < ENTRIES) this.#secret.set(key, secret);
    }
    if (!secret) return { key, value };
    const masked: MetadataEntry = { key, value: MASK, masked: true };
    SECRETS.set(masked, value);
    return masked;
  }

  #share(key: string, value: string): MetadataEntry {
    if (value.length > LONGEST) return this.#entry(key, value);
    let values = this.#byKey.get(key);
    const known = values?.get(value);
    if (known) return known;
    if (this.#entries >= ENTRIES) {
      // Starting over is cheaper than keeping track of use, and costs some sharing only.
      this.#byKey = new Map();
      this.#entries = 0;
      values = undefined;
    }
    if (!values) this.#byKey.set(key, (values = new Map()));
    const entry = this.#entry(key, value);
    values.set(value, entry);
    this.#entries += 1;
    return entry;
  }
}

/** What masked entries hide, beside them and not in them: whoever prints, sends or copies an entry has none of it. */
const SECRETS = new WeakMap<MetadataEntry, string>();

const secretOf = (entry: MetadataEntry): string | undefined => (entry.masked ? SECRETS.get(entry) : undefined);

/** Metadata that was kept with its secrets as they were: to be compared, and never to be shown. */
export const withSecrets = (metadata: Metadata): Metadata =>
  metadata.some(({ masked }) => masked)
    ? metadata.map((entry) => ({ key: entry.key, value: secretOf(entry) ?? entry.value }))
    : metadata;

/** Characters of keys and values, those of secrets included. */
export function metadataSize(metadata: Metadata): number {
  let size = 0;
  for (const entry of metadata) size += entry.key.length + (secretOf(entry) ?? entry.value).length;
  return size;
}
