import { fromBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import { ELEMENT_BUDGET, RECURSION_LIMIT } from './limits.ts';
import { scanWire } from './scan-wire.ts';

/**
 * Bytes → message. Malformed bytes, invalid UTF-8, too deep nesting and more than 200,000 values are a problem that
 * names the type, the field path and the byte offset. Never throws.
 */
export function decodeMessage(
  desc: DescMessage,
  bytes: Uint8Array,
): { readonly message: Message } | { readonly problem: Problem } {
  const limits = { elements: ELEMENT_BUDGET, depth: RECURSION_LIMIT };
  const fault = scanWire(desc, bytes, limits);
  let reason = fault?.message;
  if (fault === undefined) {
    try {
      return { message: fromBinary(desc, bytes, { recursionLimit: RECURSION_LIMIT }) };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const place = fault
    ? `${fault.path === '' ? '' : `field ${short(fault.path)}, `}byte ${fault.at}: ${fault.message}`
    : reason;
  return {
    problem: {
      severity: 'error',
      code: fault?.code ?? 'wire-malformed',
      message: `These ${bytes.length} bytes are not a ${desc.typeName}: ${place}.`,
      hint: 'Do client and mock use the same proto?',
      ...(fault && fault.path !== '' ? { path: fault.path } : {}),
    },
  };
}

/** A path for a sentence: of a long one, its end says the most. */
const short = (path: string): string => (path.length > 120 ? `…${path.slice(-119)}` : path);
