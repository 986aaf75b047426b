import type { Http2Session } from 'node:http2';
import type { Arrival } from './intake.ts';
import { readOn, stopReading } from './reading.ts';

/** The calls of one connection: how many it began in this turn of the event loop, and those that wait for theirs. */
export interface Queue {
  readonly session: Http2Session;
  /** Cleared in the turn after it has reached `COUNTED`. */
  begun: number;
  waiting: Waiting[];
}

interface Waiting {
  readonly arrival: Arrival;
  state: 'waits' | 'reset' | 'taken';
}

/** What becomes of calls. */
export interface TurnTaker {
  begin(arrival: Arrival): void;
  /** The client has reset one of the `waiting` ones of its connection; told at once. */
  reset(arrival: Arrival, waiting: number): void;
  /** Its turn has come, and it is not there any more. */
  lost(arrival: Arrival): void;
}

/** With so many calls of a connection, one looks whether they come in one turn. */
const COUNTED = 16;
/** Calls that begin in one turn, of all connections in which some wait. */
const IN_A_TURN = 64;

/**
 * Connections take turns where one of them opens more calls in a turn of the event loop than may be open at once. Who waits for
 * answers hardly does that, but who resets them. Such calls begin a few at a time, after what others have sent, and those that
 * are reset until then cost little. Until all have begun nothing more is read of their connection: Node takes up to two megabytes
 * of one in a turn, and makes a stream of each head in them.
 */
export class Turns {
  readonly #taker: TurnTaker;
  readonly #atOnce: number;
  /** Those in which calls wait, in the order of their turns. */
  readonly #queues: Queue[] = [];
  #set = false;

  /** `streams`: calls that a connection may have open at once. */
  constructor(streams: number, taker: TurnTaker) {
    this.#atOnce = COUNTED + streams;
    this.#taker = taker;
  }

  queue(session: Http2Session): Queue {
    return { session, begun: 0, waiting: [] };
  }

  /** Begins a call, or lets it wait. */
  take(queue: Queue, arrival: Arrival): void {
    if (arrival.connection.doomed) {
      arrival.stream.on('error', ignore);
      return;
    }
    queue.begun += 1;
    if (queue.begun === COUNTED) setImmediate(() => (queue.begun = 0));
    if (queue.begun <= this.#atOnce && queue.waiting.length === 0) this.#taker.begin(arrival);
    else this.#wait(queue, arrival);
  }

  /** Forgets the calls of a connection that is gone. */
  drop(queue: Queue): void {
    for (const call of queue.waiting) call.state = 'taken';
    queue.waiting = [];
  }

  #wait(queue: Queue, arrival: Arrival): void {
    const call: Waiting = { arrival, state: 'waits' };
    arrival.stream.on('error', ignore);
    arrival.stream.once('close', () => {
      if (call.state !== 'waits') return;
      call.state = 'reset';
      this.#taker.reset(arrival, queue.waiting.length);
    });
    if (queue.waiting.push(call) > 1) return;
    stopReading(queue.session);
    this.#queues.push(queue);
    this.#again();
  }

  #again(): void {
    if (this.#set) return;
    this.#set = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#set = false;
    let left = IN_A_TURN;
    while (left > 0) {
      const queue = this.#queues.shift();
      if (!queue) return;
      const call = queue.waiting.shift();
      if (!call) continue;
      if (queue.waiting.length > 0) this.#queues.push(queue);
      else readOn(queue.session);
      const { arrival, state } = call;
      call.state = 'taken';
      if (arrival.connection.doomed) continue;
      left -= 1;
      if (state === 'waits') this.#taker.begin(arrival);
      else this.#taker.lost(arrival);
    }
    this.#again();
  }
}

function ignore(): void {
  // Nothing to do: what breaks a stream closes it.
}
