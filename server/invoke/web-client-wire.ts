import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import { type Carrier, carryHttp1, carryHttp2, type CarrierListener, openSession } from './carrier.ts';
import type { ClientWire, ClientWireListener } from './client-wire.ts';
import { type ClientCertificate, dial } from './dial.ts';
import type { Dialect, Written } from './dialect.ts';
import { connectionFailure } from './connection-failure.ts';

export interface WebClientOptions {
  readonly target: string;
  readonly secure: boolean;
  readonly certificate?: ClientCertificate | undefined;
  readonly dialect: Dialect;
  /** Milliseconds from now; null for none. */
  readonly deadlineMs: number | null;
}

const nothing = (): void => undefined;

/** A call of gRPC-Web, Connect or REST on a connection of its own. */
export function webClientWire(
  { target, secure, certificate, dialect, deadlineMs }: WebClientOptions,
  hears: ClientWireListener,
): ClientWire {
  const timer = deadlineMs === null ? undefined : setTimeout(() => late(), deadlineMs);
  const held: Written[] = [];
  let carrier: Carrier | undefined;
  let over = false;
  let answered = false;

  const ended = (ending: Status, trailers: Parameters<ClientWireListener['ended']>[1] = [], why?: Problem): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    hears.ended(ending, trailers, why);
    // What still comes, or still would be sent, is nobody's.
    carrier?.cancel();
  };
  const late = (): void => ended(status('DEADLINE_EXCEEDED', 'Deadline exceeded'));

  const reader = dialect.answer({
    headers: (metadata) => over || hears.headers(metadata),
    message: (bytes, wire, compressed) => over || hears.message(bytes, { wire, compressed }),
    part: nothing,
    ended,
  });
  const listener: CarrierListener = {
    head(httpStatus, raw) {
      answered = true;
      if (!over) reader.head(httpStatus, raw);
    },
    data: (chunk) => over || reader.data(chunk),
    end: (trailers) => over || reader.end(trailers),
    failed(error) {
      if (over) return;
      const failure = connectionFailure(error, target, answered);
      ended(failure.status, [], failure.problem);
    },
  };
  const open = (bodyBytes: number | null): Carrier => {
    const { socket } = dial({ target, secure, certificate, http: dialect.http });
    const options = { socket, host: target, secure, head: dialect.head, bodyBytes };
    return dialect.http === '1.1'
      ? carryHttp1(options, listener)
      : carryHttp2(openSession(socket, target, secure), options, listener);
  };
  if (!dialect.whole) carrier = open(null);

  return {
    get closed() {
      return over;
    },
    write(bytes, flushed) {
      const written = dialect.write(bytes);
      if (carrier) carrier.write(written.bytes, flushed);
      else {
        held.push(written);
        flushed();
      }
      return { wire: written.bytes.length, compressed: written.compressed };
    },
    end() {
      if (carrier) return carrier.end();
      // The whole body is there: its size goes ahead of it, as browsers do.
      const body = Buffer.concat(held.map(({ bytes }) => bytes));
      carrier = open(body.length);
      carrier.end(body);
    },
    cancel: () => ended(status('CANCELLED', 'Cancelled on client')),
    pause: () => carrier?.pause(),
    resume: () => carrier?.resume(),
  };
}
