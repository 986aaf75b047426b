import type { FieldInfo, MethodDetail } from '#contract/schema';
import { expect, test } from 'vitest';
import { cellOf, columnsOf, valueAt, type Column } from '../../../web/src/world/cells.ts';
import { firstText, parentOf } from '../../../web/src/world/first-text.ts';
import { fitColumns } from '../../../web/src/world/grid-columns.ts';
import { productResource } from '../fake-world.ts';

const column = (look: Column['look'], prefix = ''): Column => ({ path: 'x', label: 'x', look, prefix, absent: '' });
const field = (json: string, type: FieldInfo['type'], change: Partial<FieldInfo> = {}): FieldInfo => ({
  name: json,
  json,
  number: 1,
  doc: '',
  type,
  ...change,
});
const text = { kind: 'scalar', scalar: 'string' } as const;

const detail = {
  messages: {
    'shop.v1.Product': {
      name: 'shop.v1.Product',
      doc: '',
      fields: [
        field('name', text),
        field('title', text),
        field('price', { kind: 'message', type: 'google.type.Money' }),
        field('stock', { kind: 'scalar', scalar: 'int32' }),
        field('state', { kind: 'enum', type: 'shop.v1.ProductState' }),
        field('createTime', { kind: 'message', type: 'google.protobuf.Timestamp' }, { outputOnly: true }),
        field('tags', text, { repeated: true }),
      ],
    },
  },
  enums: {
    'shop.v1.ProductState': {
      name: 'shop.v1.ProductState',
      doc: '',
      values: ['PRODUCT_STATE_UNSPECIFIED', 'PRODUCT_STATE_LIVE'].map((name, number) => ({ name, number, doc: '' })),
    },
  },
} as unknown as MethodDetail; // Only its types are read.

test('columns look as the schema says, the id first and once', () => {
  const resource = productResource({ columns: ['title', 'name', 'price', 'stock', 'state', 'createTime'] });
  expect(columnsOf(resource, detail).map(({ path, look, prefix }) => `${path} ${look} ${prefix}`.trim())).toEqual([
    'name id',
    'title text',
    'price money',
    'stock number',
    'state enum PRODUCT_STATE_',
    'createTime time',
  ]);
  expect(columnsOf(resource, null).map(({ look }) => look)).toEqual(['id', 'text', 'text', 'text', 'text', 'text']);
});

test('amounts are written in full: units, two digits at least, sign and currency', () => {
  const money = (value: object): string => {
    const { text: shown, unit } = cellOf(value, column('money'));
    return `${shown} ${unit}`.trim();
  };
  expect(money({ currencyCode: 'EUR', units: '49', nanos: 900_000_000 })).toBe('49.90 EUR');
  expect(money({ currencyCode: 'JPY', units: '1240000' })).toBe('1,240,000.00 JPY');
  expect(money({ units: '-3', nanos: -250_000_000 })).toBe('−3.25');
  expect(money({ nanos: 1 })).toBe('0.000000001');
  expect(money({ units: 'many' })).toBe('units: many');
});

test('times are short, enums without the word that all of them repeat, names end with what tells them apart', () => {
  expect(cellOf('2026-08-14T09:30:12.5Z', column('time')).text).toBe('2026-08-14 09:30');
  expect(cellOf('2026-08-14T00:00:00Z', column('time')).text).toBe('2026-08-14');
  expect(cellOf('soon', column('time')).text).toBe('soon');
  expect(cellOf('PRODUCT_STATE_LIVE', column('enum', 'PRODUCT_STATE_'))).toMatchObject({
    text: 'LIVE',
    title: 'PRODUCT_STATE_LIVE',
  });
  expect(cellOf('customers/ada/orders/7', column('id'))).toMatchObject({ dim: 'customers/ada/orders/', text: '7' });
  expect(cellOf(7, column('id')).text).toBe('7');
});

test('whatever stands in a cell is shown, and nothing is nothing', () => {
  expect(cellOf(undefined, column('text')).text).toBe('');
  expect(cellOf(null, column('money')).text).toBe('');
  expect(cellOf(['a', 'b'], column('other')).text).toBe('a, b');
  expect(cellOf([{ a: 1 }], column('other')).text).toBe('1 × {…}');
  expect(cellOf({ a: 1, b: {} }, column('other')).text).toBe('a: 1, b: {…}');
  expect(cellOf(1234567, column('number')).text).toBe('1,234,567');
  expect(cellOf(0.30000000000000004, column('number')).text).toBe('0.3');
  expect(cellOf('x'.repeat(500), column('text')).text).toHaveLength(201);
});

test('a number without presence that JSON leaves out is zero; a message that is left out is nothing', () => {
  const [, price, stock] = columnsOf(productResource({ columns: ['name', 'price', 'stock'] }), detail);
  expect([cellOf(undefined, price!).text, cellOf(undefined, stock!).text]).toEqual(['', '0']);
});

test('hostile names lead nowhere', () => {
  expect(valueAt({}, '__proto__.toString')).toBeUndefined();
  expect(valueAt({}, 'constructor')).toBeUndefined();
  expect(valueAt(JSON.parse('{"__proto__":{"a":1}}'), '__proto__.a')).toBe(1);
  expect(columnsOf(productResource({ message: 'constructor' }), detail)[1]?.look).toBe('text');
});

test('the columns that fit are shown, the id always', () => {
  const columns = columnsOf(productResource({ columns: ['name', 'title', 'price', 'stock', 'createTime'] }), detail);
  expect(fitColumns(columns, 100)).toHaveLength(1);
  expect(fitColumns(columns, 700).length).toBeGreaterThan(2);
  expect(fitColumns(columns, 2000)).toHaveLength(5);
});

test('a new entity begins like one that is there, without its id and what only the server writes', () => {
  const like = { name: 'products/1', title: 'Lamp', createTime: '2026-01-01T00:00:00Z' };
  expect(JSON.parse(firstText(productResource(), detail, like))).toEqual({ title: 'Lamp' });
  expect(firstText(productResource(), detail, undefined)).toBe('{\n  \n}');
});

test('the parent of an entity is read from its id', () => {
  const patterns = ['customers/{customer}/orders/{order}'];
  expect(parentOf({ parent: 'customers/{customer}', patterns }, 'customers/ada/orders/7')).toBe('customers/ada');
  expect(parentOf({ parent: 'customer_id', patterns: [] }, '12/7')).toBe('12');
  expect(parentOf({ parent: null, patterns }, 'products/7')).toBe('');
});
