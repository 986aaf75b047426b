import { expect, test } from 'vitest';
import { parseFault, parseWhen } from '../../../server/stubs/parse-parts.ts';
import { SHOP } from './parse-schema-text.ts';

const method = SHOP.method('/shop.v1.Catalog/GetProduct')!;
const circle: Record<string, unknown> = {};
circle['request'] = circle;

test('conditions of the API are those of a file, with paths and without lines', () => {
  expect(parseWhen({ request: { big: 9007199254740993n } }, method, SHOP)).toMatchObject({
    when: { request: { fields: [{ match: { value: 9007199254740993n } }] } },
  });
  expect(parseWhen(undefined, method, SHOP)).toEqual({ when: {} });
  expect(parseWhen({ request: { skuu: 'A' } }, method, SHOP)).toEqual({
    problems: [
      {
        severity: 'error',
        code: 'json-unknown-field',
        path: 'when.request.skuu',
        message: 'shop.v1.Thing has no field "skuu".',
        hint: 'Did you mean "sku"?',
      },
    ],
  });
});

test.each([[circle], [3], ['x'], [[]], [() => 3]])('what is no object is a problem: %#', (value) => {
  expect(parseWhen(value, method, SHOP)).toMatchObject({ problems: [{ code: 'stub-wrong-type', path: 'when' }] });
  expect(parseFault(value, SHOP)).toHaveProperty('problems');
});

test('faults of the API are those of a file', () => {
  expect(parseFault({ rst_stream: 'INTERNAL', probability: 0.5 }, SHOP)).toEqual({
    fault: { kind: 'rst_stream', code: 'INTERNAL_ERROR', probability: 0.5, afterMessages: 0 },
  });
  expect(parseFault(undefined, SHOP)).toHaveProperty('problems');
  expect(parseFault({ stal: true }, SHOP)).toMatchObject({
    problems: [{ code: 'stub-unknown-key', hint: 'Did you mean stall?' }],
  });
});
