import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openMock } from '../grpc/mock.ts';

/** What the client says it did on one connection; it sends its calls in the order of their numbers, from `first`. */
interface Ledger {
  readonly peer: string;
  readonly first: number;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** The number of each answered call, as the answer had it. */
  readonly answered: readonly number[];
}

const CONNECTIONS = 4;
const CALLS = 25_000;

test(
  '100,000 calls are recorded: none lost, none doubled, in the order of each connection',
  { timeout: 300_000 },
  async () => {
    await using mock = await openMock();
    const worker = new Worker(new URL('./ledger-client.mjs', import.meta.url), {
      workerData: {
        port: mock.port.port,
        path: '/t.v1.Kinds/Unary',
        connections: CONNECTIONS,
        calls: CALLS,
        streams: 50,
      },
    });
    const ledgers = await new Promise<Ledger[]>((done, fail) => worker.once('message', done).once('error', fail));
    await worker.terminate();

    const { calls, dropped } = mock.journal.list();
    expect(dropped).toBe(0);
    expect(calls).toHaveLength(CONNECTIONS * CALLS);
    expect(calls.every((call, at) => call.ordinal === at + 1)).toBe(true);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(CONNECTIONS * CALLS);
    for (const { peer, first, sent, ok, failed, answered } of ledgers) {
      expect({ sent, ok, failed }).toEqual({ sent: CALLS, ok: CALLS, failed: 0 });
      expect([...answered].sort((a, b) => a - b).every((number, at) => number === first + at)).toBe(true);
      const recorded = calls.filter((call) => call.peer === peer);
      expect(recorded).toHaveLength(CALLS);
      expect(recorded.every((call) => call.status === 'OK' && call.up === 1 && call.down === 1)).toBe(true);
      // What each call carried, by its header and by its body.
      const numbers = recorded.map((call) => {
        const [started, message] = mock.journal.get(call.id)!.events;
        const header = started?.type === 'started' && started.metadata.find(({ key }) => key === 'x-number')?.value;
        const bytes = message?.type === 'message' ? Buffer.from(message.body?.base64 ?? '', 'base64') : Buffer.alloc(0);
        return header === bytes.subarray(2).toString() ? Number(header) : -1;
      });
      expect(numbers.every((number, at) => number === first + at)).toBe(true);
    }
  },
);
