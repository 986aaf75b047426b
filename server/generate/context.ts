import type { DescFile, DescMessage, Registry } from '@bufbuild/protobuf';
import type { Key } from './hash.ts';
import type { HintsFile } from './hints-file.ts';
import type { Trace } from './trace.ts';

/** A message under construction: the library keeps fields as properties under their local names. */
export type Draft = Record<string, unknown>;

/** What the parts of one generation share. */
export interface Generation {
  readonly types: Registry;
  /** `request`: small, readable, without what only a server sets. */
  readonly mode: 'answer' | 'request';
  /** A hash of the seed alone: for what is the same in the whole mock, as the currency. */
  readonly root: number;
  /** The key of the seed. */
  readonly seed: Key;
  /** How deep messages may nest below the first. */
  readonly depth: number;
  /** The file that is served: where the payload of an `Any` is looked for. */
  readonly file: DescFile;
  /** What a method says the payload of its `Any` is, by the name of the field. */
  readonly payload: ((field: string) => DescMessage | undefined) | undefined;
  /** The messages around the one that is being made. */
  readonly stack: DescMessage[];
  /** What a person says values look like. */
  readonly hints: HintsFile | undefined;
  /** The message whose late fields are made: those that read other fields of it. */
  around: Draft | undefined;
  /** The resource name of what is being made, where that is known before: references lie beside it. Empty otherwise. */
  home: string;
  /** The item of a list that is about to be made: `lane` is the same for all of its items. */
  item: { readonly lane: number; readonly at: number } | undefined;
  /** Epoch milliseconds; for rules that bind a value to the moment of the call, and nothing else. */
  readonly now: (() => number) | undefined;
  /** Notes where each value comes from; only while somebody asks. */
  readonly trace: Trace | undefined;
}

/**
 * Makes the value of a field in the library's local form; undefined leaves it unset. `a`, `b`: the key of the field (or
 * item); `s`: the key of what the message is about, which its fields share so that they agree.
 */
export type Make = (a: number, b: number, s: number, gen: Generation, depth: number) => unknown;
