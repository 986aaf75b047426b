import type { Clock } from '../contract/clock.ts';
import { INVOCATION_KEY } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { Status } from '../contract/status.ts';
import type { Line } from '../engine/answerer.ts';
import type { Conversation } from '../engine/conversation.ts';
import type { Registry, SchemaMethod } from '../schema/registry.ts';
import { clientName } from '../traffic/client-name.ts';
import type { CallLog, Recorder } from '../traffic/recorder.ts';
import type { Builtin } from './builtin.ts';
import { channelzService } from './channelz.ts';
import { type Failure, unknownMethod } from './failures.ts';
import { healthService } from './health.ts';
import { HealthStates } from './health-states.ts';
import { CANCELLED, type CallHost, type Incoming } from './incoming.ts';
import { Holdings } from './holdings.ts';
import { LABEL } from './limits.ts';
import { OpenCalls } from './open-calls.ts';
import { reflectionService } from './reflection.ts';
import { CallServer } from './serve-call.ts';
import { servedMethod, type ServedMethod } from './served-method.ts';
import { SocketBook } from './socket-book.ts';
import { systemMethod } from './system-files.ts';

/** What answers calls: the engine. */
export interface Answerer {
  open(method: SchemaMethod, metadata: Metadata, line: Line): Conversation;
}

export interface CallDeskOptions {
  readonly registry: Registry;
  readonly engine: Answerer;
  readonly log: CallLog;
  readonly clock: Clock;
  /** What all calls may hold; those of several desks may share one. */
  readonly holdings?: Holdings | undefined;
  /** States of health that somebody sets; without it, nobody does. */
  readonly health?: HealthStates | undefined;
  /** What is told of calls and connections; without it, of calls alone. */
  readonly book?: SocketBook | undefined;
}

/** A call that is not played. */
export type Head = Omit<Incoming, 'wire' | 'refused'>;

/** Where calls of every protocol come in: finds who answers, has it recorded, plays it. */
export interface CallDesk {
  /** Open calls. */
  readonly size: number;
  /** By `/package.Service/Method`; services of our own included. */
  method(path: string): ServedMethod | undefined;
  serve(incoming: Incoming): void;
  /** Records a call that ended before it could be one: its protocol refuses its head. */
  refuse(incoming: Head, failure: Failure): void;
  /** Records a call that its client took back before it began. */
  takenBack(incoming: Head): void;
  /** Resolves when no call is open. */
  quiet(): Promise<void>;
  /** Ends the calls that never finish by themselves, or all of them. */
  end(which: 'standing' | 'all', ending: Status): void;
}

const valueOf = (metadata: Metadata, wanted: string): string | undefined =>
  metadata.find(({ key }) => key === wanted)?.value;

/** Serves every method of the schema, and the services of our own; every call is recorded, unknown ones too. */
export function createCallDesk({
  registry,
  engine,
  log,
  clock,
  holdings = new Holdings(),
  health = new HealthStates(),
  book = new SocketBook(),
}: CallDeskOptions): CallDesk {
  const open = new OpenCalls<CallServer>();
  const standing = new Set<CallServer>();
  const waiting: (() => void)[] = [];
  const builtins: ReadonlyMap<string, Builtin> = new Map([
    ...healthService(registry, health),
    ...channelzService(book),
    ...reflectionService(registry),
  ]);

  const host: CallHost<CallServer> = {
    clock,
    holdings,
    stands(call) {
      standing.add(call);
    },
    over(call, ok) {
      book.callOver(ok);
      open.delete(call);
      standing.delete(call);
      if (open.size === 0) for (const done of waiting.splice(0)) done();
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

  const record = (
    { path, protocol, peer, metadata, deadlineMs, via }: Omit<Incoming, 'wire'>,
    kind: MethodKind | null,
    userAgent: string,
    invocation: string | null,
  ): Recorder =>
    log.open({ method: path.slice(0, LABEL), kind, protocol, peer, userAgent, metadata, deadlineMs, invocation, via });

  /** `ended`: by a status that its client was sent. */
  const unplayed = (incoming: Head, ended: boolean): Recorder => {
    const { path, metadata, counts } = incoming;
    const now = clock.now();
    book.callStarted(now);
    book.callOver(false);
    counts.streamStarted(now);
    counts.streamOver(ended);
    const kind = builtins.get(path)?.kind ?? registry.current.method(path)?.kind ?? null;
    const invocation = valueOf(metadata, INVOCATION_KEY)?.slice(0, LABEL) ?? null;
    return record(incoming, kind, (valueOf(metadata, 'user-agent') ?? '').slice(0, LABEL), invocation);
  };

  return {
    get size() {
      return open.size;
    },

    method(path) {
      if (builtins.has(path)) return systemMethod(path);
      const method = registry.current.method(path);
      return method && servedMethod(method);
    },

    serve(incoming) {
      const { path, metadata, deadlineMs } = incoming;
      // 1. Who answers: a service of our own, the schema, or nobody.
      const builtin = builtins.get(path);
      const schema = registry.current;
      const method = builtin ? undefined : schema.method(path);
      const kind = builtin?.kind ?? method?.kind ?? null;
      // 2. Somebody writes it down.
      const started = clock.micros();
      const now = clock.now();
      book.callStarted(now);
      incoming.counts.streamStarted(now);
      const userAgent = (valueOf(metadata, 'user-agent') ?? '').slice(0, LABEL);
      const invocation = valueOf(metadata, INVOCATION_KEY)?.slice(0, LABEL) ?? null;
      const recorder = record(incoming, kind, userAgent, invocation);
      // 3. It is played.
      const single = kind === 'unary' || kind === 'server_streaming';
      const call = new CallServer({ incoming, recorder, single, started }, host);
      open.add(call);
      if (builtin && builtin.kind !== 'unary') standing.add(call);
      if (incoming.refused) {
        call.refused(incoming.refused);
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
          origin: incoming,
          compressed: () => call.compressed,
          readOn: () => call.readOn(),
          after: (ms, act) => call.after(ms, act),
          answered: (by) => recorder.answered(by),
        });
      });
    },

    refuse(incoming, { status, problem }) {
      const recorder = unplayed(incoming, true);
      recorder.answered({ by: 'schema' });
      recorder.ended(status, [], null, problem);
    },

    takenBack(incoming) {
      unplayed(incoming, false).ended(CANCELLED, [], 'client', undefined);
    },

    quiet: () => (open.size === 0 ? Promise.resolve() : new Promise((done) => waiting.push(done))),

    end(which, ending) {
      for (const call of [...(which === 'all' ? open : standing)]) call.end(ending, 'server');
    },
  };
}
