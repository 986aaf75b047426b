import { expect, test } from 'vitest';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { serve, type Served } from '../support/run-command.ts';

interface Method {
  readonly path: string;
  readonly kind: string;
}

/** The sample's methods, without those of the system's services. */
async function methods(server: Served): Promise<readonly Method[]> {
  const schema: unknown = await (await fetch(`http://${server.address}/api/schema`)).json();
  const services = (schema as { services: readonly { name: string; methods: readonly Method[] }[] }).services;
  return services.filter(({ name }) => !name.startsWith('grpc.')).flatMap((service) => service.methods);
}

/** Every byte of the answer to two empty requests (one for the kinds that take one), headers aside. */
function answer(client: Client, { path, kind }: Method): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const call = client.makeBidiStreamRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
    );
    const seen: string[] = [];
    call.on('data', (bytes: Buffer) => seen.push(bytes.toString('base64')));
    call.on('error', reject);
    call.on('status', ({ code }) => seen.push(`status ${code}`));
    call.on('end', () => resolve(seen));
    call.write(Buffer.alloc(0));
    if (kind === 'client_streaming' || kind === 'bidi_streaming') call.write(Buffer.alloc(0));
    call.end();
  });
}

async function answers(seed: string, reversed: boolean): Promise<Readonly<Record<string, readonly string[]>>> {
  await using server = await serve(['--seed', seed]);
  const client = new Client(server.address, credentials.createInsecure());
  try {
    const all = [...(await methods(server))];
    const order = reversed ? all.reverse() : all;
    const pairs: (readonly [string, readonly string[]])[] = [];
    for (const method of order) pairs.push([method.path, await answer(client, method)]);
    return Object.fromEntries(pairs);
  } finally {
    client.close();
  }
}

test('the same seed gives the same bytes for every method of the sample, in two processes and two orders', async () => {
  const [first, second, other] = [await answers('42', false), await answers('42', true), await answers('43', false)];
  expect(Object.keys(first)).toHaveLength(20);
  expect(second).toEqual(first);
  for (const seen of Object.values(first)) expect(seen.length).toBeGreaterThanOrEqual(1);
  // Another seed is another answer, wherever there is anything to choose.
  const changed = Object.keys(first).filter((path) => JSON.stringify(first[path]) !== JSON.stringify(other[path]));
  expect(changed.length).toBeGreaterThanOrEqual(18);
});

test('a seed in the request counts for its call alone, and an answer of --random is the same again by the seed that it names', async () => {
  await using server = await serve(['--random']);
  const client = new Client(server.address, credentials.createInsecure());
  const [path] = (await methods(server)).filter(({ kind }) => kind === 'unary').map((method) => method.path);
  const ask = (seed: string | undefined): Promise<{ readonly seed: string; readonly bytes: string }> =>
    new Promise((resolve, reject) => {
      const metadata = new Metadata();
      if (seed !== undefined) metadata.set('x-understudy-seed', seed);
      let named = '';
      const call = client.makeUnaryRequest(
        path!,
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => bytes.toString('base64'),
        Buffer.alloc(0),
        metadata,
        (error, bytes) =>
          error && named === '' ? reject(error) : resolve({ seed: named, bytes: bytes ?? String(error) }),
      );
      call.on('metadata', (headers: Metadata) => (named = String(headers.get('x-understudy-seed')[0])));
    });
  try {
    const first = await ask(undefined);
    expect(await ask(first.seed)).toEqual(first);
    expect((await ask('another')).seed).toBe('another');
    expect((await ask(undefined)).seed).not.toBe(first.seed);
  } finally {
    client.close();
  }
});
