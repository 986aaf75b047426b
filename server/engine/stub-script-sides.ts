import { status, type Status } from '../contract/status.ts';
import type { CompiledEvent } from '../stubs/stub.ts';
import type { Line } from './answerer.ts';
import type { CallBus, OverheardCall } from './call-bus.ts';
import type { Step } from './conversation.ts';
import type { Occasion } from './stub-script-acts.ts';
import type { Strands } from './stub-script-strands.ts';

/** Turns for other calls that go on at a time, and bytes that those calls take. */
const MOST = 1_000;
const MOST_BYTES = 32 * 1024 * 1024;

export interface SidesOptions {
  readonly events: readonly CompiledEvent[];
  /** Calls of other sessions are not heard. */
  readonly session: string;
  readonly line: Line;
  readonly bus: CallBus | undefined;
  readonly strands: Strands;
  /** Counts a turn of an event, from 1. */
  readonly turn: (event: CompiledEvent) => number;
  readonly failed: (end: Step) => void;
}

/** What a script does unasked: at its timers, and when other calls come. */
export class ScriptSides {
  readonly #options: SidesOptions;
  readonly #unsubscribe: (() => void)[] = [];
  #going = 0;
  #bytes = 0;
  #over = false;

  constructor(options: SidesOptions) {
    this.#options = options;
  }

  /** Whether there is such an event at all: then the call does not end by itself. */
  get any(): boolean {
    return this.#options.events.some(({ on }) => on.event === 'timer' || on.event === 'call');
  }

  open(): void {
    const { events, bus } = this.#options;
    const methods = new Set(events.flatMap(({ on }) => (on.event === 'call' ? [on.method.path] : [])));
    if (bus) for (const path of methods) this.#unsubscribe.push(bus.subscribe(path, (told) => this.#overheard(told)));
    for (const event of events) if (event.on.event === 'timer') this.#every(event, event.on.everyMs);
  }

  /** Timers of the line end with the call. */
  stop(): void {
    this.#over = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** A turn is left out where the one before it goes on: it waits, or the client does not read. */
  #every(event: CompiledEvent, everyMs: number): void {
    const { line, strands, turn } = this.#options;
    let going = false;
    const next = (): void =>
      void line.after?.(everyMs, () => {
        if (this.#over) return;
        next();
        if (going) return;
        going = true;
        strands.run({ event, turn: turn(event) }, () => (going = false));
      });
    next();
  }

  /** The first event that the call fits has a turn of its own, not in the middle of that call. */
  #overheard({ id, call, size }: OverheardCall): void {
    const { events, session, line, strands, turn, failed } = this.#options;
    if (this.#over || id === line.call || call.session !== session) return;
    const fits = ({ on, matches }: CompiledEvent): boolean =>
      on.event === 'call' && on.method.path === call.method.path && matches(call.messages[0]);
    const event = events.find(fits);
    if (!event) return;
    if (this.#going >= MOST || this.#bytes + size > MOST_BYTES)
      return failed({ afterMs: 0, do: 'end', status: tooMuch(this.#going), trailers: [] });
    this.#going += 1;
    this.#bytes += size;
    const occasion: Occasion = { event, turn: turn(event), other: call };
    const done = (): void => {
      this.#going -= 1;
      this.#bytes -= size;
    };
    line.after?.(0, () => strands.run(occasion, done));
  }
}

const tooMuch = (count: number): Status =>
  status(
    'RESOURCE_EXHAUSTED',
    `${count} calls wait to be told by the script: its delays are too long for so many, or the client reads too slowly.`,
  );
