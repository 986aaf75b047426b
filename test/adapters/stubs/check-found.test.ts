import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWorldFiles } from '../../../server/command/check-world-files.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import { SHOP } from './shop.ts';

function folder(files: Readonly<Record<string, string>>): Disposable & { readonly dir: string } {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-check-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true }) };
}

const STUBS = `service: shop.v1.Shop
stubs:
  - { method: GetItem, scenario: { name: pay, requires: Started }, reply: { message: { left: 1 } } }
  - { method: GetItem, reply: { message: { note: "\${request.skuu}" } } }
`;

test('a check says what it found beside the protos, and warns of a state to which nothing leads', async () => {
  using t = folder({ 'shop.proto': SHOP, 'a.stubs.yaml': STUBS });
  const { found, problems } = await checkWorldFiles(loadSchema({ paths: [t.dir], protoPaths: [] }), '42');
  expect(found).toBe('1 stub');
  expect(problems).toMatchObject([
    { severity: 'error', line: 4, column: 50 },
    { severity: 'warning', code: 'stub-state', line: 3, hint: 'Did you mean started?' },
  ]);
});

test('files of stubs alone are told to be read with their protos', () => {
  using t = folder({ 'shop.proto': SHOP, 'a.stubs.yaml': STUBS });
  const { unusable } = loadSchema({ paths: [join(t.dir, 'a.stubs.yaml')], protoPaths: [] });
  expect(unusable[0]?.hint).toContain('are read with the protos beside them: give their folder.');
});
