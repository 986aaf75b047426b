import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { encodeJson } from '../../server/codec/encode-json.ts';
import { exampleRequest } from '../../server/engine/example.ts';
import { loadSchema } from '../../server/workspace/load.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';

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

const { schema } = loadSchema({ paths: [join(ROOT, 'protos')], protoPaths: [] });
/** What changes the world: later calls see it, so that its place among other calls counts. */
const WRITES = /\/(Create|Update|Delete|Cancel|Import|Upload)/;
/** Goes on until somebody cancels it: its first message is enough. */
const WATCHES = /\/Watch/;

/** Every byte of the answer to the example request (sent twice for the kinds that take several), headers aside. */
function answer(client: Client, { path, kind }: Method): Promise<readonly string[]> {
  const method = schema.method(path)!;
  // A watch of things that this seed does not have says nothing until there are some: everything is watched.
  const json = WATCHES.test(path) ? '{}' : exampleRequest(method, 'example');
  const request = encodeJson(method.desc.input, json, method.types);
  if ('problems' in request) throw new Error(request.problems[0]!.message);
  return new Promise((resolve) => {
    const call = client.makeBidiStreamRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
    );
    const seen: string[] = [];
    let enough = false;
    call.on('data', (bytes: Buffer) => {
      if (!enough) seen.push(bytes.toString('base64'));
      if (!WATCHES.test(path)) return;
      enough = true;
      call.cancel();
    });
    call.on('error', () => undefined);
    call.on('status', ({ code, details }) => resolve(enough ? seen : [...seen, `status ${code} ${details}`]));
    call.write(Buffer.from(request.bytes));
    if (kind === 'client_streaming' || kind === 'bidi_streaming') call.write(Buffer.from(request.bytes));
    call.end();
  });
}

async function answers(seed: string, reversed: boolean): Promise<Readonly<Record<string, readonly string[]>>> {
  await using server = await serve(['--seed', seed]);
  const client = new Client(server.address, credentials.createInsecure());
  try {
    const all = await methods(server);
    const reads = all.filter(({ path }) => !WRITES.test(path));
    const order = [...(reversed ? reads.toReversed() : reads), ...all.filter(({ path }) => WRITES.test(path))];
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
  const failed = Object.entries(first).filter(([, seen]) => seen.some((part) => /^status [^0]/.test(part)));
  expect(failed).toEqual([]);
  // Another seed is another answer, wherever there is anything to choose: not where a call only counts or deletes.
  const same = Object.keys(first).filter((path) => JSON.stringify(first[path]) === JSON.stringify(other[path]));
  expect(same.length).toBeLessThanOrEqual(5);
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
