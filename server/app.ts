import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { decodeJson } from './codec/decode-json.ts';
import type { Config } from './config/config.ts';
import type { Clock } from './contract/clock.ts';
import type { Problem } from './contract/problem.ts';
import type { MessageBody } from './contract/traffic.ts';
import { createEngine } from './engine/engine.ts';
import { Holds } from './engine/holds.ts';
import type { HandlerSource } from './engine/handler-source.ts';
import { packageVersion } from './files/package-info.ts';
import { createGrpcServer } from './grpc/grpc-server.ts';
import { createGuard } from './http/guard.ts';
import { createCallDesk } from './serving/call-desk.ts';
import { HealthStates } from './serving/health-states.ts';
import { Holdings } from './serving/holdings.ts';
import { SocketBook } from './serving/socket-book.ts';
import { createRest } from './web-rpc/rest.ts';
import { createWebRpc } from './web-rpc/web-rpc.ts';
import { countOf, type Loaded } from './workspace/load.ts';
import { createClosedDoors } from './sides/closed-doors.ts';
import type { PageSide } from './sides/page-side.ts';
import { PortError } from './port/listen.ts';
import { openPort, type Port } from './port/open-port.ts';
import { startTls, type ServerTls } from './workspace/start-tls.ts';
import { startReloading, type DataReloaded, type Reloaded, type Reloading } from './workspace/reload.ts';
import { loadRulesLibrary, needsRulesLibrary } from './rules/library.ts';
import { Registry } from './schema/registry.ts';
import type { Describe } from './traffic/fold-entry.ts';
import { FailedConnections } from './traffic/failed-connections.ts';
import { Journal } from './traffic/journal.ts';
import { createWorldFiles, type WorldFiles } from './workspace/world-files.ts';
import { createStubFiles, type StubFiles } from './workspace/stub-files.ts';
import { createHandlerFiles, type HandlerFiles } from './workspace/handler-files.ts';
import { SessionWorlds } from './world/session-worlds.ts';
import { FaultSwitches } from './stubs/fault-switches.ts';
import { World } from './world/world.ts';

/** How long open streams may go on after a signal, in milliseconds. */
const GRACE_MS = 2_000;

/** What the configuration says of a running server. */
export type AppOptions = Pick<
  Config,
  'paths' | 'protoPaths' | 'port' | 'host' | 'seed' | 'random' | 'strict' | 'playground' | 'watch'
> &
  Partial<Pick<Config, 'strictWorld' | 'validate' | 'tls' | 'cors' | 'maxMessageBytes'>> & {
    /** Handlers that stand in no file, for the schema of the day. */
    readonly handlers?: ((registry: Registry, now: () => number) => HandlerSource) | undefined;
  };

