import type { ServerHttp2Session } from 'node:http2';
import type { Clock } from '../contract/clock.ts';
import type { SocketCounts } from '../serving/socket-counts.ts';
import type { GrpcLimits } from './limits.ts';

/** One connection, which is to be told of its calls and of its end. */
export interface Connection {
  readonly counts: SocketCounts;
  /** That are open. */
  readonly streams: number;
  callOpened(): void;
  callOver(): void;
  callCut(): void;
  /** Calls that ended because the connection did. */
  readonly cut: number;
  /** It is about to be closed for what it did: no call of it begins any more. */
  doomed: boolean;
  /** The client has said its settings: it speaks HTTP/2. */
  readonly greeted: boolean;
  /** A stream opened, or is gone: some outlive their calls. */
  streamOpened(): void;
  streamClosed(): void;
  closed(): void;
}

/** Open streams of all connections. */
export interface OpenStreams {
  count: number;
}

/** Looks after a connection: pings it, closes it where nobody answers, and says goodbye where nobody calls. */
export function tendConnection(
  session: ServerHttp2Session,
  counts: SocketCounts,
  limits: GrpcLimits,
  clock: Clock,
  all: OpenStreams,
): Connection {
  let calls = 0;
  let streams = 0;
  let cut = 0;
  let greeted = false;
  session.once('remoteSettings', () => (greeted = true));
  let idleSince = clock.micros();
  let unanswered: NodeJS.Timeout | undefined;

  const pulse = setInterval(() => {
    if (session.destroyed || unanswered) return;
    const answered = (error: Error | null): void => {
      clearTimeout(unanswered);
      unanswered = undefined;
      if (error) session.destroy();
    };
    // A ping that cannot be sent is one that is not answered.
    if (session.ping(answered)) {
      counts.keepAlivesSent += 1;
      unanswered = setTimeout(() => session.destroy(), limits.keepaliveTimeoutMs).unref();
    } else session.destroy();
  }, limits.keepaliveMs).unref();

  const rest = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      const left = limits.idleMs - (clock.micros() - idleSince) / 1000;
      if (calls > 0) idle = rest(limits.idleMs);
      else if (left > 0) idle = rest(left);
      else session.close();
    }, ms).unref();
  let idle = rest(limits.idleMs);

  return {
    counts,
    doomed: false,
    get streams() {
      return streams;
    },
    get cut() {
      return cut;
    },
    get greeted() {
      return greeted;
    },
    callOpened() {
      calls += 1;
    },
    callOver() {
      calls -= 1;
      if (calls === 0) idleSince = clock.micros();
    },
    callCut() {
      cut += 1;
    },
    streamOpened() {
      streams += 1;
      all.count += 1;
    },
    streamClosed() {
      if (streams === 0) return;
      streams -= 1;
      all.count -= 1;
    },
    closed() {
      all.count -= streams;
      streams = 0;
      clearInterval(pulse);
      clearTimeout(unanswered);
      clearTimeout(idle);
    },
  };
}
