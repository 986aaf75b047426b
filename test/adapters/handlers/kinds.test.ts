import { expect, test } from 'vitest';
import { serveHandlers } from './served.ts';

const GOOD = `
import { service } from 'understudy';
export default service('chat.v1.Chat', {
  async getLine(request, call) {
    call.setHeader('x-room', 'blue');
    call.setTrailer('x-cost', '3');
    return { text: request.text + '!' + call.metadata['x-who'], count: 5n, data: new Uint8Array([1, 2]), mood: 'HAPPY', tags: [String(request.tags.length), typeof request.count, String(request.rank)] };
  },
  async *watchLines(request) {
    for (let n = 1; n <= 3; n++) yield { text: request.text, count: n };
  },
  async collect(messages) {
    let text = '';
    for await (const message of messages) text += message.text;
    return { text };
  },
  async *talk(messages, call) {
    for await (const { text } of messages) {
      if (text === 'no') throw call.error('NOT_FOUND', 'no such room', [{ '@type': 'google.rpc.ErrorInfo', reason: 'GONE', domain: 'chat' }]);
      yield { text: 'you said ' + text };
    }
    yield { text: 'bye' };
  },
});
`;

test('the four kinds are answered by handlers, and what has none stays mocked', async () => {
  await using served = await serveHandlers({ 'chat.handlers.ts': GOOD });
  expect(served.handlers.report).toMatchObject({ problems: [], files: [{ file: 'chat.handlers.ts', held: false }] });
  const unary = await served.call('GetLine', { send: [{ text: 'hi' }], metadata: { 'x-who': 'me' } });
  expect(unary).toMatchObject({
    code: 0,
    headers: { 'x-room': 'blue' },
    messages: [{ text: 'hi!me', count: '5', data: 'AQI=', mood: 'HAPPY', tags: ['0', 'string', 'undefined'] }],
  });
  expect(unary.trailers.get('x-cost')).toEqual(['3']);
  expect(await served.call('WatchLines', { send: [{ text: 'a' }] })).toMatchObject({
    code: 0,
    messages: [{ count: '1' }, { count: '2' }, { count: '3' }],
  });
  expect(await served.call('Collect', { send: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] })).toMatchObject({
    code: 0,
    messages: [{ text: 'abc' }],
  });
  const talk = await served.call('Talk', { send: [{ text: 'a' }, { text: 'b' }] });
  expect(talk).toMatchObject({ code: 0, messages: [{ text: 'you said a' }, { text: 'you said b' }, { text: 'bye' }] });
  const refused = await served.call('Talk', { send: [{ text: 'a' }, { text: 'no' }] });
  expect(refused).toMatchObject({ code: 5, details: 'no such room', messages: [{ text: 'you said a' }] });
  expect(refused.trailers.get('grpc-status-details-bin')[0]!.toString()).toContain('google.rpc.ErrorInfo');
  expect(await served.call('Other')).toMatchObject({ code: 0 });
  const by = served.journal.list().calls.map(({ answeredBy }) => answeredBy);
  expect(by.filter((one) => one?.by === 'handler')).toHaveLength(5);
  expect(by).toContainEqual({ by: 'handler', file: 'chat.handlers.ts', line: 4 });
});
