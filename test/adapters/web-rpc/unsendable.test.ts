import { expect, test } from 'vitest';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { status } from '../../../server/contract/status.ts';
import { say, scripted, text } from '../grpc/mock.ts';
import { KINDS, openWebMock, transportOf, WAYS } from './web-mock.ts';

const cases: readonly [what: string, metadata: Metadata, part: 'headers' | 'trailers'][] = [
  [
    'a header that can be sent once only',
    [
      { key: 'etag', value: 'a' },
      { key: 'etag', value: 'b' },
    ],
    'headers',
  ],
  [
    'a trailer that can be sent once only',
    [
      { key: 'date', value: 'a' },
      { key: 'date', value: 'b' },
    ],
    'trailers',
  ],
  ['a name that belongs to JavaScript', [{ key: '__proto__', value: 'a' }], 'headers'],
  ['a name that belongs to JavaScript, in trailers', [{ key: '__proto__', value: 'a' }], 'trailers'],
  ['a line break in a value', [{ key: 'x-a', value: 'a\r\nx-b: c' }], 'headers'],
];

test.each(
  WAYS.flatMap((way) => cases.map(([what, metadata, part]) => ({ way, name: way.name, what, metadata, part }))),
)('an answer that cannot be sent ends its own call: $what, $name', async ({ way, metadata, part }) => {
  let bad = true;
  const steps = [
    ...(part === 'headers' ? [{ afterMs: 0, do: 'headers', metadata } as const] : []),
    say(text('hi')),
    { afterMs: 0, do: 'end', status: status('OK'), trailers: part === 'trailers' ? metadata : [] } as const,
  ];
  const good = [say(text('hi')), { afterMs: 0, do: 'end', status: status('OK'), trailers: [] } as const];
  await using mock = await openWebMock(scripted({ halfClose: () => ({ steps: bad ? steps : good }) }), {
    proto: KINDS,
  });
  const call = async (): Promise<unknown> =>
    transportOf(way, mock.url).unary(mock.method('Unary') as never, undefined, undefined, undefined, {});
  await expect(call()).rejects.toThrow();
  expect((await mock.last()).ended.status.name).toBe('INTERNAL');
  bad = false;
  await call();
  expect((await mock.last(2)).ended.status.name).toBe('OK');
});

test.each(WAYS)('metadata named like what every object has comes as it is: $name', async (way) => {
  const metadata = [{ key: 'constructor', value: 'a' }];
  const steps = [
    { afterMs: 0, do: 'headers', metadata } as const,
    say(text('hi')),
    { afterMs: 0, do: 'end', status: status('OK'), trailers: [] } as const,
  ];
  await using mock = await openWebMock(scripted({ halfClose: () => ({ steps }) }));
  const { header } = await transportOf(way, mock.url).unary(
    mock.method('Unary') as never,
    undefined,
    undefined,
    undefined,
    {},
  );
  expect(header.get('constructor')).toBe('a');
});
