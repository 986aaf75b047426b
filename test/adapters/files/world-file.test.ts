import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saveWorldFile } from '../../../server/files/world-file.ts';

test('a snapshot goes where it was told to, or nowhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-snapshot-'));
  try {
    const outside = join(tmpdir(), 'understudy-elsewhere.world.yaml');
    const refused = saveWorldFile([folder], outside, 'x: {}\n');
    expect(refused).toMatchObject({ refused: { code: 'outside-workspace', path: 'file' } });
    expect(existsSync(outside)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    expect(saveWorldFile([folder], join(folder, 'a.world.yaml'), 'x: {}\n')).toEqual({
      path: join(folder, 'a.world.yaml'),
    });
    expect(saveWorldFile([folder], 'b.world.yaml', 'x: {}\n')).toEqual({ path: join(folder, 'b.world.yaml') });
    expect(readdirSync(folder).toSorted()).toEqual(['a.world.yaml', 'b.world.yaml']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
