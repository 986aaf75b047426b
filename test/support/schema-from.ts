import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Schema } from '../../server/schema/registry.ts';
import { schemaFile, schemaFromFiles } from '../../server/schema/schema-from-files.ts';
import { WireCursor } from '../../server/schema/wire-cursor.ts';

const buf = resolve(import.meta.dirname, '../../node_modules/.bin/buf');

/**
 * The schema of proto text: one file (`test.proto`), or files by import name. Well-known types can be imported.
 * Throws for text that does not compile.
 */
export function schemaFrom(text: string | Readonly<Record<string, string>>): Schema {
  const files = typeof text === 'string' ? { 'test.proto': text } : text;
  const folder = mkdtempSync(join(tmpdir(), 'schema-from-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const out = join(folder, 'out.binpb');
    execFileSync(buf, ['build', folder, '-o', out], { stdio: 'pipe' });
    const set = new WireCursor(readFileSync(out));
    const found = [];
    while (set.next()) if (set.field === 1) found.push(schemaFile(set.bytes.slice(set.start, set.stop)));
    return schemaFromFiles(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
