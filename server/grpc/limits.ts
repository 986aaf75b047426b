/** What one client may cost us. */
export interface GrpcLimits {
  /** Open streams on one connection, and on all of them together: beyond that a connection may have a few. */
  readonly streams: number;
  readonly allStreams: number;
  /** A ping is sent after so many milliseconds… */
  readonly keepaliveMs: number;
  /** …and the connection is closed where no answer comes within so many. */
  readonly keepaliveTimeoutMs: number;
  /** Milliseconds between two looks at a connection that says nothing: it may have broken the rules and be mute. */
  readonly muteMs: number;
  /** A connection without a stream is closed after so many milliseconds. */
  readonly idleMs: number;
  /** Mebibytes that one HTTP/2 session may hold. */
  readonly sessionMemory: number;
  /** Streams a connection may reset at once, and how many more each second, before it is closed. */
  readonly resetBurst: number;
  readonly resetsPerSecond: number;
}

export const DEFAULT_GRPC_LIMITS: GrpcLimits = {
  streams: 100,
  allStreams: 10_000,
  keepaliveMs: 30_000,
  keepaliveTimeoutMs: 10_000,
  muteMs: 2_000,
  idleMs: 300_000,
  sessionMemory: 256,
  resetBurst: 1_000,
  resetsPerSecond: 200,
};
