import type { Origins } from '#contract/origin';
import type { Problem } from '#contract/problem';
import type { Direction } from '#contract/traffic';
import { ApiError, type Api } from '../api/api.ts';

/** Which message, in the journal. */
export interface MessagePlace {
  readonly call: string;
  readonly direction: Direction;
  /** 1-based, by direction. */
  readonly index: number;
}

/** Where the values of the message that is looked at came from; asked for when somebody wants to know. */
export class MessageOrigins {
  known: Origins | null = $state.raw(null);
  problems: readonly Problem[] = $state.raw([]);
  #asked: { readonly key: string; readonly answer: Promise<Origins | null> } | null = null;

  constructor(private readonly api: Pick<Api, 'origins'>) {}

  /** Another message is looked at: nothing is known of it yet. */
  leave(place: MessagePlace | null): void {
    if (this.#asked && this.#asked.key === keyOf(place)) return;
    this.#asked = null;
    this.known = null;
    this.problems = [];
  }

  /** Asks once for each message; null where it cannot be told. */
  need(place: MessagePlace): Promise<Origins | null> {
    const key = keyOf(place);
    if (this.#asked?.key !== key) this.#asked = { key, answer: this.#ask(place, key) };
    return this.#asked.answer;
  }

  async #ask(place: MessagePlace, key: string): Promise<Origins | null> {
    try {
      const origins = await this.api.origins(place.call, place.direction, place.index);
      if (this.#asked?.key === key) this.known = origins;
      return origins;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.#asked?.key === key) this.problems = error.problems;
      return null;
    }
  }
}

function keyOf(place: MessagePlace | null): string {
  return place ? `${place.call} ${place.direction} ${place.index}` : '';
}
