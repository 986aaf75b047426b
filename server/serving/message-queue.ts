import { type Status, status } from '../contract/status.ts';
import type { OnWire } from '../traffic/recorder.ts';
import { decompress } from './decompress.ts';
import { HEAVY, heavyTurn } from './heavy-turns.ts';
import type { WireListener } from './wire.ts';

/** What waits to be read: a message, as it came until it is its turn, or the end (null). */
interface Entry {
  bytes: Buffer | null;
  packed: boolean;
  /** Bytes that are held for it. */
  readonly held: number;
  readonly onWire: OnWire;
}

/** How the messages of one call come. */
export interface MessageSource {
  /** By what the client compresses, as it says. */
  readonly encoding: string | undefined;
  /** Bytes of one message, decompressed. */
  readonly limit: number;
  /** A message as protobuf, or why it is none; without it, it is protobuf as it comes. */
  readonly decode?: (bytes: Buffer) => Uint8Array | Status;
}

/** What a place in the queue costs, in bytes. */
const PLACE = 128;
const NOTHING: OnWire = { bytes: 0, compressed: false };

/**
 * Hands the messages of a request on one by one, as they are asked for. A message waits as it came: it is decompressed
 * when it is its turn and somebody wants it, one at a time, and none once the call is over. The body comes only while a
 * message is wanted and none waits.
 */
export class MessageQueue {
  readonly #source: MessageSource;
  readonly #listener: WireListener;
  readonly #flow: (on: boolean) => void;
  readonly #queue: Entry[] = [];
  #wanted = false;
  /** A message is being decompressed or handed on: the next one has to wait for it. */
  #busy = false;
  /** The message that came last is large. */
  #heavy = false;
  #flowing = false;
  #over = false;

  /** `flow` lets the body come, or not; at first it does not. */
  constructor(source: MessageSource, listener: WireListener, flow: (on: boolean) => void) {
    this.#source = source;
    this.#listener = listener;
    this.#flow = flow;
  }

  get over(): boolean {
    return this.#over;
  }

  read(): void {
    this.#wanted = true;
    this.#hand();
  }

  /** A message as it came, whole. */
  push(bytes: Buffer, onWire: OnWire): void {
    if (this.#over) return;
    const packed = onWire.compressed;
    // What can be handed on at once needs no place.
    if (this.#wanted && !this.#busy && !packed && this.#queue.length === 0) this.#give(bytes, onWire);
    else if (this.#listener.hold(bytes.length + PLACE))
      this.#queue.push({ bytes, packed, held: bytes.length + PLACE, onWire });
    this.#hand();
  }

  end(): void {
    if (this.#over) return;
    this.#queue.push({ bytes: null, packed: false, held: 0, onWire: NOTHING });
    this.#hand();
  }

  /** All of a piece of the body has been added. */
  settle(): void {
    if (this.#over || !this.#flowing || (this.#wanted && this.#queue.length === 0)) return;
    this.#flowing = false;
    this.#flow(false);
  }

  /** Nothing is handed on any more. */
  stop(): void {
    this.#over = true;
    this.#queue.length = 0;
  }

  /** A listener reads on from within: a loop, for a recursion would be as deep as the client is fast. */
  #hand(): void {
    while (this.#wanted && !this.#busy && !this.#over) {
      const next = this.#queue[0];
      if (next?.packed) this.#unpack(next);
      else if (next) {
        this.#queue.shift();
        if (next.held > 0) this.#listener.release(next.held);
        this.#give(next.bytes, next.onWire);
      } else if (this.#flowing) return;
      else {
        this.#flowing = true;
        this.#flow(true);
      }
    }
  }

  /** What is heavy waits for its turn, and so does the end behind it, which may be as much work. */
  #give(bytes: Buffer | null, onWire: OnWire): void {
    this.#wanted = false;
    this.#busy = true;
    if (bytes) this.#heavy = bytes.length >= HEAVY;
    if (!this.#heavy) return this.#tell(bytes, onWire);
    const held = bytes?.length ?? 0;
    if (!this.#listener.hold(held)) return;
    heavyTurn(
      () => {
        if (this.#over) return;
        this.#listener.release(held);
        this.#tell(bytes, onWire);
        this.#hand();
      },
      bytes ? 'begins' : 'ends',
    );
  }

  #tell(bytes: Buffer | null, onWire: OnWire): void {
    const message = bytes && this.#decoded(bytes);
    if (message === null) this.#listener.halfClosed();
    else if (message instanceof Uint8Array) this.#listener.message(message, onWire);
    else this.#listener.refused(message);
    this.#busy = false;
  }

  /** It stays at the head meanwhile, and behind one that is refused nothing is looked at. */
  #unpack(entry: Entry): void {
    const { encoding, limit } = this.#source;
    this.#busy = true;
    // Only messages are packed.
    const unpacked: Parameters<typeof decompress>[3] = (result) => {
      if (this.#over) return;
      if ('refused' in result) return this.#listener.refused(result.refused);
      entry.bytes = result.bytes;
      entry.packed = false;
      this.#busy = false;
      this.#hand();
    };
    decompress(entry.bytes!, encoding, limit, unpacked, () => !this.#over);
  }

  /** Nobody is above it who would catch what a decoder throws. */
  #decoded(bytes: Buffer): Uint8Array | Status {
    try {
      return this.#source.decode?.(bytes) ?? bytes;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return status('INTERNAL', `The message cannot be read: ${why}`);
    }
  }
}
