import { connect } from 'node:http2';
import { expect, test } from 'vitest';
import { until } from '../grpc/mock.ts';
import { serveHandlers, type Served } from './served.ts';

const file = (handlers: string): Record<string, string> => ({
  'chat.handlers.ts': `import { service } from 'understudy';\nlet noted = '';\nexport default service('chat.v1.Chat', {\n${handlers},\nother: async () => ({ text: noted }),\n});`,
});
const noted = async (served: Served, word: string): Promise<void> => {
  for (;;) if (JSON.stringify((await served.call('Other')).messages).includes(word)) return;
};

const LOOP = `getLine(request) { for (;;); }, async *watchLines(request, call) { if (request.text === 'wait') { yield { text: 'here' }; await new Promise(() => {}); } for (;;); },
  collect(messages) { for (;;); }, async *talk(messages) { for (;;) await null; }`;

test.each(['GetLine', 'WatchLines', 'Collect', 'Talk'])(
  'an endless loop in %s ends with its reason, and others are answered again',
  async (method) => {
    await using served = await serveHandlers(file(LOOP));
    const bystander = served.call('WatchLines', {
      send: [{ text: 'wait' }],
      heard: () => undefined,
    });
    await until(served.journal, () => served.journal.list().calls.some(({ down }) => down > 0));
    const began = performance.now();
    const went = await served.call(method, { send: [{ text: 'a' }] });
    // How long that takes is said by watchdog.test.ts; on a busy machine every question takes longer.
    process.stdout.write(
      `An endless loop in ${method} ended its call after ${Math.round(performance.now() - began)} ms.\n`,
    );
    expect(went).toMatchObject({ code: 13 });
    expect(went.details).toMatch(/did not give back control.*endless loop.*chat\.v1\.Chat\/.*chat\.handlers\.ts/);
    expect(await bystander).toMatchObject({ code: 13, messages: [{ text: 'here' }] });
    expect(await served.call('Other')).toMatchObject({ code: 0 });
    expect(served.problems).toMatchObject([{ code: 'handler-thread-ended' }]);
  },
);

test('a cancel and a deadline abort the signal, run what a generator does at its end, and nothing is sent after', async () => {
  await using served = await serveHandlers(
    file(`async *watchLines(request, call) {
      call.signal.addEventListener('abort', () => { noted += call.signal.reason.code; });
      try { for (;;) { yield { text: 'tick' }; await new Promise((r) => setTimeout(r, 1)); } } finally { noted += ' finally'; }
    },
    async *talk(messages, call) { try { for await (const m of messages) yield m; noted += ' drained'; } finally { noted += ' left'; } }`),
  );
  const cancelled = await served.call('WatchLines', { heard: (call, count) => count === 3 && call.cancel() });
  expect(cancelled.code).toBe(1);
  await noted(served, 'CANCELLED');
  await noted(served, 'finally');
  // The server's clock alone: a client that keeps one of its own may cancel first. It is long enough once the handler spoke.
  let late = await served.call('WatchLines', { metadata: { 'grpc-timeout': '100m' } });
  for (let ms = 200; late.messages.length === 0; ms *= 2)
    late = await served.call('WatchLines', { metadata: { 'grpc-timeout': `${ms}m` } });
  expect(late.code).toBe(4);
  await noted(served, 'DEADLINE_EXCEEDED');
  const talk = await served.call('Talk', { send: [{ text: 'a' }], open: true, heard: (call) => call.cancel() });
  expect(talk.code).toBe(1);
  await noted(served, 'left');
});

test('a handler does not get far ahead of a client that does not read', async () => {
  await using served = await serveHandlers(
    file(
      `async *watchLines() { for (let n = 0; ; n++) { noted = 'made ' + n + ' '; yield { text: 'x'.repeat(10_000) }; } }`,
    ),
  );
  // grpc-js reads though it is paused: a plain client does not.
  const other = connect(`http://127.0.0.1:${served.port}`);
  const path = '/chat.v1.Chat/WatchLines';
  const stream = other.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => undefined);
  stream.end(Buffer.alloc(5));
  stream.pause();
  // What it has made stands still: the same number in many answers that came after each other.
  let before = '';
  for (let same = 0; same < 20;) {
    const now = JSON.stringify((await served.call('Other')).messages);
    same = now === before && now.includes('made') ? same + 1 : 0;
    before = now;
  }
  expect(Number(/made (\d+)/.exec(before)?.[1])).toBeLessThan(200);
  other.destroy();
});

test('a client does not get far ahead of a handler that does not read', async () => {
  await using served = await serveHandlers(
    file(`async collect(messages, call) { await new Promise((r) => call.signal.addEventListener('abort', r)); }`),
  );
  const sent = Array.from({ length: 3_000 }, () => ({ text: 'y'.repeat(1_000) }));
  const call = served.call('Collect', { send: sent, options: { deadline: Date.now() + 1_000 } });
  expect(await call).toMatchObject({ code: 4 });
  expect(served.journal.list().calls[0]!.up).toBeLessThan(200);
});

test('all of a long stream comes, in its order, in both directions', async () => {
  await using served = await serveHandlers(
    file(`async *talk(messages) { for await (const { text } of messages) yield { text }; },
      watchLines: (request, call) => { for (let n = 0; n < 2_000; n++) call.send({ text: String(n) }); call.setTrailer('x-n', '2000'); },
      async collect(messages) { let n = 0; for await (const m of messages) n++; return { text: String(n) } }`),
  );
  const send = Array.from({ length: 1_000 }, (_, n) => ({ text: `${n}` }));
  expect((await served.call('Talk', { send })).messages).toEqual(send);
  const watched = await served.call('WatchLines');
  expect(watched.messages).toEqual(Array.from({ length: 2_000 }, (_, n) => ({ text: `${n}` })));
  expect(watched.trailers.get('x-n')).toEqual(['2000']);
  expect(await served.call('Collect', { send })).toMatchObject({ code: 0, messages: [{ text: '1000' }] });
});

test('what a handler leaves behind after its call is told, and harms nobody', async () => {
  await using served = await serveHandlers(
    file(
      `async getLine(request, call) { setTimeout(() => { noted += 'late'; call.send({ text: 'late' }); call.setTrailer('a', 'b'); }, 5); return { text: 'a' } }`,
    ),
  );
  expect(await served.call('GetLine')).toMatchObject({ code: 0, messages: [{ text: 'a' }] });
  await noted(served, 'late');
  expect(served.problems).toMatchObject([{ code: 'handler-stray', file: 'chat.handlers.ts' }]);
  expect(await served.call('GetLine')).toMatchObject({ code: 0 });
});
