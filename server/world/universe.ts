import type { Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { HintsFile } from '../generate/hints-file.ts';
import { textKey, type Key } from '../generate/hash.ts';

/** What the entities that nobody wrote are a function of. */
export interface Universe {
  readonly seed: string;
  /** `textKey(seed)` */
  readonly key: Key;
  readonly types: TypeRegistry;
  /** The lines of the hints file: what is made by other ones is another world. */
  readonly hints?: HintsFile | undefined;
}

export const universeOf = (seed: string, types: TypeRegistry, hints?: HintsFile): Universe => ({
  seed,
  key: textKey(seed),
  types,
  hints,
});
