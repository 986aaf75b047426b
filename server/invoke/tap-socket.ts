import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { Direction } from '../contract/traffic.ts';

/** A connection that shows what goes through it, and changes nothing. */
export class TapSocket extends Duplex {
  readonly #socket: Socket;
  readonly #sees: (direction: Direction, chunk: Buffer) => void;

  constructor(socket: Socket, sees: (direction: Direction, chunk: Buffer) => void) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#sees = sees;
    socket.on('data', (chunk: Buffer) => {
      sees('down', chunk);
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#sees('up', chunk);
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
