import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { reflectedFiles, reflectedServices } from '../support/reflection-client.ts';
import { BUF } from '../support/buf.ts';
import { ROOT, serve, type Served } from '../support/run-command.ts';

const run = promisify(execFile);
const GOOGLE = join(ROOT, 'node_modules/google-proto-files');
const XDS = join(ROOT, 'node_modules/@grpc/grpc-js-xds/deps');

/** `buf curl` knows the schema by reflection only. Answers each message it printed. */
async function bufCurl(server: Served, method: string, ...requests: readonly object[]): Promise<readonly object[]> {
  const { stdout } = await run(
    BUF,
    [
      'curl',
      '--http2-prior-knowledge',
      ...['--protocol', 'grpc'],
      ...['-d', requests.map((request) => JSON.stringify(request)).join('\n')],
      `http://${server.address}/${method}`,
    ],
    { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 },
  );
  const messages: unknown = JSON.parse(`[${stdout.trim().replaceAll(/\n\}\n\{/g, '\n},\n{')}]`);
  return messages as object[]; // Each is printed as one object, closed in the first column.
}

/** A strict reader takes a file with its imports, imports first, and nothing less. */
function strictRead(files: ReadonlyMap<string, FileDescriptorProto>): number {
  const sorted = new Set<FileDescriptorProto>();
  const visit = (file: FileDescriptorProto): void => {
    if (sorted.has(file)) return;
    for (const name of file.dependency) {
      const found = files.get(name);
      if (!found) throw new Error(`${file.name} imports ${name}, which was not reflected`);
      visit(found);
    }
    sorted.add(file);
  };
  for (const file of files.values()) visit(file);
  const set = create(FileDescriptorSetSchema, { file: [...sorted] });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, toBinary(FileDescriptorSetSchema, set)));
  return [...registry.files].length;
}

test('buf curl calls each of the four kinds of the sample by reflection', async () => {
  await using server = await serve();
  expect(await bufCurl(server, 'greeter.v1.Greeter/SayHello', { name: 'Ada', tone: 'TONE_FORMAL' })).toMatchObject([
    { name: 'Ada' },
  ]);
  const languages = await bufCurl(server, 'greeter.v1.Greeter/SayHelloInManyLanguages', { name: 'Ada' });
  expect(languages.length).toBeGreaterThanOrEqual(3);
  expect(
    await bufCurl(server, 'greeter.v1.Greeter/GreetGroup', { name: 'Ada' }, { name: 'Grace' }, { name: 'Edsger' }),
  ).toMatchObject([{ guestCount: 3 }]);
  expect(await bufCurl(server, 'greeter.v1.Greeter/Converse', { text: 'Hi' }, { text: 'How are you?' })).toHaveLength(
    2,
  );
  expect(await bufCurl(server, 'shop.v1.Orders/GetOrder', { name: 'customers/ada/orders/1' })).toMatchObject([
    { name: 'customers/ada/orders/1' },
  ]);
});

test('buf curl calls a service of googleapis, and its google.api options are reflected', async () => {
  await using server = await serve([join(GOOGLE, 'google/pubsub/v1')]);
  const topic = 'projects/p/topics/t';
  expect(await bufCurl(server, 'google.pubsub.v1.Publisher/GetTopic', { topic })).toHaveLength(1);
  expect(
    await bufCurl(server, 'google.pubsub.v1.Subscriber/StreamingPull', { subscription: 'projects/p/subscriptions/s' }),
  ).toHaveLength(1);
  const files = await reflectedFiles(server.address, 'google.pubsub.v1.Publisher', 'v1');
  expect(strictRead(files)).toBeGreaterThan(5);
  const publisher = files.get('google/pubsub/v1/pubsub.proto')?.service.find(({ name }) => name === 'Publisher');
  const http = publisher?.method[0]?.options?.$unknown?.find(({ no }) => no === 72295728);
  expect(Buffer.from(http?.data ?? []).toString('latin1')).toContain('/v1/{name=projects/*/topics/*}');
  expect(
    files
      .get('google/pubsub/v1/pubsub.proto')
      ?.sourceCodeInfo?.location.some(({ leadingComments }) =>
        /service that an application uses/.test(leadingComments),
      ),
  ).toBe(true);
});

test('buf curl calls a service of envoy', async () => {
  await using server = await serve([
    join(XDS, 'envoy-api/envoy/service/discovery/v3'),
    ...['envoy-api', 'xds', 'googleapis', 'protoc-gen-validate'].flatMap((root) => ['-I', join(XDS, root)]),
  ]);
  const node = { node: { id: 'a' }, typeUrl: 'type.googleapis.com/envoy.config.cluster.v3.Cluster' };
  const answers = await bufCurl(
    server,
    'envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
    node,
    node,
  );
  expect(answers).toHaveLength(2);
  expect(
    strictRead(await reflectedFiles(server.address, 'envoy.service.discovery.v3.AggregatedDiscoveryService', 'v1')),
  ).toBeGreaterThan(10);
});

test.each(['v1', 'v1alpha'] as const)(
  'a strict reader accepts every file that %s reflects of the sample',
  async (version) => {
    await using server = await serve();
    const services = await reflectedServices(server.address, version);
    expect(services).toEqual(
      expect.arrayContaining([
        'greeter.v1.Greeter',
        'shop.v1.Catalog',
        'grpc.channelz.v1.Channelz',
        'grpc.health.v1.Health',
        `grpc.reflection.${version}.ServerReflection`,
      ]),
    );
    for (const service of services) {
      const files = await reflectedFiles(server.address, service, version);
      expect(strictRead(files)).toBe(files.size);
      for (const file of files.values()) expect(toBinary(FileDescriptorProtoSchema, file).length).toBeGreaterThan(0);
    }
  },
);
