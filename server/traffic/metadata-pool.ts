import { isSecretKey, MASK, type Metadata, type MetadataEntry } from '../contract/metadata.ts';

const ENTRIES = 4_096;
const LONGEST = 256;
const NONE: Metadata = [];

/**
 * Turns metadata as it came into metadata to keep: secrets masked, cut at a bound, and equal entries shared, since
 * a client sends the same headers with each of its calls.
 */
export class MetadataPool {
  #byKey = new Map<string, Map<string, MetadataEntry>>();
  #entries = 0;
  readonly #byLast = new Map<MetadataEntry, Metadata>();
  readonly #masked = new Map<string, MetadataEntry | null>();

  /** `limit` counts characters of keys and values; a value that is cut ends in `…`, entries beyond are left out. */
  keep(metadata: Metadata, limit: number): Metadata {
    const kept: MetadataEntry[] = [];
    let left = limit;
    for (const entry of metadata) {
      if (left <= 0) break;
      const value = entry.value.length > left ? `${entry.value.slice(0, left)}…` : entry.value;
      left -= entry.key.length + value.length;
      kept.push(this.#mask(entry) ?? this.#share(entry.key, value));
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

  #mask(entry: MetadataEntry): MetadataEntry | null {
    let masked = this.#masked.get(entry.key);
    if (masked === undefined) {
      masked = isSecretKey(entry.key) ? { key: entry.key, value: MASK, masked: true } : null;
      if (this.#masked.size < ENTRIES) this.#masked.set(entry.key, masked);
    }
    return masked;
  }

  #share(key: string, value: string): MetadataEntry {
    if (value.length > LONGEST) return { key, value };
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
    const entry: MetadataEntry = { key, value };
    values.set(value, entry);
    this.#entries += 1;
    return entry;
  }
}

/** Characters of keys and values. */
export function metadataSize(metadata: Metadata): number {
  let size = 0;
  for (const entry of metadata) size += entry.key.length + entry.value.length;
  return size;
}
