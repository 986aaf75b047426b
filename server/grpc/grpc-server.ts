import type { Duplex } from 'node:stream';
import type { Clock } from '../contract/clock.ts';
import { INVOCATION_KEY } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';
import { status } from '../contract/status.ts';
import type { Line } from '../engine/answerer.ts';
import type { Conversation } from '../engine/conversation.ts';
import type { Registry, SchemaMethod } from '../schema/registry.ts';
import { clientName } from '../traffic/client-name.ts';
import type { CallLog } from '../traffic/recorder.ts';
import { unknownMethod } from './failures.ts';
import { header, requestMetadata, timeoutMs } from './grpc-metadata.ts';
import { healthService } from './health.ts';
import { type Arrival, createIntake } from './intake.ts';
import { DEFAULT_GRPC_LIMITS, type GrpcLimits, LABEL } from './limits.ts';
import { peerOf } from './peer.ts';
import { reflectionService } from './reflection.ts';
import { CallServer } from './serve-call.ts';
import type { CallHost } from './served-call.ts';
import { shutDown } from './shut-down.ts';

/** What answers calls: the engine. */
export interface Answerer {
  open(method: SchemaMethod, metadata: Metadata, line: Line): Conversation;
}

export interface GrpcServerOptions {
  readonly registry: Registry;
  readonly engine: Answerer;
  readonly log: CallLog;
  readonly clock: Clock;
  readonly limits?: Partial<GrpcLimits> | undefined;
}

export interface GrpcServer extends AsyncDisposable {
  /** Takes a connection that speaks HTTP/2. */
  inject(socket: Duplex): void;
  /** Calls that are open now. */
  readonly openCalls: number;
  /**
   * Takes no further connection, lets open calls finish for `graceMs`, ends the rest with UNAVAILABLE, closes every
   * connection. Always resolves.
   */
  close(graceMs: number): Promise<void>;
}

/** Serves every method of the schema, health and reflection; every call is recorded, unknown ones too. */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { registry, engine, log, clock } = options;
  const limits = { ...DEFAULT_GRPC_LIMITS, ...options.limits };
  const open = new Set<CallServer>();
  const standing = new Set<CallServer>();
  const builtins = new Map([...healthService(registry), ...reflectionService(registry)]);
  let closing: Promise<void> | undefined;

  const host: CallHost<CallServer> = {
    clock,
    limits,
    stands(call) {
      standing.add(call);
    },
    over(call) {
      open.delete(call);
      standing.delete(call);
    },
  };

  // Most calls are those of the client that called last. A getter in the line would cost more than all else in it.
  let lastAgent = '';
  let lastName = clientName('', null);
  const nameOf = (userAgent: string, invocation: string | null): string => {
    if (invocation !== null) return clientName(userAgent, invocation);
    if (userAgent !== lastAgent) [lastAgent, lastName] = [userAgent, clientName(userAgent, null)];
    return lastName;
  };

  const serve = (arrival: Arrival): void => {
    const { path, rawHeaders, session } = arrival;
    // 1. Who answers: a service of our own, the schema, or nobody.
    const builtin = builtins.get(path);
    const schema = registry.current;
    const method = builtin ? undefined : schema.method(path);
    const kind = builtin?.kind ?? method?.kind ?? null;
    // 2. Somebody writes it down.
    const metadata = requestMetadata(rawHeaders);
    const timeout = header(rawHeaders, 'grpc-timeout');
    const deadlineMs = timeoutMs(timeout);
    const started = clock.micros();
    const userAgent = (header(rawHeaders, 'user-agent') ?? '').slice(0, LABEL);
    const invocation = header(rawHeaders, INVOCATION_KEY)?.slice(0, LABEL) ?? null;
    const recorder = log.open({
      method: path.slice(0, LABEL),
      kind,
      protocol: 'grpc',
      peer: peerOf(session),
      userAgent,
      metadata,
      deadlineMs,
      invocation,
    });
    // 3. It is played.
    const single = kind === 'unary' || kind === 'server_streaming';
    const call = new CallServer({ arrival, recorder, deadlineMs, single, started }, host);
    open.add(call);
    if (builtin && builtin.kind !== 'unary') standing.add(call);
    if (timeout !== null && deadlineMs === null) {
      call.refused(status('INTERNAL', `Invalid grpc-timeout value "${timeout}"`));
      return;
    }
    call.begin(() => {
      if (builtin) {
        recorder.answered({ by: 'builtin', name: builtin.name });
        return builtin.open((steps) => call.push(steps));
      }
      if (!method) return unknownMethod(path, schema);
      return engine.open(method, metadata, {
        call: recorder.id,
        client: nameOf(userAgent, invocation),
        push: (steps) => call.push(steps),
        waiting: () => call.waiting,
        deadline: deadlineMs === null ? undefined : clock.now() + deadlineMs,
        readOn: () => call.readOn(),
        after: (ms, act) => call.after(ms, act),
        answered: (by) => recorder.answered(by),
      });
    });
  };

  const intake = createIntake(limits, clock, serve);

  const close = (graceMs: number): Promise<void> =>
    (closing ??= shutDown({
      intake,
      graceMs,
      open,
      // Health watches and reflection streams stay open for as long as their client lives: they are not waited for.
      standing,
      ending: status('UNAVAILABLE', 'The server is shutting down.'),
    }));

  return {
    inject(socket) {
      if (closing) socket.destroy();
      else intake.inject(socket);
    },
    get openCalls() {
      return open.size;
    },
    close,
    [Symbol.asyncDispose]: () => close(0),
  };
}
