import {
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerOptions,
} from '@grpc/grpc-js';
import type { Http2Server, Http2Session, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

/** A call as it comes in, before anybody decided who answers it. */
export interface Arrival {
  readonly path: string;
  /** Names and values in turn, in the order of the wire. */
  readonly rawHeaders: readonly string[];
  readonly stream: ServerHttp2Stream;
  /** The stream forgets it when it is destroyed. */
  readonly session: Http2Session | undefined;
  readonly call: ServerInterceptingCallInterface;
}

export interface Intake {
  inject(socket: Duplex): void;
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  /** Accepts no further connection. */
  stop(): void;
}

/** The private parts of grpc-js's server that the intake stands on; test/adapters/grpc/intake.test.ts guards them. */
interface Internals {
  handlers: Map<string, unknown>;
  readonly http2Servers: Map<Http2Server, unknown>;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const unused = (): void => undefined;

/**
 * A table that has a handler for every path. grpc-js answers unknown paths before interceptors run, so that they would
 * be missing from the traffic; and since it asks for nothing but this handler, a changed schema needs no registration
 * and no swap: each call looks the schema up when it arrives.
 */
class EveryPath extends Map<string, unknown> {
  override get(path: string): unknown {
    return { path, type: 'bidi', func: unused, serialize: asBuffer, deserialize: (bytes: Buffer) => bytes };
  }
}

/** Takes the place of grpc-js's own handling of a call: what it starts is ours. */
class Taken extends ServerInterceptingCall {
  readonly #begin: () => void;

  constructor(call: ServerInterceptingCallInterface, begin: () => void) {
    super(call);
    this.#begin = begin;
  }

  override start(): void {
    this.#begin();
  }
}

/** grpc-js as a transport: framing, decompression, deadlines and keepalive are its; every call comes to `serve`. */
export function createIntake(options: ServerOptions, serve: (arrival: Arrival) => void): Intake {
  // grpc-js announces a stream and asks its interceptors within one event, so one place is enough to pass it on.
  let arriving: Omit<Arrival, 'call'> | undefined;
  const server = new Server({
    ...options,
    // Its counters would cost each call some microseconds; the journal counts.
    'grpc.enable_channelz': 0,
    interceptors: [
      (_definition, call) => {
        const arrival = arriving;
        arriving = undefined;
        return new Taken(call, () => {
          if (arrival) serve({ ...arrival, call });
        });
      },
    ],
  });
  // There is no public way to see calls to unknown methods, raw headers and sessions: see Internals.
  const internals = server as unknown as Internals;
  internals.handlers = new EveryPath();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http2 = [...internals.http2Servers.keys()][0];
  if (!http2) throw new Error('Failed to start gRPC: this version of grpc-js keeps its HTTP/2 server elsewhere.');

  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const announce = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]): void => {
    arriving = { path: headers[':path'] ?? '', rawHeaders: raw, stream, session: stream.session };
  };
  // Node passes the raw headers as a fourth argument, which its types leave out.
  http2.prependListener('stream', announce as (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void);
  return {
    inject: (socket) => injector.injectConnection(socket),
    sessions,
    stop: () => injector.destroy(),
  };
}
