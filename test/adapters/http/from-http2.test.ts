import { createServer as createHttp1, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { answerByHttp1 } from '../../../server/http/from-http2.ts';

interface Answer {
  readonly headers: IncomingHttpHeaders & { readonly ':status'?: number };
  readonly body: Buffer;
}

/** Asks a server of HTTP/1.1 by HTTP/2; `path`: in place of the one that was sent. */
async function askBy2(
  answer: RequestListener,
  headers: Readonly<Record<string, string | string[]>>,
  body?: Buffer,
  path?: string,
): Promise<Answer> {
  const http1 = createHttp1(answer);
  const http2 = createServer();
  const arrived = (stream: ServerHttp2Stream, _: unknown, _flags: unknown, rawHeaders: string[]): void =>
    answerByHttp1(
      { stream, rawHeaders: path === undefined ? rawHeaders : [':path', path], session: stream.session },
      http1,
    );
  // Node passes the raw headers as a fourth argument, which its types leave out.
  http2.on('stream', arrived as (stream: ServerHttp2Stream) => void);
  await new Promise<void>((done) => http2.listen(0, '127.0.0.1', done));
  const session = connect(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
  try {
    const stream = session.request({ ':path': '/', ...headers }, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const told = new Promise<Answer['headers']>((done) => stream.once('response', done));
    return { headers: await told, body: await buffer(stream) };
  } finally {
    session.destroy();
    http2.close();
  }
}

/** What the server of HTTP/1.1 was asked, as JSON. */
const tell: RequestListener = (request: IncomingMessage, response) => {
  void buffer(request).then((body) => {
    const { method, url, headers, rawHeaders } = request;
    const peer = request.socket.remoteAddress;
    response.end(JSON.stringify({ method, url, headers, raw: rawHeaders, size: body.length, peer }));
  });
};

test('a request is the same by HTTP/1.1: verb, path, host, headers, cookies in one, who asks', async () => {
  const { headers, body } = await askBy2(tell, {
    ':path': '/api/x?y=1',
    ':authority': 'localhost:1',
    cookie: ['a=1', 'b=2'],
    'x-more': 'yes',
    te: 'trailers',
  });
  expect(headers[':status']).toBe(200);
  const asked = JSON.parse(body.toString()) as { headers: Record<string, string> };
  expect(asked).toMatchObject({ method: 'GET', url: '/api/x?y=1', peer: '127.0.0.1', size: 0 });
  expect(asked.headers).toMatchObject({ host: 'localhost:1', cookie: 'a=1; b=2', 'x-more': 'yes' });
  expect(asked.headers['te']).toBeUndefined();
});

test.each(['POST', 'DELETE', 'GET'])('a body of any size comes with %s', async (verb) => {
  const { body } = await askBy2(tell, { ':method': verb }, Buffer.alloc(300_000, 'x'));
  expect(JSON.parse(body.toString())).toMatchObject({ method: verb, size: 300_000 });
});

test('an answer is the same by HTTP/2, but for what belongs to one connection', async () => {
  const bytes = Buffer.alloc(300_000, 'y');
  const { headers, body } = await askBy2((_, response) => {
    response.writeHead(203, { 'set-cookie': ['a=1', 'b=2'], 'x-own': 'z', connection: 'close' });
    response.end(bytes);
  }, {});
  expect(headers).toMatchObject({ ':status': 203, 'set-cookie': ['a=1', 'b=2'], 'x-own': 'z' });
  expect([headers['connection'], headers['transfer-encoding']]).toEqual([undefined, undefined]);
  expect(body.equals(bytes)).toBe(true);
});

test('a head that HTTP/1.1 cannot say is 400', async () => {
  const { headers } = await askBy2(tell, {}, undefined, '/a b');
  expect(headers[':status']).toBe(400);
});
