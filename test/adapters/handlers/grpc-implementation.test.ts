import { expect, test } from 'vitest';
import { serveHandlers } from './served.ts';

const IMPLEMENTATION = `
import { grpcImplementation } from 'understudy';
import { Metadata, status } from '@grpc/grpc-js';
class Chat {
  prefix = 'impl ';
  getLine(call, callback) {
    if (call.request.text === 'no') return callback({ code: status.NOT_FOUND, details: 'none' });
    if (call.request.text === 'plain') return callback(new Error('broken'));
    const headers = new Metadata(); headers.set('x-head', 'h'); call.sendMetadata(headers);
    const trailer = new Metadata(); trailer.set('x-trail', 't');
    callback(null, { text: this.prefix + call.request.text + ' ' + call.metadata.get('x-who')[0], reply_to: { text: String(call.request.big_number) } }, trailer);
  }
  watchLines(call) {
    for (let n = 0; n < 50; n++) call.write({ text: String(n) });
    if (call.request.text === 'fail') return call.emit('error', { code: status.ABORTED, details: 'half way' });
    const trailer = new Metadata(); trailer.set('x-trail', 't'); call.end(trailer);
  }
  collect(call, callback) {
    let text = '';
    call.on('data', (message) => (text += message.text));
    call.on('end', () => callback(null, { text }));
  }
  talk(call) {
    call.on('data', (message) => call.write({ text: 'you said ' + message.text }));
    call.on('end', () => call.end());
  }
}
export default grpcImplementation('chat.v1.Chat', new Chat(), { keepCase: true, longs: String });
`;

test('an implementation for grpc-js answers the methods it has, in the shapes it is used to; the rest stays mocked', async () => {
  await using served = await serveHandlers({ 'impl.handlers.ts': IMPLEMENTATION });
  expect(served.handlers.report.problems).toEqual([]);
  const got = await served.call('GetLine', {
    send: [{ text: 'a', bigNumber: '18446744073709551615' }],
    metadata: { 'x-who': 'me' },
  });
  expect(got).toMatchObject({
    code: 0,
    headers: { 'x-head': 'h' },
    messages: [{ text: 'impl a me', replyTo: { text: '18446744073709551615' } }],
  });
  expect(got.trailers.get('x-trail')).toEqual(['t']);
  expect(await served.call('GetLine', { send: [{ text: 'no' }] })).toMatchObject({ code: 5, details: 'none' });
  expect(await served.call('GetLine', { send: [{ text: 'plain' }] })).toMatchObject({ code: 2, details: 'broken' });
  const watched = await served.call('WatchLines');
  expect(watched).toMatchObject({ code: 0 });
  expect(watched.messages).toHaveLength(50);
  expect(watched.trailers.get('x-trail')).toEqual(['t']);
  expect(await served.call('WatchLines', { send: [{ text: 'fail' }] })).toMatchObject({
    code: 10,
    details: 'half way',
  });
  expect(await served.call('Collect', { send: [{ text: 'a' }, { text: 'b' }] })).toMatchObject({
    messages: [{ text: 'ab' }],
  });
  expect(await served.call('Talk', { send: [{ text: 'a' }, { text: 'b' }] })).toMatchObject({
    code: 0,
    messages: [{ text: 'you said a' }, { text: 'you said b' }],
  });
  expect(await served.call('Other')).toMatchObject({ code: 0 });
});
