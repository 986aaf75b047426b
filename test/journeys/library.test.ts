// As somebody writes it who has installed the package: the names are those of the package, and nothing else of this
// repository is used but its sample protos and its client.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { service, startUnderstudy, type Understudy } from 'understudy';
import { sampleClient, unary, type LoadedClient } from '../support/proto-loader-client.ts';

let mock: Understudy;
let client: LoadedClient & Disposable;

beforeAll(async () => {
  mock = await startUnderstudy({
    protos: 'protos',
    handlers: service('greeter.v1.Greeter', {
      sayHello: ({ name }: { name: string }) => ({ greeting: `Hello from the test, ${name}` }),
    }),
  });
  client = sampleClient('shop/v1/catalog.proto', 'shop.v1.Catalog', mock.address);
});
afterEach(() => mock.reset());
afterAll(async () => {
  client[Symbol.dispose]();
  await mock.close();
});

const getProduct = (name: string) => unary(client, 'GetProduct', { name });

test('with nothing said, answers are believable and the same each time', async () => {
  const product = await getProduct('products/oak-lamp');
  expect(product).toMatchObject({ name: 'products/oak-lamp', title: expect.stringMatching(/\w/) as unknown });
  expect(await getProduct('products/oak-lamp')).toEqual(product);
});

test('the answer that matters is pinned, and the call is verified', async () => {
  await mock.stub('shop.v1.Catalog/GetProduct', {
    when: { request: { name: 'products/sold-out' } },
    reply: { status: 'NOT_FOUND', message: 'no ${request.name}' },
  });
  await expect(getProduct('products/sold-out')).rejects.toThrow('no products/sold-out');
  await mock.verify('shop.v1.Catalog/GetProduct', { when: { request: { name: 'products/sold-out' } }, times: 1 });
});

test('a retry succeeds on the third call, and three calls came', async () => {
  await mock.stub('shop.v1.Catalog/GetProduct', {
    replies: [{ status: 'UNAVAILABLE' }, { status: 'UNAVAILABLE' }, { message: { title: 'at last' } }],
  });
  const insistent = async (tries: number): Promise<unknown> => {
    try {
      return await getProduct('products/a');
    } catch (error) {
      if (tries <= 1) throw error;
      return insistent(tries - 1);
    }
  };
  expect(await insistent(3)).toMatchObject({ title: 'at last' });
  await mock.verify('GetProduct', { times: 3 });
});

test('each test may have a session of its own', async () => {
  await using session = mock.session();
  await session.stub('GetProduct', { reply: { message: { title: 'only here' } } });
  expect(await getProduct('products/a')).not.toMatchObject({ title: 'only here' });
  await mock.verify('GetProduct', { times: 1 });
});

test('methods can be real code of the test', async () => {
  using greeter = sampleClient('greeter/v1/greeter.proto', 'greeter.v1.Greeter', mock.address);
  expect(await unary(greeter, 'SayHello', { name: 'Ada' })).toMatchObject({ greeting: 'Hello from the test, Ada' });
});
