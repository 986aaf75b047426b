import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Http1Exchange } from './http1-exchange.ts';

/** Calls of one connection that may wait for the one before. */
const WAITING = 64;

/** A call that is being served, or waits for that. */
interface Turn {
  readonly exchange: Http1Exchange;
  readonly response: ServerResponse;
  readonly serve: () => void;
}

interface Line {
  now: Turn | undefined;
  readonly waiting: Turn[];
}

/**
 * Calls that are sent down one connection without waiting for answers (RFC 9112, 9.3.2), one at a time: nobody hears of
 * an answer before those ahead of it, and Node tells of a lost connection only to the answer that has it.
 */
export class Pipeline {
  readonly #lines = new WeakMap<Socket, Line>();

  /** Serves a call now, or when it is its turn. One that has not begun when its client leaves never begins. */
  add({ socket }: IncomingMessage, turn: Turn): void {
    let line = this.#lines.get(socket);
    if (!line) {
      const made: Line = (line = { now: undefined, waiting: [] });
      this.#lines.set(socket, made);
      socket.once('close', () => {
        made.waiting.length = 0;
        made.now?.exchange.left();
      });
    }
    if (line.now === undefined) start(socket, line, turn);
    else if (line.waiting.length < WAITING) line.waiting.push(turn);
    else socket.destroy();
  }
}

function start(socket: Socket, line: Line, turn: Turn): void {
  line.now = turn;
  turn.response.once('close', () => {
    line.now = undefined;
    const next = socket.destroyed ? undefined : line.waiting.shift();
    if (next) start(socket, line, next);
  });
  turn.serve();
}
