import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine, type EngineOptions } from '../../../server/engine/engine.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import type { MethodPath } from '../../../server/contract/schema.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { emptyWorld } from '../../support/empty-world.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package shop;
  import "google/protobuf/timestamp.proto";
  message Product { string id = 1; string name = 2; double price = 3; google.protobuf.Timestamp create_time = 4; repeated string tags = 5; }
  message GetProductRequest { string product_id = 1; }
  message CreateProductRequest { Product product = 1; string parent = 2; }
  message ListProductsRequest { int32 page_size = 1; string page_token = 2; string category = 3; }
  message ListProductsResponse { repeated Item products = 1; string next_page_token = 2; int32 total_size = 3; }
  message Item { string name = 1; string category = 2; }
  message BatchGetRequest { repeated string ids = 1; }
  message BatchGetResponse { repeated Product products = 1; }
  message Chunk { bytes data = 1; string name = 2; }
  message UploadResponse { int64 size_bytes = 1; int32 chunk_count = 2; int32 failed_count = 3; string name = 4; }
  message ChatMessage { string room = 1; string user = 2; string text = 3; int32 sequence = 4; }
  message WatchRequest { string id = 1; }
  message Progress { string id = 1; int32 percent = 2; google.protobuf.Timestamp update_time = 3; int32 index = 4; }
  message HelloRequest { string name = 1; }
  message HelloReply { string message = 1; }
  service Shop {
    rpc GetProduct(GetProductRequest) returns (Product);
    rpc CreateProduct(CreateProductRequest) returns (Product);
    rpc ListProducts(ListProductsRequest) returns (ListProductsResponse);
    rpc BatchGet(BatchGetRequest) returns (BatchGetResponse);
    rpc Upload(stream Chunk) returns (UploadResponse);
    rpc Chat(stream ChatMessage) returns (stream ChatMessage);
    rpc Watch(WatchRequest) returns (stream Progress);
    rpc SayHello(HelloRequest) returns (HelloReply);
    rpc GreetAll(stream HelloRequest) returns (HelloReply);
  }
