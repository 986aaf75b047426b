import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrafficBatch } from '../../../server/contract/events.ts';
import { STATUS_NAMES } from '../../../server/contract/status.ts';
import type { AnsweredBy, CallSummary } from '../../../server/contract/traffic.ts';
import { decodeTraffic, encodeTraffic } from '../../../server/contract/traffic-bytes.ts';

/** Whatever is well formed: letters of all scripts, signs beyond the first plane, control characters, a BOM. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '/shop.v1.Catalog/GetProduct',
    '\u0000',
    '\ufeffx',
    '🦊',
    'grüße',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'grapheme' }),
);
const count = fc.oneof(fc.nat(300), fc.maxSafeNat());
/** Microseconds as the journal tells them, in milliseconds. */
const ms = fc.nat(2 ** 40).map((micros) => micros / 1000);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const answer: fc.Arbitrary<AnsweredBy> = fc.oneof(
  fc.record({ by: fc.constant('generated' as const), seed: text }),
  fc.record({ by: fc.constant('world' as const), seed: text, entity: text }, { requiredKeys: ['by', 'seed'] }),
  fc.record({ by: fc.constantFrom('stub' as const, 'handler' as const), file: text, line: fc.nat() }),
  fc.record({ by: fc.constantFrom('person' as const, 'schema' as const) }),
  fc.record({ by: fc.constant('fault' as const), scope: text }),
  fc.record({ by: fc.constant('builtin' as const), name: text }),
);

const call: fc.Arbitrary<CallSummary> = fc.record(
  {
    id: text,
    ordinal: fc.nat(2 ** 50),
    method: text,
    kind: maybe(fc.constantFrom('unary', 'server_streaming', 'client_streaming', 'bidi_streaming')),
    protocol: fc.constantFrom('grpc', 'grpc-web', 'connect', 'rest'),
    status: maybe(fc.constantFrom(...STATUS_NAMES)),
    code: maybe(fc.integer({ min: -1, max: 100 })),
    statusMessage: text,
    peer: text,
    userAgent: text,
    client: text,
    invocation: maybe(text),
    session: maybe(text),
    startedAt: fc.nat(2 ** 45),
    durationMs: maybe(ms),
    deadlineMs: maybe(fc.double({ noNaN: true })),
    up: count,
    down: count,
    upBytes: count,
    downBytes: count,
    answeredBy: maybe(answer),
    broken: fc.constantFrom(
      'latency',
      'status',
      'rst_stream',
      'goaway',
      'stall',
      'truncate',
      'omit_trailers',
      'tiny_window',
    ),
    cancelledBy: maybe(fc.constantFrom('client', 'server', 'deadline')),
    ticks: fc.array(ms, { maxLength: 32 }).map((ticks) => ticks.sort((a, b) => a - b)),
  },
  { noNullPrototype: true, requiredKeys: REQUIRED() },
);

/** Everything but `broken`. */
function REQUIRED(): (keyof CallSummary)[] {
  const blank: Record<keyof Omit<CallSummary, 'broken'>, true> = {
    id: true,
    ordinal: true,
    method: true,
    kind: true,
    protocol: true,
    status: true,
    code: true,
    statusMessage: true,
    peer: true,
    userAgent: true,
    client: true,
    invocation: true,
    session: true,
    startedAt: true,
    durationMs: true,
    deadlineMs: true,
    up: true,
    down: true,
    upBytes: true,
    downBytes: true,
    answeredBy: true,
    cancelledBy: true,
    ticks: true,
  };
  return Object.keys(blank) as (keyof CallSummary)[]; // Its keys are these.
}

const batch: fc.Arbitrary<TrafficBatch> = fc.record({
  epoch: text,
  seq: count,
  calls: fc.array(call, { maxLength: 20 }),
  firstOrdinal: count,
  dropped: count,
  gap: fc.boolean(),
});

test('a batch comes back as it was, as an array of bytes and as a buffer', () => {
  fc.assert(
    fc.property(batch, (given) => {
      const bytes = encodeTraffic(given);
      expect(decodeTraffic(bytes)).toEqual(given);
      expect(decodeTraffic(bytes.slice().buffer)).toEqual(given);
    }),
    { numRuns: 500 },
  );
});

test('the same batch is the same bytes', () => {
  fc.assert(fc.property(batch, (given) => void expect(encodeTraffic(given)).toEqual(encodeTraffic(given))));
});

test('what is cut, or has something behind it, is no batch', () => {
  fc.assert(
    fc.property(batch, fc.nat(), (given, at) => {
      const bytes = encodeTraffic(given);
      expect(decodeTraffic(bytes.subarray(0, at % bytes.length))).toBeUndefined();
      expect(decodeTraffic(new Uint8Array([...bytes, 0]))).toBeUndefined();
    }),
  );
});

test('any other bytes are a batch or none, and never throw', () => {
  fc.assert(
    fc.property(batch, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), (given, spoils) => {
      const bytes = encodeTraffic(given);
      for (const [at, byte] of spoils) bytes[at % bytes.length] = byte;
      decodeTraffic(bytes);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeTraffic(bytes)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeTraffic(new Uint8Array([1, ...bytes]))),
  );
  fc.assert(fc.property(fc.anything(), (given) => void expect(decodeTraffic(given)).toBeUndefined()));
});
