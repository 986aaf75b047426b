import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test, vi } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import { MessageQueue, type MessageSource } from '../../../server/serving/message-queue.ts';

/** Decompressions that have begun and wait to be finished, in their order. */
const { begun } = vi.hoisted(() => ({ begun: [] as (() => void)[] }));
vi.mock(import('../../../server/serving/decompress.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    decompress: (bytes, encoding, limit, done) => {
      begun.push(() => real.decompress(bytes, encoding, limit, done));
    },
  };
});
beforeEach(() => void (begun.length = 0));

const LIMIT = 100;
const packed = (text: string): [Buffer, { bytes: number; compressed: boolean }] => {
  const bytes = gzipSync(text);
  return [bytes, { bytes: bytes.length, compressed: true }];
};
const plain = (text: string): [Buffer, { bytes: number; compressed: boolean }] => [
  Buffer.from(text),
  { bytes: text.length, compressed: false },
];

/** A queue, and all that is heard of it. */
function queueOf(source: Partial<MessageSource> = {}) {
  const heard: string[] = [];
  /** Called when something has been heard. */
  let waiting = (): void => undefined;
  const hear = (what: string): void => {
    heard.push(what);
    waiting();
  };
  const queue = new MessageQueue(
    { encoding: 'gzip', limit: LIMIT, ...source },
    {
      message: (bytes) => hear(Buffer.from(bytes).toString()),
      halfClosed: () => hear('end'),
      refused: ({ name }) => hear(name),
      sent: () => undefined,
      gone: () => undefined,
      hold: () => true,
      release: () => undefined,
    },
    (on) => heard.push(on ? 'flow' : 'pause'),
  );
  /** Finishes the decompression that has begun, and waits until something is heard. */
  const finish = (): Promise<void> =>
    new Promise((done) => {
      waiting = done;
      begun.shift()!();
    });
  return { queue, heard, finish };
}

test('what is compressed waits so until it is its turn and somebody wants it', async () => {
  const { queue, heard, finish } = queueOf();
  for (const text of ['one', 'two', 'three']) queue.push(...packed(text));
  queue.end();
  expect(begun.length).toBe(0);
  for (const text of ['one', 'two', 'three']) {
    queue.read();
    queue.read();
    expect(begun.length).toBe(1);
    await finish();
    expect([heard.at(-1), begun.length]).toEqual([text, 0]);
  }
  queue.read();
  expect(heard).toEqual(['one', 'two', 'three', 'end']);
});

test('nothing overtakes a message that is being decompressed', async () => {
  const { queue, heard, finish } = queueOf();
  queue.read();
  queue.push(...packed('packed'));
  queue.push(...plain('plain'));
  queue.end();
  expect(heard).toEqual(['flow']);
  await finish();
  queue.read();
  queue.read();
  expect(heard).toEqual(['flow', 'packed', 'plain', 'end']);
});

test('the body is paused while anything waits, wanted or not, and flows on when nothing does', async () => {
  const { queue, heard, finish } = queueOf();
  queue.read();
  queue.settle();
  queue.push(...packed('one'));
  queue.settle();
  queue.settle();
  expect(heard).toEqual(['flow', 'pause']);
  await finish();
  queue.read();
  expect(heard).toEqual(['flow', 'pause', 'one', 'flow']);
  queue.push(...plain('two'));
  queue.settle();
  expect(heard.slice(4)).toEqual(['two', 'pause']);
});

test('after the call is over nothing is decompressed, and nothing heard of what was', () => {
  const { queue, heard } = queueOf();
  queue.read();
  for (const text of ['one', 'two', 'three']) queue.push(...packed(text));
  queue.stop();
  begun.shift()!();
  queue.read();
  queue.push(...packed('four'));
  queue.end();
  queue.settle();
  expect([heard, begun.length, queue.over]).toEqual([['flow'], 0, true]);
});

test.each([
  ['a bomb', gzipSync('x'.repeat(LIMIT + 1)), 'gzip', 'RESOURCE_EXHAUSTED'],
  ['no gzip', Buffer.from('no gzip'), 'gzip', 'INTERNAL'],
  ['no known compression', gzipSync('x'), 'br', 'UNIMPLEMENTED'],
  ['no compression named', gzipSync('x'), undefined, 'INTERNAL'],
])('behind a message that is refused nothing is looked at: %s', async (_, bytes, encoding, name) => {
  const { queue, heard, finish } = queueOf({ encoding });
  queue.read();
  queue.push(bytes, { bytes: bytes.length, compressed: true });
  queue.push(...packed('behind'));
  queue.push(...plain('behind'));
  await finish();
  queue.read();
  expect([heard, begun.length]).toEqual([['flow', name], 0]);
});

test('a message may be as large as the limit', async () => {
  const { queue, heard, finish } = queueOf();
  queue.read();
  queue.push(...packed('x'.repeat(LIMIT)));
  await finish();
  expect(heard.at(-1)).toHaveLength(LIMIT);
});

test('messages are decoded in their turn; what cannot be, or breaks its decoder, is refused', () => {
  const decode = (bytes: Buffer) => {
    if (bytes.toString() === 'deep') throw new RangeError('too deep');
    return bytes.toString() === 'bad' ? status('INVALID_ARGUMENT', 'bad') : bytes;
  };
  for (const [text, name] of [
    ['bad', 'INVALID_ARGUMENT'],
    ['deep', 'INTERNAL'],
  ] as const) {
    const { queue, heard } = queueOf({ decode });
    queue.push(...plain('good'));
    queue.push(...plain(text));
    expect(heard).toEqual([]);
    queue.read();
    queue.read();
    expect(heard).toEqual(['good', name]);
  }
});

test('a listener may read on from within, however many messages wait', () => {
  let left = 20_000;
  const queue: MessageQueue = new MessageQueue(
    { encoding: undefined, limit: LIMIT },
    {
      message: () => {
        left -= 1;
        queue.read();
      },
      halfClosed: () => undefined,
      refused: () => undefined,
      sent: () => undefined,
      gone: () => undefined,
      hold: () => true,
      release: () => undefined,
    },
    () => undefined,
  );
  for (let at = left; at > 0; at -= 1) queue.push(...plain('x'));
  queue.read();
  expect(left).toBe(0);
});
