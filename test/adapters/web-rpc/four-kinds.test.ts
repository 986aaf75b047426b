import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { openWebMock, transportOf, WAYS } from './web-mock.ts';

const one = async function* <T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
};

test.each(WAYS)('all four kinds are answered: $name', async (way) => {
  await using mock = await openWebMock();
  const transport = transportOf(way, mock.url);
  const text = (value: string, number = 0n): MessageInitShape<DescMessage> =>
    create(mock.method('Unary').input, { text: value, number, raw: new Uint8Array([1, 2, 255]) } as never);
  const json = (message: unknown): string => (message as { text: string }).text;

  const unary = await transport.unary(
    mock.method('Unary') as never,
    undefined,
    undefined,
    undefined,
    text('hello', 9007199254740993n),
  );
  expect(json(unary.message)).toBe('hello');
  expect((unary.message as unknown as { number: bigint }).number).toBe(9007199254740993n);

  for (const [name, sent, heard] of [
    ['Down', ['a'], ['a']],
    ['Up', ['a', 'b', 'c'], ['c']],
    ['Both', ['a', 'b', 'c'], ['a', 'b', 'c']],
  ] as const) {
    const stream = await transport.stream(
      mock.method(name) as never,
      undefined,
      undefined,
      undefined,
      one(...sent.map((value) => text(value))) as never,
    );
    const answers: string[] = [];
    for await (const message of stream.message) answers.push(json(message));
    expect(answers).toEqual(heard);
  }

  const { started, record } = await mock.last(4);
  expect(started).toMatchObject({
    protocol: way.protocol,
    method: '/t.v1.Kinds/Both',
    via: { http: way.http, secure: false, codec: way.codec, verb: 'POST' },
  });
  expect(record.summary).toMatchObject({ status: 'OK', up: 3, down: 3 });
});
