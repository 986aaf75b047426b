import type { FaultInfo, FaultSpec } from '#contract/stub';
import { STATUS_NAMES } from '#contract/status';

type Kind = FaultSpec['kind'];

/** One thing that can be set of a fault: a number with its unit, or one of some words. */
export type FaultField =
  | {
      readonly key: string;
      readonly label: string;
      readonly type: 'number';
      readonly before: string;
      readonly unit: string;
      readonly most: number;
    }
  | { readonly key: string; readonly label: string; readonly type: 'choice'; readonly choices: readonly string[] };

/** A fault as the page offers it. */
export interface FaultKind {
  readonly kind: Kind;
  readonly name: string;
  /** What a client sees. */
  readonly doc: string;
  readonly fields: readonly FaultField[];
  readonly first: FaultSpec;
}

const number = (key: string, label: string, unit: string, most: number, before = ''): FaultField => ({
  key,
  label,
  type: 'number',
  before,
  unit,
  most,
});
const choice = (key: string, label: string, choices: readonly string[]): FaultField => ({
  key,
  label,
  type: 'choice',
  choices,
});

/** Error codes of HTTP/2 (RFC 9113, section 7) that a server sends. */
const RESETS = [
  'INTERNAL_ERROR',
  'CANCEL',
  'REFUSED_STREAM',
  'ENHANCE_YOUR_CALM',
  'PROTOCOL_ERROR',
  'NO_ERROR',
  'FLOW_CONTROL_ERROR',
];
const MANY = 1_000_000;
const BEFORE = number('afterMessages', 'Messages before', 'msg', MANY, 'after');

/** Every fault, in the order in which they are shown. */
export const FAULT_KINDS: readonly FaultKind[] = [
  {
    kind: 'latency',
    name: 'Latency',
    doc: 'The answer comes later.',
    fields: [number('ms', 'Delay', 'ms', 600_000), number('jitterMs', 'Jitter', 'ms', 600_000, '±')],
    first: { kind: 'latency', ms: 200, jitterMs: 30, probability: 1 },
  },
  {
    kind: 'status',
    name: 'Status',
    doc: 'The call ends with this status in place of its answer.',
    fields: [choice('status', 'Status', STATUS_NAMES.slice(1))],
    first: { kind: 'status', status: 'UNAVAILABLE', message: 'broken on purpose', probability: 0.1 },
  },
  {
    kind: 'rst_stream',
    name: 'RST_STREAM',
    doc: 'The stream is reset: no trailers, no status.',
    fields: [choice('code', 'Error code', RESETS), BEFORE],
    first: { kind: 'rst_stream', code: 'INTERNAL_ERROR', afterMessages: 0, probability: 1 },
  },
  {
    kind: 'goaway',
    name: 'GOAWAY in mid-call',
    doc: 'The connection says that it takes no new calls.',
    fields: [BEFORE],
    first: { kind: 'goaway', afterMessages: 1, probability: 1 },
  },
  {
    kind: 'stall',
    name: 'Stalled answer',
    doc: 'The answer stops, and the call stays open until the client gives up.',
    fields: [],
    first: { kind: 'stall', probability: 1 },
  },
  {
    kind: 'truncate',
    name: 'Truncated DATA',
    doc: 'The last bytes of a message are missing.',
    fields: [number('bytes', 'Bytes missing', 'bytes', MANY, 'last'), BEFORE],
    first: { kind: 'truncate', bytes: 3, afterMessages: 0, probability: 1 },
  },
  {
    kind: 'bad_length',
    name: 'Bad length prefix',
    doc: 'The length before a message is wrong by so much.',
    fields: [number('by', 'Wrong by', 'bytes', MANY, '+'), BEFORE],
    first: { kind: 'bad_length', by: 1, afterMessages: 0, probability: 1 },
  },
  {
    kind: 'omit_trailers',
    name: 'Missing trailers',
    doc: 'The call ends without a status.',
    fields: [],
    first: { kind: 'omit_trailers', probability: 1 },
  },
  {
    kind: 'tiny_window',
    name: 'Tiny window',
    doc: 'The flow-control window lets a few bytes through at a time.',
    fields: [],
    first: { kind: 'tiny_window', probability: 1 },
  },
];

/** The fault of a kind at a scope. */
export function faultAt(faults: readonly FaultInfo[], scope: string, kind: Kind): FaultInfo | undefined {
  return faults.find((fault) => fault.scope === scope && fault.fault.kind === kind);
}

/** How many faults are on at a scope. */
export function faultsOn(faults: readonly FaultInfo[], scope: string): number {
  return faults.filter((fault) => fault.scope === scope && fault.enabled).length;
}

/** A fault with one thing set otherwise. */
export function withField(fault: FaultSpec, key: string, value: number | string): FaultSpec {
  return { ...fault, [key]: value } as FaultSpec; // The key is one of this kind's fields, and the value of its type.
}

/** What a field of a fault says now. */
export function fieldValue(fault: FaultSpec, key: string): number | string {
  const value = (fault as unknown as Readonly<Record<string, unknown>>)[key]; // Fields of this kind only.
  if (value === undefined && key === BEFORE.key) return 0;
  return typeof value === 'number' || typeof value === 'string' ? value : '';
}
