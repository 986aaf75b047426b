import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Step } from '../../../server/engine/conversation.ts';
import { answerEncoding } from '../../../server/serving/compress.ts';
import { firstCall, openMock, ok, say, scripted, text } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const PATH = '/t.v1.Kinds/Unary';
const LARGE = Buffer.alloc(100_000, 'a');

/** Messages of a body: whether each is flagged, and what it is as it came. */
function messages(body: Buffer): { flag: number; bytes: Buffer }[] {
  const found = [];
  for (let at = 0; at < body.length;) {
    const size = body.readUInt32BE(at + 1);
    found.push({ flag: body[at]!, bytes: body.subarray(at + 5, at + 5 + size) });
    at += 5 + size;
  }
  return found;
}

test('an answer is compressed as its request is, where the client takes that', () => {
  expect(answerEncoding(undefined, 'gzip', 'identity, deflate,gzip')).toBe('gzip');
  expect(answerEncoding(undefined, 'deflate', 'gzip,deflate')).toBe('deflate');
  expect(answerEncoding(undefined, 'gzip', null)).toBe('gzip');
  expect(answerEncoding(undefined, 'gzip', 'identity')).toBeNull();
  expect(answerEncoding(undefined, null, 'gzip')).toBeNull();
  expect(answerEncoding(undefined, 'identity', 'gzip')).toBeNull();
});

test('whoever answers may ask for a compression, or for none', () => {
  expect(answerEncoding('gzip', null, 'identity,gzip')).toBe('gzip');
  expect(answerEncoding('deflate', 'gzip', 'deflate,gzip')).toBe('deflate');
  expect(answerEncoding('none', 'gzip', 'gzip')).toBeNull();
  expect(answerEncoding('gzip', null, null)).toBeNull();
  expect(answerEncoding('gzip', null, 'deflate')).toBeNull();
});

for (const [encoding, unpack] of [
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
] as const)
  test(`small and large messages are answered in ${encoding}, in their order`, async () => {
    const bodies = [text('first'), LARGE, Buffer.alloc(0), text('last')];
    await using mock = await openMock(
      scripted({ halfClose: () => ({ steps: [...bodies.map((one) => say(one)), ok()] }) }),
    );
    await using raw = rawSession(mock.port.port);
    const stream = raw.open('/t.v1.Kinds/Down', { 'grpc-encoding': encoding, 'grpc-accept-encoding': encoding });
    stream.end(frame(text('x')));
    const { headers, trailers, body } = await whole(stream);
    expect(headers).toMatchObject({ 'grpc-encoding': encoding });
    expect(trailers).toMatchObject({ 'grpc-status': '0' });
    const got = messages(body);
    // What is empty would only grow.
    expect(got.map(({ flag }) => flag)).toEqual([1, 1, 0, 1]);
    expect(got.map(({ flag, bytes }) => (flag ? unpack(bytes) : bytes).toString())).toEqual(bodies.map(String));
    const { events } = firstCall(mock);
    const down = events.filter((event) => event.type === 'message' && event.direction === 'down');
    expect(down).toMatchObject(
      got.map(({ flag, bytes }, at) => ({
        size: bodies[at]!.length,
        wire: bytes.length + 5,
        ...(flag && { compressed: true }),
      })),
    );
    expect(down[2]).not.toHaveProperty('compressed');
  });

test('messages say one by one that they are not compressed', async () => {
  const steps: Step[] = [
    { afterMs: 0, do: 'headers', metadata: [], compress: 'gzip' },
    { afterMs: 0, do: 'message', bytes: text('packed'), compress: true },
    { afterMs: 0, do: 'message', bytes: text('plain'), compress: false },
    ok(),
  ];
  await using mock = await openMock(scripted({ halfClose: () => ({ steps }) }));
  await using raw = rawSession(mock.port.port);
  const stream = raw.open('/t.v1.Kinds/Down', { 'grpc-accept-encoding': 'gzip' });
  stream.end(frame(text('x')));
  expect(messages((await whole(stream)).body).map(({ flag }) => flag)).toEqual([1, 0]);
});

test('what came compressed is in the record with its bytes on the wire', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const packed = gzipSync(LARGE);
  const stream = raw.open(PATH, { 'grpc-encoding': 'gzip', 'grpc-accept-encoding': 'identity' });
  stream.end(frame(packed, true));
  const { headers } = await whole(stream);
  expect(headers).not.toHaveProperty('grpc-encoding');
  const [up, down] = firstCall(mock).events.filter(({ type }) => type === 'message');
  expect(up).toMatchObject({ size: LARGE.length, wire: packed.length + 5, compressed: true });
  expect(down).toMatchObject({ size: LARGE.length, wire: LARGE.length + 5 });
});

test('a call that ends while its answer is compressed sends nothing of it', async () => {
  await using mock = await openMock(scripted({ halfClose: () => ({ steps: [say(LARGE)] }) }));
  await using raw = rawSession(mock.port.port);
  const stream = raw.open(PATH, { 'grpc-encoding': 'gzip', 'grpc-timeout': '1n' });
  stream.end(frame(text('x')));
  expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '4' });
});
