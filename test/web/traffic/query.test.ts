import { expect, test } from 'vitest';
import fc from 'fast-check';
import { parseQuery, queryFilter } from '../../../web/src/lib/query.ts';
import { call } from '../fake-api.ts';

const fits = (query: string, change: Parameters<typeof call>[1] = {}): boolean =>
  queryFilter(parseQuery(query))?.(call(1, change)) ?? true;

test('an empty query fits every call', () => {
  expect(queryFilter(parseQuery('  '))).toBeNull();
});

test('a condition looks at one thing; several must all fit; alternatives stand with commas', () => {
  expect(fits('service:orders method:GetOrder')).toBe(true);
  expect(fits('service:catalog,orders')).toBe(true);
  expect(fits('service:catalog method:GetOrder')).toBe(false);
  expect(fits('method!=Health/Check')).toBe(true);
  expect(fits('method!=Orders/GetOrder')).toBe(false);
});

test('a status is asked for by name, by code, or as failed and open', () => {
  expect(fits('status:not_found', { status: 'NOT_FOUND' })).toBe(true);
  expect(fits('status:5', { status: 'NOT_FOUND' })).toBe(true);
  expect(fits('status:failed', { status: 'NOT_FOUND' })).toBe(true);
  expect(fits('status:failed')).toBe(false);
  expect(fits('status:open', { open: true })).toBe(true);
});

test('times and sizes have units; an open call has no time yet', () => {
  expect(fits('time>10ms', { durationMs: 10.5 })).toBe(true);
  expect(fits('time<1s', { durationMs: 1000 })).toBe(false);
  expect(fits('time<10s', { open: true })).toBe(false);
  expect(fits('size>0.1kB')).toBe(true);
  expect(fits('messages>2')).toBe(false);
});

test('bare words look everywhere', () => {
  expect(fits('getorder node')).toBe(true);
  expect(fits('getorder curl')).toBe(false);
  expect(fits('broken')).toBe(false);
  expect(fits('broken', { broken: 'rst_stream' })).toBe(true);
  expect(fits('rst_stream', { broken: 'rst_stream' })).toBe(true);
});

test('a condition that says nothing is named and left out', () => {
  const [token] = parseQuery('time>soon');
  expect(token?.problem).toBe('“soon” is no amount');
  expect(parseQuery('status>OK')[0]?.problem).toContain('no order');
  expect(fits('time>soon status:OK')).toBe(true);
});

test('any text is read without a fault, and its tokens stand where they say', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const tokens = parseQuery(text);
      queryFilter(tokens)?.(call(1));
      for (const token of tokens) expect(text.slice(token.from, token.to).trim()).not.toBe('');
    }),
  );
});
