import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { MethodInfo } from '#contract/schema';
import { bufCurlLine, grpcurlLine, shellQuote } from '../../../web/src/composer/copy-as.ts';
import { deadlineText, parseDeadline } from '../../../web/src/composer/deadline.ts';
import { checkMetadata, metadataToSend } from '../../../web/src/composer/metadata-check.ts';

const METHOD: MethodInfo = {
  path: '/shop.v1.Orders/Track',
  name: 'Track',
  kind: 'bidi_streaming',
  input: 'a.A',
  output: 'a.B',
  doc: '',
};

test('a command line holds metadata, deadline, every message and the method', () => {
  const call = {
    method: METHOD,
    address: 'localhost:50051',
    metadata: [
      { key: 'x-team', value: "o'neil" },
      { key: 'authorization', value: 'Bearer secret' },
    ],
    deadlineMs: 1500,
    messages: ['{\n  "a": "two  words"\n}', '{"b": 1}'],
  };
  expect(grpcurlLine(call)).toBe(
    `grpcurl -plaintext -H 'x-team: o'\\''neil' -H "authorization: $AUTHORIZATION" -max-time 1.5 -d '{ "a": "two  words" } {"b": 1}' localhost:50051 shop.v1.Orders/Track`,
  );
  expect(bufCurlLine(call)).toMatch(
    /^buf curl --protocol grpc --http2-prior-knowledge .*http:\/\/localhost:50051\/shop\.v1\.Orders\/Track$/,
  );
  expect(grpcurlLine(call)).not.toContain('secret');
});

test('a command line for a server with TLS says what to trust, and what to show', () => {
  const tls = { caFile: '/a b/ca.pem', serverName: 'shop.test', clientCertificate: true };
  const call = { method: METHOD, address: 'localhost:1', metadata: [], deadlineMs: null, messages: ['{}'], tls };
  expect(grpcurlLine(call)).toBe(
    `grpcurl -cacert '/a b/ca.pem' -authority shop.test -cert "$CLIENT_CERT" -key "$CLIENT_KEY" -d '{}' localhost:1 shop.v1.Orders/Track`,
  );
  expect(bufCurlLine({ ...call, tls: { caFile: null, serverName: null, clientCertificate: false } })).toBe(
    `buf curl --protocol grpc --insecure -d '{}' https://localhost:1/shop.v1.Orders/Track`,
  );
});

test('a shell reads a quoted word as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', "'", '"', '$', '\\', ' ', '`', '!', '\n', '{') }), (text) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text);
    }),
    { numRuns: 20 },
  );
});

test('deadlines are read in every usual unit, within a day', () => {
  expect(['250', '250 ms', '1.5 s', '2min', '1 h'].map(parseDeadline)).toEqual([250, 250, 1500, 120_000, 3_600_000]);
  expect(['', '0', '-1 s', '25 h', 'soon', '1 constructor'].map(parseDeadline)).toEqual(Array(6).fill(undefined));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => {
      expect(parseDeadline(deadlineText(ms))).toBe(ms);
    }),
  );
});

test.each([
  ['Bad key', 'x', 'key', 'letters'],
  ['', 'x', 'key', 'missing'],
  ['grpc-timeout', '1S', 'key', 'belong to gRPC'],
  ['content-type', 'x', 'key', 'connection'],
  ['trace-bin', 'a', 'value', 'base64'],
  ['x-name', 'é', 'value', 'ASCII'],
])('metadata %s: %s is refused at its %s', (key, value, field, words) => {
  expect(checkMetadata({ key, value, on: true })).toMatchObject({ field, message: expect.stringContaining(words) });
  expect(checkMetadata({ key, value, on: false })).toBeNull();
});

test('keys are sent in lower case, rows that are off are not, and the seed goes along', () => {
  const rows = [
    { key: 'X-Team', value: 'a', on: true },
    { key: 'x-off', value: 'b', on: false },
    { key: '', value: '', on: true },
  ];
  expect(metadataToSend(rows, '42')).toEqual([
    { key: 'x-team', value: 'a' },
    { key: 'x-understudy-seed', value: '42' },
  ]);
  expect(metadataToSend([{ key: 'X-Understudy-Seed', value: '7', on: true }], '42')).toEqual([
    { key: 'x-understudy-seed', value: '7' },
  ]);
});
