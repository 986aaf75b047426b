import type { Draft, Generation } from '../context.ts';

/** Brings values of one message into agreement after they were made. `s`: the key of what the message is about. */
export type Agreement = (draft: Draft, gen: Generation, s: number) => void;
