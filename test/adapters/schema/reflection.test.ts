import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createFileRegistry, create, fromBinary, type FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { Client, credentials } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { createEngine } from '../../../server/engine/engine.ts';
import { exampleRequest } from '../../../server/engine/example.ts';
import { createGrpcServer } from '../../../server/grpc/grpc-server.ts';
import { createCallDesk } from '../../../server/serving/call-desk.ts';
import { systemFiles } from '../../../server/serving/system-files.ts';
import { openPort } from '../../../server/port/open-port.ts';
import { compile } from '../../../server/schema/compile.ts';
import { outlineFile } from '../../../server/schema/outline.ts';
import { Registry, type Schema } from '../../../server/schema/registry.ts';
import { Journal } from '../../../server/traffic/journal.ts';
import { BUF } from '../../support/buf.ts';
import { GOOGLE, protoFiles, XDS } from '../../support/corpora.ts';
import { base64, clock } from '../grpc/mock.ts';
import { reflect } from '../grpc/reflection-client.ts';
import { emptyWorld } from '../../support/empty-world.ts';

const run = promisify(execFile);
const TIMEOUT = 300_000;

/** Both corpora, and how many of their services are looked at. */
const CORPORA = [
  { name: 'google-proto-files', folder: GOOGLE, every: 20, calls: 30 },
  { name: 'grpc-js-xds', folder: XDS, every: 1, calls: 10 },
];

test.for(CORPORA)(
  '$name: a strict reader and buf curl find their way by reflection',
  { timeout: TIMEOUT },
  async (corpus) => {
    const schema = compile({
      files: protoFiles(corpus.folder),
      roots: [],
      beside: systemFiles(),
    });
    await using served = await serve(schema);
    const picked = schema.services.filter(
      ({ methods, name }, index) => methods.length > 0 && !name.startsWith('grpc.') && index % corpus.every === 0,
    );

    // 1. Each service with its files alone, as a strict reader sees them, by either version of the protocol.
    for (const [index, service] of picked.entries()) {
      const stream = reflect(served.client, index % 2 === 0 ? 'v1' : 'v1alpha');
      const registry = readStrictly(await stream.ask({ fileContainingSymbol: service.name }));
      await stream.end();
      const found = registry.getService(service.name);
      expect(found?.methods.map(({ name, input, output }) => [name, input.typeName, output.typeName])).toEqual(
        service.methods.map(({ name, input, output }) => [name, input, output]),
      );
    }

    // 2. Extensions by the type that they extend, and by their numbers.
    const stream = reflect(served.client);
    let extensions = 0;
    for (const type of extended(schema)) {
      const answer = await stream.ask({ allExtensionNumbersOfType: type });
      const numbers = Reflect.get(Object(answer['allExtensionNumbersResponse']), 'extensionNumber') as unknown;
      expect(numbers).toEqual(schema.extensionNumbers(type));
      for (const number of schema.extensionNumbers(type)!) {
        const fresh = reflect(served.client);
        const request = { containingType: type, extensionNumber: number };
        const registry = readStrictly(await fresh.ask({ fileContainingExtension: request }));
        await fresh.end();
        expect([...registry].some((desc) => desc.kind === 'extension' && desc.number === number)).toBe(true);
        extensions += 1;
      }
    }
    await stream.end();

    // 3. buf lists every method of the server, for which it reads every service, and calls some, by reflection alone.
    const target = `http://127.0.0.1:${served.port}`;
    const listed = await curl('--list-methods', target);
    const methods = listed.split('\n').filter((line) => line.includes('/'));
    expect(methods.length).toBeGreaterThanOrEqual(schema.methodCount);
    const calls = schema.services
      .filter(({ name }) => !name.startsWith('grpc.'))
      .flatMap(({ methods: all }) => all.filter(({ kind }) => kind === 'unary').slice(0, 1));
    const step = Math.max(1, Math.floor(calls.length / corpus.calls));
    const chosen = calls.filter((_, index) => index % step === 0).slice(0, corpus.calls);
    await eachOfTwo(chosen, async ({ path }) => {
      // What it prints is ProtoJSON of the output type, written by buf from what reflection told it.
      const said = await curl('-d', exampleRequest(schema.method(path)!, 'reflection'), target + path);
      expect(typeof JSON.parse(said)).toBe('object');
    });
    const figures = { strict: picked.length, extensions, listed: methods.length, calls: chosen.length };
    process.stdout.write(`${corpus.name}: ${JSON.stringify(figures)}\n`);
    expect(extensions).toBeGreaterThan(20);
  },
);

/** A server of ours on a free port, with a client. */
async function serve(schema: Schema) {
  const registry = new Registry(schema);
  let ids = 0;
  const journal = new Journal({ clock, newId: () => `c${(ids += 1)}`, describe: base64 });
  const engine = createEngine({ seed: 'reflection', random: null, strict: false, now: clock.now, world: emptyWorld() });
  const grpc = createGrpcServer({ desk: createCallDesk({ registry, engine, log: journal, clock }), clock });
  const port = await openPort({ host: 'localhost', port: 0 });
  port.onHttp2((socket) => grpc.inject(socket));
  const client = new Client(`127.0.0.1:${port.port}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
  });
  return {
    client,
    port: port.port,
    async [Symbol.asyncDispose]() {
      client.close();
      await port.close();
      await grpc[Symbol.asyncDispose]();
      await port[Symbol.asyncDispose]();
    },
  };
}

/** Builds the files of an answer, imports first. Throws where one is missing, or a type is not where it should be. */
function readStrictly(answer: Awaited<ReturnType<ReturnType<typeof reflect>['ask']>>): FileRegistry {
  const encoded: unknown = Reflect.get(Object(answer['fileDescriptorResponse']), 'fileDescriptorProto');
  if (!Array.isArray(encoded)) throw new Error(`No files: ${JSON.stringify(answer)}`);
  const files = new Map<string, FileDescriptorProto>();
  for (const bytes of encoded) {
    const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(String(bytes), 'base64'));
    files.set(file.name, file);
  }
  const sorted = new Set<FileDescriptorProto>();
  const add = (file: FileDescriptorProto): void => {
    for (const name of file.dependency) {
      const next = files.get(name);
      if (!next) throw new Error(`${file.name} imports ${name}, which did not come with it.`);
      if (!sorted.has(next)) add(next);
    }
    sorted.add(file);
  };
  for (const file of files.values()) add(file);
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...sorted] }));
}

/** Every message that something extends. */
const extended = (schema: Schema): string[] => [
  ...new Set(
    [...schema.files.values()].flatMap(({ bytes }) => outlineFile(bytes).extensions.map(({ extendee }) => extendee)),
  ),
];

async function curl(...args: string[]): Promise<string> {
  const options = ['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...args];
  const { stdout } = await run(BUF, options, { maxBuffer: 64 << 20 });
  return stdout;
}

/** Two at a time: two cores are all there is. */
async function eachOfTwo<Item>(items: readonly Item[], use: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item; item = queue.shift()) await use(item);
  };
  await Promise.all([worker(), worker()]);
}
