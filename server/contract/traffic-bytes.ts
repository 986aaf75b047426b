import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { TrafficBatch } from './events.ts';
import type { CallSummary } from './traffic.ts';
import { BLANK } from './traffic-columns.ts';
import { readRow, writeRow } from './traffic-row.ts';

const VERSION = 1;

/**
 * A `TrafficBatch` as it goes to the page: a row of a usual call takes some 20 bytes in place of 600 of JSON, and a
 * twentieth of the time. Written by `ByteWriter`, whose words these are:
 *
 *     count 1 (the version of this form), text epoch, counts seq, firstOrdinal, dropped, gap (0 or 1), rows; then each row:
 *     count   marks: one bit for each field of CHANGES in `traffic-columns` that is another than in the row before
 *     number  ordinal, less that of the row before
 *     count   how many UTF-16 units of `id` are those of the row before; the rest of it, fresh
 *     number  startedAt, less that of the row before
 *     count   0 while the call is open, else 1, then the number of microseconds it took
 *     count   of ticks; each the number of microseconds since the one before
 *     the fields that are marked, in the order of CHANGES
 *
 * Before the first row stands BLANK. Words of a closed set are counts, null is 0 before them; `answeredBy` is JSON in a
 * text, for it has many forms and seldom changes. Integers are exact; times of a call are whole microseconds.
 */
export function encodeTraffic(batch: TrafficBatch): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter(512 + batch.calls.length * 64);
  to.count(VERSION);
  to.text(batch.epoch);
  to.count(batch.seq);
  to.count(batch.firstOrdinal);
  to.count(batch.dropped);
  to.count(batch.gap ? 1 : 0);
  to.count(batch.calls.length);
  let before = BLANK;
  for (const call of batch.calls) {
    writeRow(to, call, before);
    before = call;
  }
  return to.bytes;
}

/** The batch again; undefined for whatever `encodeTraffic` did not write. Never throws. */
export function decodeTraffic(given: unknown): TrafficBatch | undefined {
  const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    const from = new ByteReader(bytes);
    if (from.count() !== VERSION) return undefined;
    const [epoch, seq, firstOrdinal] = [from.text(), from.count(), from.count()];
    const [dropped, gap, rows] = [from.count(), from.one([false, true]), from.count()];
    const calls: CallSummary[] = [];
    let before = BLANK;
    // A row has bytes, so that a wrong count comes to its end.
    for (let row = 0; row < rows; row += 1) calls.push((before = readRow(from, before)));
    return from.left === 0 ? { epoch, seq, calls, firstOrdinal, dropped, gap } : undefined;
  } catch {
    return undefined;
  }
}
