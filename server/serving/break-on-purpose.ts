import type { Problem } from '../contract/problem.ts';
import { type Status, status, type StatusName } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { Broken } from '../contract/traffic.ts';
import { brokenProblem } from '../stubs/fault-words.ts';

/** What gRPC makes of the code of a reset (grpc/grpc doc/PROTOCOL-HTTP2.md, "Errors"); INTERNAL of all others. */
const OF_RESET: Readonly<Record<string, StatusName>> = {
  REFUSED_STREAM: 'UNAVAILABLE',
  CANCEL: 'CANCELLED',
  ENHANCE_YOUR_CALM: 'RESOURCE_EXHAUSTED',
  INADEQUATE_SECURITY: 'PERMISSION_DENIED',
};

/** How a call ends whose stream was reset on purpose. */
export const endingOfReset = (code: string, words: string): Status => status(OF_RESET[code] ?? 'INTERNAL', words);

/** A call ends well for all of these, unless its client cannot cope. */
const HARMLESS: ReadonlySet<FaultSpec['kind']> = new Set(['latency', 'goaway', 'tiny_window']);

/** Why a call ends as it does once this has been broken; undefined where it may end well. */
export const reasonOf = (fault: FaultSpec, broken: Broken): Problem | undefined =>
  HARMLESS.has(fault.kind) ? undefined : brokenProblem(broken);
