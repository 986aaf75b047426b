import { setImmediate as tick } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decompress } from '../../../server/serving/decompress.ts';
import { heavyTurn } from '../../../server/serving/heavy-turns.ts';
import { turnToUnpack } from '../../../server/serving/unpack-turns.ts';

test('few messages are decompressed at a time, the others in their order, and those that nobody wants not at all', () => {
  const begun: number[] = [];
  const overs: (() => void)[] = [];
  for (let at = 0; at < 30; at += 1)
    turnToUnpack(
      () => at !== 10,
      (over) => {
        begun.push(at);
        overs.push(over);
      },
    );
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (let over = overs.shift(); over; over = overs.shift()) over();
  expect(begun).toEqual(Array.from({ length: 30 }, (_, at) => at).filter((at) => at !== 10));
});

test('what is decompressed gives its place to the next one, whether it succeeds or fails', async () => {
  const results = await Promise.all(
    Array.from(
      { length: 40 },
      (_, at) =>
        new Promise<string>((done) =>
          decompress(at % 2 ? gzipSync('yes') : brotliCompressSync('no'), 'gzip', 100, (result) =>
            done('bytes' in result ? result.bytes.toString() : result.refused.name),
          ),
        ),
    ),
  );
  expect(results).toEqual(Array.from({ length: 40 }, (_, at) => (at % 2 ? 'yes' : 'INTERNAL')));
});

/** Work of so many milliseconds. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('of work that takes long one piece is done between two looks at other things, in order', async () => {
  await tick();
  const done: number[] = [];
  for (let at = 0; at < 4; at += 1)
    heavyTurn(() => {
      done.push(at);
      spin(10);
    });
  expect(done).toEqual([0]);
  const seen: number[] = [];
  while (done.length < 4) {
    await tick();
    seen.push(done.length);
  }
  expect(seen.every((count, at) => count - (seen[at - 1] ?? 1) <= 1)).toBe(true);
  expect(done).toEqual([0, 1, 2, 3]);
});

test('what ends a call goes before what begins others', async () => {
  for (let at = 0; at < 3; at += 1) await tick();
  const done: string[] = [];
  for (const what of ['begins', 'begins', 'begins', 'ends'] as const)
    heavyTurn(() => {
      done.push(what);
      spin(10);
    }, what);
  while (done.length < 4) await tick();
  expect(done).toEqual(['begins', 'ends', 'begins', 'begins']);
});

test('work that is quick waits for nothing, and work that throws holds up nobody', async () => {
  for (let at = 0; at < 3; at += 1) await tick();
  const done: number[] = [];
  for (let at = 0; at < 4; at += 1) heavyTurn(() => void done.push(at));
  expect(done).toEqual([0, 1, 2, 3]);
  heavyTurn(() => spin(10));
  expect(() =>
    heavyTurn(() => {
      done.push(4);
    }),
  ).not.toThrow();
  expect(done.length).toBe(4);
  while (done.length < 5) await tick();
  expect(() =>
    heavyTurn(() => {
      throw new Error('broken');
    }),
  ).toThrow('broken');
  while (done.length < 6) {
    heavyTurn(() => void done.push(5));
    await tick();
  }
});
