import { createServer, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2';
import type { Http2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Clock } from '../contract/clock.ts';
import { countsOf, type FlowWindows } from '../serving/socket-counts.ts';
import { type Connection, type OpenStreams, tendConnection } from './connection.ts';
import type { GrpcLimits } from './limits.ts';
import { watchMuted } from './muted.ts';
import { peerOf } from './peer.ts';
import { Turns } from './turns.ts';

/** A call as it comes in, before anybody decided who answers it. */
export interface Arrival {
  readonly path: string;
  /** Names and values in turn, in the order of the wire. */
  readonly rawHeaders: readonly string[];
  /** It says so by its content type. */
  readonly grpc: boolean;
  readonly stream: ServerHttp2Stream;
  /** The stream forgets it when it is destroyed. */
  readonly session: Http2Session | undefined;
  /** To be told when the call is over. */
  readonly connection: Connection;
}

export interface Intake {
  inject(socket: Duplex): void;
  /** Connections that are open now. */
  sessions(): ServerHttp2Session[];
}

/** Streams that a connection may always have. */
const FEW = 8;
/** gRPC's content type, and not that of gRPC-Web. */
const GRPC = /^application\/grpc(?!-web)/i;

const PROTOCOL = 'ERR_HTTP2_ERROR';
/** Errors of a session by which Node tells that its client broke the rules. */
const BROKEN: ReadonlySet<unknown> = new Set([PROTOCOL, 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES']);

/** Who takes what comes in. */
export interface Taker {
  /** A gRPC call. */
  serve(arrival: Arrival): void;
  /** All else. */
  other(arrival: Arrival): void;
  /** What is too much. */
  full(arrival: Arrival): void;
  /** The client has reset a call that waited for its turn, among so many that wait. */
  reset(arrival: Arrival, waiting: number): void;
  /** Its turn has come, and it is not there any more. */
  lost(arrival: Arrival): void;
  /** A connection breaks the rules of HTTP/2. */
  broken(session: Http2Session, why: string, greeted: boolean): void;
}

/** HTTP/2 without a listener of its own: every call of every connection comes to `taker`. */
export function createIntake(limits: GrpcLimits, clock: Clock, taker: Taker): Intake {
  const server = createServer({
    // Whoever answers bounds what is sent (`limits`).
    maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER,
    maxSessionMemory: limits.sessionMemory,
    settings: { maxConcurrentStreams: limits.streams },
  });
  server.setTimeout(0);
  const connections = new Map<ServerHttp2Session, Connection>();
  const all: OpenStreams = { count: 0 };
  const turns = new Turns(limits.streams, {
    begin(arrival) {
      // Who has few of them does not pay for those who have many.
      if (all.count > limits.allStreams && arrival.connection.streams > FEW) taker.full(arrival);
      else (arrival.grpc ? taker.serve : taker.other)(arrival);
    },
    reset(arrival, waiting) {
      arrival.connection.callOver();
      arrival.connection.streamClosed();
      taker.reset(arrival, waiting);
    },
    lost: taker.lost,
  });
  /** Of the socket that is being taken: Node makes its session at once, and gives the socket itself away to nobody. */
  let counts = countsOf(undefined);
  // One that is destroyed has forgotten whose it was.
  server.on('session', (session) => void peerOf(session));
  server.on('sessionError', (error, session: ServerHttp2Session) => {
    if (!('code' in error) || !BROKEN.has(error.code)) return;
    // grpc-go takes its leave by a GOAWAY whose last stream is none of ours, which Node calls a protocol error. Whoever could speak
    // HTTP/2 and lost no call by it has not failed.
    const known = connections.get(session);
    if (error.code === PROTOCOL && known?.greeted && known.cut === 0) return;
    taker.broken(session, error.message, known?.greeted ?? false);
  });
  server.on('session', (session) => {
    counts.windows = () => windowsOf(session);
    const connection = tendConnection(session, counts, limits, clock, all);
    connections.set(session, connection);
    const queue = turns.queue(session);
    const stopLooking = watchMuted(session, limits.muteMs, () => {
      taker.broken(session, 'the GOAWAY that it was sent says why', true);
      session.destroy();
    });
    session.once('close', () => {
      stopLooking();
      connections.delete(session);
      turns.drop(queue);
      connection.closed();
    });
    // Of the session, and not of the server: a stream that was reset in the packet that opened it has forgotten whose it is.
    const arrived = (
      stream: ServerHttp2Stream,
      headers: IncomingHttpHeaders,
      _: number,
      rawHeaders: string[],
    ): void => {
      connection.callOpened();
      connection.streamOpened();
      const grpc = GRPC.test(headers['content-type'] ?? '');
      turns.take(queue, { path: headers[':path'] ?? '', rawHeaders, grpc, stream, session, connection });
    };
    // Node passes the raw headers as a fourth argument, which its types leave out.
    session.on('stream', arrived as (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void);
  });
  return {
    inject(socket) {
      counts = countsOf(socket);
      server.emit('connection', socket);
    },
    sessions: () => [...connections.keys()],
  };
}

/** What each side has granted the other; nothing of a session that is over. */
function windowsOf(session: ServerHttp2Session): FlowWindows | undefined {
  if (session.destroyed) return undefined;
  const { remoteWindowSize: local, localWindowSize: remote } = session.state;
  return local === undefined || remote === undefined ? undefined : { local, remote };
}
