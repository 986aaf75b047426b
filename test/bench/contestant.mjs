// One of the servers that Understudy is compared with; prints its port. `node contestant.mjs http2|object|stream|identity|product`.
import { createServer } from 'node:http2';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { fromJSON, loadSync } from '@grpc/proto-loader';
import { prefixed, STREAM, textMessage } from './flood.mjs';

const GREETING = { greeting: 'Good morning, Ines Okafor!', name: 'Ines Okafor' };
/** The same message as bytes: fields 1 and 2. */
const BYTES = Buffer.concat([
  textMessage(GREETING.greeting),
  Buffer.from([0x12, GREETING.name.length]),
  Buffer.from(GREETING.name),
]);

/** The limit on Node: fixed bytes, nothing parsed. */
function bare() {
  const reply = prefixed(BYTES);
  const server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(reply);
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

/** grpc-js as most people use it: an object, encoded by proto-loader's protobufjs. */
function object() {
  const string = (id) => ({ type: 'string', id });
  const types = {
    SayHelloRequest: { fields: { name: string(1) } },
    SayHelloResponse: { fields: { greeting: string(1), name: string(2) } },
    SayHelloInManyLanguagesResponse: { fields: { greeting: string(1), languageCode: string(2) } },
    Greeter: {
      methods: {
        SayHello: { requestType: 'SayHelloRequest', responseType: 'SayHelloResponse' },
        SayHelloInManyLanguages: {
          requestType: 'SayHelloRequest',
          responseType: 'SayHelloInManyLanguagesResponse',
          responseStream: true,
        },
      },
    },
  };
  const loaded = fromJSON({ nested: { greeter: { nested: { v1: { nested: types } } } } });
  return loaded['greeter.v1.Greeter'];
}

/** The same with a product as the sample's shop has them: what an answer of its size costs. */
function product() {
  const protos = resolve(import.meta.dirname, '../../protos');
  const includeDirs = [protos, dirname(fileURLToPath(import.meta.resolve('google-proto-files/package.json')))];
  return loadSync('shop/v1/catalog.proto', { includeDirs })['shop.v1.Catalog'];
}

const PRODUCT = {
  name: 'products/crimson-anchor-36',
  title: 'Oak Reading Lamp',
  description: 'A lamp of oak with a shade of linen, for the table beside your chair.',
  sku: 'LAMP-OAK-01',
  price: { currencyCode: 'EUR', units: 49, nanos: 900_000_000 },
  category: 'LIGHTING',
  tags: ['oak', 'reading', 'bestseller'],
  attributes: { material: 'oak', colour: 'natural', warranty: '2 years' },
  weightGrams: 1_850,
  rating: 4.6,
  stock: 37,
  published: true,
  createTime: { seconds: 1_788_220_800, nanos: 0 },
  updateTime: { seconds: 1_788_307_200, nanos: 0 },
};

/** grpc-js with nothing to encode. */
function identity() {
  const same = (bytes) => bytes;
  return {
    SayHello: {
      path: '/greeter.v1.Greeter/SayHello',
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  };
}

/** As people write it: one message after the other, and the end. */
function inManyLanguages(call) {
  for (let count = 0; count < STREAM; count += 1) call.write({ greeting: GREETING.greeting, languageCode: 'en' });
  call.end();
}

function serve(definition, reply, method = 'SayHello') {
  const server = new Server();
  server.addService(definition, {
    [method]: typeof reply === 'function' ? reply : (_call, callback) => callback(null, reply),
  });
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}

const [mode] = process.argv.slice(2);
if (mode === 'http2') bare();
else if (mode === 'object') serve(object(), GREETING);
else if (mode === 'stream') serve(object(), inManyLanguages, 'SayHelloInManyLanguages');
else if (mode === 'identity') serve(identity(), BYTES);
else if (mode === 'product') serve(product(), PRODUCT, 'GetProduct');
else throw new Error(`Unknown contestant: ${mode}`);
