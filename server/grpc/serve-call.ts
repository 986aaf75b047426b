import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { Code, type Status, status, statusName } from '../contract/status.ts';
import type { EndedEvent } from '../contract/traffic.ts';
import type { Conversation, Step, Turn } from '../engine/conversation.ts';
import type { Recorder } from '../traffic/recorder.ts';
import { broken, type Failure, noMessage, tooManyMessages, transportFailure } from './failures.ts';
import { CANCELLED, DEADLINE_SLACK_MS, LATE, LOST } from './endings.ts';
import { sendable, sendableMessage } from './grpc-metadata.ts';
import type { Arrival } from './intake.ts';
import { LONGEST_TIMER, QUEUE, TAIL, WINDOW } from './limits.ts';
import { type Stage, StepPlayer } from './play-steps.ts';

/** A call and who records it. */
export interface ServedCall {
  readonly arrival: Arrival;
  readonly recorder: Recorder;
  readonly deadlineMs: number | null;
  /** True where the request is exactly one message. */
  readonly single: boolean;
  /** Milliseconds since the call came in. */
  readonly elapsed: () => number;
  /** Called where the client reset the call. */
  readonly reset: () => void;
  /** Called once, when the call is over. */
  readonly over: () => void;
}

type CancelledBy = EndedEvent['cancelledBy'];
type Send = ServerInterceptingCallInterface['sendStatus'];

/** One call: hands what arrives to its conversation, and plays what that says. Nothing that happens in it leaves it. */
export class CallServer implements Stage {
  readonly #served: ServedCall;
  readonly #call: ServerInterceptingCallInterface;
  readonly #send: Send;
  readonly #player = new StepPlayer(this);
  #conversation: Conversation | null = null;
  #received = 0;
  #inFlight = 0;
  #headersSent = false;
  #reading = false;
  #readAgain = false;
  #hungry = false;
  #halfClosed = false;
  #over = false;

  constructor(served: ServedCall) {
    this.#served = served;
    this.#call = served.arrival.call;
    this.#send = this.#call.sendStatus.bind(this.#call);
    // grpc-js ends calls itself, through its own method (deadline, size, compression): this is where we hear of it.
    this.#call.sendStatus = (sent) => this.#transportEnded(sent.code ?? Code.UNKNOWN, sent.details ?? '');
  }

