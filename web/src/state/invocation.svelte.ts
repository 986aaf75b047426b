import type { InvocationEvent, InvocationRequest } from '#contract/invocation';
import type { Problem } from '#contract/problem';
import type { MethodPath } from '#contract/schema';
import type { Live } from '../api/api.ts';
import { EMPTY_WINDOW, extendWindow, type EventWindow } from '../lib/event-window.ts';

/** `lost`: the page was cut off from the server while the call was open; how it went on is not known here. */
export type Phase = 'idle' | 'starting' | 'open' | 'half_closed' | 'ended' | 'lost';

type Port = Pick<Live, 'onInvocation' | 'onConnection' | 'start' | 'send' | 'halfClose' | 'cancel'>;

/** The current call of one method: what the client saw, and what may be done next. */
export class Invocation {
  phase: Phase = $state('idle');
  /** Null until the server has accepted it. */
  id: string | null = $state(null);
  window: EventWindow = $state.raw(EMPTY_WINDOW);
  /** Why the server refused to start or to send; empty again at the next try. */
  problems: readonly Problem[] = $state.raw([]);
  /** Which sent message (1-based, as in the events) a prepared one was; by its place in the list. */
  sent: Readonly<Record<number, number>> = $state.raw({});
  #accepted = 0;
  /** Goes up with each start, so that the answer to an older one is recognised. */
  #run = 0;
  #cancelled = false;
  /** The start that is under way: what is pressed meanwhile waits for it, in order. */
  #opening: Promise<boolean> = Promise.resolve(false);

  #pending: InvocationEvent[] = [];

  /** `later` runs what it gets a moment after: many messages are drawn at once. */
  constructor(
    private readonly port: Port,
    private readonly later: (flush: () => void) => void,
  ) {}

  /** Open in some way: Cancel makes sense. A getter: a derived would end with the component that asked first. */
  get live(): boolean {
    return this.phase === 'starting' || this.phase === 'open' || this.phase === 'half_closed';
  }

  /** Starts the call anew; answers whether the server accepted it. */
  start(request: InvocationRequest): Promise<boolean> {
    if (this.live) return Promise.resolve(false);
    this.#opening = this.#open(request);
    return this.#opening;
  }

  async #open(request: InvocationRequest): Promise<boolean> {
    const run = ++this.#run;
    this.phase = 'starting';
    this.id = null;
    this.window = EMPTY_WINDOW;
    this.#pending = [];
    this.problems = [];
    this.sent = {};
    this.#accepted = request.messages.length;
    this.#cancelled = false;
    const reply = await this.port.start(request);
    if (run !== this.#run || this.phase !== 'starting') {
      if (reply.ok && run !== this.#run) void this.port.cancel(reply.id);
      return false;
    }
    if (!reply.ok) {
      this.problems = reply.problems;
      this.phase = 'idle';
      return false;
    }
    this.id = reply.id;
    this.phase = 'open';
    if (this.#cancelled) void this.cancel();
    return true;
  }

  /** True once the start was accepted and nobody has cancelled it; the caller goes on in the order of its presses. */
  async #opened(): Promise<boolean> {
    return (await this.#opening) && !this.#cancelled;
  }

  /**
   * Sends a message into the open stream, or as soon as it is open. `prepared` is its place in the list of prepared ones.
   */
  async send(json: string, prepared?: number): Promise<boolean> {
    if (this.phase === 'starting' && !(await this.#opened())) return false;
    const { id } = this;
    if (id === null || this.phase !== 'open') return false;
    this.problems = [];
    const reply = await this.port.send(id, json);
    if (this.id !== id) return false;
    if (!reply.ok) this.problems = reply.problems;
    else {
      this.#accepted += 1;
      if (prepared !== undefined) this.sent = { ...this.sent, [prepared]: this.#accepted };
    }
    return reply.ok;
  }

  async halfClose(): Promise<void> {
    if (this.phase === 'starting' && !(await this.#opened())) return;
    const { id } = this;
    if (id === null || this.phase !== 'open') return;
    this.phase = 'half_closed';
    const reply = await this.port.halfClose(id);
    if (!reply.ok && this.id === id) this.problems = reply.problems;
  }

  async cancel(): Promise<void> {
    if (!this.live) return;
    const { id } = this;
    if (id === null) {
      this.#cancelled = true; // The server has not answered yet: the call is cancelled as soon as it has.
      return;
    }
    const reply = await this.port.cancel(id);
    if (!reply.ok && this.id === id && this.live) this.problems = reply.problems;
  }

  /** What the client saw next. */
  apply(events: readonly InvocationEvent[]): void {
    const first = this.#pending.length === 0;
    this.#pending.push(...events);
    for (const event of events) {
      if (event.type === 'half_closed' && this.phase !== 'ended') this.phase = 'half_closed';
      if (event.type === 'ended') this.phase = 'ended';
    }
    if (this.#pending.length > MAX_PENDING || this.phase === 'ended') this.#flush();
    else if (first) this.later(() => this.#flush());
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.window = extendWindow(this.window, this.#pending);
    this.#pending = [];
  }

  /** The connection to the server went away. */
  lose(): void {
    if (this.live) this.phase = 'lost';
  }
}

/** More events than this are shown at once. */
const MAX_PENDING = 500;

/** Events that came before the answer that names their call; more are not waited for. */
const MAX_EARLY = 2000;

/** The calls of this page: one current call for each method. */
export class Invocations {
  readonly #all = new Map<MethodPath, Invocation>();
  #early: { readonly id: string; readonly events: readonly InvocationEvent[] }[] = [];

  constructor(
    private readonly port: Port,
    private readonly later: (flush: () => void) => void,
  ) {
    port.onInvocation((id, events) => this.#arrive(id, events));
    port.onConnection((connected) => {
      if (!connected) for (const one of this.#all.values()) one.lose();
    });
  }

  /** The current call of a method; an idle one before the first. */
  of(path: MethodPath): Invocation {
    const known = this.#all.get(path);
    if (known) return known;
    const made = new Invocation(this.port, this.later);
    this.#all.set(path, made);
    return made;
  }

  /** Starts a call of the method, and hands over events that were faster than the answer. */
  async start(request: InvocationRequest): Promise<boolean> {
    const one = this.of(request.method);
    const accepted = await one.start(request);
    const early = this.#early.filter(({ id }) => id === one.id);
    this.#early = this.#early.filter(({ id }) => id !== one.id);
    for (const { events } of early) one.apply(events);
    return accepted;
  }

  #arrive(id: string, events: readonly InvocationEvent[]): void {
    let starting = false;
    for (const one of this.#all.values()) {
      if (one.id === id) return one.apply(events);
      starting ||= one.phase === 'starting';
    }
    this.#early = starting ? [...this.#early, { id, events }].slice(-MAX_EARLY) : [];
  }
}
