import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { setFlag } from '../../../server/codec/yaml-edit.ts';
import { isStubsName } from '../../../server/files/side-files.ts';

const KILLS = 60;
const child = resolve(import.meta.dirname, '../../support/saving-child.mjs');
const stub = (index: number): string =>
  `  # Number ${index}.\n  - method: GetItem\n    when: { request: { sku: "${index}" } }\n    reply: { message: { sku: "${'x'.repeat(200)}" } }\n`;

test(`a file is whole, whenever whoever saves it is killed: ${KILLS} times`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-kills-'));
  const file = join(folder, 'shop.stubs.yaml');
  const text = `service: shop.v1.Shop\nstubs:\n${Array.from({ length: 1_000 }, (_, index) => stub(index)).join('')}`;
  const texts = [text, setFlag(text, 'stubs', 0, 'enabled', false, 'method')!];
  const others = texts.map((one, index) => {
    writeFileSync(join(folder, `${index}.txt`), one);
    return join(folder, `${index}.txt`);
  });
  writeFileSync(file, text);
  let saves = 0;
  const corrupt: number[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const saving = spawn(process.execPath, [child, folder, file, ...others], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(saving, 'exit');
    let heard = 0;
    // Some saves later, in the middle of whatever it does then.
    for await (const piece of saving.stdout) {
      expect(String(piece)).not.toContain('!');
      heard += String(piece).length / 2;
      if (heard >= kill % 7) saving.kill('SIGKILL');
    }
    const [, signal] = (await gone) as [number | null, string | null]; // By its docs.
    expect(signal).toBe('SIGKILL');
    saves += heard;
    if (!texts.includes(readFileSync(file, 'utf8'))) corrupt.push(kill);
  }
  expect(corrupt).toEqual([]);
  expect(saves).toBeGreaterThan(KILLS);
  // What was being written lies beside it under a name that nobody reads.
  expect(readdirSync(folder).filter(isStubsName)).toEqual(['shop.stubs.yaml']);
  rmSync(folder, { recursive: true });
}, 300_000);
