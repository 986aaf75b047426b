import type { OnWire } from '../traffic/recorder.ts';
import type { WireListener } from '../serving/wire.ts';
import type { Exchange } from './exchange.ts';

/** What waits to be read: a message, one that is being decompressed (null), or the end. */
interface Entry {
  bytes: Uint8Array | null;
  readonly onWire: OnWire;
  readonly end: boolean;
}

const END: Entry = { bytes: null, onWire: { bytes: 0, compressed: false }, end: true };

/** Hands the messages of a request on one by one, as they are asked for; lets its body come only while one is wanted. */
export class MessageQueue {
  readonly #exchange: Exchange;
  readonly #listener: WireListener;
  readonly #queue: Entry[] = [];
  #wanted = false;
  #handing = false;
  #flowing = false;
  #over = false;

  constructor(exchange: Exchange, listener: WireListener) {
    this.#exchange = exchange;
    this.#listener = listener;
  }

  get over(): boolean {
    return this.#over;
  }

  read(): void {
    this.#wanted = true;
    this.#hand();
  }

  push(bytes: Uint8Array, onWire: OnWire): void {
    this.#add({ bytes, onWire, end: false });
  }

  /** Keeps the place of a message that is to come. */
  later(onWire: OnWire): (bytes: Uint8Array) => void {
    const entry: Entry = { bytes: null, onWire, end: false };
    this.#add(entry);
    return (bytes) => {
      entry.bytes = bytes;
      this.#hand();
    };
  }

  end(): void {
    this.#add(END);
  }

  /** All of a piece of the body has been added. */
  settle(): void {
    if (this.#wanted || this.#over || !this.#flowing) return;
    this.#flowing = false;
    this.#exchange.flow(false);
  }

  /** Nothing is handed on any more. */
  stop(): void {
    this.#over = true;
    this.#queue.length = 0;
  }

  #add(entry: Entry): void {
    if (this.#over) return;
    this.#queue.push(entry);
    this.#hand();
  }

  /** A listener reads on from within: a loop, for a recursion would be as deep as the client is fast. */
  #hand(): void {
    if (this.#handing) return;
    this.#handing = true;
    while (this.#wanted && !this.#over) {
      const next = this.#queue[0];
      if (next === undefined || (next.bytes === null && !next.end)) break;
      this.#queue.shift();
      this.#wanted = false;
      if (next.bytes) this.#listener.message(next.bytes, next.onWire);
      else this.#listener.halfClosed();
    }
    this.#handing = false;
    if (this.#wanted && !this.#over && this.#queue.length === 0 && !this.#flowing) {
      this.#flowing = true;
      this.#exchange.flow(true);
    }
  }
}
