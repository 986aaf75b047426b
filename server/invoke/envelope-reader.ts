const PREFIX = 5;

/** A message in the envelope of gRPC, gRPC-Web and Connect: a byte of flags, four of length. */
export function enveloped(flags: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX + payload.byteLength);
  bytes[0] = flags;
  bytes.writeUInt32BE(payload.byteLength, 1);
  bytes.set(payload, PREFIX);
  return bytes;
}

/** Cuts what comes into envelopes, whatever their flags. What is held is less than one envelope of the limit. */
export class EnvelopeReader {
  readonly #limit: number;
  readonly #take: (flags: number, payload: Buffer) => void;
  #held: Buffer[] = [];
  #size = 0;

  constructor(limit: number, take: (flags: number, payload: Buffer) => void) {
    this.#limit = limit;
    this.#take = take;
  }

  /** Bytes of an envelope that has not come whole. */
  get rest(): number {
    return this.#size;
  }

  /** Answers the announced size of a payload beyond the limit, after which nothing may follow. */
  push(chunk: Buffer): number | undefined {
    this.#held.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= PREFIX) {
      const prefix = this.#first(PREFIX);
      const length = prefix.readUInt32BE(1);
      if (length > this.#limit) return length;
      if (this.#size < PREFIX + length) return undefined;
      const whole = this.#first(PREFIX + length);
      const [first, ...others] = this.#held;
      this.#held = first!.length > whole.length ? [first!.subarray(whole.length), ...others] : others;
      this.#size -= whole.length;
      this.#take(whole[0]!, whole.subarray(PREFIX));
    }
    return undefined;
  }

  /** The first so many bytes in one piece; the rest of them stays behind them in the first chunk. */
  #first(bytes: number): Buffer {
    if (this.#held[0]!.length < bytes) this.#held = [Buffer.concat(this.#held)];
    return this.#held[0]!.subarray(0, bytes);
  }
}
