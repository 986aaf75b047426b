import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import type { Step, Turn } from '../engine/conversation.ts';
import { brokenWords } from '../stubs/fault-words.ts';
import type { OnWire } from '../traffic/recorder.ts';
import { endingOfReset, reasonOf } from './break-on-purpose.ts';
import type { BuiltinConversation } from './builtin.ts';
import { CallTimers } from './call-timers.ts';
import { broken, type Failure, fullHouse, noMessage, tooManyMessages, transportFailure } from './failures.ts';
import { sendableMessage } from './http-metadata.ts';
import { HeldByCall } from './held-by-call.ts';
import { type CallHost, type CancelledBy, endingOfGone, LATE, type ServedCall } from './incoming.ts';
import { LONGEST_TIMER, QUEUE, RESET_GRACE, UNPLAYED } from './limits.ts';
import type { Neighbours } from './open-calls.ts';
import { type Stage, StepPlayer } from './play-steps.ts';
import { Replies } from './replies.ts';
import type { Wire, WireListener } from './wire.ts';

const NONE: Metadata = [];

/** One call: hands what arrives to its conversation, and plays what that says. Nothing that happens in it leaves it. */
export class CallServer implements Stage, WireListener, Neighbours<CallServer> {
  // Among the open calls.
  older: CallServer | null = null;
  newer: CallServer | null = null;

  readonly #served: ServedCall;
  readonly #host: CallHost<CallServer>;
  readonly #wire: Wire;
  readonly #replies: Replies;
  readonly #player = new StepPlayer(this);
  #conversation: BuiltinConversation | null = null;
  #deadline: NodeJS.Timeout | null = null;
  #timers: CallTimers | null = null;
  #broken: Problem | undefined;
  /** The message that came last. */
  #lastOnWire: OnWire | undefined;
  #received = 0;
  #hungry = false;
  #halfClosed = false;
  #over = false;
  /** The call ends because its end could not be sent. */
  #failing = false;
  readonly #holds: HeldByCall;

  constructor(served: ServedCall, host: CallHost<CallServer>) {
    this.#served = served;
    this.#host = host;
    this.#holds = new HeldByCall(host.holdings);
    this.#wire = served.incoming.wire(this);
    this.#replies = new Replies(this.#wire, served.recorder, this, () => this.#player.resume());
  }

