import type { Direction } from '../contract/traffic.ts';

/** Bytes of one direction of one call, by what they are for. */
export interface Metered {
  /** All of them. */
  readonly wire: number;
  readonly head: number;
  readonly trailers: number;
}

/** Counts what goes over a connection that carries one call. */
export interface WireMeter {
  sees(direction: Direction, chunk: Buffer): void;
  side(direction: Direction): Metered;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** HTTP/1.1: the head ends with an empty line. Trailers are not looked for: no protocol here has them. */
export function meterHttp1(): WireMeter {
  const side = (): { wire: number; head: number; held: Buffer | null } => ({ wire: 0, head: 0, held: Buffer.alloc(0) });
  const sides = { up: side(), down: side() };
  return {
    sees(direction, chunk) {
      const one = sides[direction];
      one.wire += chunk.length;
      if (one.held === null) return;
      one.held = Buffer.concat([one.held, chunk]);
      const at = one.held.indexOf(HEAD_END);
      if (at < 0) return;
      one.head = at + HEAD_END.length;
      one.held = null;
    },
    side: (direction) => ({ wire: sides[direction].wire, head: sides[direction].head, trailers: 0 }),
  };
}

const PREFACE = 24;
const FRAME_HEAD = 9;
const [HEADERS, SETTINGS, GOAWAY, CONTINUATION] = [1, 4, 7, 9];

/** Walks through the frames of one direction of HTTP/2, without keeping them. */
class FrameCount {
  wire = 0;
  head = 0;
  trailers = 0;
  #skip: number;
  readonly #front = Buffer.alloc(FRAME_HEAD);
  #have = 0;
  #blocks = 0;

  constructor(skip: number) {
    this.#skip = skip;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const over = Math.min(this.#skip, chunk.length - at);
        this.#skip -= over;
        at += over;
        continue;
      }
      this.#front[this.#have++] = chunk[at++]!;
      if (this.#have < FRAME_HEAD) continue;
      this.#have = 0;
      this.#frame(this.#front.readUIntBE(0, 3), this.#front[3]!);
    }
  }

  #frame(size: number, type: number): void {
    this.#skip = size;
    // What opens and closes a connection belongs to no call.
    if (type === SETTINGS || type === GOAWAY) return;
    this.wire += FRAME_HEAD + size;
    if (type === HEADERS) this.#blocks += 1;
    if (type !== HEADERS && type !== CONTINUATION) return;
    if (this.#blocks <= 1) this.head += size;
    else this.trailers += size;
  }
}

/** HTTP/2: counts frames, and payloads of heads and trailers. */
export function meterHttp2(): WireMeter {
  const sides = { up: new FrameCount(PREFACE), down: new FrameCount(0) };
  return {
    sees: (direction, chunk) => sides[direction].push(chunk),
    side: (direction) => {
      const { wire, head, trailers } = sides[direction];
      return { wire, head, trailers };
    },
  };
}
