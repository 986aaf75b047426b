import type { DescFile, DescMessage, Message, Registry } from '@bufbuild/protobuf';
import type { Draft, Generation } from './context.ts';
import type { HintsFile } from './hints-file.ts';
import type { Key } from './hash.ts';
import { callingIt, wordsOfId } from './called.ts';
import { makeMessage } from './plan.ts';
import { subjectOfThing } from './referents.ts';
import type { Trace } from './trace.ts';
import { depthFor } from './size.ts';

/** What a generated message depends on. */
export interface GenerateOptions {
  /** Resolves the payload types of `Any`. */
  readonly types: Registry;
  /** The key of the seed alone: `textKey(seed)`. */
  readonly seed: Key;
  /** The key of the entity or request, under the seed. */
  readonly key: Key;
  /** The file of the service; that of the message where nothing is said. */
  readonly file?: DescFile;
  readonly payload?: (field: string) => DescMessage | undefined;
  /** `request` makes a small message without what only a server sets. Default `answer`. */
  readonly mode?: 'answer' | 'request';
  /** The resource name of what is made, where that is known before. */
  readonly home?: string;
  /** The plain id of what is made, where that is known before: some tell what it is of (`SHOP-123`). */
  readonly id?: string;
  /** What a person says values look like (`understudy.hints.yaml`). */
  readonly hints?: HintsFile | undefined;
  /**
   * Brings the message into agreement with what is known from elsewhere (its id, the request), before the fields that
   * read other fields of it are made.
   */
  readonly finish?: (message: Message) => void;
  /** Epoch milliseconds. Reaches only values that a rule binds to the moment of the call (`within`). */
  readonly now?: (() => number) | undefined;
  /** Notes where each value comes from; it changes none. */
  readonly trace?: Trace | undefined;
}

const REQUEST_DEPTH = 3;

/** Ids that tell more than which one it is: `SHOP-123`. */
const TELLING = /^[A-Z][A-Z\d]*-\d+$/;

/**
 * A message of plausible, coherent values: each is a function of (seed, key, field path). The same arguments give the
 * same message on every machine; a new field changes no other value.
 */
export function generateMessage(desc: DescMessage, options: GenerateOptions): Message {
  const mode = options.mode ?? 'answer';
  const most = depthFor(desc);
  const gen: Generation = {
    types: options.types,
    mode,
    root: options.seed.a,
    seed: options.seed,
    depth: mode === 'request' ? Math.min(most, REQUEST_DEPTH) : most,
    file: options.file ?? desc.file,
    payload: options.payload,
    stack: [],
    home: options.home ?? '',
    item: undefined,
    hints: options.hints,
    around: undefined,
    now: options.now,
    trace: options.trace,
  };
  const { finish } = options;
  // A draft is a message of the library with its fields set.
  const end = finish && ((draft: Draft) => finish(draft as unknown as Message));
  const make = (): Draft => makeMessage(desc, options.key.a, options.key.b, gen, 0, undefined, end);
  const words = gen.home === '' ? undefined : wordsOfId(gen.home);
  const id = options.id !== undefined && TELLING.test(options.id) ? options.id : undefined;
  const known = words !== undefined || id !== undefined;
  const made = known ? callingIt(subjectOfThing(options.key.a), words, make, undefined, id) : make();
  return made as unknown as Message;
}
