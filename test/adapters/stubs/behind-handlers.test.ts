import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWorldFiles } from '../../../server/command/check-world-files.ts';
import { explainCommand } from '../../../server/command/explain-method.ts';
import { parseConfig, type Config } from '../../../server/config/config.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { loadSchema } from '../../../server/workspace/load.ts';
import { SHOP } from './shop.ts';

const HANDLERS = `import { service } from 'understudy';
export default service('shop.v1.Shop', {
  getItem: () => ({ sku: 'A' }),
});
`;
const STUBS = `service: shop.v1.Shop
stubs:
  - { method: GetItem, reply: { message: { left: 1 } } }
  - method: GetItem
    when: { request: { sku: B } }
    replies: [{ status: NOT_FOUND }]
  - { method: GetItem, enabled: false, reply: { message: { left: 2 } } }
  - { method: GetItem, fault: { delay: 1ms } }
  - { method: Pay, reply: { message: { left: 3 } } }
  - { method: GetItem, when: { request: { sku: C } }, script: [{ on: message, do: [{ send: { left: 4 } }] }] }
`;

/** A shop with these files beside it, checked and explained as the command does. */
function folder(files: Readonly<Record<string, string>>): Disposable & {
  readonly check: () => Promise<readonly Problem[]>;
  readonly explain: (method: string) => Promise<readonly string[]>;
} {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
  for (const [name, text] of Object.entries({ 'shop.proto': SHOP, ...files })) writeFileSync(join(dir, name), text);
  const config = (argv: readonly string[]): Config => {
    const result = parseConfig(argv, {});
    if (result.kind !== 'config') throw new Error(JSON.stringify(result));
    return result.config;
  };
  return {
    check: async () => (await checkWorldFiles(loadSchema(config(['check', dir])), '42')).problems,
    async explain(method) {
      const asked = config(['explain', method, dir]);
      return (await explainCommand(loadSchema(asked), asked)).out;
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true }),
  };
}

test('check tells of stubs that never answer because a handler does, with the places of both', async () => {
  using shop = folder({ 'shop.stubs.yaml': STUBS, 'shop.handlers.ts': HANDLERS });
  const problems = await shop.check();
  // What is switched off, breaks what the handler says, or is of another method is right.
  expect(problems.map(({ code, severity, line }) => [code, severity, line])).toEqual([
    ['stub-behind-handler', 'warning', 3],
    ['stub-behind-handler', 'warning', 4],
    ['stub-behind-handler', 'warning', 10],
  ]);
  expect(problems[0]!.file).toMatch(/shop\.stubs\.yaml$/);
  expect(problems[0]!.message).toMatch(
    /^This stub never answers: a handler answers shop\.v1\.Shop\/GetItem, .*shop\.handlers\.ts:3\.$/,
  );
});

test('a handler that cannot be loaded answers nothing, so that nothing is told of stubs', async () => {
  using shop = folder({ 'shop.stubs.yaml': STUBS, 'shop.handlers.ts': 'export default ((;' });
  expect((await shop.check()).map(({ code }) => code)).toEqual(['handler-load']);
});

test('explain names the stubs that come first, and those that never answer', async () => {
  using shop = folder({ 'shop.stubs.yaml': STUBS, 'shop.handlers.ts': HANDLERS });
  const handled = await shop.explain('GetItem');
  expect(handled[1]).toMatch(/^The handler in .*shop\.handlers\.ts:3 answers\.$/);
  expect(handled.join('\n')).toMatch(
    /So stubs of this method never answer: .*shop\.stubs\.yaml:4, .*shop\.stubs\.yaml:10, .*shop\.stubs\.yaml:3\./,
  );
  expect((await shop.explain('Pay')).join('\n')).toMatch(
    /Stubs are asked first, and this is about what none of them answers: .*shop\.stubs\.yaml:9\./,
  );
  expect((await shop.explain('TellItem')).join('\n')).not.toContain('tubs');
});
