import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openWorkspace } from './workspace.ts';

const RELOADS = 1_000;
const CALLERS = 64;
const STREAMS = 50;

/**
 * The service that everybody calls; every save gives it another method, and its messages another field. Methods stay for
 * some saves, so that nobody calls one that is gone already.
 */
const proto = (edit: number): string => `syntax = "proto3";
package shop;
import "shared.proto";
message Item { string id = 1; Shared shared = 2; string field_${edit} = ${(edit % 900) + 10}; }
service Shop {
  rpc Get(Item) returns (Item);
  ${[0, 1, 2, 3, 4, 5, 6, 7].map((back) => `rpc Edit${edit - back + 8}(Item) returns (Item);`).join(' ')}
  rpc Chat(stream Item) returns (stream Item);
}`;

test('a thousand saves under load: no call fails, no stream breaks', { timeout: 300_000 }, async () => {
  const others = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `other/o${at}.proto`,
      `syntax = "proto3"; package other${at}; import "shared.proto"; message M { shop.Shared s = 1; } service S { rpc Get(M) returns (M); }`,
    ]),
  );
  await using w = await openWorkspace({
    'shop.proto': proto(0),
    'shared.proto': 'syntax = "proto3"; package shop; message Shared { string name = 1; }',
    ...others,
  });

  let over = false;
  let calls = 0;
  const failures: number[] = [];
  const callers = Array.from({ length: CALLERS }, async (_, at) => {
    const client = at % 8 === 0 ? w.connect() : w.client;
    while (!over) {
      const { code } = await w.call('/shop.Shop/Get', client);
      calls += 1;
      if (code !== 0) failures.push(code);
    }
  });
  const streams = Array.from({ length: STREAMS }, () => w.bidi('/shop.Shop/Chat'));
  const broken: unknown[] = [];
  const echo = async (stream: (typeof streams)[number]): Promise<void> => {
    stream.write(Buffer.alloc(0));
    await once(stream, 'data');
  };
  for (const stream of streams) stream.on('error', (error) => broken.push(error));
  await Promise.all(streams.map(echo));

  const tookMs: number[] = [];
  const firsts: Promise<void>[] = [];
  for (let edit = 1; edit <= RELOADS; edit++) {
    const path = `/shop.Shop/Edit${edit + 8}`;
    let written = 0;
    await w.after(
      () => {
        w.write('shop.proto', proto(edit));
        written = performance.now();
      },
      ({ difference }) => difference.added.some((added) => added === path),
    );
    firsts.push(
      w.call(path).then(({ code }) => {
        tookMs.push(performance.now() - written);
        if (code !== 0) failures.push(code);
      }),
    );
    if (edit % 20 === 0) await echo(streams[(edit / 20) % STREAMS]!);
  }
  await Promise.all(firsts);
  over = true;
  await Promise.all(callers);

  await Promise.all(streams.map(echo));
  const ends = streams.map(async (stream) => {
    const ended = once(stream, 'status') as Promise<[{ code: number }]>; // As grpc-js emits it.
    stream.end();
    return (await ended)[0].code;
  });
  expect(await Promise.all(ends)).toEqual(streams.map(() => 0));
  expect(broken).toEqual([]);
  expect(failures).toEqual([]);
  expect(w.defects).toEqual([]);

  tookMs.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(tookMs[Math.floor(tookMs.length * share)]!);
  const figures = `${RELOADS} reloads under ${CALLERS} callers and ${STREAMS} streams: ${calls} calls, 0 failed; save to first answer p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
  process.stdout.write(`${figures}\n`);
  // The promise is 200 ms; a machine that does other things at the same time is given more.
  expect(at(0.95)).toBeLessThan(1_000);
});
