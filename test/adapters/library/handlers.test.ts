import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { status, type ClientDuplexStream, type ServerUnaryCall } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { grpcImplementation, service, startUnderstudy } from '../../../server/index.ts';
import { ROOT } from '../../support/run-command.ts';
import { sampleClient } from '../../support/proto-loader-client.ts';
import { catalog } from './client.ts';

const protos = join(ROOT, 'protos');
/** Of the first start below. */
const LINE = 20;

interface Named {
  readonly name: string;
}

test('handlers of a test run in its own thread, of all four kinds, and the rest stays mocked', async () => {
  const asked: string[] = [];
  await using mock = await startUnderstudy({
    protos,
    handlers: service('shop.v1.Catalog', {
      getProduct({ name }: Named, call: { error: (code: 'NOT_FOUND', text: string) => Error }) {
        asked.push(name);
        if (name === 'products/none') throw call.error('NOT_FOUND', 'none of these');
        return { name, title: `${asked.length}` };
      },
      async *watchStock() {
        for (let left = 3; left > 0; left--) yield { left };
      },
    }),
  });
  using shop = catalog(mock.address);
  expect(await shop.call('GetProduct', { name: 'products/a' })).toMatchObject({ name: 'products/a', title: '1' });
  expect(await shop.code('GetProduct', { name: 'products/none' })).toBe(status.NOT_FOUND);
  expect(asked).toEqual(['products/a', 'products/none']);
  const stream = (shop.client['WatchStock'] as (request: object) => AsyncIterable<{ left: number }>).call(
    shop.client,
    {},
  );
  const left: number[] = [];
  for await (const one of stream) left.push(one.left);
  expect(left).toEqual([3, 2, 1]);
  expect(await shop.code('ListProducts')).toBe(0);
  const calls = await mock.calls('GetProduct');
  // Where the mock was started.
  const here = { by: 'handler', file: 'test/adapters/library/handlers.test.ts', line: LINE };
  expect(calls.map(({ answeredBy }) => answeredBy)).toEqual([here, here]);
});

test('an existing implementation for grpc-js is mounted as it is, for the methods that it has', async () => {
  const said: string[] = [];
  const implementation = {
    getProduct(call: ServerUnaryCall<Named, object>, callback: (error: unknown, value?: object) => void) {
      said.push(call.request.name);
      if (call.request.name === 'products/none') return callback({ code: status.NOT_FOUND, details: 'none' });
      callback(null, { name: call.request.name, title: 'real' });
    },
  };
  await using mock = await startUnderstudy({
    protos,
    handlers: [grpcImplementation('shop.v1.Catalog', implementation, { longs: String, enums: String })],
  });
  using shop = catalog(mock.address);
  expect(await shop.call('GetProduct', { name: 'products/a' })).toMatchObject({ name: 'products/a', title: 'real' });
  expect(await shop.code('GetProduct', { name: 'products/none' })).toBe(status.NOT_FOUND);
  expect(said).toEqual(['products/a', 'products/none']);
  expect(await shop.code('ListProducts')).toBe(0);
});

test('a bidirectional handler hears and says as the call goes, and is told when it is cancelled', async () => {
  const aborted = new EventEmitter();
  await using mock = await startUnderstudy({
    protos,
    handlers: service('chat.v1.Chat', {
      async *talk(messages: AsyncIterable<{ say?: unknown }>, call: { signal: AbortSignal }) {
        call.signal.addEventListener('abort', () => aborted.emit('reason', call.signal.reason));
        let count = 0;
        for await (const message of messages)
          yield { message: { text: `${(count += 1)}`, messageId: JSON.stringify(message) } };
      },
    }),
  });
  using client = sampleClient('chat/v1/chat.proto', 'chat.v1.Chat', mock.address);
  const talk = (client['Talk'] as () => ClientDuplexStream<object, { message: { text: string } }>).call(client);
  talk.on('error', () => undefined);
  for (const text of ['1', '2']) {
    talk.write({});
    expect((await once(talk, 'data'))[0]).toMatchObject({ message: { text } });
  }
  const reason = once(aborted, 'reason');
  talk.cancel();
  expect((await reason)[0]).toMatchObject({ code: 'CANCELLED' });
  expect((await mock.calls('Talk'))[0]).toMatchObject({ status: 'CANCELLED' });
});

test.each<[string, () => unknown, RegExp]>([
  [
    'throws',
    () => {
      throw new TypeError('boom');
    },
    /threw TypeError: boom/,
  ],
  ['rejects', () => Promise.reject(new Error('late')), /late/],
  ['answers with nothing', () => undefined, /returned nothing/],
  ['answers with a field that is not there', () => ({ titel: 'a' }), /titel/],
])('a handler of a test that %s ends its own call with the reason', async (_name, getProduct, reason) => {
  await using mock = await startUnderstudy({ protos, handlers: service('shop.v1.Catalog', { getProduct }) });
  using shop = catalog(mock.address);
  const failure = await shop.call('GetProduct', { name: 'products/a' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: status.INTERNAL, details: expect.stringMatching(reason) as unknown });
  expect(await shop.code('ListProducts')).toBe(0);
});
