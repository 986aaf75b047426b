import { constants } from 'node:http2';
import { expect, test } from 'vitest';
import { RESET_CODES } from '../../../server/stubs/schema-kinds.ts';
import { until } from '../grpc/mock.ts';
import { brokenBy, file, FRAME, KINDS, rawly, recorded } from './broken-shop.ts';
import { serveStubs } from './served.ts';

test.each(KINDS)('%s: reset before anything', async (method) => {
  await using s = await serveStubs(brokenBy('rst_stream: INTERNAL'));
  const { story, rstCode } = await rawly(s, method);
  expect(story).toEqual(['RST_STREAM 2']);
  expect(rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  const record = await recorded(s);
  expect(record.summary).toMatchObject({ status: 'INTERNAL', broken: 'rst_stream', cancelledBy: 'server', down: 0 });
  expect(record.events.at(-1)).toMatchObject({
    problem: {
      code: 'broken-on-purpose',
      message: expect.stringMatching(
        /^Broken on purpose: the stream is reset with INTERNAL_ERROR \(.*stubs\.yaml:\d+\)\.$/,
      ),
      file: expect.stringMatching(/shop\.stubs\.yaml$/),
      line: 4 + 2 * KINDS.indexOf(method),
    },
  });
  expect(await s.call(method)).toMatchObject({ code: 13, details: expect.stringMatching(/RST_STREAM with code 2/) });
});

/** What clients of gRPC make of a reset; INTERNAL of all others. */
const OF_CODE: Readonly<Record<string, number>> = {
  REFUSED_STREAM: 14,
  CANCEL: 1,
  ENHANCE_YOUR_CALM: 8,
  INADEQUATE_SECURITY: 7,
};

test.each(RESET_CODES.map((code, number) => [code, number, OF_CODE[code] ?? 13] as const))(
  'a reset with %s is number %i on the wire, and status %i for its client',
  async (code, number, status) => {
    await using s = await serveStubs(
      file(
        `  - { method: GetItem, fault: { rst_stream: ${code} } }\n  - { method: TellItem, reply: { stream: [ { left: 1 }, { left: 2 } ] }, fault: { rst_stream: ${number}, afterMessages: 1 } }\n`,
      ),
    );
    expect((await rawly(s, 'GetItem')).story).toEqual([`RST_STREAM ${number}`]);
    expect((await rawly(s, 'TellItem')).story).toEqual(['HEADERS', 'DATA 7', `RST_STREAM ${number}`]);
    expect((await s.call('GetItem')).code).toBe(status);
    expect(await s.call('TellItem')).toMatchObject({ code: status, messages: [{ left: 1 }] });
    await until(s.app.journal, () => s.app.journal.stats().open === 0);
    for (const call of s.app.journal.list().calls) expect(call.code).toBe(status);
  },
);

test.each([
  [1, 1],
  [2, 2],
  [3, 3],
  // Fewer messages than it waits for: in place of the end.
  [9, 3],
])('a stream is reset behind %i of 3 messages', async (behind, messages) => {
  await using s = await serveStubs(brokenBy(`rst_stream: INTERNAL, afterMessages: ${behind}`));
  const { data, story } = await rawly(s, 'TellItem');
  expect(data.length).toBe(messages * FRAME);
  expect(story.at(-1)).toBe('RST_STREAM 2');
  expect(story.some((one) => one.endsWith('END'))).toBe(false);
  const went = await s.call('TellItem');
  expect(went).toMatchObject({ code: 13 });
  expect(went.messages).toHaveLength(messages);
});

test('a reset falls into a stream that goes on for ever, and stops it', async () => {
  await using s = await serveStubs(
    file(
      '  - { method: TellItem, reply: { stream: [ { left: 1 } ], repeat: forever }, fault: { rst_stream: CANCEL, afterMessages: 500 } }\n',
    ),
  );
  const went = await s.call('TellItem');
  expect(went).toMatchObject({ code: 1 });
  expect(went.messages).toHaveLength(500);
  expect((await recorded(s)).summary).toMatchObject({ down: 500, broken: 'rst_stream' });
  expect(s.app.journal.stats().open).toBe(0);
});

const TICKS = '{ stream: [ { left: 1 }, { after: 5ms, message: { left: 2 } } ], repeat: forever }';

test('a reset of one call leaves the others of its connection alone', async () => {
  await using s = await serveStubs(
    file(
      `  - { method: TellItem, reply: ${TICKS} }\n  - { method: TellItem, when: { request: { sku: BAD } }, fault: { rst_stream: INTERNAL, afterMessages: 2 } }\n`,
    ),
  );
  const good = s.talk('TellItem');
  good.say({ sku: 'GOOD' });
  good.end();
  expect(await good.next()).toEqual({ left: 1 });
  for (let at = 0; at < 20; at += 1) expect(await s.call('TellItem', [{ sku: 'BAD' }])).toMatchObject({ code: 13 });
  const { journal } = s.app;
  const seen = journal.list().calls[0]!.down;
  await until(journal, () => journal.list().calls[0]!.down > seen + 2);
  good.cancel();
  expect((await good.went).code).toBe(1);
  expect(new Set(journal.list().calls.map(({ peer }) => peer)).size).toBe(1);
});
