import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declarationAt, findDeclaration, findLocal } from '../../../web/src/lib/proto-outline.ts';
import { readProto } from '../../../web/src/lib/proto-reader.ts';
import { protoTokens } from '../../../web/src/lib/proto-tokens.ts';

const ORDERS = `syntax = "proto3";
package shop.v1;
import public "shop/v1/money.proto";
option (custom) = { a: { b: 1 } };

// Not above anything.

// An order.
// Of goods.
message Order {
  /* Opaque. */
  string id = 1 [(rules).string = { min_len: 3 }];
  Money total = 2; // With tax.
  repeated Line lines = 3;
  map<string, .shop.v1.Money> by_region = 4;
  oneof state { Open open = 5; bool done = 6; }
  message Line { int32 n = 1; }
  enum Kind { NONE = 0; SOME = -1; }
}
service Orders {
  rpc Track(stream Order) returns (stream Order.Line) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Get(Order) returns (Money);
}
extend google.protobuf.FieldOptions { optional string hint = 50000; }
`;

test('declarations come in order, with full names, types and comments', () => {
  const { declarations, package: pkg, imports } = readProto(ORDERS);
  expect(pkg).toBe('shop.v1');
  expect(imports.map(({ name }) => name)).toEqual(['shop/v1/money.proto']);
  expect(declarations.map(({ kind, full, type, level }) => `${level} ${kind} ${full} ${type}`.trim())).toEqual([
    '0 message shop.v1.Order',
    '1 field shop.v1.Order.id string',
    '1 field shop.v1.Order.total Money',
    '1 field shop.v1.Order.lines repeated Line',
    '1 field shop.v1.Order.by_region map<string, .shop.v1.Money>',
    '1 oneof shop.v1.Order.state',
    '2 field shop.v1.Order.open Open',
    '2 field shop.v1.Order.done bool',
    '1 message shop.v1.Order.Line',
    '2 field shop.v1.Order.Line.n int32',
    '1 enum shop.v1.Order.Kind',
    '2 value shop.v1.Order.NONE 0',
    '2 value shop.v1.Order.SOME -1',
    '0 service shop.v1.Orders',
    '1 rpc shop.v1.Orders.Track stream Order → stream Order.Line',
    '1 rpc shop.v1.Orders.Get Order → Money',
    '0 extend google.protobuf.FieldOptions',
    '1 field shop.v1.hint optional string',
  ]);
  const docs = Object.fromEntries(declarations.map(({ name, doc }) => [name, doc]));
  expect(docs).toMatchObject({ Order: 'An order.\nOf goods.', id: 'Opaque.', total: 'With tax.', lines: '' });
});

test('a reference leads to the type in the nearest scope of the same package, else elsewhere', () => {
  const outline = readProto(ORDERS);
  const lead = (text: string) => {
    const at = ORDERS.indexOf(text);
    const reference = outline.references.find(({ from, to }) => from <= at && at < to);
    return reference ? findLocal(outline, reference)?.full : 'no reference';
  };
  expect(lead('Line lines')).toBe('shop.v1.Order.Line');
  expect(lead('Order.Line) {')).toBe('shop.v1.Order.Line');
  expect(lead('Money total')).toBeUndefined();
  expect(lead('string id')).toBe('no reference');
});

test('a place in the text belongs to the innermost declaration', () => {
  const outline = readProto(ORDERS);
  expect(declarationAt(outline, ORDERS.indexOf('n = 1;'))?.full).toBe('shop.v1.Order.Line.n');
  expect(declarationAt(outline, ORDERS.indexOf('NO_SIDE'))?.full).toBe('shop.v1.Orders.Track');
  expect(declarationAt(outline, 3)).toBeNull();
  expect(findDeclaration(outline, 'shop.v1.Orders.Get')?.type).toBe('Order → Money');
});

test('what is broken costs what it touches', () => {
  const { declarations } = readProto('message A { strin; B b = 1; \n message { } enum E { X = ; } ');
  expect(declarations.map(({ name }) => name)).toContain('A');
  expect(readProto('message A {').declarations[0]).toMatchObject({ name: 'A', end: 11 });
});

test('tokens follow each other, cover every sign that is no blank, and nothing throws', () => {
  const piece = fc.constantFrom(
    'message',
    'A',
    '{',
    '}',
    '"x',
    '"y"',
    '//c\n',
    '/*',
    '*/',
    ';',
    '=',
    '1.5e-3',
    '.a.b',
    '[',
    ']',
    'rpc',
    '(',
    ')',
    '<',
    '\\',
    ' ',
    'map',
    'enum',
    'group',
    'extend',
    'oneof',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      let end = 0;
      for (const { from, to } of protoTokens(text)) {
        expect(text.slice(end, from).trim()).toBe('');
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(text.slice(end).trim()).toBe('');
      const { declarations } = readProto(text);
      for (const one of declarations) expect(text.slice(one.from, one.to)).toBe(one.name);
    }),
  );
});
