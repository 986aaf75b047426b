// One of the servers that Understudy is compared with; prints its port. `node contestant.mjs http2|object|identity`.
import { createServer } from 'node:http2';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { prefixed, textMessage } from './flood.mjs';

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
    Greeter: {
      methods: { SayHello: { requestType: 'SayHelloRequest', responseType: 'SayHelloResponse' } },
    },
  };
  const loaded = fromJSON({ nested: { greeter: { nested: { v1: { nested: types } } } } });
  return loaded['greeter.v1.Greeter'];
}

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

function serve(definition, reply) {
  const server = new Server();
  server.addService(definition, { SayHello: (_call, callback) => callback(null, reply) });
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}

const [mode] = process.argv.slice(2);
if (mode === 'http2') bare();
else if (mode === 'object') serve(object(), GREETING);
else if (mode === 'identity') serve(identity(), BYTES);
else throw new Error(`Unknown contestant: ${mode}`);
