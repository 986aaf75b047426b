import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import type { Line, Say } from './answerer.ts';
import type { Step } from './conversation.ts';

/** Steps that are made before the client has read those before them. */
const AHEAD = 32;
/** Parts that wait for those before them. */
const WAITING = 64;

/**
 * What is said in one call, part by part. Steps are made when there is room for them, so that a part without end is as good
 * as any other. Headers are said once, and nothing behind the end.
 */
export class StubSpeech {
  readonly #line: Line;
  readonly #parts: Iterator<Step, void>[] = [];
  #collecting = false;
  #filling = false;
  headersSent: boolean;
  /** The end was said, or the call is over. */
  over = false;

  constructor(line: Line, headersSent: boolean) {
    this.#line = line;
    this.headersSent = headersSent;
  }

  get empty(): boolean {
    return this.#parts.length === 0;
  }
  /** So many parts wait that no more are to be asked for. */
  get full(): boolean {
    return this.#parts.length >= WAITING;
  }
  /** Whether the client has read nearly all. */
  get roomy(): boolean {
    return this.#parts.length < AHEAD && this.#line.waiting() < AHEAD;
  }

  /** Behind all that was said; it is played when somebody takes it, or calls `fill`. */
  add(part: Iterator<Step, void>): void {
    this.#parts.push(part);
  }

  /** The same, played at once, unless it is collected. */
  say(steps: readonly Step[]): void {
    if (steps.length > 0) this.#parts.push(steps.values());
    if (!this.#collecting) this.fill();
  }

  /** What is said meanwhile stays here until it is taken. */
  collect(act: () => void): void {
    this.#collecting = true;
    act();
    this.#collecting = false;
  }

  /** Headers, unless they were said. */
  begin(metadata: Metadata): readonly Step[] {
    if (this.headersSent) return [];
    this.headersSent = true;
    return [{ afterMs: 0, do: 'headers', metadata }];
  }

  /** The next steps, as many as there is room for; after one that ends the call nothing more. */
  take(): Step[] {
    const most = AHEAD - this.#line.waiting();
    const steps: Step[] = [];
    while (steps.length < most && this.#parts.length > 0) {
      const next = this.#parts[0]!.next();
      if (next.done) {
        this.#parts.shift();
        continue;
      }
      steps.push(next.value);
      if (next.value.do === 'end') this.stop();
    }
    return steps;
  }

  /** What is said now, unless as much waits already: the rest comes when that was played. */
  now(answeredBy: AnsweredBy): Say {
    return { steps: this.take(), stay: true, answeredBy };
  }

  /** Plays what there is room for. */
  fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    while (this.#parts.length > 0 && this.#line.waiting() < AHEAD) {
      const steps = this.take();
      if (steps.length > 0) this.#line.push(steps);
    }
    this.#filling = false;
  }

  stop(): void {
    this.over = true;
    this.#parts.length = 0;
  }
}

/** What another said, and how the call ends with it. */
export function* stepsOf({ steps }: Say, end?: Status, trailers: () => Metadata = () => []): Generator<Step, void> {
  yield* steps;
  if (end) yield { afterMs: 0, do: 'end', status: end, trailers: trailers() };
}
