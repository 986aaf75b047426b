import type { Problem } from '../contract/problem.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { Broken, BrokenBy } from '../contract/traffic.ts';

/** Bytes of the window of a call whose window is tiny, and of each piece of what is sent to its client. */
export const TINY_WINDOW = 64;

/** What a fault does, as a sentence goes on with it: `the stream is reset with INTERNAL_ERROR`. */
export function faultDeed(fault: FaultSpec): string {
  switch (fault.kind) {
    case 'latency':
      return `answers come ${fault.ms} ms later${fault.jitterMs > 0 ? `, ± ${fault.jitterMs} ms` : ''}`;
    case 'status':
      return `the call ends with ${fault.status}`;
    case 'rst_stream':
      return `the stream is reset with ${fault.code}${behind(fault.afterMessages)}`;
    case 'goaway':
      return `the connection says GOAWAY${behind(fault.afterMessages)}`;
    case 'stall':
      return 'nothing more is sent or read, and the call stays open';
    case 'truncate':
      return `${which(fault)} is cut off by ${plural(fault.bytes, 'byte')}, and the stream ends`;
    case 'omit_trailers':
      return 'the stream ends without trailers, and so without a status';
    case 'bad_length':
      return `the length before ${which(fault)} is wrong by ${plural(fault.by, 'byte')}`;
    case 'tiny_window':
      return `the flow-control window is ${plural(TINY_WINDOW, 'byte')}, and so is each piece of the answer`;
    default:
      return fault satisfies never;
  }
}

const plural = (count: number, noun: string): string => `${count} ${noun}${Math.abs(count) === 1 ? '' : 's'}`;
const behind = (messages: number): string => (messages > 0 ? ` behind ${plural(messages, 'message')}` : '');

const which = ({ afterMessages = 0 }: { readonly afterMessages?: number }): string =>
  afterMessages > 0 ? `message ${afterMessages + 1}` : 'a message';

function sourceWords(by: BrokenBy): string {
  switch (by.by) {
    case 'stub':
      return `${by.file}:${by.line}`;
    case 'switch':
      return `fault ${by.id} for ${by.scope === '*' ? 'all methods' : by.scope}`;
    case 'person':
      return 'by hand';
    default:
      return by satisfies never;
  }
}

/** As the traffic tells of it. */
export function brokenWords(fault: FaultSpec, by: BrokenBy): Broken {
  return { fault: fault.kind, message: `Broken on purpose: ${faultDeed(fault)} (${sourceWords(by)}).`, by };
}

/** The same as the reason of how a call ended. */
export function brokenProblem({ message, by }: Broken): Problem {
  const hint = 'The fault is meant: the client is to cope with it.';
  const of = { severity: 'warning', code: 'broken-on-purpose', message } as const;
  switch (by.by) {
    case 'stub':
      return { ...of, hint: `${hint} It goes with the entry "fault" of the stub.`, file: by.file, line: by.line };
    case 'switch':
      return { ...of, hint: `${hint} Switch it off under Faults.` };
    case 'person':
      return { ...of, hint };
    default:
      return by satisfies never;
  }
}
