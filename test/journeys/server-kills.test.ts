import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StubFile, StubList } from '../../server/contract/stub.ts';
import { serve, type Served } from '../support/run-command.ts';

const PROTO = `syntax = "proto3"; package shop.v1;
message Product { string name = 1; }
service Catalog { rpc GetProduct(Product) returns (Product); }`;
/** `UNDERSTUDY_KILLS=60` for the whole measure: each kill costs a start. */
const KILLS = Number(process.env['UNDERSTUDY_KILLS'] ?? 12);
const COUNT = 200;
const stub = (index: number): string =>
  `  # Number ${index}.\n  - method: GetProduct\n    when: { request: { name: "${index}" } }\n    reply: { status: NOT_FOUND, message: "${'x'.repeat(200)}" }\n`;
const text = (title: string): string =>
  `# ${title}\nservice: shop.v1.Catalog\nstubs:\n${Array.from({ length: COUNT }, (_, index) => stub(index)).join('')}`;
const TEXTS = [text('one'), text('two, which is longer')];

const folder = mkdtempSync(join(tmpdir(), 'understudy-kills-'));
const file = join(folder, 'shop.stubs.yaml');
const leftovers = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.tmp'));

async function ask<T>(served: Served, route: string, body?: object): Promise<T> {
  const [method, path] = route.split(' ');
  const answer = await fetch(`http://${served.address}/api/${path}`, {
    method: method!,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T; // By the contract.
}

/** Saves one text and then the other, until the server is gone. Answers how many saves it heard of. */
async function saveOn(served: Served, saved: (count: number) => void): Promise<number> {
  let { hash, text: now } = await ask<StubFile>(served, `GET stubs/file?file=${encodeURIComponent(file)}`);
  for (let count = 0; ;) {
    const next = now === TEXTS[0] ? TEXTS[1]! : TEXTS[0]!;
    try {
      ({ hash } = await ask<StubFile>(served, 'PUT stubs/file', { file, text: next, baseHash: hash }));
    } catch (error) {
      // Its connection ended in the middle.
      if (error instanceof TypeError) return count;
      throw error;
    }
    now = next;
    saved((count += 1));
  }
}

test(`a file that the page saves is whole, whenever the server is killed: ${KILLS} times`, async () => {
  writeFileSync(join(folder, 'shop.proto'), PROTO);
  writeFileSync(file, TEXTS[0]!);
  let [saves, within] = [0, 0];
  const corrupt: number[] = [];
  // Where the machine is busy, a save may be over before the kill arrives: then a few more are tried.
  for (let kill = 1; kill <= KILLS || (within === 0 && kill <= 5 * KILLS); kill += 1) {
    const served = await serve(['--no-watch', folder]);
    let armed = false;
    const gone = new Promise<void>((done) => {
      const end = (): void => {
        armed = false;
        void served.stop('SIGKILL').then(() => done());
      };
      // Two of three are killed while the file beside is being written, the others when a save was told.
      const watcher = watch(folder, (_, name) => {
        if (armed && kill % 3 > 0 && name?.endsWith('.tmp')) end();
      });
      const count = (heard: number): void => {
        armed = heard >= kill % 4;
        if (armed && kill % 3 === 0) end();
      };
      armed = kill % 4 === 0;
      void saveOn(served, count).then((heard) => {
        saves += heard;
        watcher.close();
      });
    });
    const before = leftovers().length;
    await gone;
    if (leftovers().length > before) within += 1;
    if (!TEXTS.includes(readFileSync(file, 'utf8'))) corrupt.push(kill);
  }
  const left = leftovers();
  process.stdout.write(
    `${KILLS} kills, ${saves} saves, ${within} in the middle of one, ${corrupt.length} corrupt files.\n`,
  );
  expect(corrupt).toEqual([]);
  expect(within).toBeGreaterThan(0);

  // What they left is not read, and goes with the next save.
  await using served = await serve(['--no-watch', folder]);
  const { files } = await ask<StubList>(served, 'GET stubs');
  expect(files).toMatchObject([{ stubs: COUNT, problems: [] }]);
  for (const name of left) utimesSync(join(folder, name), 0, 0);
  writeFileSync(join(folder, '.shop.stubs.yaml.mine.tmp'), 'kept');
  const { hash } = await ask<StubFile>(served, `GET stubs/file?file=${encodeURIComponent(file)}`);
  await ask(served, 'PUT stubs/file', { file, text: TEXTS[0], baseHash: hash });
  expect(leftovers()).toEqual(['.shop.stubs.yaml.mine.tmp']);
  rmSync(folder, { recursive: true });
}, 1_800_000);
