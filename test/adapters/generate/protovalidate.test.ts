import { createValidator } from '@bufbuild/protovalidate';
import type { DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { loadRulesLibrary } from '../../../server/rules/library.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { KINDS } from './protovalidate-kinds.ts';

// Ten times as many take two minutes: UNDERSTUDY_RULES_TIMES=10000.
const TIMES = Number(process.env['UNDERSTUDY_RULES_TIMES'] ?? 1_000);
const schema = schemaFrom(KINDS);
const file = schema.descFile('test.proto')!;
const validator = createValidator();
await loadRulesLibrary();
const seedKey = textKey('rules');

const table: string[] = [];

/** Generates and validates; says how often each field failed, with the first reason. */
function judge(desc: DescMessage): ReadonlyMap<string, { count: number; why: string }> {
  const failed = new Map<string, { count: number; why: string }>();
  for (let index = 0; index < TIMES; index++) {
    const message = generateMessage(desc, {
      types: { getMessage: (name: string) => schema.type(name) } as never,
      seed: seedKey,
      key: textKey(`${desc.name} ${index}`, seedKey),
      now: Date.now,
    });
    const result = validator.validate(desc, message);
    if (result.kind === 'error') throw result.error;
    const names = new Set<string>();
    for (const violation of result.violations ?? []) {
      const step = violation.field[0];
      const name = step && 'name' in step ? String(step.name) : '(message)';
      if (names.has(name)) continue;
      names.add(name);
      const known = failed.get(name);
      if (known) known.count += 1;
      else failed.set(name, { count: 1, why: `${violation.ruleId} ${violation.message}` });
    }
  }
  return failed;
}

for (const desc of file.messages)
  test(`of ${TIMES} generated ${desc.name}, at least 99 % keep every rule`, { timeout: 120_000 }, () => {
    const failed = judge(desc);
    for (const { name } of desc.fields) {
      const count = failed.get(name)?.count ?? 0;
      table.push(`${desc.name}.${name}`.padEnd(40) + `${(100 * (1 - count / TIMES)).toFixed(2)} %`);
    }
    expect([...failed].filter(([, { count }]) => count > TIMES / 100)).toEqual([]);
  });

test('the table', () => {
  process.stdout.write(`${table.join('\n')}\n`);
  expect(table.length).toBeGreaterThan(300);
});
