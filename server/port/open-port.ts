import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Problem } from '../contract/problem.ts';
import type { Failure } from '../serving/failures.ts';
import { peerName } from '../serving/peer-name.ts';
import {
  closedBy,
  type ConnectionFailure,
  crowded,
  PLAINTEXT_TO_TLS,
  SILENT,
  TLS_TO_PLAINTEXT,
} from './connection-failure.ts';
import { listenAll, place } from './listen.ts';
import { preface } from './preface.ts';
import { createSecureDoor, type Identity } from './secure-door.ts';
import { tellPlaintext } from './tell-plaintext.ts';

export interface PortLimits {
  /** Connections at a time, over all addresses. */
  readonly connections: number;
  /** Milliseconds for a new connection to say what it speaks, and for a TLS handshake. */
  readonly prefaceMs: number;
}

export const DEFAULT_PORT_LIMITS: PortLimits = { connections: 1_024, prefaceMs: 10_000 };

export interface PortOptions {
  /** `localhost` (or another loopback name or address) opens both loopback families. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly limits?: Partial<PortLimits> | undefined;
  /** Speaks TLS with this; undefined: plain text. */
  readonly identity?: Identity | undefined;
  /** Told of each connection that cannot carry a call. */
  readonly failed?: ((failure: ConnectionFailure) => void) | undefined;
}

/**
 * Takes a connection, whose first bytes are put back. `closed`: it can only be told why nothing is served to it, in
 * words of its own protocol.
 */
export type TakeConnection = (socket: Socket, closed?: Failure) => void;

export interface Port extends AsyncDisposable {
  /** Every address that listens: `127.0.0.1`, `::1`. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Who takes the connections that speak HTTP/2: with prior knowledge, or as the TLS handshake agreed. */
  onHttp2(take: TakeConnection): void;
  /** Who takes all others. */
  onHttp1(take: TakeConnection): void;
  /** Listens no more; connections that were handed over live on. */
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

/** One listener for every protocol, in plain text or by TLS: a connection tells by its first bytes who takes it. */
export async function openPort(options: PortOptions): Promise<Port> {
  const limits = { ...DEFAULT_PORT_LIMITS, ...options.limits };
  const hosts = LOOPBACK.test(options.host) ? ['127.0.0.1', '::1'] : [options.host];
  const sockets = new Set<Socket>();
  /** Those that nobody has taken yet. */
  const waiting = new Set<Socket>();
  /** A socket that is closed has forgotten it. */
  const peers = new WeakMap<Socket, string>();
  let http1: TakeConnection = (socket) => void socket.destroy();
  let http2 = http1;

  const tooMany = crowded(limits.connections);

  const failed = (raw: Socket, fault: ConnectionFailure['fault'], problem: Problem, serverName: string | null): void =>
    options.failed?.({ fault, peer: peers.get(raw) ?? 'unknown', serverName, problem });

  const secure =
    options.identity &&
    createSecureDoor({
      identity: options.identity,
      timeoutMs: limits.prefaceMs,
      opened(socket, raw, { refused, serverName }) {
        if (refused) failed(raw, 'client_certificate', refused, serverName);
        handSecure(socket, raw, refused && closedBy(refused));
      },
      failed: (raw, problem, serverName) => failed(raw, 'handshake', problem, serverName),
    });

  /** What speaks TLS has said there which HTTP follows, or says it by its first bytes. */
  const handSecure = (socket: TLSSocket, raw: Socket, closed: Failure | undefined): void => {
    const take = (http: TakeConnection): void => {
      waiting.delete(raw);
      http(socket, closed);
    };
    if (socket.alpnProtocol === 'h2') return take(http2);
    if (socket.alpnProtocol) return take(http1);
    const silent = (): void => failed(raw, 'silent', SILENT, null);
    preface(
      socket,
      limits.prefaceMs,
      (speech) => {
        // Node's HTTP/2 takes no connection of which TLS did not say that it is one.
        if (speech === 'http2') socket.alpnProtocol = 'h2';
        take(speech === 'http2' ? http2 : http1);
      },
      silent,
    );
  };

  const accept = (socket: Socket): void => {
    if (sockets.size >= limits.connections) {
      peers.set(socket, peerName(socket));
      failed(socket, 'crowded', tooMany, null);
      socket.destroy();
      return;
    }
    sockets.add(socket);
    waiting.add(socket);
    peers.set(socket, peerName(socket));
    socket.once('close', () => {
      sockets.delete(socket);
      waiting.delete(socket);
    });
    socket.setNoDelay(true);
    const silent = (): void => failed(socket, 'silent', SILENT, null);
    preface(
      socket,
      limits.prefaceMs,
      (speech) => {
        // 1. TLS, where it is spoken: its handshake goes on from here.
        if (speech === 'tls' && secure) return secure.take(socket);
        waiting.delete(socket);
        // 2. TLS, where it is not.
        if (speech === 'tls') {
          failed(socket, 'tls_to_plaintext', TLS_TO_PLAINTEXT, null);
          return tellPlaintext(socket, TLS_TO_PLAINTEXT);
        }
        const take = speech === 'http2' ? http2 : http1;
        // 3. Plain text, where it is spoken.
        if (!secure) return take(socket);
        // 4. Plain text, where it is not.
        failed(socket, 'plaintext_to_tls', PLAINTEXT_TO_TLS, null);
        take(socket, closedBy(PLAINTEXT_TO_TLS));
      },
      silent,
    );
  };

  const servers = await listenAll(hosts, options.port, accept);
  const close = async (): Promise<void> => {
    for (const socket of waiting) socket.destroy();
    // A closed listener tells so only when its last connection ends; those are none of its business any more.
    for (const server of servers) if (server.listening) server.close();
    await Promise.resolve();
  };
  return {
    addresses: servers.map((server) => place(server).address),
    port: place(servers[0]!).port,
    get connections() {
      return sockets.size;
    },
    onHttp2: (take) => void (http2 = take),
    onHttp1: (take) => void (http1 = take),
    close,
    async [Symbol.asyncDispose]() {
      await close();
      const gone = [...sockets].map((socket) => new Promise((done) => socket.once('close', done)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(gone);
    },
  };
}
