import type { ExchangeBody, ExchangePart } from '../contract/compare.ts';
import type { Part } from './dialect.ts';

/** How much of a body is kept, in bytes, and how many of its parts. */
const KEPT = 16_384;
const PARTS = 2_000;
/** Characters of what a part says. */
const SAYS = 4_000;

/** One body as it went over the wire: its first bytes, and what every range of it is. */
export class RecordedBody {
  readonly #kept: Uint8Array[] = [];
  readonly #parts: ExchangePart[] = [];
  #room = KEPT;
  #at = 0;
  #bytes = 0;
  #dropped = false;

  data(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#room === 0) return;
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    this.#kept.push(Uint8Array.from(kept));
  }

  part({ bytes, says, ...part }: Part): void {
    const from = this.#at;
    this.#at += bytes;
    if (this.#parts.length >= PARTS) this.#dropped = true;
    else
      this.#parts.push({
        from,
        to: this.#at,
        ...part,
        ...(says === undefined ? {} : { says: says.length > SAYS ? `${says.slice(0, SAYS)}…` : says }),
      });
  }

  get size(): number {
    return this.#bytes;
  }

  get body(): ExchangeBody {
    const rest = this.#bytes - this.#at;
    const unknown: ExchangePart[] =
      rest > 0 && !this.#dropped ? [{ from: this.#at, to: this.#bytes, is: 'unknown' }] : [];
    return {
      bytes: this.#bytes,
      base64: Buffer.concat(this.#kept).toString('base64'),
      parts: [...this.#parts, ...unknown],
      truncated: this.#dropped || this.#bytes > KEPT,
    };
  }
}
