import { constants, type Http2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Clock } from '../contract/clock.ts';
import type { ConnectionFault } from '../contract/connections.ts';
import type { Problem } from '../contract/problem.ts';
import { status } from '../contract/status.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import { type Failure, tooManyCalls } from '../serving/failures.ts';
import type { Incoming } from '../serving/incoming.ts';
import { header, requestMetadata, timeoutMs } from '../serving/http-metadata.ts';
import { MESSAGE_BYTES } from '../serving/limits.ts';
import { viaOf } from '../serving/via.ts';
import { answerBadHead, type BadHead, badHead, refusedHead } from './check-head.ts';
import { type Arrival, createIntake } from './intake.ts';
import { DEFAULT_GRPC_LIMITS, type GrpcLimits } from './limits.ts';
import { peerOf } from './peer.ts';
import { countReset } from './rapid-reset.ts';
import { shutDown } from './shut-down.ts';
import { WireCall } from './wire-call.ts';

export interface GrpcServerOptions {
  readonly desk: CallDesk;
  readonly clock: Clock;
  readonly limits?: Partial<GrpcLimits> | undefined;
  /** Bytes of one request message, decompressed. */
  readonly messageBytes?: number | undefined;
  /** Told of each connection that breaks the rules of HTTP/2. */
  readonly failed?: ((broken: BrokenConnection) => void) | undefined;
  /** Takes what is HTTP/2 and no gRPC; undefined: it is told so. */
  readonly other?: ((request: Arrival) => void) | undefined;
}

/** A connection that broke the rules of HTTP/2, and how. */
export interface BrokenConnection {
  readonly fault: ConnectionFault & 'protocol';
  /** `127.0.0.1:53124` */
  readonly peer: string;
  readonly serverName: null;
  readonly problem: Problem;
}

export interface GrpcServer extends AsyncDisposable {
  /** Takes a connection that speaks HTTP/2. */
  inject(socket: Duplex): void;
  /**
   * Takes no further connection, lets open calls finish for `graceMs`, ends the rest with UNAVAILABLE, closes every
   * connection. Always resolves.
   */
  close(graceMs: number): Promise<void>;
}

/** What carries most calls. */
const PLAIN = viaOf('2', false, 'proto', 'POST');
const SECURE = viaOf('2', true, 'proto', 'POST');

/** gRPC over HTTP/2: every call of every connection comes to the desk. */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { desk, clock, messageBytes = MESSAGE_BYTES } = options;
  const limits = { ...DEFAULT_GRPC_LIMITS, ...options.limits };
  let closing: Promise<void> | undefined;

  const incoming = (arrival: Arrival): Incoming => {
    const { path, rawHeaders, session, connection } = arrival;
    const timeout = header(rawHeaders, 'grpc-timeout');
    const encoding = header(rawHeaders, 'grpc-encoding');
    return {
      path,
      protocol: 'grpc',
      peer: peerOf(session),
      counts: connection.counts,
      metadata: requestMetadata(rawHeaders),
      deadlineMs: timeoutMs(timeout),
      via:
        encoding === null
          ? session?.encrypted
            ? SECURE
            : PLAIN
          : viaOf('2', session?.encrypted ?? false, 'proto', 'POST', encoding),
      refused: refusedHead(timeout, encoding),
      wire: (listener) => new WireCall(arrival, messageBytes, listener, () => reset(arrival)),
    };
  };
  const serve = (arrival: Arrival): void => {
    const bad = badHead(arrival.rawHeaders);
    if (bad) refuseCall(arrival, bad);
    else desk.serve(incoming(arrival));
  };

  /** It is no call, and is in the traffic all the same. */
  const refuseCall = (arrival: Arrival, bad: BadHead): void => {
    desk.refuse(incoming(arrival), bad.failure);
    tend(arrival);
    answerBadHead(arrival.stream, bad);
  };

  /** Of a stream that no call looks after. */
  const tend = (arrival: Arrival): void => {
    const { stream, connection } = arrival;
    stream.on('close', () => {
      connection.callOver();
      connection.streamClosed();
      if (stream.aborted) reset(arrival);
    });
  };
  const other = (arrival: Arrival): void => {
    tend(arrival);
    (options.other ?? refuse)(arrival);
  };

  /** More streams are open than may be: it is told so, and goes at once. */
  const full = (arrival: Arrival): void => {
    const failure = tooManyCalls(limits.allStreams);
    if (arrival.grpc) refuseCall(arrival, { http: constants.HTTP_STATUS_OK, failure });
    else {
      tend(arrival);
      answerFull(arrival, failure);
    }
    if (!arrival.stream.closed) arrival.stream.close(constants.NGHTTP2_NO_ERROR);
  };

  const tell = (session: Http2Session | undefined, problem: Problem): void =>
    options.failed?.({ fault: 'protocol', peer: peerOf(session), serverName: null, problem });
  const broken = (session: Http2Session, why: string, greeted: boolean): void => tell(session, notHttp2(why, greeted));
  /** A call ended before its answer had. */
  const reset = ({ session, connection }: Arrival, waiting = 0): void => {
    if (session?.destroyed) connection.callCut();
    else if (countReset(session, limits, clock)) {
      connection.doomed = true;
      tell(session, rapidReset(limits, waiting));
    }
  };
  const lost = (arrival: Arrival): void => {
    if (arrival.grpc) desk.takenBack(incoming(arrival));
  };

  const intake = createIntake(limits, clock, { serve, other, full, reset, lost, broken });

  const close = (graceMs: number): Promise<void> =>
    (closing ??= shutDown({ intake, graceMs, desk, ending: status('UNAVAILABLE', 'The server is shutting down.') }));

  return {
    inject(socket) {
      if (closing) socket.destroy();
      else intake.inject(socket);
    },
    close,
    [Symbol.asyncDispose]: () => close(0),
  };
}

const notHttp2 = (why: string, greeted: boolean): Problem => ({
  severity: 'error',
  code: 'malformed-http2',
  message: `The client ${greeted ? 'broke the rules of HTTP/2' : 'sent what is no HTTP/2'}: ${why.slice(0, 1).toLowerCase()}${why.slice(1, 200)}.`,
  hint: 'Check that it speaks HTTP/2, and that nothing on the way changes its bytes.',
});

/** `waiting`: calls that had not begun. */
const rapidReset = ({ resetBurst, resetsPerSecond }: GrpcLimits, waiting: number): Problem => ({
  severity: 'error',
  code: 'rapid-reset',
  message: `The client opened calls only to reset them: ${resetBurst} at once, and more than ${resetsPerSecond} a second. Its connection was closed${waiting > 0 ? `, with ${waiting} calls that had not begun and have no row of their own` : ''}.`,
  hint: 'Let it wait for answers, or cancel fewer calls; other connections are not affected.',
});

/** As Connect and REST say it; whoever speaks neither can read it as well. */
function answerFull({ stream }: Arrival, { status, problem }: Failure): void {
  // What breaks a stream closes it.
  stream.on('error', () => undefined);
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ':status': constants.HTTP_STATUS_TOO_MANY_REQUESTS, 'content-type': 'application/json' });
  stream.end(JSON.stringify({ code: 'resource_exhausted', message: status.message, problems: [problem] }));
}

/** What is HTTP/2 and no gRPC is told so. */
function refuse({ stream }: Arrival): void {
  // What breaks a stream closes it.
  stream.on('error', () => undefined);
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ':status': constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE }, { endStream: true });
  stream.resume();
}
