import { randomBytes } from 'node:crypto';
import type { Config } from './config/config.ts';
import type { Clock } from './contract/clock.ts';
import type { Problem } from './contract/problem.ts';
import { packageVersion } from './files/package-info.ts';
import { Parts } from './parts.ts';
import { PortError } from './port/listen.ts';
import { openPort, type Port } from './port/open-port.ts';
import { createCallSide, type CallSide } from './sides/call-side.ts';
import { createLatePage } from './sides/late-page.ts';
import type { PageSide } from './sides/page-side.ts';
import { FailedConnections } from './traffic/failed-connections.ts';
import { fillGround, layGround, type Ground, type GroundOptions } from './workspace/ground.ts';
import { countOf, type Loaded } from './workspace/load.ts';
import { startReloading, type DataReloaded, type Reloaded, type Reloading } from './workspace/reload.ts';
import { startTls, type ServerTls } from './workspace/start-tls.ts';

/** How long open streams may go on after a signal, in milliseconds. */
const GRACE_MS = 2_000;

/** What the configuration says of a running server. */
export type AppOptions = Pick<
  Config,
  'paths' | 'protoPaths' | 'port' | 'host' | 'seed' | 'random' | 'strict' | 'playground' | 'watch'
> &
  Partial<Pick<Config, 'strictWorld' | 'validate' | 'tls' | 'cors' | 'maxMessageBytes'>> & {
    /** Handlers that stand in no file, for the schema of the day. */
    readonly handlers?: GroundOptions['handlers'];
  };

/** Who hears of what goes on. */
export interface AppListeners {
  /** Our own errors, each of which cost one request. */
  readonly onDefect: (error: unknown) => void;
  /** Changes of the protos. */
  readonly onReload?: ((reloaded: Reloaded) => void) | undefined;
  /** Changes of files that say what is answered. */
  readonly onData?: ((reloaded: DataReloaded) => void) | undefined;
  /** What no call shows its client: what handlers leave behind, pages and hosts that are refused. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** A running Understudy. */
export interface App extends AsyncDisposable, Ground, Pick<CallSide, 'journal' | 'faults' | 'health'> {
  /** `localhost:50051` */
  readonly address: string;
  readonly port: number;
  /** Connections that failed before they could carry a call. */
  readonly connections: FailedConnections;
  /** Certificate and authority; undefined: plain text. */
  readonly tls: ServerTls | undefined;
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

/**
 * Builds the rooms, connects them and listens. Where TLS cannot be had or the port cannot be opened the answer is a
 * Problem. What was opened is closed again: by `close`, at the end of the scope, or at once where a part fails.
 */
export async function startApp(
  options: AppOptions,
  loaded: Loaded,
  listeners: AppListeners,
): Promise<App | { readonly problem: Problem }> {
  const parts = new Parts(listeners.onDefect);
  try {
    return await openParts(parts, options, loaded, listeners);
  } catch (error) {
    await parts.close(0);
    if (error instanceof PortError) return { problem: error.problem };
    throw error;
  }
}

/** Each part is closed before those above it. */
async function openParts(
  parts: Parts,
  options: AppOptions,
  loaded: Loaded,
  { onDefect, onReload, onData, onProblem }: AppListeners,
): Promise<App | { readonly problem: Problem }> {
  const { host, seed, strictWorld = false, validate = false } = options;
  // 1. What the port shows its clients.
  const tls = options.tls && (await startTls(options.tls, process, clock.now()));
  if (tls && !('identity' in tls)) return tls;
  // 2. What the answers come from.
  const { now } = clock;
  const ground = await layGround({ seed, strictWorld, validate, now, handlers: options.handlers, onProblem }, loaded);
  parts.opened(() => ground.handlerFiles[Symbol.asyncDispose]());
  await fillGround(ground, loaded);
  // 3. The port. From here on nothing is waited for: whoever connects is served.
  const connections = new FailedConnections({ now, newId: idMaker() });
  const failed = connections.add.bind(connections);
  const port = await openPort({ host, port: options.port, identity: tls?.identity, failed });
  parts.opened(() => port[Symbol.asyncDispose]());
  // 4. Behind it, what takes connections: the page, loaded when somebody asks for it, and calls.
  const newId = idMaker();
  const started = now();
  const address = `${host.includes(':') ? `[${host}]` : host}:${port.port}`;
  const here = { options, address, port, tls, ground, connections, newId };
  const page = createLatePage(
    () => loadPage({ ...here, calls, onDefect, uptime: () => (now() - started) / 1000 }),
    onDefect,
  );
  parts.opened(() => page.close());
  const calls = createCallSide({ ...here, settings: options, page, clock, onProblem });
  parts.opened((graceMs) => calls.close(graceMs));
  // 5. The doors open.
  port.onHttp2(calls.takeHttp2);
  port.onHttp1(calls.takeHttp1);
  parts.opened(() => port.close());
  // 6. What is saved is served.
  const { paths } = options;
  const reloading = options.watch
    ? startReloading({ ...ground, loaded, paths, onReload, onData, onDefect })
    : undefined;
  parts.opened(() => reloading?.[Symbol.dispose]());
  const { journal, faults, health } = calls;
  return {
    address,
    port: port.port,
    ...ground,
    connections,
    tls,
    journal,
    faults,
    health,
    reloading,
    close: (graceMs = GRACE_MS) => parts.close(graceMs),
    [Symbol.asyncDispose]: () => parts.close(0),
  };
}

interface PageNeeds {
  readonly options: AppOptions;
  readonly address: string;
  readonly port: Port;
  readonly tls: ServerTls | undefined;
  readonly ground: Ground;
  readonly connections: FailedConnections;
  readonly calls: CallSide;
  readonly newId: () => string;
  readonly uptime: () => number;
  readonly onDefect: AppListeners['onDefect'];
}

/** What the page's side is made from, and first of all its code. */
async function loadPage(needs: PageNeeds): Promise<PageSide> {
  const { options, address, port, tls, ground, connections, calls, newId, uptime, onDefect } = needs;
  const [{ startPageSide }, certificate] = await Promise.all([
    import('./sides/page-side.ts'),
    tls?.ownClient?.certificate(),
  ]);
  return startPageSide({
    ...ground,
    ...calls,
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
    counts: () => countOf(ground.registry.current),
    uptime,
    connections,
    clock,
    newId,
    // Loaded with the first import: nobody waits for it before.
    importProtos: async (request) => (await import('./workspace/import-protos.ts')).importProtos(options, request),
    onDefect,
  });
}
