import type { CallRecord } from '../../../server/contract/traffic.ts';
import { until } from '../grpc/mock.ts';
import type { Served } from './served.ts';
import { dataOf, storyOf, tapWire } from './wire-tap.ts';

export const KINDS = ['GetItem', 'TellItem', 'CountItems', 'Talk'] as const;
export const SINGLE: ReadonlySet<string> = new Set(['GetItem', 'CountItems']);
/** Stubs of the shop. */
export const file = (stubs: string): string => `service: shop.v1.Shop\nstubs:\n${stubs}`;
const REPLY = '{ sku: A, note: "0123456789" }';
/** Each method answers with a stub, and is broken by another one. */
export const brokenBy = (fault: string): string =>
  file(
    KINDS.map((method) => {
      const reply = method === 'TellItem' ? `stream: [ ${REPLY}, ${REPLY}, ${REPLY} ]` : `message: ${REPLY}`;
      return `  - { method: ${method}, reply: { ${reply} } }\n  - { method: ${method}, fault: { ${fault} } }\n`;
    }).join(''),
  );
/** `Item { sku: "A", note: "0123456789" }` and its prefix. */
export const MESSAGE = 15;
export const FRAME = MESSAGE + 5;
export const path = (method: string): string => `/shop.v1.Shop/${method}`;

/** The client's timer began before ours: on a busy machine its reset may come well before we know that it is late. */
export const AT_DEADLINE = ['DEADLINE_EXCEEDED', 'CANCELLED'];

export async function recorded(s: Served): Promise<CallRecord> {
  const { journal } = s.app;
  await until(journal, () => journal.list().calls.some(({ status }) => status !== null));
  return journal.get(journal.list().calls[0]!.id)!;
}

/** One call by HTTP/2 alone: its frames until it is over. */
export async function rawly(s: Served, method: string) {
  await using tap = tapWire(s.app.port);
  const stream = tap.open(path(method), [new Uint8Array()]);
  stream.resume();
  const trailers: Record<string, unknown> = {};
  stream.on('trailers', (got) => Object.assign(trailers, got));
  stream.on('response', (got) => Object.assign(trailers, got));
  await new Promise((done) => stream.once('close', done));
  return { story: storyOf(tap), data: dataOf(tap), frames: tap.frames, trailers, rstCode: stream.rstCode };
}