  /** Starts; `open` makes the conversation, or says why there is none. */
  begin(open: () => BuiltinConversation | Failure): void {
    // A stream that was reset before it could start tells nothing more.
    if (this.#wire.dead) return this.gone();
    const { deadlineMs } = this.#served.incoming;
    // Weeks are beyond the reach of a timer, and as good as none here.
    if (deadlineMs !== null && deadlineMs <= LONGEST_TIMER)
      this.#deadline = setTimeout(() => this.end(LATE, 'deadline'), deadlineMs);
    const made = this.#try(open);
    if (made === undefined) return;
    if ('problem' in made) {
      this.#served.recorder.answered({ by: 'schema' });
      this.#fail(made);
      return;
    }
    this.#conversation = made;
    this.#turn(made.opening);
    this.#more();
  }

  /** Steps that come by themselves, between the turns. */
  push(steps: readonly Step[]): void {
    this.#player.add(steps);
  }

  /** Steps that have not been played. */
  get waiting(): number {
    return this.#player.waiting;
  }

  /** The message that came last was compressed. */
  get compressed(): boolean {
    return this.#lastOnWire?.compressed ?? false;
  }

  /** A timer that ends with the call; returns the way to stop it. */
  after(ms: number, act: () => void): () => void {
    if (this.#over) return () => undefined;
    return (this.#timers ??= new CallTimers()).after(ms, () => this.#try(act));
  }

  hold(bytes: number): boolean {
    const room = this.#holds.take(bytes);
    if (!room) this.#fail(fullHouse(this.#host.holdings.most));
    return room;
  }

  release(bytes: number): void {
    this.#holds.give(bytes);
  }

  /** Ends the call from outside. */
  end(ending: Status, cancelledBy: CancelledBy = null, problem?: Problem, trailers: Metadata = []): void {
    if (this.#over) return;
    const sent = ending.message === '' ? ending : { ...ending, message: sendableMessage(ending.message) };
    try {
      const heard = !this.#wire.dead;
      const seen = this.#wire.end(sent, trailers);
      this.#close(heard, seen, seen === sent ? trailers : NONE, cancelledBy, problem);
    } catch (error) {
      this.#unsendable(error);
    }
  }

  ready(step: Step): boolean {
    return this.#replies.ready(step);
  }

  play(step: Step): boolean {
    try {
      switch (step.do) {
        case 'headers':
          this.#replies.headers(step.metadata, step.compress);
          return true;
        case 'message':
          this.#replies.message(step.bytes, step.compress);
          this.#served.incoming.counts.sent(this.#host.clock.now());
          return true;
        case 'end':
          this.end(step.status, null, step.problem, step.trailers);
          return false;
        case 'fault':
          return this.#break(step);
        default:
          return step satisfies never;
      }
    } catch (error) {
      this.#fail(broken(this.#served.incoming.path, error));
      return false;
    }
  }

  hungry(): void {
    if (this.#holds.unplayed > 0 && this.#player.waiting === 0) this.#holds.played();
    this.#conversation?.played?.();
    this.readOn();
  }

  /** Reads on where it waited for that. */
  readOn(): void {
    if (!this.#hungry || this.#over || this.#crowded()) return;
    this.#hungry = false;
    this.#wire.read();
  }

  message(bytes: Uint8Array, onWire?: OnWire): void {
    if (this.#over) return;
    this.#received += 1;
    this.#lastOnWire = onWire;
    this.#served.incoming.counts.received(this.#host.clock.now());
    this.#served.recorder.message('up', bytes, onWire);
    if (this.#served.single && this.#received > 1) {
      this.#fail(tooManyMessages(this.#served.incoming.path));
      return;
    }
    const turn = this.#try(() => this.#conversation?.receive(bytes));
    if (turn) this.#turn(turn);
    // What is made of a message waits for the client to read, or stays with whoever answers.
    const kept = this.#conversation?.kept?.() ?? 0;
    if (!this.#over && !this.#holds.heard(bytes.byteLength, this.#player.waiting > 0, kept))
      this.#fail(fullHouse(this.#host.holdings.most));
    this.#more();
  }

  /**
   * Node's own client says that it has finished before it resets a stream, in two frames that may come in two packets:
   * a stream waits a moment for the second, or a cancelled call would be answered, and recorded, as if its client had
   * finished (test: live/whole-road).
   */
  halfClosed(): void {
    if (this.#served.single) this.#halfClose();
    else
      setTimeout(() => {
        if (!this.#wire.dead) this.#halfClose();
      }, RESET_GRACE);
  }

  #halfClose(): void {
    if (this.#over) return;
    this.#halfClosed = true;
    this.#served.recorder.halfClosed();
    if (this.#served.single && this.#received === 0) {
      this.#fail(noMessage(this.#served.incoming.path));
      return;
    }
    const turn = this.#try(() => this.#conversation?.halfClose());
    if (turn) this.#turn(turn);
  }

  #turn(turn: Turn): void {
    if (this.#over) return;
    if (turn.answeredBy) this.#served.recorder.answered(turn.answeredBy);
    if (turn.stays) this.#host.stands(this);
    this.#player.add(turn.steps);
  }

  /** Reads on, unless as much is waiting to be played as may wait. */
  #more(): void {
    if (this.#over || this.#halfClosed) return;
    if (this.#crowded()) this.#hungry = true;
    else this.#wire.read();
  }

  #crowded(): boolean {
    return this.#player.waiting >= QUEUE || this.#holds.unplayed >= UNPLAYED || (this.#conversation?.full?.() ?? false);
  }

  sent(onWire: OnWire): void {
    this.#replies.sent(onWire);
  }

  /** False where the call is over with it. */
  #break({ fault, by }: Step & { do: 'fault' }): boolean {
    const what = brokenWords(fault, by);
    this.#broken = reasonOf(fault, what) ?? this.#broken;
    this.#served.recorder.broken(what);
    switch (fault.kind) {
      case 'rst_stream':
        this.#close(false, endingOfReset(fault.code, what.message), NONE, 'server');
        this.#wire.reset(fault.code);
        return false;
      case 'stall':
        this.#host.stands(this);
        return true;
      case 'latency':
      case 'status':
        // Whoever says so does so: these are told, and nothing else.
        return true;
      default:
        this.#wire.break(fault);
        return true;
    }
  }

  gone(): void {
    if (this.#over) return;
    const { status, cancelledBy } = endingOfGone(this.#served, this.#wire.lost, this.#host.clock);
    this.#close(false, status, NONE, cancelledBy);
  }

  refused({ name, message }: Status): void {
    this.end(status(name, message), null, transportFailure(name, message));
  }

  /** The end could not be sent. Where not even that can be said, the call breaks off. */
  #unsendable(error: unknown): void {
    if (this.#over) return;
    const failure = broken(this.#served.incoming.path, error);
    if (this.#failing) {
      this.#close(false, failure.status, NONE, 'server', failure.problem);
      this.#wire.reset('INTERNAL_ERROR');
      return;
    }
    this.#failing = true;
    this.#fail(failure);
  }

  #fail(failure: Failure): void {
    this.end(failure.status, null, failure.problem);
  }

  /** `ended`: its end was sent. */
  #close(ended: boolean, ending: Status, trailers: Metadata, cancelledBy: CancelledBy, problem?: Problem): void {
    this.#over = true;
    this.#player.stop();
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#timers?.clear();
    this.#served.recorder.ended(ending, trailers, cancelledBy, problem ?? this.#broken);
    this.#wire.over();
    this.#conversation?.close?.();
    this.#holds.leave(this.#wire);
    this.#served.incoming.counts.streamOver(ended);
    this.#host.over(this, ending.code === 0);
  }

  #try<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#fail(broken(this.#served.incoming.path, error));
      return undefined;
    }
  }
}
