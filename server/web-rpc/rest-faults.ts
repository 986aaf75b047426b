import type { HeaderBlock } from '../serving/http-metadata.ts';
import type { WireFault } from '../serving/wire.ts';
import type { Exchange } from './exchange.ts';

/** Breaks a REST answer on purpose, as far as HTTP lets it: a body that is cut off, a wrong length, an end that is missing. */
export class RestFaults {
  readonly #exchange: Exchange;
  #framing: (WireFault & { readonly kind: 'truncate' | 'bad_length' }) | null = null;
  /** A stream ends without what closes it. */
  silent = false;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  break(fault: WireFault): void {
    if (fault.kind === 'truncate' || fault.kind === 'bad_length') this.#framing = fault;
    else if (fault.kind === 'omit_trailers') this.silent = true;
    // A connection has no GOAWAY and no window that are a call's alone.
  }

  /** One message of a stream: cut where that is asked for. Its length stands nowhere. */
  piece(bytes: Uint8Array): Uint8Array {
    if (this.#framing?.kind !== 'truncate') return bytes;
    this.silent = true;
    return bytes.subarray(0, Math.max(1, bytes.length - this.#framing.bytes));
  }

  /** A whole answer; `size`: what `content-length` says. */
  whole(code: number, headers: HeaderBlock, bytes: Uint8Array, size: number): void {
    const fault = this.#framing;
    const exchange = this.#exchange;
    if (!fault || bytes.length === 0) {
      exchange.respond(code, { ...headers, 'content-length': size });
      exchange.end(bytes.length === 0 ? undefined : bytes);
      return;
    }
    // At least a byte comes, and at least one is missing: the connection breaks off behind it.
    const [said, cut] =
      fault.kind === 'truncate'
        ? [size, Math.max(1, bytes.length - fault.bytes)]
        : [Math.max(0, size + fault.by), Math.min(bytes.length, Math.max(0, size + fault.by))];
    exchange.respond(code, { ...headers, 'content-length': said });
    exchange.write(bytes.subarray(0, cut), () => exchange.reset('INTERNAL_ERROR'));
  }
}
