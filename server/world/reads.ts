import type { DescField, Message } from '@bufbuild/protobuf';

/** Which top-level fields of an entity a question looks at; undefined: all of them. */
export type Reads = ReadonlySet<DescField> | undefined;

export const NO_FIELDS: ReadonlySet<DescField> = new Set();

/** What several questions look at together. */
export function allReads(parts: readonly Reads[]): Reads {
  const fields = new Set<DescField>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const field of part) fields.add(field);
  }
  return fields;
}

/** One thing that is demanded of an entity. */
export interface Demand {
  readonly holds: (message: Message, id: string) => boolean;
  readonly reads: Reads;
  /** False for bytes of which it surely does not hold: what is left out by it is not decoded. */
  readonly sieve?: ((bytes: Uint8Array, id: string) => boolean) | undefined;
}
