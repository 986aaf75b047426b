import type { Metadata } from '../contract/metadata.ts';
import type { Example } from '../contract/rest.ts';
import { status } from '../contract/status.ts';
import { SEED_KEY, SESSION_KEY } from '../contract/invocation.ts';
import { LONGEST_SESSION } from '../contract/session.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { FaultSwitches } from '../stubs/fault-switches.ts';
import type { StubStore } from '../stubs/store.ts';
import type { ResourceIndex } from '../world/resource-index.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';
import type { World } from '../world/world.ts';
import type { HandlerSource } from './handler-source.ts';
import type { Holds } from './holds.ts';
import type { Line } from './answerer.ts';
import { breakCall, isBreakable } from './break-call.ts';
import { CallBus, tellCall } from './call-bus.ts';
import { type Conversation } from './conversation.ts';
import { converse } from './converse.ts';
import { decide, type Decision } from './decide.ts';
import { exampleRequest } from './example.ts';
import type { Question } from './question.ts';
import { requestCheck } from './validate-request.ts';

export interface EngineOptions {
  /** The seed of every answer that asks for no other. */
  readonly seed: string;
  /** A fresh seed for each call; null keeps to `seed`. The answer's headers name it either way. */
  readonly random: (() => string) | null;
  /** Refuse what nobody configured instead of generating it. */
  readonly strict: boolean;
  /** Epoch milliseconds. Not for generated values: those must be the same tomorrow. */
  readonly now: () => number;
  /** Refuse requests that break the rules of their schema (protovalidate, PGV). Default false. */
  readonly validate?: boolean;
  /** What is remembered from call to call. */
  readonly world: World;
  /** The same for calls that name a session; without it they share the one. */
  readonly worlds?: SessionWorlds | undefined;
  /** The resources of the schema of the day by the names that people give them; without it no expression asks the world. */
  readonly resources?: (() => ResourceIndex) | undefined;
  /** What a person says values look like; read for each call. */
  readonly hints?: { readonly current: HintsFile | undefined };
  /** What people wrote to answer calls; asked for each call. */
  readonly handlers?: HandlerSource | undefined;
  /** Stubs; none while there are no files of them. Read for each call. */
  readonly stubs?: { readonly current: StubStore | undefined } | undefined;
  /** What is broken on purpose. */
  readonly faults?: FaultSwitches | undefined;
  /** Methods that a person answers. */
  readonly holds?: Holds | undefined;
}

export interface Engine {
  /** One call. `metadata` is that of the request: `x-understudy-seed` sets the seed of its answer. */
  open(method: SchemaMethod, metadata: Metadata, line?: Line): Conversation;
  /** A request that fits the schema, small enough to read. */
  example(method: SchemaMethod, seed?: string): Example;
}

/** Nobody listens between the events of a call. */
const SILENT: Line = { call: '', client: '', push: () => undefined, waiting: () => 0 };

/** Characters of a seed, whoever asks for it. */
export const LONGEST_SEED = 200;

/** Cut short it would be another one, and nobody would know. */
const tooLong = (what: string, key: string, text: string, most: number): Decision => ({
  refuse: status(
    'INVALID_ARGUMENT',
    `The ${what} in ${key} has ${text.length} characters; it may have at most ${most}.`,
  ),
  answeredBy: { by: 'schema' },
});

const valueOf = (metadata: Metadata, wanted: string): string => metadata.find(({ key }) => key === wanted)?.value ?? '';

/** The brain of the mock: pure, with no I/O and no time of its own. */
export function createEngine(options: EngineOptions): Engine {
  const seedOf = (metadata: Metadata): string => valueOf(metadata, SEED_KEY) || (options.random?.() ?? options.seed);
  const check = options.validate ? requestCheck(options.now) : undefined;
  const bus = new CallBus();
  return {
    open(method, metadata, line = SILENT) {
      const { strict, hints, handlers, stubs, faults, resources, now } = options;
      const seed = seedOf(metadata);
      if (seed.length > LONGEST_SEED) return converse(method, tooLong('seed', SEED_KEY, seed, LONGEST_SEED));
      const session = valueOf(metadata, SESSION_KEY);
      if (session.length > LONGEST_SESSION)
        return converse(method, tooLong('session', SESSION_KEY, session, LONGEST_SESSION));
      const world = (session !== '' && options.worlds?.of(session)) || options.world;
      const question: Question = {
        method,
        seed,
        strict,
        line,
        world,
        metadata,
        handlers,
        resources,
        now,
        hints: hints?.current,
        stubs: stubs?.current,
        bus,
        holds: options.holds,
      };
      const teller = tellCall(bus, method, metadata, line.call);
      if (!isBreakable(method.path, faults, question.stubs)) return converse(method, decide(question), check, teller);
      const open = (line: Line): Conversation => converse(method, decide({ ...question, line }), check, teller);
      return breakCall({ method, metadata, line, switches: faults, stubs: question.stubs, open });
    },
    example(method, seed = options.seed) {
      return { json: exampleRequest(method, seed, options.hints?.current), seed };
    },
  };
}
