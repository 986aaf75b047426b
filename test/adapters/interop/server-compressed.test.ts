import { existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import interop from '../../interop/handlers/interop.handlers.ts';
import { INTEROP as protos } from '../../support/corpora.ts';
import { frame, rawSession, whole } from '../grpc/raw-call.ts';

const absent = !existsSync(protos);
const HEAD = { 'grpc-accept-encoding': 'identity,gzip' };

/** `BoolValue` as field 6 of SimpleRequest or 3 of ResponseParameters; false is an empty message. */
const flag = (field: number, on: boolean): number[] => [(field << 3) | 2, ...(on ? [2, 8, 1] : [0])];
/** A size as field 2 of SimpleRequest or 1 of ResponseParameters, as three bytes. */
const size = (field: number, bytes: number): number[] => [
  field << 3,
  (bytes & 127) | 128,
  ((bytes >> 7) & 127) | 128,
  bytes >> 14,
];

interface Message {
  readonly compressed: boolean;
  readonly bytes: Buffer;
}

function messages(body: Buffer): Message[] {
  const found: Message[] = [];
  for (let at = 0; at < body.length;) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    found.push({ compressed: body[at] === 1, bytes: body.subarray(at + 5, end) });
    at = end;
  }
  return found;
}

/** The payload of a response: `Payload` in field 1, whose body is field 2. */
const bodySize = ({ compressed, bytes }: Message, sized: number): boolean =>
  (compressed ? gunzipSync(bytes) : bytes).includes(Buffer.alloc(sized));

// The cases of grpc/grpc doc/interop-test-descriptions.md that no client that is easily installed has.
// Without the protos (github.com/grpc/grpc-proto, beside the project in shared/corpora/grpc-interop) they are skipped.
test.skipIf(absent)('server_compressed_unary: the answer is compressed where the request asks for it', async () => {
  await using mock = await startUnderstudy({ protos, handlers: interop });
  await using raw = rawSession(mock.port);
  for (const wanted of [true, false]) {
    const stream = raw.open('/grpc.testing.TestService/UnaryCall', HEAD);
    stream.end(frame(Buffer.from([...size(2, 314_159), ...flag(6, wanted)])));
    const { body, trailers } = await whole(stream);
    expect(trailers).toMatchObject({ 'grpc-status': '0' });
    const [message] = messages(body);
    expect(message!.compressed).toBe(wanted);
    expect(bodySize(message!, 314_159)).toBe(true);
  }
});

test.skipIf(absent)(
  'server_compressed_streaming: each message is compressed, or not, as its parameters say',
  async () => {
    await using mock = await startUnderstudy({ protos, handlers: interop });
    await using raw = rawSession(mock.port);
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const stream = raw.open('/grpc.testing.TestService/StreamingOutputCall', HEAD);
      const sizes = [31_415, 92_653];
      const parameters = sizes.map((bytes, at) => [...size(1, bytes), ...flag(3, order[at]!)]);
      stream.end(frame(Buffer.from(parameters.flatMap((one) => [(2 << 3) | 2, one.length, ...one]))));
      const { body, headers } = await whole(stream);
      expect(headers).toMatchObject({ 'grpc-encoding': 'gzip' });
      const got = messages(body);
      expect(got.map(({ compressed }) => compressed)).toEqual(order);
      expect(got.every((one, at) => bodySize(one, sizes[at]!))).toBe(true);
    }
  },
);

test.skipIf(absent)('a client that takes no compression is answered without', async () => {
  await using mock = await startUnderstudy({ protos, handlers: interop });
  await using raw = rawSession(mock.port);
  const stream = raw.open('/grpc.testing.TestService/UnaryCall', { 'grpc-accept-encoding': 'identity' });
  stream.end(frame(Buffer.from([...size(2, 10_000), ...flag(6, true)])));
  const { body, headers } = await whole(stream);
  expect(headers).not.toHaveProperty('grpc-encoding');
  expect(messages(body).map(({ compressed }) => compressed)).toEqual([false]);
});
