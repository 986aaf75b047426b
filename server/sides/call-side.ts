import { randomBytes } from 'node:crypto';
import { decodeJson } from '../codec/decode-json.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../contract/clock.ts';
import type { Problem } from '../contract/problem.ts';
import type { MessageBody } from '../contract/traffic.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { Holds } from '../engine/holds.ts';
import { createGrpcServer } from '../grpc/grpc-server.ts';
import { createGuard } from '../http/guard.ts';
import type { Port, TakeConnection } from '../port/open-port.ts';
import type { Registry } from '../schema/registry.ts';
import { createCallDesk } from '../serving/call-desk.ts';
import { HealthStates } from '../serving/health-states.ts';
import { Holdings } from '../serving/holdings.ts';
import { SocketBook } from '../serving/socket-book.ts';
import { FaultSwitches } from '../stubs/fault-switches.ts';
import type { FailedConnections } from '../traffic/failed-connections.ts';
import type { Describe } from '../traffic/fold-entry.ts';
import { Journal } from '../traffic/journal.ts';
import { createRest } from '../web-rpc/rest.ts';
import { createWebRpc, type WebRpc } from '../web-rpc/web-rpc.ts';
import type { Ground } from '../workspace/ground.ts';
import type { ServerTls } from '../workspace/start-tls.ts';
import { createClosedDoors } from './closed-doors.ts';
import type { LatePage } from './late-page.ts';

/** What is said of calls. */
export type CallSettings = Pick<Config, 'host' | 'seed' | 'random' | 'strict'> &
  Partial<Pick<Config, 'validate' | 'cors' | 'maxMessageBytes'>>;

export interface CallSideOptions {
  readonly settings: CallSettings;
  /** As a person reaches it: `localhost:50051`. */
  readonly address: string;
  readonly port: Pick<Port, 'port' | 'addresses'>;
  readonly tls: ServerTls | undefined;
  readonly ground: Ground;
  readonly connections: FailedConnections;
  /** Takes what is no call. */
  readonly page: LatePage;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Hears of pages and hosts that are refused. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** Everything that answers calls, behind the port. */
export interface CallSide {
  readonly journal: Journal;
  readonly engine: Engine;
  readonly holds: Holds;
  /** What is broken on purpose. */
  readonly faults: FaultSwitches;
  /** What `grpc.health.v1.Health` says, where somebody set it. */
  readonly health: HealthStates;
  /** Takes requests of HTTP/1.1 before the page does; false where one is no call. */
  readonly before: WebRpc['http1'];
  readonly takeHttp2: TakeConnection;
  readonly takeHttp1: TakeConnection;
  /** Unary calls end, open streams end with UNAVAILABLE after so many milliseconds. */
  close(graceMs: number): Promise<void>;
}

/** Composes the first half of the server: engine, journal and every protocol that calls come by. Nothing of it waits. */
export function createCallSide(options: CallSideOptions): CallSide {
  const { settings, address, port, tls, ground, connections, page, clock, newId } = options;
  const { maxMessageBytes: messageBytes } = settings;
  const { registry } = ground;
  const journal = new Journal({ clock, newId, describe: describeBy(registry) });
  const holds = new Holds();
  const faults = new FaultSwitches();
  const engine = createEngine({
    seed: settings.seed,
    random: settings.random ? () => randomBytes(8).toString('hex') : null,
    strict: settings.strict,
    now: clock.now,
    world: ground.world,
    worlds: ground.sessions,
    resources: ground.worldFiles.resourcesNow,
    hints: ground.worldFiles.hints,
    stubs: ground.stubFiles.source,
    holds,
    faults,
    handlers: ground.handlerFiles.source,
    validate: settings.validate ?? false,
  });
  const health = new HealthStates();
  const book = new SocketBook(
    address,
    port.addresses.map((one) => ({ address: one, port: port.port })),
  );
  const holdings = new Holdings(messageBytes);
  const desk = createCallDesk({ registry, engine, log: journal, clock, holdings, health, book });
  const guard = createGuard({ hosts: [settings.host], covers: tls?.identity.isFor });
  const web = createWebRpc({
    desk,
    cors: settings.cors,
    messageBytes,
    rest: createRest({ desk, registry, messageBytes }),
    // As for files: whoever calls is looked at by the rules of CORS.
    foreignHost: ({ host, path, rawHeaders, localAddress }) =>
      guard(
        { method: 'GET', url: path, headers: { host: host ?? undefined }, rawHeaders, socket: { localAddress } },
        'page',
      ),
    onTurnedAway: options.onProblem,
    otherwise: page.answer,
  });
  const grpc = createGrpcServer({
    desk,
    clock,
    messageBytes,
    failed: (broken) => connections.add(broken),
    other: web.http2,
  });
  const closed = createClosedDoors(desk, clock);
  return {
    journal,
    engine,
    holds,
    faults,
    health,
    before: web.http1,
    takeHttp2(socket, why) {
      book.enter(socket);
      if (why) closed.http2(socket, why);
      else grpc.inject(socket);
    },
    takeHttp1(socket, why) {
      book.enter(socket);
      if (why) closed.http1(socket, why);
      else page.take(socket);
    },
    // Calls by HTTP/1.1 have their grace as well: their connections close behind it, with the page.
    close: async (graceMs) => void (await Promise.all([grpc.close(graceMs), closed.close(0)])),
  };
}

/** Decodes recorded messages by the schema of today. */
function describeBy(registry: Registry): Describe {
  return (path, direction, bytes): MessageBody => {
    const method = registry.current.method(path);
    const raw = (): MessageBody => ({ type: '', base64: Buffer.from(bytes).toString('base64') });
    if (!method) return raw();
    try {
      return decodeJson(direction === 'up' ? method.desc.input : method.desc.output, bytes, method.types);
    } catch {
      // The descriptor of today cannot be built; an old call is shown all the same.
      return raw();
    }
  };
}
