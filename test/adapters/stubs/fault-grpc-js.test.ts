import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { brokenBy, path } from './broken-shop.ts';
import { serveStubs } from './served.ts';

/** What grpc-js 1.14 makes of each fault: of a unary call, and of a stream with 3 messages. */
test.each([
  ['status: ABORTED', '10 Broken on purpose.', '0, then 10 Broken on purpose.'],
  ['rst_stream: INTERNAL', /^13 Received RST_STREAM with code 2/, /^0, then 13 Received RST_STREAM with code 2/],
  ['rst_stream: CANCEL, afterMessages: 1', /^1 /, /^1, then 1 /],
  ['stall: true', /^4 Deadline exceeded/, /^0, then 4 Deadline exceeded/],
  // A stream that is cut off in the middle of a message looks like a whole one to it.
  ['truncate: 3', '12 No message received', '0, then 0 '],
  ['omit_trailers: true', /^13 .*without gRPC status/, /^3, then 13 .*without gRPC status/],
  ['bad_length: 4', '12 No message received', /^0, then 8 Received message larger than max/],
  // A message that is cut by its length is whole to a client of bytes: the rest of it is the next prefix.
  ['bad_length: -4', '11 bytes', /^1, then 8 Received message larger than max/],
  ['bad_length: 100000000', /^8 Received message larger than max \(100000015/, /^0, then 8 Received message larger/],
  ['goaway: true', '15 bytes', '3, then 0 '],
  ['tiny_window: true', '15 bytes', '3, then 0 '],
  ['delay: 1ms', '15 bytes', '3, then 0 '],
])('grpc-js, %s: %s; %s', async (fault, unary, stream) => {
  await using s = await serveStubs(brokenBy(fault));
  const client = new Client(`127.0.0.1:${s.app.port}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const pass = (bytes: Buffer): Buffer => bytes;
  const options = () => ({ deadline: Date.now() + (fault.startsWith('stall') ? 150 : 10_000) });
  const one = await new Promise<string>((done) => {
    const back = (error: ServiceError | null, reply?: Buffer): void =>
      done(error ? `${error.code} ${error.details}` : `${reply?.length} bytes`);
    client.makeUnaryRequest(path('GetItem'), pass, pass, Buffer.alloc(0), options(), back);
  });
  const many = await new Promise<string>((done) => {
    let messages = 0;
    const call = client.makeServerStreamRequest(path('TellItem'), pass, pass, Buffer.alloc(0), options());
    call.on('data', () => (messages += 1));
    call.on('error', () => undefined);
    call.on('status', ({ code, details }) => done(`${messages}, then ${code} ${details}`));
  });
  client.close();
  if (typeof unary === 'string') expect(one).toBe(unary);
  else expect(one).toMatch(unary);
  if (typeof stream === 'string') expect(many).toBe(stream);
  else expect(many).toMatch(stream);
});
