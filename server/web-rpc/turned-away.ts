import type { Problem } from '../contract/problem.ts';

/** Refusals that are told of: whoever sends another origin each time is not heard for ever. */
const MOST = 20;

/** Tells of each refusal once. */
export class TurnedAway {
  readonly #listener: ((problem: Problem) => void) | undefined;
  readonly #told = new Set<string>();

  constructor(listener: ((problem: Problem) => void) | undefined) {
    this.#listener = listener;
  }

  tell(problem: Problem): void {
    if (!this.#listener || this.#told.size >= MOST || this.#told.has(problem.message)) return;
    this.#told.add(problem.message);
    this.#listener(problem);
  }
}
