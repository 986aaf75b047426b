import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import { problemWords } from '../rest/print-error.ts';
import { HEAVY, heavyTurn } from '../serving/heavy-turns.ts';
import type { Holder } from '../serving/holdings.ts';
import { header } from '../serving/http-metadata.ts';
import type { OnWire } from '../traffic/recorder.ts';
import type { Exchange } from './exchange.ts';
import { readWhole, type RestCall } from './rest-call.ts';
import { type WholeRequest, wholeRequest } from './whole-request.ts';

export interface RestBodyOptions {
  readonly exchange: Exchange;
  readonly call: RestCall;
  /** Bytes of the body, before and after decompression. */
  readonly limit: number;
  readonly holder: Holder;
  /** Nobody waits for it any more. */
  readonly over: () => boolean;
}

/** What a request says, or why it is refused: `violations` are what was wrong with its fields. */
export type RestMessage =
  | { readonly bytes: Uint8Array; readonly onWire: OnWire }
  | { readonly refused: Status; readonly violations: readonly Problem[]; readonly oversize: boolean };

/** Reads the body of a REST request, and makes the message of it; a large one when it is its turn. */
export function restBody(
  { exchange, call, limit, holder, over }: RestBodyOptions,
  done: (message: RestMessage) => void,
): void {
  const read = ({ bytes, onWire }: WholeRequest): void => {
    const made = readWhole(call, bytes);
    if ('bytes' in made)
      done({ bytes: made.bytes, onWire: { bytes: onWire, compressed: onWire > 0 && onWire !== bytes.length } });
    else {
      const refused = status('INVALID_ARGUMENT', problemWords(made.problems));
      done({ refused, violations: made.problems, oversize: false });
    }
  };
  wholeRequest(exchange, header(exchange.rawHeaders, 'content-encoding'), limit, holder, (whole) => {
    if (over()) return;
    if ('refused' in whole) {
      const { name, message } = whole.refused;
      const refused = name === 'INTERNAL' ? status('INVALID_ARGUMENT', message) : whole.refused;
      done({ refused, violations: [], oversize: name === 'RESOURCE_EXHAUSTED' });
      return;
    }
    const size = whole.bytes.length;
    if (size < HEAVY) return read(whole);
    if (!holder.hold(size)) return;
    heavyTurn(() => {
      if (over()) return;
      holder.release(size);
      read(whole);
    });
  });
}
