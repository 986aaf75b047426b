import type { StatusName } from '../contract/status.ts';
import type { VerifyResult } from '../contract/stub.ts';
import type { ReceivedCall } from './received-calls.ts';
import type { MockWorld } from './mock-world.ts';

/**
 * What a call must be like, as `when:` in a file of stubs: fields of the request as ProtoJSON, with operators
 * (`{ $gte: 10 }`) where a literal is not enough.
 */
export interface When {
  readonly request?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** CEL over `request`, `requests`, `metadata`, `count`. */
  readonly cel?: string;
  /** Of streams of requests. */
  readonly first?: unknown;
  readonly last?: unknown;
  readonly any?: unknown;
  readonly all?: unknown;
  readonly count?: unknown;
}

/** `120ms`, `1.5s`, or a distribution. */
export type Delay =
  | string
  | { readonly normal: { readonly mean: string; readonly sd: string } }
  | { readonly uniform: { readonly from: string; readonly to: string } }
  | { readonly p50: string; readonly p99: string };

/** A status that ends a call. */
export interface StatusReply {
  readonly status: StatusName;
  readonly message?: string;
  readonly details?: readonly ({ readonly '@type': string } & Readonly<Record<string, unknown>>)[];
}

interface AnyReply {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly trailers?: Readonly<Record<string, unknown>>;
  readonly after?: Delay;
  /** How messages are compressed, where the client takes that. Default: as the request. */
  readonly compress?: 'gzip' | 'deflate' | 'none';
}

/** `reply:` of a file of stubs. Texts may hold `${…}`: CEL over the request and more. */
export type Reply = AnyReply &
  (
    | StatusReply
    | {
        /** ProtoJSON. With `generated`, the rest comes from the world or the seed. */
        readonly message?: unknown;
        readonly generated?: boolean;
        /** Messages, or `{ after, message }`. */
        readonly stream?: readonly unknown[];
        readonly repeat?: number | 'forever';
        readonly end?: StatusReply;
        readonly status?: never;
      }
  );

/** One stub, as in a file of stubs. */
export interface StubDefinition {
  readonly when?: When;
  readonly reply?: Reply;
  /** Different answers on successive calls. */
  readonly replies?: readonly Reply[];
  readonly afterLast?: 'repeat' | 'cycle' | 'fall through';
  /** Events of a conversation, as in a file of stubs. */
  readonly script?: readonly unknown[];
  /** What is broken on purpose, as in a file of stubs. */
  readonly fault?: Readonly<Record<string, unknown>>;
  /** Answers so many calls, and then no more. */
  readonly times?: number;
  readonly scenario?: { readonly name: string; readonly requires?: string; readonly then?: string };
  /** A larger one wins. Default 0. */
  readonly priority?: number;
  readonly id?: string;
  readonly name?: string;
  readonly enabled?: boolean;
}

/** A stub that is in force; `await using` takes it back at the end of the scope. */
export interface Stub extends AsyncDisposable {
  readonly id: string;
  /** How many calls it has answered. */
  readonly hits: number;
  remove(): Promise<void>;
}

/** What `verify` asks for. */
export interface Expectation {
  readonly when?: When;
  /** A number is exactly so many. Default: at least one. */
  readonly times?: number | { readonly exactly?: number; readonly atLeast?: number; readonly atMost?: number };
  /** Calls that must follow each other in this order; others may come between them. */
  readonly inOrder?: readonly { readonly method: string; readonly when?: When }[];
  /** Milliseconds to wait until it is so. Default 0: it must be so now. */
  readonly within?: number;
}

/** What `reset` forgets; everything where nothing is said. */
export interface Forget {
  /** Stubs that were made here. Counts and states of all stubs are forgotten in any case. */
  readonly stubs?: boolean;
  readonly world?: boolean;
  readonly calls?: boolean;
  /** What was broken, and states of health that were set. */
  readonly faults?: boolean;
}

/** What can be said to a mock, or to one of its sessions. Methods are `shop.v1.Catalog/GetProduct`, or `GetProduct` where that is clear. */
export interface Mocking {
  /** Answers calls from here on. The newest wins among equals, and over those of files of the same priority. */
  stub(method: string, stub: StubDefinition): Promise<Stub>;
  /** Rejects, with the nearest calls and why they are none, unless the calls came as expected. */
  verify(method: string, expected?: Expectation): Promise<VerifyResult>;
  /** Calls that came, oldest first: all, those of a method, those that match. */
  calls(method?: string, when?: When): Promise<readonly ReceivedCall[]>;
}

/** Calls with this metadata have stubs, counts, scenarios and a world of their own; the end of the scope forgets them. */
export interface Session extends Mocking, AsyncDisposable {
  readonly name: string;
  /** To be sent with each call. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What its calls remember: it begins as the world of all does. */
  readonly world: MockWorld;
  reset(forget?: Omit<Forget, 'faults'>): Promise<void>;
}

/** What `grpc.health.v1.Health` says. A service of the protos is SERVING until something else is said. */
export interface MockHealth {
  /** Of a service, which need not be in the protos; `''` is the whole server. Who watches it is told. */
  set(service: string, status: 'SERVING' | 'NOT_SERVING' | 'UNKNOWN'): void;
  /** As at the start: one service, or all. */
  reset(service?: string): void;
}

/** A mock that runs in this process. */
export interface Understudy extends Mocking, AsyncDisposable {
  /** `localhost:53124`: where clients connect; without TLS, unless the options say `tls`. */
  readonly address: string;
  /** With TLS, what clients trust, in PEM: the authority that was made, or the certificate that was given. Else null. */
  readonly ca: string | null;
  readonly port: number;
  readonly world: MockWorld;
  readonly health: MockHealth;
  /** A name of its own where none is given. */
  session(name?: string): Session;
  /** For `beforeEach`: as it was at the start. */
  reset(forget?: Forget): Promise<void>;
  /** Ends open streams with UNAVAILABLE; `graceMs` gives them time. Does nothing the second time. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}
