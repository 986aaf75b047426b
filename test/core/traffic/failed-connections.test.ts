import { expect, test } from 'vitest';
import { FailedConnections } from '../../../server/traffic/failed-connections.ts';

function opened(): { failed: FailedConnections; at: (ms: number) => void } {
  let now = 1_000;
  let ids = 0;
  const failed = new FailedConnections({ now: () => now, newId: () => `f${(ids += 1)}` });
  return { failed, at: (ms) => void (now = ms) };
}

const failure = (peer: string, code = 'plaintext-to-tls') => ({
  fault: 'plaintext_to_tls' as const,
  peer,
  serverName: null,
  problem: { severity: 'error' as const, code, message: `It is ${code}.` },
});

test('connections that fail the same way from the same host are one row, which moves to the end', () => {
  const { failed, at } = opened();
  failed.add(failure('127.0.0.1:1'));
  failed.add(failure('[::1]:2'));
  at(2_000);
  failed.add(failure('127.0.0.1:3'));
  expect(failed.list()).toMatchObject({
    connections: [
      { id: 'f2', peer: '[::1]:2', count: 1 },
      { id: 'f1', peer: '127.0.0.1:3', count: 2, firstAt: 1_000, lastAt: 2_000 },
    ],
    dropped: 0,
  });
});

test('two hundred rows are kept, and it is told how many were dropped', () => {
  const { failed } = opened();
  for (let at = 0; at < 250; at += 1) failed.add(failure('127.0.0.1:1', `code-${at}`));
  expect(failed.list().connections).toHaveLength(200);
  expect(failed.list().dropped).toBe(50);
  expect(failed.list().connections[0]?.problem.code).toBe('code-50');
});

test('each change is told, and forgetting is one', () => {
  const { failed } = opened();
  let told = 0;
  const leave = failed.subscribe(() => (told += 1));
  failed.add(failure('127.0.0.1:1'));
  failed.clear();
  leave();
  failed.add(failure('127.0.0.1:1'));
  expect([told, failed.revision, failed.list().connections.length]).toEqual([2, 3, 1]);
});
