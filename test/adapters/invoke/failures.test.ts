import { createServer as createHttp1 } from 'node:http';
import { createSecureServer, createServer as createHttp2, type ServerHttp2Stream } from 'node:http2';
import { createServer as createTcp, type Server as TcpServer } from 'node:net';
import { status as Status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import type { InvocationRequest } from '../../../server/contract/invocation.ts';
import type { EndedEvent } from '../../../server/contract/traffic.ts';
import { ask, foreignServer, http2, invokerFor, listening, start } from './invoke-fixture.ts';

async function endOf(target: string, request: InvocationRequest = ask('Say')): Promise<EndedEvent> {
  await using invoker = invokerFor(target);
  return await start(invoker, request).ended;
}

const grpcHead = { ':status': 200, 'content-type': 'application/grpc' };

test('nothing listens', async () => {
  const { target, [Symbol.asyncDispose]: close } = await listening(createTcp());
  await close();
  const ended = await endOf(target);
  expect(ended).toMatchObject({ status: { name: 'UNAVAILABLE' }, cancelledBy: null });
  expect(ended.problem).toMatchObject({ code: 'nothing-listens', message: `Nothing listens at ${target}.` });
  expect(ended.problem?.hint).toBeTruthy();
});

test('a server that starts after a failure is reached by the very next call', async () => {
  const { target, [Symbol.asyncDispose]: close } = await listening(createTcp());
  await close();
  await using invoker = invokerFor(target);
  expect((await start(invoker, ask('Say')).ended).status.name).toBe('UNAVAILABLE');
  await using server = await foreignServer(
    { Say: (_call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) => done(null, {}) },
    target,
  );
  expect(server.target).toBe(target);
  expect((await start(invoker, ask('Say')).ended).status.name).toBe('OK');
});

test('a host that nobody knows', async () => {
  expect((await endOf('no-such-host.invalid:1')).problem?.code).toBe('unknown-host');
});

test('an HTTP/1.1 server', async () => {
  await using server = await listening(createHttp1((_request, response) => response.end('hello')));
  expect((await endOf(server.target)).problem?.code).toBe('not-http2');
});

test('a TLS server', async () => {
  // It needs no certificate: what comes is refused before one would be shown.
  await using server = await listening(createSecureServer({}));
  const { problem } = await endOf(server.target);
  expect(problem).toMatchObject({ code: 'connection-closed' });
  expect(problem?.message).toContain('TLS');
});

test('something that accepts and says nothing', async () => {
  await using server = await listening(createTcp((socket) => socket.on('error', () => undefined).resume()));
  const ended = await endOf(server.target, ask('Say', { deadlineMs: 100 }));
  expect(ended).toMatchObject({ status: { name: 'DEADLINE_EXCEEDED' }, cancelledBy: 'deadline' });
  expect(ended.problem?.message).toContain('had not taken the connection');
});

test('a web server that speaks HTTP/2', async () => {
  await using server = await listening(http2((stream) => (stream.respond({ ':status': 404 }), stream.end('no'))));
  expect((await endOf(server.target)).problem).toMatchObject({ code: 'not-grpc' });
});

test('an answer without trailers', async () => {
  await using server = await listening(http2((stream) => (stream.respond(grpcHead), stream.end())));
  expect((await endOf(server.target)).problem?.code).toBe('no-status');
});

test('a reset stream', async () => {
  await using server = await listening(http2((stream) => stream.close(2)));
  expect((await endOf(server.target)).problem).toMatchObject({
    code: 'stream-reset',
    message: expect.stringContaining('RST_STREAM 2') as string,
  });
});

test('a connection that breaks, before and after the server answered', async () => {
  await using before = await listening(http2((stream) => stream.session?.destroy()));
  expect((await endOf(before.target)).problem).toMatchObject({
    code: 'connection-lost',
    message: 'The connection broke before the server answered.',
  });
  const server = createHttp2().on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => undefined);
    stream.respond(grpcHead);
  });
  const sessions: { destroy(): void }[] = [];
  server.on('session', (session) => sessions.push(session));
  await using after = await listening(server);
  await using invoker = invokerFor(after.target);
  const story = start(invoker, ask('Say'));
  await story.until((event) => event.type === 'headers');
  for (const session of sessions) session.destroy();
  expect((await story.ended).problem?.message).toBe('The connection broke in the middle of the call.');
});

