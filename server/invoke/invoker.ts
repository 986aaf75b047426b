import type { Clock } from '../contract/clock.ts';
import type { Ack } from '../contract/events.ts';
import { INVOCATION_KEY, type InvocationRequest } from '../contract/invocation.ts';
import { problem } from '../contract/problem.ts';
import type { Registry } from '../schema/registry.ts';
import { Channels } from './channels.ts';
import type { ClientCertificate } from './dial.ts';
import type { Dialect } from './dialect.ts';
import { grpcClientWire } from './grpc-client-wire.ts';
import { OpenCall, type InvocationListener, type OpenCallOptions } from './open-call.ts';
import { type Prepared, prepare } from './prepare.ts';
import { refused } from './refused.ts';
import { webClientWire } from './web-client-wire.ts';

/** Invocations that may be open at a time, over all pages. */
const MAX_OPEN = 512;

export interface InvokerOptions {
  /** `127.0.0.1:50051`; asked for each call. */
  readonly target: () => string;
  /** The target, which is this server, speaks TLS. */
  readonly secure?: boolean | undefined;
  /** What to show to a target that asks for certificates of clients. */
  readonly certificate?: ClientCertificate | undefined;
  readonly registry: Registry;
  readonly clock: Clock;
  /** A new id for each call; never the same twice. */
  readonly newId: () => string;
  /** How long a connection is kept without calls; 60,000 ms by default. */
  readonly idleMs?: number;
}

/** The playground's client, for every protocol. Whatever is wrong with a request is answered before anything is dialled. */
export interface Invoker extends AsyncDisposable {
  /** The first events (started, sent messages) are told before this returns. */
  start(request: InvocationRequest, listener: InvocationListener): Ack<{ readonly id: string }>;
  /** `json` is ProtoJSON text. Accepted means queued: a server that does not read is told of when too much waits. */
  send(id: string, json: string): Ack<object>;
  halfClose(id: string): Ack<object>;
  cancel(id: string): Ack<object>;
  readonly open: number;
}

export function createInvoker(options: InvokerOptions): Invoker {
  const { target: targetNow, registry, clock, newId, secure = false, certificate } = options;
  const channels = new Channels(options.idleMs ?? 60_000, secure, certificate);
  const open = new Map<string, OpenCall>();
  const ending = new Set<() => void>();
  let closed = false;

  const of = (id: string, act: (call: OpenCall) => Ack<object>): Ack<object> => {
    const call = open.get(id);
    return call
      ? act(call)
      : refused(problem('invocation-not-open', 'This call is over, or was never started.', 'Start a new one.'));
  };

  /** How the protocol of the request carries it; `release` is called when the call is over. */
  const openWire = (
    target: string,
    id: string,
    prepared: Prepared,
  ): Pick<OpenCallOptions, 'wire' | 'protocol' | 'via'> & { readonly release: (broken: boolean) => void } => {
    const { protocol, method, wire, dialect } = prepared;
    if (dialect) {
      const made = dialect(id);
      return {
        protocol,
        via: { http: made.http, secure, codec: made.codec, verb: made.head.verb, ...encodingOf(made) },
        wire: (hears) =>
          webClientWire({ target, secure, certificate, dialect: made, deadlineMs: prepared.deadlineMs }, hears),
        release: () => undefined,
      };
    }
    const { client, release } = channels.borrow(target);
    wire.set(INVOCATION_KEY, id);
    return {
      protocol,
      via: { http: '2', secure, codec: 'proto', verb: 'POST' },
      wire: (hears, deadline) => grpcClientWire(client, method.path, wire, deadline, hears),
      release,
    };
  };

  return {
    start: (request, listener) => {
      if (closed) return refused(problem('shutting-down', 'Understudy is shutting down.', 'Start it again.'));
      if (open.size >= MAX_OPEN)
        return refused(
          problem('too-many-invocations', `${MAX_OPEN} calls are open.`, 'Cancel some, then start again.'),
        );
      const prepared = prepare(request, registry.current);
      if ('problems' in prepared) return { ok: false, problems: prepared.problems };
      const id = newId();
      const target = targetNow();
      const opened = openWire(target, id, prepared);
      const call = new OpenCall({
        id,
        ...opened,
        target,
        prepared,
        metadata: request.metadata,
        clock,
        nearest: () => registry.current.nearest(request.method).filter((path) => path !== request.method),
        listener,
        onEnd: (ended, answered) => {
          open.delete(id);
          opened.release(ended.status.name === 'UNAVAILABLE' && !answered);
          if (open.size === 0) for (const done of ending) done();
        },
      });
      open.set(id, call);
      return { ok: true, id };
    },
    send: (id, json) => of(id, (call) => call.send(json)),
    halfClose: (id) => of(id, (call) => call.halfClose()),
    cancel: (id) => of(id, (call) => call.cancel()),
    get open() {
      return open.size;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      const done = open.size === 0 ? undefined : new Promise<void>((resolve) => ending.add(resolve));
      for (const call of open.values()) call.cancel();
      await done;
      channels.close();
    },
  };
}

const ENCODINGS = new Set(['grpc-encoding', 'content-encoding', 'connect-content-encoding']);

/** The compression that a request names. */
function encodingOf({ head }: Dialect): { readonly encoding?: string } {
  const named = head.headers.find(([name]) => ENCODINGS.has(name));
  return named ? { encoding: named[1] } : {};
}
