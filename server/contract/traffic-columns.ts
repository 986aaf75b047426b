import type { MethodKind } from './schema.ts';
import { STATUS_NAMES } from './status.ts';
import type { FaultSpec } from './stub.ts';
import type { AnsweredBy, CallSummary, EndedEvent, Protocol } from './traffic.ts';

// The words of closed sets in the rows of `traffic-bytes`: the place in these lists is what is written.
export const KINDS = [
  null,
  'unary',
  'server_streaming',
  'client_streaming',
  'bidi_streaming',
] as const satisfies readonly (MethodKind | null)[];
export const PROTOCOLS = ['grpc', 'grpc-web', 'connect', 'rest'] as const satisfies readonly Protocol[];
export const STATUSES = [null, ...STATUS_NAMES] as const;
export const GIVERS_UP = [null, 'client', 'server', 'deadline'] as const satisfies readonly EndedEvent['cancelledBy'][];
const FAULTS = Object.keys({
  latency: true,
  status: true,
  rst_stream: true,
  goaway: true,
  stall: true,
  truncate: true,
  omit_trailers: true,
  bad_length: true,
  tiny_window: true,
} satisfies Record<FaultSpec['kind'], true>) as FaultSpec['kind'][]; // Its keys are these.
export const BROKEN = [undefined, ...FAULTS] as const;
export const ANSWERERS: ReadonlySet<unknown> = new Set(
  Object.keys({
    generated: true,
    world: true,
    stub: true,
    handler: true,
    person: true,
    fault: true,
    builtin: true,
    schema: true,
  } satisfies Record<AnsweredBy['by'], true>),
);

/** What stands before the first row. */
export const BLANK: CallSummary = {
  id: '',
  ordinal: 0,
  method: '',
  kind: null,
  protocol: 'grpc',
  status: null,
  code: null,
  statusMessage: '',
  peer: '',
  userAgent: '',
  client: '',
  invocation: null,
  session: null,
  startedAt: 0,
  durationMs: null,
  deadlineMs: null,
  up: 0,
  down: 0,
  upBytes: 0,
  downBytes: 0,
  answeredBy: null,
  cancelledBy: null,
  ticks: [],
};

/** CHANGES: the bit of each field that is written only where it is another than in the row before. */
export const Bit = {
  method: 1 << 0,
  kind: 1 << 1,
  protocol: 1 << 2,
  status: 1 << 3,
  code: 1 << 4,
  statusMessage: 1 << 5,
  peer: 1 << 6,
  userAgent: 1 << 7,
  client: 1 << 8,
  invocation: 1 << 9,
  session: 1 << 10,
  deadlineMs: 1 << 11,
  up: 1 << 12,
  down: 1 << 13,
  upBytes: 1 << 14,
  downBytes: 1 << 15,
  answeredBy: 1 << 16,
  broken: 1 << 17,
  cancelledBy: 1 << 18,
} as const satisfies Partial<Record<keyof CallSummary, number>>;
