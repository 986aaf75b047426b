import { expect, test } from 'vitest';
import { FaultSwitches } from '../../../server/stubs/fault-switches.ts';
import { next, runLive } from './live-fixture.ts';

const stall = { scope: '*', fault: { kind: 'stall', probability: 1 }, enabled: true } as const;

test('many broken calls are one piece of news, with the newest revision, to every page', async () => {
  const faults = new FaultSwitches();
  await using server = await runLive({ faults });
  const pages = [await server.open(), await server.open()];
  const told = Promise.all(pages.map((page) => next(page, 'faults:changed')));
  faults.add(stall);
  for (let index = 0; index < 5_000; index += 1) faults.draw('/a.B/C');
  expect(await told).toEqual([[5_001], [5_001]]);
});

test('news follow each other, and nobody listens when the socket is closed', async () => {
  const faults = new FaultSwitches();
  const server = await runLive({ faults });
  const page = await server.open();
  const first = next(page, 'faults:changed');
  faults.add(stall);
  expect(await first).toEqual([1]);
  const second = next(page, 'faults:changed');
  faults.clear();
  expect(await second).toEqual([2]);
  await server[Symbol.asyncDispose]();
  expect(faults.listeners).toBe(0);
});
