import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Http1Exchange } from './http1-exchange.ts';

/** Calls of one connection that wait for the one before when nothing more is read of it. */
const WAITING = 64;

export interface PipelineLimits {
  /** Calls of all connections that may wait beyond those: what one read brings is parsed whole, and may be hundreds. */
  readonly all: number;
  /** Milliseconds without an answer after which a connection that is not read is looked at: nothing else tells that its client has left. */
  readonly lookMs: number;
}

const LIMITS: PipelineLimits = { all: 10_000, lookMs: 30_000 };

/** A call that is being served, or waits for that. */
interface Turn {
  readonly exchange: Http1Exchange;
  readonly response: ServerResponse;
  readonly serve: () => void;
}

interface Line {
  now: Turn | undefined;
  readonly waiting: Turn[];
  /** Nothing more is read. */
  paused: boolean;
  /** What follows was let go: the connection ends behind those that wait. */
  closing: boolean;
  look: NodeJS.Timeout | undefined;
}

/**
 * Calls that are sent down one connection without waiting for answers (RFC 9112, 9.3.2), one at a time: nobody hears of
 * an answer before those ahead of it, and Node tells of a lost connection only to the answer that has it. A client that
 * is far ahead of its answers is read no further until they have gone.
 */
export class Pipeline {
  readonly #limits: PipelineLimits;
  readonly #lines = new WeakMap<Socket, Line>();
  #waiting = 0;

  constructor(limits: Partial<PipelineLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Serves a call now, or when it is its turn. One that has not begun when its client leaves never begins. */
  add({ socket }: IncomingMessage, turn: Turn): void {
    const line = this.#lines.get(socket) ?? this.#open(socket);
    if (line.closing) return;
    if (line.now === undefined) return this.#start(socket, line, turn);
    if (line.waiting.length >= WAITING && this.#waiting >= this.#limits.all) {
      // The client is told with which answer it ends (RFC 9112, 9.6), and may send the rest again.
      line.closing = true;
      line.waiting.at(-1)?.response.setHeader('Connection', 'close');
      return;
    }
    line.waiting.push(turn);
    this.#waiting += 1;
    if (line.waiting.length >= WAITING && !line.paused) this.#pause(socket, line);
  }

  #open(socket: Socket): Line {
    const line: Line = { now: undefined, waiting: [], paused: false, closing: false, look: undefined };
    this.#lines.set(socket, line);
    // Node reads on whenever it gives away a body, or has sent what it held back.
    socket.on('resume', () => {
      if (line.paused) socket.pause();
    });
    socket.once('close', () => {
      this.#waiting -= line.waiting.length;
      line.waiting.length = 0;
      clearTimeout(line.look);
      line.now?.exchange.left();
    });
    return line;
  }

  #start(socket: Socket, line: Line, turn: Turn): void {
    line.now = turn;
    turn.response.once('close', () => {
      line.now = undefined;
      const next = socket.destroyed ? undefined : line.waiting.shift();
      if (!next) return;
      this.#waiting -= 1;
      if (line.paused) {
        if (line.waiting.length < WAITING && !line.closing) read(socket, line);
        else line.look?.refresh();
      }
      this.#start(socket, line, next);
    });
    turn.serve();
  }

  #pause(socket: Socket, line: Line): void {
    line.paused = true;
    socket.pause();
    // One that had no room for more is not worth a look: whatever it waits for has had its time.
    line.look = setTimeout(() => (line.closing ? socket.destroy() : read(socket, line)), this.#limits.lookMs).unref();
  }
}

/** Until there are too many again. */
function read(socket: Socket, line: Line): void {
  line.paused = false;
  clearTimeout(line.look);
  socket.resume();
}