/** Who hears of what goes on. */
export interface AppListeners {
  /** Our own errors, each of which cost one request. */
  readonly onDefect: (error: unknown) => void;
  /** Changes of the protos. */
  readonly onReload?: ((reloaded: Reloaded) => void) | undefined;
  /** Changes of files that say what is answered. */
  readonly onData?: ((reloaded: DataReloaded) => void) | undefined;
  /** What handlers do that no call shows: a rejection that nobody caught, a thread that ended. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** A running Understudy. */
export interface App extends AsyncDisposable {
  /** `localhost:50051` */
  readonly address: string;
  readonly port: number;
  readonly journal: Journal;
  readonly registry: Registry;
  readonly world: World;
  /** What sessions write, over the same files. */
  readonly sessions: SessionWorlds;
  readonly worldFiles: WorldFiles;
  /** Connections that failed before they could carry a call. */
  readonly connections: FailedConnections;
  /** Certificate and authority; undefined: plain text. */
  readonly tls: ServerTls | undefined;
  /** What is broken on purpose. */
  readonly faults: FaultSwitches;
  /** What `grpc.health.v1.Health` says, where somebody set it. */
  readonly health: HealthStates;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: HandlerFiles;
  /** What watches the protos; undefined with `--no-watch`. */
  readonly reloading: Reloading | undefined;
  /** Drains: unary calls end, open streams end with UNAVAILABLE after two seconds. Always resolves. */
  close(graceMs?: number): Promise<void>;
}

const clock: Clock = { now: () => Date.now(), micros: () => Math.round(performance.now() * 1000) };

/** Ids that are unique over processes and short enough to stand in a URL. */
function idMaker(): () => string {
  const prefix = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${prefix}-${(count += 1).toString(36)}`;
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

/** Expressions in rules and the check of requests need protovalidate; whoever has neither does not wait for it. */
async function loadRules(registry: Registry, validate: boolean): Promise<void> {
  if (validate || needsRulesLibrary(registry.current.files)) await loadRulesLibrary();
  registry.subscribe((schema) => {
    // What fails to load here fails at the next start, with its reason.
    if (needsRulesLibrary(schema.files)) void loadRulesLibrary().catch(() => undefined);
  });
}

/**
 * Builds the rooms, connects them and listens. Where the port cannot be opened the answer is a Problem; everything that
 * was opened is closed again by `close` or at the end of the scope.
 */
export async function startApp(
  options: AppOptions,
  loaded: Loaded,
  listeners: AppListeners,
): Promise<App | { readonly problem: Problem }> {
  const tls = options.tls && (await startTls(options.tls, process, clock.now()));
  if (tls && !('identity' in tls)) return tls;
  const registry = new Registry(loaded.schema);
  const world = new World({ now: clock.now, strict: options.strictWorld ?? false });
  await loadRules(registry, options.validate ?? false);
  const sessions = new SessionWorlds(world);
  const worldFiles = createWorldFiles({ world, sessions, registry, seed: options.seed });
  // The first call finds what the files say; where there are none, nothing is waited for.
  const { worlds, hints, stubs, handlers } = loaded.beside;
  const stubFiles = createStubFiles(registry, clock.now, worldFiles.resources);
  const handlerFiles = createHandlerFiles({
    registry,
    disk: loaded.source.disk,
    onProblem: listeners.onProblem,
    given: options.handlers?.(registry, clock.now),
  });
  // Handlers load in a thread of their own.
  const handled = handlers.length > 0 ? handlerFiles.load(handlers) : undefined;
  if (stubs.length > 0) await stubFiles.load(stubs);
  if (worlds.length + hints.length > 0) await worldFiles.load(loaded.beside);
  await handled;
  try {
    const connections = new FailedConnections({ now: clock.now, newId: idMaker() });
    const failed = connections.add.bind(connections);
    const port = await openPort({ host: options.host, port: options.port, identity: tls?.identity, failed });
    const ground = { registry, world, sessions, worldFiles, stubFiles, handlerFiles, connections, tls };
    return assemble(options, loaded, port, ground, listeners);
  } catch (error) {
    await handlerFiles[Symbol.asyncDispose]();
    if (error instanceof PortError) return { problem: error.problem };
    throw error;
  }
}

/** What is there before anybody can call. */
interface Ground {
  readonly registry: Registry;
  readonly world: World;
  readonly sessions: SessionWorlds;
  readonly worldFiles: WorldFiles;
  readonly stubFiles: StubFiles;
  readonly handlerFiles: HandlerFiles;
  readonly connections: FailedConnections;
  readonly tls: ServerTls | undefined;
}

function assemble(
  options: AppOptions,
  loaded: Loaded,
  port: Port,
  { registry, world, sessions, worldFiles, stubFiles, handlerFiles, connections, tls }: Ground,
  { onDefect, onReload, onData }: AppListeners,
): App {
  const newId = idMaker();
  const started = clock.now();
  const address = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${port.port}`;
  const journal = new Journal({ clock, newId, describe: describeBy(registry) });
  const holds = new Holds();
  const faults = new FaultSwitches();
  const engine = createEngine({
    seed: options.seed,
    random: options.random ? () => randomBytes(8).toString('hex') : null,
    strict: options.strict,
    now: clock.now,
    world,
    worlds: sessions,
    resources: worldFiles.resourcesNow,
    hints: worldFiles.hints,
    stubs: stubFiles.source,
    holds,
    faults,
    handlers: handlerFiles.source,
    validate: options.validate ?? false,
  });
  const health = new HealthStates();
  const book = new SocketBook(
    address,
    port.addresses.map((one) => ({ address: one, port: port.port })),
  );
  const holdings = new Holdings(options.maxMessageBytes);
  const desk = createCallDesk({ registry, engine, log: journal, clock, holdings, health, book });
  let page: Promise<PageSide> | undefined;
  const guard = createGuard({ hosts: [options.host], covers: tls?.identity.isFor });
  const web = createWebRpc({
    desk,
    cors: options.cors,
    messageBytes: options.maxMessageBytes,
    rest: createRest({ desk, registry, messageBytes: options.maxMessageBytes }),
    // As for files: whoever calls is looked at by the rules of CORS.
    foreignHost: ({ host, path, rawHeaders, localAddress }) =>
      guard(
        { method: 'GET', url: path, headers: { host: host ?? undefined }, rawHeaders, socket: { localAddress } },
        'page',
      ),
    otherwise: (request) => {
      request.stream.on('error', ignoreReset);
      page ??= loadPage();
      page.then(
        ({ answer }) => answer(request),
        () => request.stream.close(),
      );
    },
  });
  const grpc = createGrpcServer({
    desk,
    clock,
    messageBytes: options.maxMessageBytes,
    failed: (broken) => connections.add(broken),
    other: web.http2,
  });
  const closed = createClosedDoors(desk, clock);
  port.onHttp2((socket, why) => {
    book.enter(socket);
    if (why) closed.http2(socket, why);
    else grpc.inject(socket);
  });

  // Calls are answered from here on. Express, socket.io and what else the page needs load when somebody first asks for
  // it: loading them stops everything for longer than a call takes, and who only calls needs none of them.
  const loadPage = async (): Promise<PageSide> => {
    const [{ startPageSide }, certificate] = await Promise.all([
      import('./sides/page-side.ts'),
      tls?.ownClient?.certificate(),
    ]);
    return startPageSide({
      address,
      // The page calls the mock the way any other client does.
      target: `${port.addresses[0]?.includes(':') ? '[::1]' : '127.0.0.1'}:${port.port}`,
      tls: tls?.clientTls(options.host),
      covers: tls?.identity.isFor,
      certificate,
      host: options.host,
      version: packageVersion(),
      source: options.paths.join(', '),
      paths: options.paths,
      seed: options.seed,
      mode: { strict: options.strict, strictWorld: options.strictWorld, validate: options.validate },
      playground: options.playground,
      counts: () => countOf(registry.current),
      uptime: () => (clock.now() - started) / 1000,
      registry,
      engine,
      journal,
      connections,
      world,
      sessions,
      worldFiles,
      stubFiles,
      handlerFiles,
      holds,
      faults,
      health,
      clock,
      newId,
      // Loaded with the first import: nobody waits for it before.
      importProtos: async (request) => (await import('./workspace/import-protos.ts')).importProtos(options, request),
      onDefect,
      before: web.http1,
    });
  };
  port.onHttp1((socket, why) => {
    book.enter(socket);
    if (why) return closed.http1(socket, why);
    socket.on('error', ignoreReset);
    page ??= loadPage();
    page.then(
      ({ http }) => hand(socket, http),
      () => socket.destroy(),
    );
  });

  const reloading = options.watch
    ? startReloading({
        loaded,
        paths: options.paths,
        registry,
        worldFiles,
        stubFiles,
        handlerFiles,
        onReload,
        onData,
        onDefect,
      })
    : undefined;

  let closing: Promise<void> | undefined;
  const close = (graceMs = GRACE_MS): Promise<void> =>
    (closing ??= (async () => {
      reloading?.[Symbol.dispose]();
      await port.close();
      // Calls by HTTP/1.1 have their grace as well: their connections close behind it.
      await Promise.all([grpc.close(graceMs), closed.close(0)]);
      await page?.then((side) => side.close());
      await handlerFiles[Symbol.asyncDispose]();
      await port[Symbol.asyncDispose]();
    })());
  return {
    address,
    port: port.port,
    journal,
    registry,
    world,
    sessions,
    worldFiles,
    connections,
    tls,
    faults,
    health,
    stubFiles,
    handlerFiles,
    reloading,
    close,
    [Symbol.asyncDispose]: () => close(0),
  };
}

function hand(socket: Socket, http: HttpServer): void {
  if (socket.destroyed) return;
  socket.removeListener('error', ignoreReset);
  http.emit('connection', socket);
}

/** A connection that breaks while it waits is nobody's loss. */
function ignoreReset(): void {
  // Nothing to do: the socket closes itself.
}
