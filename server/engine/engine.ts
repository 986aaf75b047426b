import type { Metadata } from '../contract/metadata.ts';
import type { Example } from '../contract/rest.ts';
import { SEED_KEY } from '../contract/invocation.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { World } from '../world/world.ts';
import type { Line } from './answerer.ts';
import { type Conversation } from './conversation.ts';
import { converse } from './converse.ts';
import { decide } from './decide.ts';
import { exampleRequest } from './example.ts';

export interface EngineOptions {
  /** The seed of every answer that asks for no other. */
  readonly seed: string;
  /** A fresh seed for each call; null keeps to `seed`. The answer's headers name it either way. */
  readonly random: (() => string) | null;
  /** Refuse what nobody configured instead of generating it. */
  readonly strict: boolean;
  /** Epoch milliseconds. Not for generated values: those must be the same tomorrow. */
  readonly now: () => number;
  /** What is remembered from call to call. */
  readonly world: World;
}

export interface Engine {
  /** One call. `metadata` is that of the request: `x-understudy-seed` sets the seed of its answer. */
  open(method: SchemaMethod, metadata: Metadata, line?: Line): Conversation;
  /** A request that fits the schema, small enough to read. */
  example(method: SchemaMethod, seed?: string): Example;
}

/** Nobody listens between the events of a call. */
const SILENT: Line = { call: '', client: '', push: () => undefined };

const LONGEST_SEED = 200;

/** The brain of the mock: pure, with no I/O and no time of its own. */
export function createEngine(options: EngineOptions): Engine {
  const seedOf = (metadata: Metadata): string => {
    const asked = metadata.find(({ key }) => key === SEED_KEY)?.value.slice(0, LONGEST_SEED);
    return asked || (options.random?.() ?? options.seed);
  };
  return {
    open(method, metadata, line = SILENT) {
      const { strict, world } = options;
      return converse(method, decide({ method, seed: seedOf(metadata), strict, line, world }));
    },
    example(method, seed = options.seed) {
      return { json: exampleRequest(method, seed.slice(0, LONGEST_SEED)), seed: seed.slice(0, LONGEST_SEED) };
    },
  };
}