`);

const engineWith = (options: Partial<EngineOptions> = {}) =>
  createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world: emptyWorld(), ...options });

function open(name: string, metadata: Metadata = [], options: Partial<EngineOptions> = {}) {
  const method = schema.method(`/shop.Shop/${name}` satisfies MethodPath)!;
  const conversation = engineWith(options).open(method, metadata);
  const steps: Step[] = [...conversation.opening.steps];
  return {
    conversation,
    steps,
    send(value: unknown) {
      const encoded = encodeJson(method.desc.input, JSON.stringify(value), method.types);
      if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
      const turn = conversation.receive(encoded.bytes);
      steps.push(...turn.steps);
      return turn;
    },
    halfClose() {
      const turn = conversation.halfClose();
      steps.push(...turn.steps);
      return turn;
    },
    get messages() {
      return steps.flatMap((step) =>
        step.do === 'message'
          ? [JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json!) as Record<string, never>]
          : [],
      );
    },
    get story() {
      return steps.map((step) => (step.do === 'end' ? step.status.name : step.do));
    },
  };
}

function ask(name: string, request: unknown, metadata: Metadata = [], options: Partial<EngineOptions> = {}) {
  const call = open(name, metadata, options);
  call.send(request);
  call.halfClose();
  return call;
}

test('a unary call is answered at half-close: headers with the seed, one message, OK', () => {
  const call = open('GetProduct');
  expect(call.conversation.opening.steps).toEqual([]);
  expect(call.send({ productId: 'a' })).toEqual({ steps: [] });
  const turn = call.halfClose();
  expect(call.story).toEqual(['headers', 'message', 'OK']);
  expect(turn.answeredBy).toEqual({ by: 'world', seed: 'seed', entity: 'a' });
  expect(turn.steps[0]).toEqual({
    afterMs: 0,
    do: 'headers',
    metadata: [{ key: 'x-understudy-seed', value: 'seed' }],
  });
});

test('the same request has the same bytes, another has others', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const [first, second, third] = [one, one, other].map((productId) => ask('GetProduct', { productId }).steps[1]);
      expect(first).toEqual(second);
      if (one !== other) expect(third).not.toEqual(first);
    }),
    { numRuns: 40 },
  );
});

test('metadata sets the seed of one call; --random makes a fresh one for each, and names it', () => {
  const request = { productId: 'a' };
  const seeded = ask('GetProduct', request, [{ key: 'x-understudy-seed', value: 'mine' }]);
  expect(seeded.steps[0]).toMatchObject({ metadata: [{ key: 'x-understudy-seed', value: 'mine' }] });
  expect(seeded.messages).not.toEqual(ask('GetProduct', request).messages);
  let count = 0;
  const random = ask('GetProduct', request, [], { random: () => `fresh-${++count}` });
  expect(random.steps[0]).toMatchObject({ metadata: [{ key: 'x-understudy-seed', value: 'fresh-1' }] });
});

test('a seed that no header can carry is escaped there', () => {
  const call = ask('GetProduct', { productId: 'a' }, [], { seed: 'ünder\nstudy' });
  expect(call.steps[0]).toMatchObject({ metadata: [{ value: '%C3%BCnder%0Astudy' }] });
});

test('an id that was asked for is the id of the answer', () => {
  expect(ask('GetProduct', { productId: 'p-17' }).messages[0]).toMatchObject({ id: 'p-17' });
});

test('what is created comes back, with what only the server knows', () => {
  const [product] = ask('CreateProduct', { product: { name: 'Lamp', price: 12.5, tags: ['new'] } }).messages;
  expect(product).toMatchObject({ name: 'Lamp', price: 12.5, tags: ['new'] });
  expect(product).toHaveProperty('createTime');
});

test('a list keeps to the page size, counts itself and repeats the filter', () => {
  const [page] = ask('ListProducts', { pageSize: 1, category: 'books' }).messages;
  expect(page).toMatchObject({ products: [{ category: 'books' }] });
  expect(page!.products).toHaveLength(1);
  expect(page).not.toHaveProperty('nextPageToken');
});

test('a greeter greets who was named', () => {
  expect(String(ask('SayHello', { name: 'Ada' }).messages[0]!.message)).toContain('Ada');
  const group = open('GreetAll');
  for (const name of ['Ada', 'Ben', 'Cy']) group.send({ name });
  group.halfClose();
  expect(String(group.messages[0]!.message)).toContain('Ada, Ben and Cy');
});

test('a server stream sends several messages over time, the first at once', () => {
  const call = ask('Watch', { id: 'job-1' });
  const times = call.steps.filter((step) => step.do === 'message').map((step) => step.afterMs);
  expect(times.length).toBeGreaterThanOrEqual(3);
  expect(times.length).toBeLessThanOrEqual(6);
  expect(times[0]).toBe(0);
  expect(times.slice(1).every((ms) => ms >= 200 && ms <= 400)).toBe(true);
  const { messages } = call;
  expect(messages.every((message) => String(message.id) === 'job-1')).toBe(true);
  expect(messages.map((message) => message.index ?? 0)).toEqual(messages.map((_, index) => index));
  expect(messages.at(-1)!.percent).toBe(100);
  const moments = messages.map((message) => Date.parse(message.updateTime!));
  expect(moments).toEqual(moments.toSorted((left, right) => left - right));
});

test('a client stream is answered once, at half-close, with counts of what came', () => {
  const call = open('Upload');
  for (const size of [3, 4, 5]) call.send({ data: Buffer.alloc(size).toString('base64'), name: `part-${size}` });
  expect(call.story).toEqual([]);
  call.halfClose();
  expect(call.story).toEqual(['headers', 'message', 'OK']);
  expect(call.messages[0]).toMatchObject({ sizeBytes: '12', chunkCount: 3, name: 'part-5' });
  expect(call.messages[0]).not.toHaveProperty('failedCount');
});

test('a client stream may be empty', () => {
  const call = open('Upload');
  call.halfClose();
  expect(call.story).toEqual(['headers', 'message', 'OK']);
});

test('bidi: headers first, an answer to each message, no two the same, OK at half-close', () => {
  const call = open('Chat');
  expect(call.story).toEqual(['headers']);
  for (const text of ['hi', 'hi', 'hi']) call.send({ room: 'r1', user: 'me', text });
  call.halfClose();
  expect(call.story).toEqual(['headers', 'message', 'message', 'message', 'OK']);
  expect(call.messages.every((message) => String(message.room) === 'r1')).toBe(true);
  expect(call.messages.map((message) => message.sequence)).toEqual([1, 2, 3]);
  expect(call.messages.every((message) => String(message.user) !== 'me')).toBe(true);
});

test('too few and too many messages are UNIMPLEMENTED, as gRPC defines', () => {
  const none = open('GetProduct');
  none.halfClose();
  expect(none.story).toEqual(['UNIMPLEMENTED']);
  const two = open('Watch');
  two.send({});
  two.send({});
  expect(two.story).toEqual(['UNIMPLEMENTED']);
  expect(two.halfClose()).toEqual({ steps: [] });
});

test('malformed bytes end the call with INTERNAL, and say which type, field and byte', () => {
  const { conversation } = open('GetProduct');
  const turn = conversation.receive(Uint8Array.of(0x0a, 0x05, 0x61));
  expect(turn.steps).toMatchObject([{ do: 'end', status: { name: 'INTERNAL' } }]);
  const [step] = turn.steps;
  expect(step?.do === 'end' && step.status.message).toMatch(/shop\.GetProductRequest.*productId.*byte 0/);
  expect(conversation.receive(new Uint8Array())).toEqual({ steps: [] });
});

test('strict refuses what nobody configured, and explains', () => {
  const call = ask('SayHello', {}, [], { strict: true });
  expect(call.story).toEqual(['UNIMPLEMENTED']);
  expect(call.steps[0]).toMatchObject({ status: { message: expect.stringContaining('--strict') as string } });
});

test('strict: the world answers where somebody wrote such a thing, and methods that make one answer anyway', () => {
  const options = { strict: true, world: emptyWorld() };
  const refused = ask('GetProduct', { productId: 'p' }, [], options);
  expect(refused.story).toEqual(['UNIMPLEMENTED']);
  expect(refused.steps[0]).toMatchObject({
    status: { message: expect.stringMatching(/no stub, and nobody wrote a product\. Create one/) as string },
  });
  expect(ask('ListProducts', {}, [], options).story).toEqual(['UNIMPLEMENTED']);
  const [made] = ask('CreateProduct', { product: { name: 'Lamp' } }, [], options).messages;
  expect(made).toMatchObject({ name: 'Lamp' });
  expect(ask('GetProduct', { productId: made!.id }, [], options).messages).toEqual([made]);
});

test('memory does not grow with the messages of a client stream', () => {
  const call = open('GreetAll');
  for (let index = 0; index < 500; index++) call.send({ name: `guest ${index}` });
  call.halfClose();
  expect(String(call.messages[0]!.message)).toContain('and 480 more');
});

test('an example fits the schema, is the same for a seed, and leaves page tokens empty', () => {
  const engine = engineWith();
  for (const service of schema.services)
    for (const { path } of service.methods) {
      const method = schema.method(path)!;
      const { json, seed } = engine.example(method);
      expect(seed).toBe('seed');
      expect(engine.example(method)).toEqual({ json, seed });
      expect(encodeJson(method.desc.input, json, method.types)).toHaveProperty('bytes');
      expect(json).not.toContain('pageToken');
    }
});
