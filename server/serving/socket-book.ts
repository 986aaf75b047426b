import type { Socket } from 'node:net';
import { countSocket, type SocketCounts } from './socket-counts.ts';

/** Where the server listens. */
export interface ListeningSocket {
  readonly id: number;
  readonly address: string;
  readonly port: number;
}

/** A connection that is open now. */
export interface OpenSocket {
  readonly id: number;
  readonly socket: Socket;
  readonly counts: SocketCounts;
}

/** The one server that a book is of. */
export const SERVER_ID = 1;

/**
 * The server, where it listens, and every connection while it is open. Ids are given in order and never again, so that
 * what is listed is sorted by them.
 */
export class SocketBook {
  /** As a person calls it: `localhost:50051`. */
  readonly name: string;
  readonly listening: readonly ListeningSocket[];
  callsStarted = 0;
  callsSucceeded = 0;
  callsFailed = 0;
  /** Milliseconds since 1970; NaN for never. */
  lastCallStarted = NaN;
  #lastId = SERVER_ID;
  readonly #open = new Map<number, OpenSocket>();

  constructor(name = '', listening: readonly Omit<ListeningSocket, 'id'>[] = []) {
    this.name = name;
    this.listening = listening.map((one) => ({ id: (this.#lastId += 1), ...one }));
  }

  /** Enters a connection, until it is closed. */
  enter(socket: Socket): void {
    if (socket.destroyed) return;
    const id = (this.#lastId += 1);
    this.#open.set(id, { id, socket, counts: countSocket(socket) });
    socket.once('close', () => this.#open.delete(id));
  }

  /** In the order of their ids. */
  get open(): Iterable<OpenSocket> {
    return this.#open.values();
  }

  socket(id: number): OpenSocket | undefined {
    return this.#open.get(id);
  }

  /** A call that ended as it began adds to both. */
  callStarted(now: number): void {
    this.callsStarted += 1;
    this.lastCallStarted = now;
  }

  callOver(ok: boolean): void {
    if (ok) this.callsSucceeded += 1;
    else this.callsFailed += 1;
  }
}
