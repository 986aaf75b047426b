import type { Line } from './answerer.ts';
import type { Step } from './conversation.ts';
import { Failed } from './stub-reply.ts';
import { acts, UNTIL_READ, type Occasion, type ScriptVoice } from './stub-script-acts.ts';

/** The call in which the actions of a script are done. */
export interface StrandStage {
  readonly line: Line;
  readonly voice: ScriptVoice;
  /** False while the client has much to read. */
  roomy(): boolean;
  /** An expression failed: the call ends with this. */
  failed(end: Step): void;
  /** All actions of a turn are done; `sent`: it sent a message. */
  finished(sent: boolean): void;
}

interface Strand {
  readonly acts: Generator<number, boolean>;
  readonly done: () => void;
}

/** Does the actions of several turns at a time, each with its own waits; holds them up while the client does not read. */
export class Strands {
  readonly #stage: StrandStage;
  /** Those that have a message to send, and no room for it. */
  readonly #held: Strand[] = [];
  #playing = false;
  #over = false;

  constructor(stage: StrandStage) {
    this.#stage = stage;
  }

  /** Does what can be done at once, and the rest in its time; `done` when all is. */
  run(occasion: Occasion, done: () => void): void {
    this.#advance({ acts: acts(occasion, this.#stage.voice), done });
  }

  /** The client has read. */
  played(): void {
    // What is sent may be read at once, which leads back here.
    if (this.#playing) return;
    this.#playing = true;
    while (!this.#over && this.#held.length > 0 && this.#stage.roomy()) this.#advance(this.#held.shift()!);
    this.#playing = false;
  }

  /** Nothing more is done. Timers of the line end with the call. */
  stop(): void {
    this.#over = true;
    this.#held.length = 0;
  }

  #advance(strand: Strand): void {
    const { line, roomy, finished, failed } = this.#stage;
    try {
      while (!this.#over) {
        const { done, value } = strand.acts.next();
        if (done) {
          strand.done();
          return finished(value);
        }
        if (value !== UNTIL_READ) return void line.after?.(value, () => this.#advance(strand));
        if (!roomy()) return void this.#held.push(strand);
      }
    } catch (cause) {
      if (!(cause instanceof Failed)) throw cause;
      const { status, problem } = cause;
      failed({ afterMs: 0, do: 'end', status, trailers: [], problem });
    }
  }
}
