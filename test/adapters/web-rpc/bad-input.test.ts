import { expect, test } from 'vitest';
import { text } from '../grpc/mock.ts';
import { CASES, json, LIMIT, post, UNARY } from './bad-input-cases.ts';
import { ask, envelope, envelopes, type Reply, webStatus } from './raw-http.ts';
import { openWebMock } from './web-mock.ts';

const NAMES: readonly string[] = Object.keys(CASES);

/** What an answer says of how the call ended. */
function said({ headers, body }: Reply): string {
  const type = String(headers['content-type']);
  if (type.startsWith('application/connect+')) return envelopes(body).at(-1)!.bytes.toString();
  if (type.includes('grpc-web-text')) return webStatus(Buffer.from(body.toString(), 'base64')).message;
  if (type.includes('grpc-web')) return webStatus(body).message;
  return body.toString();
}

for (const http of ['1.1', '2'] as const)
  test.each(NAMES)(`bad input is told so, recorded, and harms nobody, by HTTP/${http}: %s`, async (name) => {
    const [path, question, expected] = CASES[name]!;
    await using mock = await openWebMock(undefined, { messageBytes: LIMIT });
    const reply = await ask(http, mock.url, path, question);
    expect(reply).toMatchObject({ status: expected.http, headers: expected.head ?? {} });
    if (expected.says !== undefined) expect(said(reply)).toMatch(expected.says);
    const { record, started, ended } = await mock.last();
    expect(ended.status.name).toBe(expected.status);
    expect(record.summary).toMatchObject({
      protocol: name.startsWith('Connect') ? 'connect' : 'grpc-web',
      method: path.replace(/\?.*/, ''),
    });
    expect(started.via).toMatchObject({ http, secure: false, verb: question.verb ?? 'POST' });
    // The next one is answered.
    const next = await ask(http, mock.url, UNARY, post(json, '{"text":"still here"}'));
    expect(JSON.parse(next.body.toString())).toEqual({ text: 'still here' });
  });

test('gRPC over HTTP/1.1 is told that it needs HTTP/2, in the traffic as well', async () => {
  await using mock = await openWebMock();
  const reply = await ask('1.1', mock.url, UNARY, post('application/grpc', envelope(text('a'))));
  expect(reply.status).toBe(505);
  expect(reply.body.toString()).toContain('gRPC needs HTTP/2');
  const { record, ended } = await mock.last();
  expect(record.summary).toMatchObject({ protocol: 'grpc', method: UNARY, status: 'UNKNOWN' });
  expect(ended.problem?.code).toBe('grpc-needs-http2');
});
