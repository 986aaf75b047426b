import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import type { ProtoText } from '../../../server/schema/source-tree.ts';
import { BUF } from '../../support/buf.ts';
import { compareFiles, type Difference } from '../../support/compare-files.ts';
import { filesOf } from '../../support/corpora.ts';
import { apart } from '../../support/invalid/heads.ts';
import { INVALID_NAMES } from '../../support/invalid/names.ts';
import { INVALID_OPTIONS } from '../../support/invalid/options.ts';
import { INVALID_RULES } from '../../support/invalid/rules.ts';
import { INVALID_SYNTAX } from '../../support/invalid/syntax.ts';
import { VALID } from '../../support/valid-protos.ts';

/** Where buf (1.74) differs from what protoc writes. */
const CAUSES: readonly { readonly why: string; readonly is: (difference: Difference, text: string) => boolean }[] = [
  {
    why: 'buf drops comments that end the file',
    is: ({ kind }, text) => kind === 'comment' && /(?:comment|\*\/)$/.test(text),
  },
  {
    why: 'buf empties message sets: neither the option nor their extensions are written',
    is: (_, text) => text.includes('message_set_wire_format'),
  },
  {
    why: 'buf leaves option_dependency out of its images',
    is: ({ kind }, text) => kind === 'file' && text.includes('import option'),
  },
  {
    why: 'buf attaches block comments in the middle of a line, or before its first word, otherwise',
    is: ({ kind }, text) => kind === 'comment' && text.includes('/* i */'),
  },
];

test('every file of the invalid table is refused by buf, too', { timeout: 120_000 }, async () => {
  const cases = [...INVALID_SYNTAX, ...INVALID_NAMES, ...INVALID_RULES, ...INVALID_OPTIONS].map(([text], index) =>
    textsOf(text, index),
  );
  const { refused } = await build(cases.flat());
  const accepted = cases.filter((files) => !files.some(({ path }) => refused.has(path)));
  expect(accepted).toEqual([]);
  expect(cases.length).toBeGreaterThanOrEqual(150);
});

test('every file of the valid table is accepted by both, with equal descriptors', { timeout: 120_000 }, async () => {
  const cases = VALID.map((text, index) => textsOf(text, 1_000 + index));
  const files = cases.flat();
  const { refused, set } = await build(files);
  expect([...refused]).toEqual([]);
  const schema = compile({ files, roots: [''] });
  expect(schema.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const textOf = new Map(files.map(({ path, text }) => [path, text]));
  const { differences, ...figures } = compareFiles(schema, filesOf(set));
  process.stdout.write(`valid edge cases: ${JSON.stringify(figures)}\n`);
  const left = differences.filter(
    (difference) => !CAUSES.some(({ is }) => is(difference, textOf.get(difference.file)!)),
  );
  expect(left).toEqual([]);
  expect(figures.counts.file).toBeGreaterThanOrEqual(files.length);
  expect(cases.length).toBeGreaterThanOrEqual(100);
});

function textsOf(text: string | Readonly<Record<string, string>>, index: number): ProtoText[] {
  if (typeof text === 'string') return [{ path: `f${index}.proto`, text: apart(text, index) }];
  return Object.entries(text).map(([path, content]) => ({ path, text: content }));
}

/** One run of buf over all files: it goes on after errors and names each with its file. */
async function build(files: readonly ProtoText[]): Promise<{ refused: ReadonlySet<string>; set: Uint8Array }> {
  const folder = mkdtempSync(join(tmpdir(), 'validation-'));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    const out = join(folder, 'out.binpb');
    const said = await new Promise<string>((done) =>
      execFile(
        BUF,
        ['build', '.', '--error-format', 'json', '-o', out],
        { cwd: folder, maxBuffer: 64 << 20 },
        (error, stdout, stderr) => done(error ? stdout + stderr : ''),
      ),
    );
    const refused = said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      // What buf documents of its JSON errors.
      .map((line) => (JSON.parse(line) as { path: string }).path);
    return { refused: new Set(refused), set: said === '' ? readFileSync(out) : new Uint8Array() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
