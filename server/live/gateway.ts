import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../contract/events.ts';
import type { HoldNews } from '../contract/hold-api.ts';
import { Outbox } from './outbox.ts';
import { PageSession } from './page-session.ts';
import type { Invocations, SchemaSource, TrafficSource } from './traffic-source.ts';
import { type Changing, faultsMs, heldMs, tellNews } from './news.ts';
import { tellStubNews, type StubChanges } from './stub-news.ts';
import { TrafficFeed } from './traffic-feed.ts';
import { tellWorldNews, type WorldChanges } from './world-news.ts';

/** Pages at a time. */
const MAX_PAGES = 64;
/** Largest message from a page, in bytes. */
const MAX_MESSAGE = 8_000_000;

export interface LiveOptions {
  readonly source: TrafficSource;
  readonly invocations: Invocations;
  readonly schema: SchemaSource;
  readonly world: WorldChanges;
  /** Calls that wait for a person. */
  readonly held?: (Changing & { news(): HoldNews }) | undefined;
  /** Faults that are switched on. */
  readonly faults?: (Changing & { readonly revision: number }) | undefined;
  readonly stubs?: StubChanges | undefined;
  readonly connections?: (Changing & { readonly revision: number }) | undefined;
  /** Says why a request may not open a socket; undefined where it may. The `http` guard knows. */
  readonly refuse: (request: IncomingMessage) => string | undefined;
  /** Milliseconds between two instalments. */
  readonly flushMs?: number;
  /** Told of an error of our own, which the page only sees as a refusal. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Live {
  readonly pages: () => number;
  /** Ends every connection; open invocations of the pages are cancelled. */
  readonly close: () => Promise<void>;
}

/** The socket of the playground, on the HTTP server that serves the page. */
export function attachLive(server: HttpServer, options: LiveOptions): Live {
  const { source, invocations, schema, world, held, faults, stubs, refuse, flushMs = 50 } = options;
  const io = new Server<ClientEvents, ServerEvents>(server, {
    serveClient: false,
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: MAX_MESSAGE,
    httpCompression: false,
    // Other connections that ask for an upgrade are served without one (`http/ignore-upgrade`).
    destroyUpgrade: false,
    // CORS headers would not stop a WebSocket; this does, and it comes before anything else.
    allowRequest: (request, answer) => {
      const full = io.engine.clientsCount >= MAX_PAGES ? `There are ${MAX_PAGES} pages open already.` : undefined;
      const reason = refuse(request) ?? full;
      answer(reason, reason === undefined);
    },
  });
  // `allowRequest` sees handshakes only; this sees every request of an open session as well.
  io.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) => {
    const again = /[?&]sid=/.test(request.url ?? '');
    next(again && refuse(request) !== undefined ? new Error('refused') : undefined);
  });

  const feed = new TrafficFeed(source, flushMs, options.onDefect);
  const outboxes = new Set<Outbox>();
  io.on('connection', (socket) => {
    const outbox = new Outbox(
      source,
      feed,
      {
        // Private in its types, and the only measure there is of what a page has not taken yet.
        waiting: () => (socket.conn as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length,
        batch: (bytes) => socket.emit('traffic:batch', bytes),
        callEvents: (...news) => socket.emit('call:events', ...news),
        invocationEvents: (...news) => socket.emit('invocation:events', ...news),
      },
      flushMs,
      options.onDefect,
    );
    const session = new PageSession(source, invocations, outbox, options.onDefect);
    outboxes.add(outbox);
    // A page that comes later shows at once that somebody waits.
    if (held && held.news().revision > 0) socket.emit('held:changed', held.news());
    socket.onAny((event: string, ...args: unknown[]) => session.receive(event, args));
    socket.on('disconnect', () => {
      outboxes.delete(outbox);
      session.close();
    });
  });

  const leaveTraffic = source.subscribe(() => feed.changed());
  const leaveSchema = schema.subscribe((_schema, ...news) => void io.emit('schema:changed', ...news));

  const leaveWorld = tellWorldNews(world, (news) => void io.emit('world:changed', news));

  const tellFaults = (revision: number): void => void io.emit('faults:changed', revision);
  const leaveFaults = faults && tellNews(faults, () => faults.revision, tellFaults, faultsMs);
  const { connections } = options;
  const tellDoors = (revision: number): void => void io.emit('connections:changed', revision);
  const leaveConnections = connections && tellNews(connections, () => connections.revision, tellDoors, faultsMs);
  const traffic = (listener: () => void): (() => void) => source.subscribe(listener);
  const leaveStubs = stubs && tellStubNews(stubs, traffic, (revision) => void io.emit('stubs:changed', revision));
  const tellHeld = (news: HoldNews): void => void io.emit('held:changed', news);
  const leaveHeld = held && tellNews(held, () => held.news(), tellHeld, heldMs);

  return {
    pages: () => outboxes.size,
    close: async () => {
      leaveTraffic();
      feed.close();
      leaveSchema();
      leaveWorld();
      leaveHeld?.();
      leaveFaults?.();
      leaveConnections?.();
      leaveStubs?.();
      io.disconnectSockets(true);
      await io.of('/').adapter.close();
      io.engine.close();
    },
  };
}
