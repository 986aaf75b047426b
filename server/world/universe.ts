import type { Registry as TypeRegistry } from '@bufbuild/protobuf';
import { textKey, type Key } from '../generate/hash.ts';

/** What the entities that nobody wrote are a function of. */
export interface Universe {
  readonly seed: string;
  /** `textKey(seed)` */
  readonly key: Key;
  readonly types: TypeRegistry;
}

export const universeOf = (seed: string, types: TypeRegistry): Universe => ({ seed, key: textKey(seed), types });
