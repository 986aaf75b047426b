import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { decodeJson } from './codec/decode-json.ts';
import type { Config } from './config.ts';
import type { Clock } from './contract/clock.ts';
import type { Problem } from './contract/problem.ts';
import type { MessageBody } from './contract/traffic.ts';
import { createEngine } from './engine/engine.ts';
import { packageVersion } from './files/package-info.ts';
import { createGrpcServer } from './grpc/grpc-server.ts';
import type { Loaded } from './load.ts';
import { openPort, PortError, type Port } from './port/open-port.ts';
import { Registry } from './schema/registry.ts';
import type { Describe } from './traffic/fold-entry.ts';
import { Journal } from './traffic/journal.ts';

/** How long open streams may go on after a signal, in milliseconds. */
const GRACE_MS = 2_000;

/** What the configuration says of a running server. */
export type AppOptions = Pick<
  Config,
  'paths' | 'protoPaths' | 'port' | 'host' | 'seed' | 'random' | 'strict' | 'playground'
>;

/** A running Understudy. */
export interface App extends AsyncDisposable {
  /** `localhost:50051` */
  readonly address: string;
  readonly port: number;
  readonly journal: Journal;
  readonly registry: Registry;
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
    if (!method) return { type: '', base64: Buffer.from(bytes).toString('base64') };
    return decodeJson(direction === 'up' ? method.desc.input : method.desc.output, bytes, method.types);
  };
}

/**
 * Builds the rooms, connects them and listens. Where the port cannot be opened the answer is a Problem; everything that
 * was opened is closed again by `close` or at the end of the scope. `onDefect` hears of our own errors, each of which cost
 * one request.
 */
export async function startApp(
  options: AppOptions,
  loaded: Loaded,
  onDefect: (error: unknown) => void,
): Promise<App | { readonly problem: Problem }> {
  try {
    return assemble(options, loaded, await openPort(options), onDefect);
  } catch (error) {
    if (error instanceof PortError) return { problem: error.problem };
    throw error;
  }
}

function assemble(options: AppOptions, loaded: Loaded, port: Port, onDefect: (error: unknown) => void): App {
  const newId = idMaker();
  const started = clock.now();
  const address = `${options.host.includes(':') ? `[${options.host}]` : options.host}:${port.port}`;
  const registry = new Registry(loaded.schema);
  const journal = new Journal({ clock, newId, describe: describeBy(registry) });
  const engine = createEngine({
    seed: options.seed,
    random: options.random ? () => randomBytes(8).toString('hex') : null,
    strict: options.strict,
    now: clock.now,
  });
  const grpc = createGrpcServer({ registry, engine, log: journal, clock });
  port.onHttp2((socket) => grpc.inject(socket));

  // Calls are answered from here on. The page's side loads meanwhile: its requests wait for it, and no call does.
  const page = import('./page-side.ts').then(({ startPageSide }) =>
    startPageSide({
      address,
      // The page calls the mock the way any other client does.
      target: `${port.addresses[0]?.includes(':') ? '[::1]' : '127.0.0.1'}:${port.port}`,
      host: options.host,
      version: packageVersion(),
      source: options.paths.join(', '),
      paths: options.paths,
      seed: options.seed,
      playground: options.playground,
      counts: loaded.counts,
      uptime: () => (clock.now() - started) / 1000,
      registry,
      engine,
      journal,
      clock,
      newId,
      // Loaded with the first import: nobody waits for it before.
      importProtos: async (request) => (await import('./import-protos.ts')).importProtos(options, request),
      onDefect,
    }),
  );
  port.onHttp1((socket) => {
    socket.on('error', ignoreReset);
    page.then(
      ({ http }) => hand(socket, http),
      () => socket.destroy(),
    );
  });

  let closing: Promise<void> | undefined;
  const close = (graceMs = GRACE_MS): Promise<void> =>
    (closing ??= (async () => {
      await port.close();
      await Promise.all([grpc.close(graceMs), page.then((side) => side.close())]);
      await port[Symbol.asyncDispose]();
    })());
  return { address, port: port.port, journal, registry, close, [Symbol.asyncDispose]: () => close(0) };
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
