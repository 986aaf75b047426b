/** What the two sides of a connection of HTTP/2 may still send, in bytes. */
export interface FlowWindows {
  /** This side. */
  readonly local: number;
  readonly remote: number;
}

/**
 * What one connection has carried. Plain numbers, since each call and each message adds to them; times are milliseconds
 * since 1970, NaN for never.
 */
export class SocketCounts {
  streamsStarted = 0;
  /** Whose end was sent, whatever its status. */
  streamsSucceeded = 0;
  streamsFailed = 0;
  messagesSent = 0;
  messagesReceived = 0;
  keepAlivesSent = 0;
  lastStreamStarted = NaN;
  lastMessageSent = NaN;
  lastMessageReceived = NaN;
  /** Of HTTP/2; undefined where there is none, or it is gone. */
  windows: (() => FlowWindows | undefined) | undefined = undefined;

  streamStarted(now: number): void {
    this.streamsStarted += 1;
    this.lastStreamStarted = now;
  }

  streamOver(ended: boolean): void {
    if (ended) this.streamsSucceeded += 1;
    else this.streamsFailed += 1;
  }

  sent(now: number): void {
    this.messagesSent += 1;
    this.lastMessageSent = now;
  }

  received(now: number): void {
    this.messagesReceived += 1;
    this.lastMessageReceived = now;
  }
}

const known = new WeakMap<object, SocketCounts>();
/** Of what nobody looks after. */
const nobody = new SocketCounts();

/** The counts of a socket that a `SocketBook` has entered; of any other, some that nobody reads. */
export function countsOf(socket: object | undefined): SocketCounts {
  return (socket && known.get(socket)) ?? nobody;
}

/** Begins to count what a socket carries. */
export function countSocket(socket: object): SocketCounts {
  const counts = new SocketCounts();
  known.set(socket, counts);
  return counts;
}
