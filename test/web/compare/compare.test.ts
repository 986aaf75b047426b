import { expect, test } from 'vitest';
import type { Compared, Exchange, ExchangePart, ExchangeSide } from '#contract/compare';
import { drawParts, hexRows } from '../../../web/src/compare/body-parts.ts';
import { purposes, scales } from '../../../web/src/compare/comparing.svelte.ts';
import { sharedLines } from '../../../web/src/compare/shared-lines.ts';

const side = (bytes: string, parts: readonly ExchangePart[], more: Partial<ExchangeSide> = {}): ExchangeSide => ({
  wire: 100 + bytes.length,
  headBytes: 80,
  trailerBytes: 12,
  httpBytes: 8,
  head: [],
  trailers: [],
  body: { bytes: bytes.length, base64: btoa(bytes), parts, truncated: false },
  ...more,
});
const PARTS: readonly ExchangePart[] = [
  { from: 0, to: 1, is: 'flags', message: 1, says: 'not compressed' },
  { from: 1, to: 5, is: 'length', message: 1, says: '3 bytes' },
  { from: 5, to: 8, is: 'message', message: 1, size: 3 },
  { from: 8, to: 20, is: 'trailers', says: 'grpc-status: 0' },
];
const BODY = '\0\0\0\0\x03\x0a\x01agrpc-status:';
const exchange = (down: ExchangeSide, end: number, head: Exchange['up']['head'] = []): Exchange => ({
  invocation: 'i',
  http: '1.1',
  secure: false,
  codec: 'proto',
  verb: 'POST',
  path: '/a.B/C',
  httpStatus: 200,
  status: { code: 0, name: 'OK', message: '' },
  times: { headers: 1, message: 2, end },
  up: side('', [], { head }),
  down,
  notes: [],
});

test('every byte has one purpose', () => {
  const by = purposes(side(BODY, PARTS));
  expect(by).toEqual({ head: 80, envelope: 5, message: 3, trailers: 24, http: 8 });
  expect(Object.values(by).reduce((sum, bytes) => sum + bytes)).toBe(100 + BODY.length);
  // Parts that were left out count as messages.
  expect(purposes(side(BODY, PARTS.slice(0, 3))).message).toBe(15);
});

test('the bars of all columns share their scale, and what cannot be carried has none', () => {
  const compared: Compared[] = [
    { protocol: 'grpc', exchange: exchange(side(BODY, PARTS), 900) },
    { protocol: 'rest', problem: { severity: 'error', code: 'no-http-rule', message: 'no rule' } },
  ];
  expect(scales(compared)).toEqual({ bytes: 120, time: 900 });
  expect(scales([])).toEqual({ bytes: 1, time: 1 });
});

test('bytes are drawn as bytes, trailers and JSON as text, and what is cut is counted', () => {
  const { parts } = drawParts(side(BODY, PARTS).body, false);
  expect(parts.map(({ name, bytes, text }) => [name, bytes, text])).toEqual([
    ['flags', 1, null],
    ['length', 4, null],
    ['message 1', 3, null],
    ['trailers', 12, 'grpc-status: 0'],
  ]);
  expect(parts[2]!.rows).toEqual([{ hex: '0a 01 61', text: '··a' }]);
  const json = `{"a":"${'x'.repeat(2_000)}"}`;
  const whole: ExchangePart = { from: 0, to: json.length, is: 'message', message: 1, size: 2_003 };
  const drawn = drawParts(side(json, [whole]).body, true).parts[0]!;
  expect(drawn.text).toHaveLength(900);
  expect(drawn.left).toBe(json.length - 900);
  expect(drawParts(side(json, [{ ...whole, compressed: true }]).body, true).parts[0]!.text).toBeNull();
  expect(
    drawParts(
      side(
        '',
        Array.from({ length: 99 }, () => whole),
      ).body,
      true,
    ),
  ).toMatchObject({ left: 39 });
  expect(hexRows(new Uint8Array(9)).map(({ hex }) => hex.length)).toEqual([23, 2]);
});

test('lines that several protocols have are quiet', () => {
  const head = (accept: string) => [
    { key: 'user-agent', value: 'u' },
    { key: 'accept', value: accept },
  ];
  const compared: Compared[] = [
    { protocol: 'connect', exchange: exchange(side('', []), 1, head('a')) },
    { protocol: 'rest', exchange: exchange(side('', []), 1, head('b')) },
  ];
  expect([...sharedLines(compared).up]).toEqual(['user-agent: u']);
});

test('what the page puts on every call is known by its name: another value each time says nothing', () => {
  const ours = (value: string): Compared => ({
    protocol: 'grpc',
    exchange: exchange(side('', []), 1, [{ key: 'x-understudy-invocation', value }]),
  });
  expect([...sharedLines([ours('a-1'), ours('a-2')]).up]).toEqual(['x-understudy-invocation']);
});
