import type { HealthStates } from '../serving/health-states.ts';
import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../contract/clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { ClientTls } from '../contract/rest.ts';
import { createMockSide } from './mock-side.ts';
import { createOriginSide, type OriginSideOptions } from './origin-side.ts';
import type { Holds } from '../engine/holds.ts';
import { createFaultSide } from './fault-side.ts';
import { createHoldSide } from './hold-side.ts';
import { packageRoot } from '../files/package-info.ts';
import { createWebAssets } from '../files/web-assets.ts';
import type { HandlerFiles } from '../workspace/handler-files.ts';
import { createHttp, type HttpOptions } from '../http/create-http.ts';
import { answerByHttp1, type FromHttp2 } from '../http/from-http2.ts';
import { createGuard } from '../http/guard.ts';
import type { ApiSource } from '../http/routes.ts';
import { createCompare } from '../invoke/compare.ts';
import { createCurlLines } from '../invoke/curl-lines.ts';
import type { ClientCertificate } from '../invoke/dial.ts';
import { createInvoker } from '../invoke/invoker.ts';
import { attachLive, type LiveOptions } from '../live/gateway.ts';
import type { Counts } from '../workspace/load.ts';
import { createProtoSources } from '../workspace/proto-sources.ts';
import { methodDetail } from '../schema/method-detail.ts';
import { restOpenApi } from '../rest/openapi.ts';
import type { Registry } from '../schema/registry.ts';
import { schemaInfo } from '../schema/schema-info.ts';
import type { FaultSwitches } from '../stubs/fault-switches.ts';
import type { FailedConnections } from '../traffic/failed-connections.ts';
import type { Journal } from '../traffic/journal.ts';
import type { StubFiles } from '../workspace/stub-files.ts';
import type { WorldFiles } from '../workspace/world-files.ts';
import { createWorldSide } from './world-side.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';
import type { World } from '../world/world.ts';

/** What the page's side is made from. */
export interface PageSideOptions {
  /** As a person reaches it: `localhost:50051`. */
  readonly address: string;
  /** As the playground's own calls reach it: `127.0.0.1:50051`. */
  readonly target: string;
  /** It speaks TLS, and this is what its clients have to say; undefined: plain text. */
  readonly tls: ClientTls | undefined;
  /** Whether the certificate is for a name. */
  readonly covers: ((name: string) => boolean) | undefined;
  /** What the playground's own calls show, where clients must show something. */
  readonly certificate: ClientCertificate | undefined;
  readonly host: string;
  readonly version: string;
  /** Where the protos came from, as the person wrote it. */
  readonly source: string;
  /** The same, one by one. */
  readonly paths: readonly string[];
  readonly seed: string;
  /** How the server runs, as explanations tell it. */
  readonly mode: OriginSideOptions['mode'];
  readonly playground: boolean;
  readonly counts: () => Counts;
  /** Seconds. */
  readonly uptime: () => number;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly connections: FailedConnections;
  readonly world: World;
  readonly sessions: SessionWorlds;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: HandlerFiles;
  readonly holds: Holds;
  readonly faults: FaultSwitches;
  readonly health: HealthStates;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly importProtos: ApiSource['importProtos'];
  /** Takes calls of other protocols. */
  readonly before: HttpOptions['before'];
  /** Hears of our own errors; each cost one request. */
  readonly onDefect: (error: unknown) => void;
}

/** Everything that HTTP/1.1 reaches: the API, the page and its socket. */
export interface PageSide {
  readonly http: HttpServer;
  /** The same by HTTP/2. */
  readonly answer: (request: FromHttp2) => void;
  readonly close: () => Promise<void>;
}

/**
 * Composes the second half of the server. It is a module of its own so that `app` can load express and socket.io after
 * the first call can be answered.
 */
export function startPageSide(options: PageSideOptions): PageSide {
  const { journal, registry, clock, newId } = options;
  const guard = createGuard({ hosts: [options.host], covers: options.covers });
  const http = createHttp({
    source: apiSource(options),
    guard,
    readAsset: options.playground ? createWebAssets(join(packageRoot(), 'dist/web')) : undefined,
    newNonce: () => randomBytes(16).toString('base64'),
    onDefect: options.onDefect,
    failed: (malformed) => options.connections.add(malformed),
    before: options.before,
  });
  const answer = (request: FromHttp2): void => answerByHttp1(request, http);
  if (!options.playground) return { http, answer, close: async () => http.closeAllConnections() };

  const invoker = createInvoker({
    target: () => options.target,
    secure: options.tls !== undefined,
    certificate: options.certificate,
    registry,
    clock,
    newId,
  });
  const live = attachLive(http, {
    source: journal,
    invocations: invoker,
    schema: registry,
    world: worldChanges(options),
    held: options.holds,
    faults: options.faults,
    stubs: stubChanges(options.stubFiles),
    connections: options.connections,
    refuse: (request) => guard(request, 'socket')?.problem.message,
    onDefect: options.onDefect,
  });
  return {
    http,
    answer,
    close: async () => {
      await live.close();
      await invoker[Symbol.asyncDispose]();
      http.closeAllConnections();
    },
  };
}

/** The keys of what changes, in any world, for the pages. */
const worldChanges = ({ world, sessions }: PageSideOptions): LiveOptions['world'] => ({
  get revision() {
    return world.revision + sessions.revision;
  },
  subscribe(listener) {
    const leave = world.subscribe((change) => listener(change?.entity.resource.key, null));
    const leaveSessions = sessions.subscribe((session, change) => listener(change?.entity.resource.key, session));
    return () => {
      leave();
      leaveSessions();
    };
  },
});

/** What changes of stubs, for the pages. */
const stubChanges = ({ source, subscribe }: StubFiles): LiveOptions['stubs'] => ({
  get revision() {
    return source.current?.revision ?? 0;
  },
  get answered() {
    return source.current?.answered ?? 0;
  },
  subscribe,
});

/** Connects the API's routes to schema, engine and journal. */
function apiSource(options: PageSideOptions): ApiSource {
  const { registry, engine, journal, counts } = options;
  return {
    status() {
      const { calls, open } = journal.stats();
      return {
        name: 'understudy',
        version: options.version,
        address: options.address,
        seed: options.seed,
        revision: registry.revision,
        ...counts(),
        uptime: options.uptime(),
        calls,
        openCalls: open,
        ...(options.tls && { tls: options.tls }),
      };
    },
    schema: () => ({ ...schemaInfo(registry.current, registry.revision, options.source), files: counts().files }),
    method: (path) => methodDetail(registry.current, path, registry.revision),
    nearest: (path) => registry.current.nearest(path),
    example(path, seed) {
      const method = registry.current.method(path);
      return method && engine.example(method, seed);
    },
    restOpenApi: (service) =>
      service === undefined || registry.current.services.some(({ name }) => name === service)
        ? restOpenApi(registry.current, service)
        : undefined,
    importProtos: options.importProtos,
    protos: createProtoSources(options),
    world: {
      of: (session) => createWorldSide({ ...options, files: options.worldFiles, session }),
      ...createOriginSide(options),
    },
    hold: createHoldSide(options.holds, registry),
    mock: createMockSide(options),
    faults: createFaultSide(options.faults, registry),
    health: options.health,
    compare: {
      compare: createCompare({ ...options, secure: options.tls !== undefined, target: () => options.target }),
      curl: createCurlLines(registry, options.address, options.tls),
    },
    connections: () => options.connections.list(),
    calls: {
      list: (query) => journal.list(query),
      get: (id) => journal.get(id),
      clear() {
        journal.clear();
        options.connections.clear();
      },
    },
  };
}
