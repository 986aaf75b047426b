import type { HintsFile } from '../generate/hints-file.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { StubStore } from '../stubs/store.ts';
import type { ResourceIndex } from '../world/resource-index.ts';
import type { World } from '../world/world.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Line } from './answerer.ts';
import type { CallBus } from './call-bus.ts';
import type { Holds } from './holds.ts';
import type { HandlerSource } from './handler-source.ts';

/** What is to be decided about one call. */
export interface Question {
  readonly method: SchemaMethod;
  readonly seed: string;
  readonly strict: boolean;
  readonly line: Line;
  readonly world: World;
  /** Metadata of the request. */
  readonly metadata?: Metadata;
  readonly handlers?: HandlerSource | undefined;
  readonly stubs?: StubStore | undefined;
  /** Tells scripts of other calls. */
  readonly bus?: CallBus | undefined;
  /** Methods that a person answers. */
  readonly holds?: Holds | undefined;
  /** The lines of the hints file, as they are now. */
  readonly hints?: HintsFile | undefined;
  /** The resources of the schema by the names that people give them, for expressions. */
  readonly resources?: (() => ResourceIndex) | undefined;
  /** Epoch milliseconds; for rules that bind a value to the moment of the call. */
  readonly now?: () => number;
}
