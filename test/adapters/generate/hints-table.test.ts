import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HINT_FUNCTIONS } from '../../../server/generate/hint-functions.ts';
import { HINT_KINDS } from '../../../server/generate/hint-kinds.ts';

const page = readFileSync(join(import.meta.dirname, '../../../server/generate/HINTS.md'), 'utf8');

test('HINTS.md lists every row that "like" can say, by what it makes', () => {
  for (const makes of ['text', 'number', 'flag', 'time'] as const) {
    const line = page.split('\n').find((text) => text.startsWith(`- **${makes}**`))!;
    const listed = [...line.matchAll(/`([^`]+)`/g)].map(([, kind]) => kind);
    const kinds = [...HINT_KINDS].filter(([, what]) => what.includes(makes)).map(([kind]) => kind);
    expect(listed).toEqual(kinds.sort());
  }
});

test('HINTS.md lists every function of the expressions', () => {
  for (const { usage } of Object.values(HINT_FUNCTIONS)) expect(page).toContain(`\`${usage}\``);
});