test('a deadline that passes', async () => {
  await using server = await foreignServer({
    Say: () => undefined,
    Count: (call: { end(): void }) => call.end(),
  });
  await using invoker = invokerFor(server.target);
  // With the connection there already, the deadline can only pass in the call itself.
  await start(invoker, ask('Count')).ended;
  const ended = await start(invoker, ask('Say', { deadlineMs: 60 })).ended;
  expect(ended).toMatchObject({ status: { name: 'DEADLINE_EXCEEDED' }, cancelledBy: 'deadline' });
  expect(ended.problem).toMatchObject({
    code: 'deadline',
    message: 'The deadline of 60 ms passed before the call was over.',
  });
});

test('a DEADLINE_EXCEEDED that the server made up is not ours', async () => {
  await using server = await foreignServer({
    Say: (_call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) =>
      done({ code: Status.DEADLINE_EXCEEDED, details: 'of something else' }),
  });
  const ended = await endOf(server.target, ask('Say', { deadlineMs: 60_000 }));
  expect(ended).toMatchObject({ status: { name: 'DEADLINE_EXCEEDED' }, cancelledBy: null });
  expect(ended.problem).toBeUndefined();
});

test('a method that the server does not implement', async () => {
  const saying = (message: string): TcpServer =>
    http2((stream) =>
      stream.respond({ ...grpcHead, 'grpc-status': '12', 'grpc-message': message }, { endStream: true }),
    );
  await using server = await listening(saying('unknown service talk.v1.Talk'));
  expect((await endOf(server.target)).problem).toMatchObject({
    code: 'unimplemented',
    message: `The server at ${server.target} does not implement /talk.v1.Talk/Say.`,
  });
  await using other = await listening(saying('no stub matches this request'));
  expect((await endOf(other.target)).problem).toBeUndefined();
});

test('an answer above 4 MB, and a request above 4 MB', async () => {
  await using server = await foreignServer({
    Say: (call: ServerUnaryCall<{ number: number }, unknown>, done: sendUnaryData<unknown>) =>
      done(null, { blob: Buffer.alloc(call.request.number) }),
  });
  const large = await endOf(server.target, ask('Say', { messages: ['{"number":5000000}'] }));
  expect(large).toMatchObject({ status: { name: 'RESOURCE_EXHAUSTED' }, problem: { code: 'response-too-large' } });
  const sent = JSON.stringify({ text: 'x'.repeat(4_200_000) });
  const refused = await endOf(server.target, ask('Say', { messages: [sent] }));
  expect(refused).toMatchObject({ status: { name: 'RESOURCE_EXHAUSTED' }, problem: { code: 'request-too-large' } });
});

test('a unary method that answers twice, or not at all', async () => {
  const frame = Buffer.from([0, 0, 0, 0, 0]);
  const answer = (count: number): TcpServer =>
    http2((stream) => {
      stream.respond(grpcHead, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.concat(Array.from({ length: count }, () => frame)));
    });
  for (const count of [0, 2]) {
    await using server = await listening(answer(count));
    expect((await endOf(server.target)).problem?.code).toBe('wrong-message-count');
  }
});

test('bytes that are no message of the schema are shown as they are', async () => {
  await using server = await listening(
    http2((stream) => {
      stream.respond(grpcHead, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 2, 0x0a, 0x7f]));
    }),
  );
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Say'));
  await story.ended;
  expect(story.events.find((event) => event.type === 'message' && event.direction === 'down')).toMatchObject({
    size: 2,
    body: { base64: 'Cn8=' },
  });
});
