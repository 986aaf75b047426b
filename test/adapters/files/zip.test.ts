import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readZip } from '../../../server/files/zip.ts';
import { storedZip } from '../../support/stored-zip.ts';

const all = (): boolean => true;

/** What the `zip` of the system makes of some files. */
function systemZip(files: Readonly<Record<string, string>>, args: readonly string[] = [], link?: string): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(dir, name, '..'), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    if (link !== undefined) symlinkSync('/etc/hostname', join(dir, link));
    execFileSync('zip', ['-q', '-r', ...args, 'out.zip', '.'], { cwd: dir });
    return readFileSync(join(dir, 'out.zip'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const hasZip = (() => {
  try {
    execFileSync('zip', ['-v']);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasZip)('what the zip command makes is read, packed or not, folders passed over', () => {
  const files = { 'a/b.proto': 'syntax = "proto3";\n'.repeat(1000), 'ü.proto': '', 'c.txt': 'no' };
  for (const args of [[], ['-0'], ['-9'], ['-z']] as const) {
    const bytes = systemZip(files, args[0] === '-z' ? [] : [...args]);
    const zip = readZip(bytes, (name) => name.endsWith('.proto'));
    if ('why' in zip) throw new Error(zip.why);
    expect(zip.entries.map(({ name, bytes: content }) => [name, content.length]).sort()).toEqual([
      ['a/b.proto', 19_000],
      ['ü.proto', 0],
    ]);
  }
});

test.skipIf(!hasZip)('links and encrypted files are refused', () => {
  expect(readZip(systemZip({ 'a.proto': 'x' }, ['-y'], 'l.proto'), all)).toEqual({
    why: '"l.proto" is a symbolic link',
  });
  expect(readZip(systemZip({ 'a.proto': 'x' }, ['-P', 'secret']), all)).toEqual({ why: 'the archive is encrypted' });
});

test.each([
  ['../a.proto'],
  ['a/../../b.proto'],
  ['/etc/a.proto'],
  ['C:\\a.proto'],
  ['a\\..\\b.proto'],
  ['./a.proto'],
  ['a//b.proto'],
  ['a\0.proto'],
])('the name %j is refused, since it leads out of the archive', (name) => {
  expect(readZip(storedZip([[name, 'x']]), all)).toEqual({ why: expect.stringMatching(/leads out of the archive$/) });
});

test('an archive that is too large, or says that it is smaller than it is, is refused', () => {
  const limits = { files: 2, fileBytes: 10, allBytes: 15 };
  const why = (entries: [string, string][]): unknown => readZip(storedZip(entries), all, limits);
  expect(why([['a', 'x'.repeat(11)]])).toEqual({ why: '"a" has more than 10 bytes' });
  expect(
    why([
      ['a', 'x'.repeat(9)],
      ['b', 'x'.repeat(9)],
    ]),
  ).toEqual({ why: 'its files have more than 15 bytes' });
  expect(
    why([
      ['a', ''],
      ['b', ''],
      ['c', ''],
    ]),
  ).toEqual({ why: 'the archive has more than 2 files' });
  expect(
    why([
      ['a', 'x'],
      ['a', 'y'],
    ]),
  ).toEqual({ why: '"a" is in the archive twice' });
  const bomb = storedZip([['a', 'x'.repeat(10)]]);
  // The central directory says five bytes for ten.
  bomb.writeUInt32LE(5, bomb.length - 22 - 47 + 24);
  expect(readZip(bomb, all, limits)).toEqual({ why: '"a" is damaged' });
});

test('zip64, many parts, and what is no archive are told apart', () => {
  const zip = storedZip([['a', 'x']]);
  const with16 = (at: number, value: number): Buffer => {
    const copy = Buffer.from(zip);
    copy.writeUInt16LE(value, zip.length - 22 + at);
    return copy;
  };
  expect(readZip(with16(10, 0xffff), all)).toEqual({ why: expect.stringContaining('zip64') });
  expect(readZip(with16(4, 1), all)).toEqual({ why: expect.stringContaining('several parts') });
  expect(readZip(Buffer.from('syntax = "proto3";'), all)).toEqual({ why: 'it is no zip archive' });
  expect(readZip(new Uint8Array(), all)).toEqual({ why: 'it is no zip archive' });
});

test('a zip that was damaged anywhere is refused or read as it was, and never throws', () => {
  const zip = storedZip([
    ['a/b.proto', 'syntax = "proto3";'],
    ['c.proto', 'message M {}'],
  ]);
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.nat(255), fc.nat(zip.length), (at, byte, cut) => {
      const copy = Buffer.from(zip);
      copy[at] = byte;
      for (const bytes of [copy, copy.subarray(0, cut)]) {
        const result = readZip(bytes, all);
        if ('why' in result) expect(result.why.length).toBeGreaterThan(5);
        else for (const { name } of result.entries) expect(name).not.toMatch(/^\/|\.\.\//);
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});
