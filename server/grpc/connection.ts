import type { ServerHttp2Session } from 'node:http2';
import type { Clock } from '../contract/clock.ts';
import type { SocketCounts } from '../serving/socket-counts.ts';
import type { GrpcLimits } from './limits.ts';

/** One connection, which is to be told of its calls and of its end. */
export interface Connection {
  readonly counts: SocketCounts;
  callOpened(): void;
  callOver(): void;
  closed(): void;
}

/** Looks after a connection: pings it, closes it where nobody answers, and says goodbye where nobody calls. */
export function tendConnection(
  session: ServerHttp2Session,
  counts: SocketCounts,
  limits: GrpcLimits,
  clock: Clock,
): Connection {
  let calls = 0;
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
    callOpened() {
      calls += 1;
    },
    callOver() {
      calls -= 1;
      if (calls === 0) idleSince = clock.micros();
    },
    closed() {
      clearInterval(pulse);
      clearTimeout(unanswered);
      clearTimeout(idle);
    },
  };
}
