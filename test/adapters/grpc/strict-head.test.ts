import { expect, test } from 'vitest';
import { firstCall, openMock, text } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const PATH = '/t.v1.Kinds/Unary';

for (const [what, head, expected, problem] of [
  ['a verb other than POST', { ':method': 'PUT' }, { ':status': 405, allow: 'POST', 'grpc-status': '13' }, 'bad-verb'],
  [
    'a codec that is not served',
    { 'content-type': 'application/grpc+json' },
    { ':status': 415, 'grpc-status': '3' },
    'bad-content-type',
  ],
  [
    'a content type that only begins as gRPC',
    { 'content-type': 'application/grpcx' },
    { ':status': 415 },
    'bad-content-type',
  ],
  [
    'an unknown compression',
    { 'grpc-encoding': 'snappy' },
    { ':status': 200, 'grpc-status': '12', 'grpc-accept-encoding': 'identity,deflate,gzip' },
    'transport-unimplemented',
  ],
  ['a timeout that is none', { 'grpc-timeout': 'soon' }, { ':status': 200, 'grpc-status': '13' }, 'transport-internal'],
] as const)
  test(`${what} is refused, and is in the traffic`, async () => {
    await using mock = await openMock();
    await using raw = rawSession(mock.port.port);
    const stream = raw.open(PATH, head);
    stream.end(frame(text('x')));
    const { headers, body } = await whole(stream);
    expect(headers).toMatchObject(expected);
    expect(body.length).toBe(0);
    const { summary, events } = firstCall(mock);
    expect(summary).toMatchObject({ method: PATH, kind: 'unary', protocol: 'grpc' });
    expect(events.at(-1)).toMatchObject({ type: 'ended', problem: { code: problem } });
    // The connection goes on.
    const next = raw.open(PATH);
    next.end(frame(text('y')));
    expect((await whole(next)).trailers).toMatchObject({ 'grpc-status': '0' });
  });

for (const type of [
  'application/grpc',
  'application/grpc+proto',
  'application/grpc; charset=utf-8',
  'Application/GRPC+Proto',
])
  test(`${type} is served`, async () => {
    await using mock = await openMock();
    await using raw = rawSession(mock.port.port);
    const stream = raw.open(PATH, { 'content-type': type });
    stream.end(frame(text('x')));
    expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '0' });
  });

test('a prefix that is no prefix ends the call with INTERNAL', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open(PATH);
  const message = frame(text('x'));
  message[0] = 2;
  stream.end(message);
  expect((await whole(stream)).trailers).toMatchObject({ 'grpc-status': '13' });
});
