import { expect, test } from 'vitest';
import { post } from './bad-input-cases.ts';
import { type Ask, ask } from './raw-http.ts';
import { openWebMock } from './web-mock.ts';

const LONG = 'x'.repeat(6_000);

/** Whatever a client says of itself is told back to it, and to whoever looks at the traffic, in part. */
const CASES: readonly { readonly name: string; readonly path: string; readonly asked: Ask }[] = [
  { name: 'a content type of gRPC-Web', path: '/t.v1.Kinds/Unary', asked: post(`application/grpc-web+${LONG}`, '') },
  { name: 'a content type of Connect', path: '/t.v1.Kinds/Unary', asked: post(`text/${LONG}`, '') },
  {
    name: 'an origin',
    path: '/t.v1.Kinds/Unary',
    asked: post('application/json', '{}', { origin: `https://${LONG}` }),
  },
  {
    name: 'a compression',
    path: '/t.v1.Kinds/Unary',
    asked: post('application/json', '{}', { 'content-encoding': LONG }),
  },
  {
    name: 'a time',
    path: '/t.v1.Kinds/Unary',
    asked: post('application/json', '{}', { 'connect-timeout-ms': LONG }),
  },
  {
    name: 'a version',
    path: '/t.v1.Kinds/Unary',
    asked: post('application/json', '{}', { 'connect-protocol-version': LONG }),
  },
  {
    name: 'a query',
    path: `/t.v1.Kinds/Look?connect=${LONG}&encoding=json&message={}`,
    asked: { verb: 'GET' },
  },
];

for (const http of ['1.1', '2'] as const)
  test.each(CASES)(`$name that is long stands in answers by HTTP/${http} in part`, async ({ path, asked }) => {
    await using mock = await openWebMock();
    const { body } = await ask(http, mock.url, path, asked);
    expect(body.length).toBeLessThan(1_000);
    expect(body.toString()).toContain('xxxx');
    const { record, ended } = await mock.last();
    expect(JSON.stringify(ended).length).toBeLessThan(2_000);
    expect(record.events.length).toBeGreaterThan(0);
  });
