import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSchema } from '../../../server/workspace/load.ts';
import { createProtoSources } from '../../../server/workspace/proto-sources.ts';
import { Registry } from '../../../server/schema/registry.ts';

const MONEY = 'syntax = "proto3";\npackage shop;\nmessage Money { int64 units = 1; }\n';
const ORDERS = `syntax = "proto3";
package shop;
import "shop/money.proto";
message Order { Money total = 1; map<string, Money> by_region = 2; }
service Orders { rpc Price(Order) returns (Money); }
`;

/** A workspace on disk that goes with the scope. */
function workspace(files: Readonly<Record<string, string>>) {
  const base = mkdtempSync(join(tmpdir(), 'understudy-protos-'));
  const folder = join(base, 'protos');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { schema } = loadSchema({ paths: [folder], protoPaths: [] });
  const protos = createProtoSources({ paths: [folder], registry: new Registry(schema) });
  return { base, folder, protos, [Symbol.dispose]: () => rmSync(base, { recursive: true }) };
}

test('own files come first, with their problems; a file that is too broken for the schema is listed too', () => {
  using made = workspace({ 'shop/money.proto': MONEY, 'broken.proto': 'syntax = "proto3";\nmessage {' });
  const { files } = made.protos.list();
  expect(files.slice(0, 2).map(({ name, origin, errors }) => [name, origin, errors])).toEqual([
    ['broken.proto', 'workspace', 1],
    ['shop/money.proto', 'workspace', 0],
  ]);
  expect(made.protos.file('broken.proto')).toMatchObject({
    text: 'syntax = "proto3";\nmessage {',
    problems: [{ line: 2 }],
  });
});

test('a name leads to the file that defines it, and to what uses it', () => {
  using made = workspace({ 'shop/money.proto': MONEY, 'shop/orders.proto': ORDERS });
  expect(made.protos.symbol('Money', 'shop.Order')).toMatchObject({
    name: 'shop.Money',
    file: 'shop/money.proto',
    uses: [
      { symbol: 'shop.Order.total', as: 'field' },
      { symbol: 'shop.Order.by_region', as: 'field' },
      { symbol: 'shop.Orders.Price', as: 'response' },
    ],
    more: false,
  });
  expect(made.protos.symbol('Nothing', 'shop')).toBeUndefined();
});

test('an unsaved text is checked with what it imports', () => {
  using made = workspace({ 'shop/money.proto': MONEY, 'shop/orders.proto': ORDERS });
  expect(made.protos.check('shop/orders.proto', ORDERS).problems).toEqual([]);
  const wrong = made.protos.check('shop/orders.proto', ORDERS.replace('Money total', 'Mony total')).problems;
  expect(wrong).toMatchObject([{ severity: 'error', line: 4, column: 17 }]);
});

test('a file is saved in one step, with its mode, and nothing is left beside it', () => {
  using made = workspace({ 'shop/money.proto': MONEY });
  const { hash } = made.protos.file('shop/money.proto')!;
  expect(made.protos.save('shop/money.proto', { text: `${MONEY}// more\n`, baseHash: hash })).not.toHaveProperty(
    'refused',
  );
  const path = join(made.folder, 'shop/money.proto');
  expect(readFileSync(path, 'utf8')).toContain('// more');
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readdirSync(join(made.folder, 'shop'))).toEqual(['money.proto']);
});

test('a file that changed on disk meanwhile is not overwritten', () => {
  using made = workspace({ 'shop/money.proto': MONEY });
  const { hash } = made.protos.file('shop/money.proto')!;
  writeFileSync(join(made.folder, 'shop/money.proto'), 'theirs');
  expect(made.protos.save('shop/money.proto', { text: 'mine', baseHash: hash })).toMatchObject({
    status: 409,
    refused: { code: 'changed-on-disk' },
  });
  expect(made.protos.save('shop/money.proto', { text: 'mine', baseHash: null })).toMatchObject({ status: 409 });
  expect(readFileSync(join(made.folder, 'shop/money.proto'), 'utf8')).toBe('theirs');
});

test('a new file goes below the first folder; names that lead elsewhere are refused', () => {
  using made = workspace({ 'shop/money.proto': MONEY });
  expect(made.protos.save('desk/v1/desk.proto', { text: MONEY, baseHash: null })).toMatchObject({
    path: join(made.folder, 'desk/v1/desk.proto'),
  });
  for (const name of [
    '../up.proto',
    '/tmp/x.proto',
    'a//b.proto',
    '.git/x.proto',
    'x.txt',
    'a/../../b.proto',
    'a\\b.proto',
  ])
    expect(made.protos.save(name, { text: '', baseHash: null })).toMatchObject({ status: 400 });
  expect(readdirSync(made.base)).toEqual(['protos']);
});

test('a link out of the workspace is not written through', () => {
  using made = workspace({ 'shop/money.proto': MONEY });
  mkdirSync(join(made.base, 'outside'));
  symlinkSync(join(made.base, 'outside'), join(made.folder, 'link'));
  expect(made.protos.save('link/x.proto', { text: '', baseHash: null })).toMatchObject({
    status: 403,
    refused: { code: 'outside-workspace' },
  });
  expect(readdirSync(join(made.base, 'outside'))).toEqual([]);
});

test('built-in files are read and not written', () => {
  using made = workspace({
    'a.proto': 'syntax = "proto3";\nimport "google/type/money.proto";\nmessage A { google.type.Money m = 1; }',
  });
  expect(made.protos.file('google/type/money.proto')).toMatchObject({ origin: 'built-in', path: null });
  expect(made.protos.save('google/type/money.proto', { text: '', baseHash: null })).toMatchObject({ status: 403 });
});
