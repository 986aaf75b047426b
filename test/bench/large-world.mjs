// `node test/bench/large-world.mjs [folder of a build]`: what lists cost where 100,000 entities were written, in milliseconds
// of CPU, through the engine and without a socket. Twice each: the first time a question is asked, and its next page.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const build = resolve(process.argv[2] ?? resolve(import.meta.dirname, '../../dist'));
const count = Number(process.argv[3] ?? 99_900);
const load = (path) => import(pathToFileURL(resolve(build, 'server', path)).href);

const { compile } = await load('schema/compile.js');
const { createEngine } = await load('engine/engine.js');
const { World } = await load('world/world.js');
const { encodeJson } = await load('codec/encode-json.js');
const { decodeJson } = await load('codec/decode-json.js');

const text = `
syntax = "proto3";
package big;
import "google/protobuf/timestamp.proto";
enum Status { STATUS_UNSPECIFIED = 0; OPEN = 1; PAID = 2; SHIPPED = 3; }
message Address { string street = 1; string city = 2; string country = 3; }
message Line { string sku = 1; int32 quantity = 2; int64 price_cents = 3; }
message Order {
  string id = 1; string customer_id = 2; Status status = 3; int64 total_cents = 4; string note = 5; Address address = 6;
  repeated Line lines = 7; map<string, string> labels = 8; google.protobuf.Timestamp create_time = 9; string email = 10;
}
message GetOrderRequest { string id = 1; }
message ListOrdersRequest { int32 page_size = 1; string page_token = 2; string filter = 3; string order_by = 4; string customer_id = 5; string query = 6; }
message ListOrdersResponse { repeated Order orders = 1; string next_page_token = 2; int32 total_size = 3; }
message CreateOrderRequest { Order order = 1; }
service Orders {
  rpc GetOrder(GetOrderRequest) returns (Order);
  rpc ListOrders(ListOrdersRequest) returns (ListOrdersResponse);
  rpc CreateOrder(CreateOrderRequest) returns (Order);
}`;
const schema = compile({ files: [{ path: 'big.proto', text }], roots: [''] });
const world = new World({ now: () => 0, strict: false });
const engine = createEngine({ seed: 'big', random: null, strict: false, now: () => 0, world });

function call(name, request) {
  const method = schema.method(`/big.Orders/${name}`);
  const { bytes } = encodeJson(method.desc.input, JSON.stringify(request), method.types);
  const conversation = engine.open(method, []);
  conversation.receive(bytes);
  const before = process.cpuUsage();
  const { steps } = conversation.halfClose();
  const { user, system } = process.cpuUsage(before);
  const message = steps.find((step) => step.do === 'message');
  const end = steps.find((step) => step.do === 'end');
  if (!message) throw new Error(`${name}: ${end?.status.name} ${end?.status.message}`);
  const answer = name.startsWith('List')
    ? JSON.parse(decodeJson(method.desc.output, message.bytes, method.types).json)
    : {};
  return { ms: (user + system) / 1_000, answer };
}

const megabytes = () => {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return [rss, heapUsed, arrayBuffers].map((bytes) => Math.round(bytes / 2 ** 20)).join(' / ');
};

console.log(`empty: ${megabytes()} MB (rss / heap / buffers)`);
const began = process.cpuUsage();
for (let index = 0; index < count; index++)
  call('CreateOrder', {
    order: {
      customerId: `customer-${index % 1_000}`,
      status: ['OPEN', 'PAID', 'SHIPPED'][index % 3],
      totalCents: String((index * 7919) % 100_000),
      note: `Order number ${index}, please leave it at the door.`,
      address: {
        street: `${index % 300} Main Street`,
        city: ['Oslo', 'Lima', 'Kyoto', 'Turin'][index % 4],
        country: 'NO',
      },
      lines: [
        { sku: `SKU-${index % 500}`, quantity: 1 + (index % 5), priceCents: '1999' },
        { sku: `SKU-${(index * 3) % 500}`, quantity: 2, priceCents: '499' },
      ],
      labels: { channel: 'web', batch: String(index % 50) },
      email: `user${index}@example.com`,
    },
  });
const { user, system } = process.cpuUsage(began);
console.log(`${count} creates: ${Math.round((user + system) / 1_000)} ms of CPU, ${megabytes()} MB`);

const questions = [
  ['a page of the whole list', {}],
  ['orders of one customer', { customerId: 'customer-7' }],
  ['a filter that keeps many', { filter: 'status = PAID AND total_cents > 50000' }],
  ['a filter that keeps few', { filter: 'email = "user77@example.com"' }],
  ['a filter on what is nested', { filter: 'address.city = "Oslo" AND labels.batch = "8"' }],
  ['an order by numbers', { orderBy: 'total_cents desc' }],
  ['an order by texts', { orderBy: 'email' }],
  ['an order by times', { orderBy: 'create_time, status desc' }],
  ['words that are rare', { query: 'number 4711' }],
  ['words that all have', { query: 'leave it at the door' }],
  ['a word in a filter', { filter: 'Kyoto' }],
];
const round = (ms) => ms.toFixed(ms < 10 ? 1 : 0).padStart(6);
console.log('                              first   next  after a write    found');
for (const [what, ask] of questions) {
  const size = { pageSize: 50 };
  const first = call('ListOrders', { ...ask, ...size });
  const next = call('ListOrders', { ...ask, ...size, pageToken: first.answer.nextPageToken ?? '' });
  call('CreateOrder', {
    order: { id: `written-${what}`, customerId: 'customer-7', status: 'PAID', totalCents: '60000' },
  });
  const written = call('ListOrders', { ...ask, ...size });
  console.log(
    `${what.padEnd(28)} ${round(first.ms)} ${round(next.ms)} ${round(written.ms)}  ${String(first.answer.totalSize ?? 0).padStart(12)}`,
  );
}
console.log(`after all of these: ${megabytes()} MB`);