  /** Starts; `open` makes the conversation, or says why there is none. */
  begin(open: () => Conversation | Failure): void {
    let begun = false;
    this.#call.start({
      onReceiveMetadata: () => {
        begun = true;
        this.#begin(open);
      },
      onReceiveMessage: (bytes: Uint8Array) => this.#message(bytes),
      onReceiveHalfClose: () => this.#lastHeard(),
      onCancel: () => this.#cancelled(),
    });
    // A call that was reset before it could start is told nothing by grpc-js, not even that.
    if (!begun) this.#cancelled();
  }

  /** Steps that come by themselves, between the turns. */
  push(steps: readonly Step[]): void {
    this.#player.add(steps);
  }

  /** Ends the call from outside. */
  end(ending: Status, cancelledBy: CancelledBy = null, problem?: Problem, trailers: Metadata = []): void {
    if (this.#over) return;
    const sent = { ...ending, message: sendableMessage(ending.message) };
    const details = sent.message;
    try {
      const metadata = trailers.length === 0 ? null : sendable(trailers);
      this.#close(sent, trailers, cancelledBy, problem);
      this.#send({ code: sent.code, details, metadata });
    } catch (error) {
      if (this.#over) return;
      this.#fail(broken(this.#served.arrival.path, error));
    }
  }

  ready(step: Step): boolean {
    return this.#inFlight <= (step.do === 'end' ? TAIL : WINDOW);
  }

  play(step: Step): boolean {
    try {
      switch (step.do) {
        case 'headers':
          this.#headers(step.metadata);
          return true;
        case 'message':
          this.#reply(step.bytes);
          return true;
        case 'end':
          this.end(step.status, null, undefined, step.trailers);
          return false;
        default:
          return step satisfies never;
      }
    } catch (error) {
      this.#fail(broken(this.#served.arrival.path, error));
      return false;
    }
  }

  hungry(): void {
    if (!this.#hungry || this.#player.waiting >= QUEUE) return;
    this.#hungry = false;
    this.#read();
  }

  #begin(open: () => Conversation | Failure): void {
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

  #message(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#received += 1;
    this.#served.recorder.message('up', bytes);
    if (this.#served.single && this.#received > 1) {
      this.#fail(tooManyMessages(this.#served.arrival.path));
      return;
    }
    const turn = this.#try(() => this.#conversation?.receive(bytes));
    if (turn) this.#turn(turn);
    this.#more();
  }

  /**
   * Node tells of a reset as the end of what the client sends first, and only in a later event that it was a reset. A
   * stream waits for that one: it would be answered as if its client had finished (test: live/whole-road).
   */
  #lastHeard(): void {
    if (this.#served.single) this.#halfClose();
    else
      setImmediate(() => {
        if (!this.#served.arrival.stream.aborted) this.#halfClose();
      });
  }

  #halfClose(): void {
    if (this.#over) return;
    this.#halfClosed = true;
    this.#served.recorder.halfClosed();
    if (this.#served.single && this.#received === 0) {
      this.#fail(noMessage(this.#served.arrival.path));
      return;
    }
    const turn = this.#try(() => this.#conversation?.halfClose());
    if (turn) this.#turn(turn);
  }

  #turn(turn: Turn): void {
    if (this.#over) return;
    if (turn.answeredBy) this.#served.recorder.answered(turn.answeredBy);
    this.#player.add(turn.steps);
  }

  /** Reads on, unless as much is waiting to be played as may wait. */
  #more(): void {
    if (this.#over || this.#halfClosed) return;
    if (this.#player.waiting >= QUEUE) this.#hungry = true;
    else this.#read();
  }

  /** A read can answer at once, from within itself: a loop, for a recursion would be as deep as the client is fast. */
  #read(): void {
    this.#readAgain = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#readAgain && !this.#over) {
      this.#readAgain = false;
      this.#call.startRead();
    }
    this.#reading = false;
  }

  #headers(metadata: Metadata): void {
    if (this.#headersSent) return;
    const made = sendable(metadata);
    this.#headersSent = true;
    this.#served.recorder.headers(metadata);
    this.#call.sendMetadata(made);
  }

  #reply(bytes: Uint8Array): void {
    this.#headers([]);
    this.#inFlight += bytes.byteLength;
    this.#served.recorder.message('down', bytes);
    this.#call.sendMessage(bytes, () => {
      this.#inFlight -= bytes.byteLength;
      this.#player.resume();
    });
  }

  #cancelled(): void {
    if (this.#over) return;
    const { deadlineMs, elapsed, arrival } = this.#served;
    const late = deadlineMs !== null && elapsed() >= deadlineMs - DEADLINE_SLACK_MS;
    const lost = arrival.session?.destroyed !== false;
    this.#close(late ? LATE : lost ? LOST : CANCELLED, [], late ? 'deadline' : 'client');
    this.#served.reset();
  }

  #transportEnded(code: number, details: string): void {
    const { deadlineMs } = this.#served;
    const late = code === Code.DEADLINE_EXCEEDED;
    // A deadline beyond the reach of a timer fires at once or never in grpc-js; weeks are as good as none here.
    if (late && deadlineMs !== null && deadlineMs > LONGEST_TIMER) return;
    const problem = late ? undefined : transportFailure(statusName(code), details);
    this.end(status(statusName(code), details), late ? 'deadline' : null, problem);
  }

  #fail(failure: Failure): void {
    this.end(failure.status, null, failure.problem);
  }

  #close(ending: Status, trailers: Metadata, cancelledBy: CancelledBy, problem?: Problem): void {
    this.#over = true;
    this.#player.stop();
    this.#served.recorder.ended(ending, trailers, cancelledBy, problem);
    this.#served.over();
  }

  #try<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#fail(broken(this.#served.arrival.path, error));
      return undefined;
    }
  }
}
