import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvocationRequest } from '../../../server/contract/invocation.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { fromWire, toWire } from '../../../server/invoke/metadata.ts';
import { ask, invokerFor } from './invoke-fixture.ts';

/** Nothing is dialled for a refused request, so any target will do. */
async function problemsOf(request: InvocationRequest): Promise<readonly Problem[]> {
  await using invoker = invokerFor('127.0.0.1:1');
  const reply = invoker.start(request, () => {
    throw new Error('a refused call has no events');
  });
  expect(invoker.open).toBe(0);
  return reply.ok ? [] : reply.problems;
}

test('a message that does not fit the schema is refused with its path, line and column', async () => {
  expect(await problemsOf(ask('Say', { messages: ['{\n  "txet": "a"\n}'] }))).toMatchObject([
    { severity: 'error', path: 'txet', line: 2, column: 3 },
  ]);
  expect(await problemsOf(ask('Say', { messages: ['{"number": "many"}'] }))).toMatchObject([{ path: 'number' }]);
  expect((await problemsOf(ask('Say', { messages: ['{'] }))).length).toBe(1);
});

test('of several messages, the one that is wrong is named', async () => {
  const [one] = await problemsOf(ask('Chat', { messages: ['{}', '{"nope":1}'] }));
  expect(one?.message).toMatch(/^Message 2: /);
});

test('everything that is wrong is told at once', async () => {
  const problems = await problemsOf(
    ask('Say', { messages: ['{"x":1}'], deadlineMs: 0, metadata: [{ key: 'a b', value: '' }] }),
  );
  expect(problems.map((problem) => problem.path)).toEqual(['deadlineMs', 'metadata[0].key', 'x']);
});

test.each([0, 2])('a unary call with %i messages is refused', async (count) => {
  const messages = Array.from({ length: count }, () => '{}');
  expect(await problemsOf(ask('Say', { messages }))).toMatchObject([{ code: 'one-message-only', path: 'messages' }]);
  expect(await problemsOf(ask('Count', { messages }))).toMatchObject([{ code: 'one-message-only' }]);
});

test('an unknown method is refused with the nearest one', async () => {
  expect(await problemsOf(ask('Sey'))).toMatchObject([
    { code: 'unknown-method', path: 'method', hint: expect.stringContaining('/talk.v1.Talk/Say') as string },
  ]);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 86_400_001])(
  'a deadline of %d is refused',
  async (deadlineMs) => {
    expect(await problemsOf(ask('Say', { deadlineMs }))).toMatchObject([{ code: 'deadline', path: 'deadlineMs' }]);
  },
);

test.each([
  ['', 'x', 'metadata-key', 'metadata[0].key'],
  ['a b', 'x', 'metadata-key', 'metadata[0].key'],
  [':path', 'x', 'metadata-key', 'metadata[0].key'],
  ['schlüssel', 'x', 'metadata-key', 'metadata[0].key'],
  ['grpc-timeout', '1S', 'metadata-reserved', 'metadata[0].key'],
  ['GRPC-Status', '0', 'metadata-reserved', 'metadata[0].key'],
  ['Content-Type', 'x', 'metadata-reserved', 'metadata[0].key'],
  ['te', 'x', 'metadata-reserved', 'metadata[0].key'],
  ['x-understudy-invocation', 'x', 'metadata-reserved', 'metadata[0].key'],
  ['x-text', 'größe', 'metadata-value', 'metadata[0].value'],
  ['x-text', 'a\r\nb: c', 'metadata-value', 'metadata[0].value'],
  ['x-bin', '%%%', 'metadata-value', 'metadata[0].value'],
  ['x-bin', 'A', 'metadata-value', 'metadata[0].value'],
  ['x-bin', 'AP8=A', 'metadata-value', 'metadata[0].value'],
  ['x-bin', 'AP=', 'metadata-value', 'metadata[0].value'],
  ['x-large', 'x'.repeat(33_000), 'metadata-too-large', 'metadata'],
])('metadata %j: %j is refused', async (key, value, code, path) => {
  const problems = await problemsOf(ask('Say', { metadata: [{ key, value }] }));
  expect(problems).toMatchObject([{ code, path }]);
  expect(problems[0]?.hint).toBeTruthy();
});

test('what is accepted as metadata comes out as it went in', () => {
  const text = fc.record({
    key: fc.stringMatching(/^x-[a-z0-9_.-]{1,20}[a-z]$/).filter((key) => !key.endsWith('-bin')),
    value: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
  });
  const binary = fc.record({
    key: fc.stringMatching(/^x-[a-z0-9]{1,9}-bin$/),
    value: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(text, binary), { selector: (entry) => entry.key, maxLength: 10 }),
      (metadata) => {
        const made = toWire(metadata);
        expect('wire' in made && fromWire(made.wire)).toEqual(metadata);
      },
    ),
  );
});

test('metadata never throws, whatever a person types', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.string(), value: fc.string() }), { maxLength: 5 }), (metadata) => {
      const made = toWire(metadata);
      expect('wire' in made || made.problems.length > 0).toBe(true);
    }),
  );
});
