import type { Message } from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import type { CompiledEvent, CompiledStub } from '../stubs/stub.ts';

/** Events whose reasons are told. */
const MOST = 3;

/** Counts messages that no event of a script takes, so that whoever looks at the call sees why nothing came of them. */
export class Unheard {
  readonly #events: readonly CompiledEvent[];
  #messages = 0;
  #count = 0;
  #first = '';

  constructor(events: readonly CompiledEvent[]) {
    this.#events = events.filter(({ on }) => on.event === 'message');
  }

  /** `taken`: an event answers it. A script that asks for no messages at all leaves none unheard. */
  heard(message: Message, taken: boolean): void {
    this.#messages += 1;
    if (taken || this.#events.length === 0) return;
    this.#count += 1;
    if (this.#count > 1) return;
    const reasons = this.#events.slice(0, MOST).flatMap(({ because }) => because(message) ?? []);
    this.#first = `Message ${this.#messages}: ${reasons.join('. ')}.`;
  }

  /** Undefined where an event took each message. */
  problem({ spec: { place } }: CompiledStub): Problem | undefined {
    if (this.#count === 0) return undefined;
    return {
      severity: 'warning',
      code: 'script-unheard',
      message: `${this.#count} of ${this.#messages} messages fitted no event of the script. ${this.#first}`,
      hint: 'Add an event; one with do: [] takes what is to be ignored.',
      file: place.file,
      line: place.line,
      path: `${place.path}.script`,
    };
  }
}
