import { Metadata } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { Metadata as Entries } from '../../../server/contract/metadata.ts';
import { NOTHING, ok, openMock, say, text } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const identity = (bytes: Buffer): Buffer => bytes;

test('metadata makes the round trip, text and binary, repeated keys included', async () => {
  let heard: Entries = [];
  await using mock = await openMock({
    open: (_method, metadata) => {
      heard = metadata;
      const back = metadata.filter(({ key }) => key.startsWith('x-'));
      return {
        opening: { steps: [{ afterMs: 0, do: 'headers', metadata: back }] },
        receive: () => NOTHING,
        halfClose: () => ({ steps: [say(text('ok')), ok(back)] }),
      };
    },
  });
  const sent = new Metadata();
  sent.add('x-word', 'one');
  sent.add('x-word', 'two');
  sent.add('x-raw-bin', Buffer.from([0, 255, 254]));
  const seen = await new Promise<{ headers: Metadata; trailers: Metadata }>((done) => {
    let headers = new Metadata();
    const call = mock
      .client()
      .makeUnaryRequest('/t.v1.Kinds/Unary', identity, identity, text('x'), sent, () => undefined);
    call.on('metadata', (got: Metadata) => (headers = got));
    call.on('status', (end) => done({ headers, trailers: end.metadata }));
  });
  expect(heard.filter(({ key }) => key.startsWith('x-'))).toEqual([
    { key: 'x-word', value: 'one' },
    { key: 'x-word', value: 'two' },
    { key: 'x-raw-bin', value: 'AP/+' },
  ]);
  for (const side of [seen.headers, seen.trailers]) {
    expect(side.get('x-word').join(', ')).toBe('one, two');
    expect(side.get('x-raw-bin')).toEqual([Buffer.from([0, 255, 254])]);
  }
});

test('the record has the metadata as it came, without the protocol and with secrets masked', async () => {
  await using mock = await openMock();
  await using raw = rawSession(mock.port.port);
  const stream = raw.open('/t.v1.Kinds/Unary', {
    authorization: 'Bearer secret-1',
    'x-api-key': 'secret-2',
    'x-understudy-invocation': 'inv-7',
    'x-a': 'b',
    'user-agent': 'my-app/2.0 grpc-go/1.60',
    'grpc-timeout': '5S',
  });
  stream.end(frame(text('x')));
  await whole(stream);
  const [summary] = mock.journal.list().calls;
  expect(summary).toMatchObject({ client: 'you', invocation: 'inv-7', deadlineMs: 5000 });
  const started = mock.journal.get(summary!.id)!.events[0]!;
  expect(started).toMatchObject({
    type: 'started',
    userAgent: 'my-app/2.0 grpc-go/1.60',
    metadata: [
      { key: 'authorization', value: '•••', masked: true },
      { key: 'x-api-key', value: '•••', masked: true },
      { key: 'x-understudy-invocation', value: 'inv-7' },
      { key: 'x-a', value: 'b' },
      { key: 'user-agent', value: 'my-app/2.0 grpc-go/1.60' },
    ],
  });
  expect(JSON.stringify(mock.journal.get(summary!.id))).not.toContain('secret');
});
