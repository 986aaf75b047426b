import type { HintsFile } from '../generate/hints-file.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { World } from '../world/world.ts';
import type { Line } from './answerer.ts';

/** What is to be decided about one call. */
export interface Question {
  readonly method: SchemaMethod;
  readonly seed: string;
  readonly strict: boolean;
  readonly line: Line;
  readonly world: World;
  /** The lines of the hints file, as they are now. */
  readonly hints?: HintsFile | undefined;
  /** Epoch milliseconds; for rules that bind a value to the moment of the call. */
  readonly now?: () => number;
}
