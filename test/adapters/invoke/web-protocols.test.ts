import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { Server as TcpServer } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { expect, test } from 'vitest';
import type { InvocationRequest } from '../../../server/contract/invocation.ts';
import { ask, invokerFor, listening, registry, start, type Story, told } from './invoke-fixture.ts';

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The server of another project: `@connectrpc/connect-node` speaks gRPC-Web and Connect. */
function stranger(http: '1.1' | '2'): TcpServer {
  const method = (name: string) => registry.current.method(`/talk.v1.Talk/${name}`)!.desc;
  const routes = (router: ConnectRouter): void => {
    router.rpc(method('Say'), ((request: Line, context: { responseHeader: Headers; responseTrailer: Headers }) => {
      context.responseHeader.set('x-head', 'h');
      context.responseTrailer.set('x-tail', 't');
      if (request.text === 'fail')
        throw new ConnectError('no such line', Code.NotFound, { 'x-why': 'w' }, [
          { desc: StringValueSchema, value: create(StringValueSchema, { value: 'detail' }) },
        ]);
      return { text: request.text.toUpperCase(), number: request.number + 1 };
    }) as never); // The descriptors are dynamic: their messages have no type here.
    router.rpc(method('Count'), async function* (request: Line) {
      for (let number = 1; number <= request.number; number++) yield { number };
      if (request.text === 'fail') throw new ConnectError('stopped', Code.Aborted);
    } as never);
    router.rpc(method('Gather'), (async (requests: AsyncIterable<Line>) => {
      let number = 0;
      for await (const request of requests) number += request.number;
      return { number };
    }) as never);
    router.rpc(method('Chat'), async function* (requests: AsyncIterable<Line>) {
      for await (const request of requests) yield { text: `heard ${request.text}` };
    } as never);
  };
  const handler = connectNodeAdapter({ routes, grpc: true });
  return http === '1.1' ? createHttp1(handler) : createHttp2(handler);
}

const WAYS: readonly Partial<InvocationRequest>[] = [
  { protocol: 'grpc-web' },
  { protocol: 'grpc-web', compress: true },
  { protocol: 'connect', codec: 'json' },
  { protocol: 'connect', codec: 'json', compress: true },
  { protocol: 'connect', codec: 'proto' },
  { protocol: 'connect', codec: 'proto', compress: true },
];
const words = ({ protocol, codec, compress }: Partial<InvocationRequest>): string =>
  [protocol, codec, compress && 'gzip'].filter(Boolean).join(', ');

const messages = (story: Story) => story.events.filter((event) => event.type === 'message');

for (const way of WAYS) {
  test(`${words(way)}: a unary call, with headers, trailers and bytes on the wire`, async () => {
    await using server = await listening(stranger('1.1'));
    await using invoker = invokerFor(server.target);
    const text = 'a'.repeat(2_000);
    const story = start(invoker, ask('Say', { ...way, messages: [JSON.stringify({ text, number: 1 })] }));
    expect((await story.ended).status).toMatchObject({ name: 'OK' });
    expect(story.events.map(({ type }) => type)).toEqual([
      'started',
      'message',
      'half_closed',
      'headers',
      'message',
      'ended',
    ]);
    expect(story.events[0]).toMatchObject({ protocol: way.protocol });
    expect(messages(story)[1]!.body?.json).toContain('A'.repeat(2_000));
    expect(story.events.find(({ type }) => type === 'headers')).toMatchObject({
      metadata: [{ key: 'x-head', value: 'h' }],
    });
    expect((await story.ended).trailers).toContainEqual({ key: 'x-tail', value: 't' });
    for (const message of messages(story)) {
      expect(message.size).toBe(2_005);
      if (way.compress) expect(message).toMatchObject({ compressed: true });
      else expect(message.compressed).toBeUndefined();
      if (way.compress) expect(message.wire).toBeLessThan(200);
      else expect(message.wire).toBeGreaterThanOrEqual(2_005);
    }
  });

  test(`${words(way)}: an error with its message, trailers and details`, async () => {
    await using server = await listening(stranger('1.1'));
    await using invoker = invokerFor(server.target);
    const ended = await start(invoker, ask('Say', { ...way, messages: ['{"text":"fail"}'] })).ended;
    expect(ended.status).toEqual({ code: 5, name: 'NOT_FOUND', message: 'no such line' });
    expect(ended.problem).toBeUndefined();
    const details = ended.trailers.find(({ key }) => key === 'grpc-status-details-bin');
    expect(Buffer.from(details!.value, 'base64').toString('latin1')).toContain('google.protobuf.StringValue');
  });

  test(`${words(way)}: a stream of answers, and one that fails in the middle`, async () => {
    await using server = await listening(stranger('1.1'));
    await using invoker = invokerFor(server.target);
    const story = start(invoker, ask('Count', { ...way, messages: ['{"number":3}'] }));
    await story.ended;
    expect(told(story.events)).toEqual([
      'started',
      'up 1 {"number":3}',
      'half_closed',
      'headers',
      'down 1 {"number":1}',
      'down 2 {"number":2}',
      'down 3 {"number":3}',
      'ended OK',
    ]);
    const failed = start(invoker, ask('Count', { ...way, messages: ['{"number":1,"text":"fail"}'] }));
    expect((await failed.ended).status).toMatchObject({ name: 'ABORTED', message: 'stopped' });
    expect(messages(failed)).toHaveLength(2);
  });

  test(`${words(way)}: a stream of requests`, async () => {
    await using server = await listening(stranger('1.1'));
    await using invoker = invokerFor(server.target);
    const story = start(invoker, ask('Gather', { ...way, messages: ['{"number":1}', '{"number":2}'] }));
    expect(invoker.send(story.id, '{"number":4}')).toEqual({ ok: true });
    invoker.halfClose(story.id);
    await story.ended;
    expect(told(story.events).slice(-2)).toEqual(['down 1 {"number":7}', 'ended OK']);
  });

  test(`${words(way)}: both sides speak in turn, over HTTP/2`, async () => {
    await using server = await listening(stranger('2'));
    await using invoker = invokerFor(server.target);
    const story = start(invoker, ask('Chat', { ...way, messages: [] }));
    for (const text of ['a', 'b']) {
      invoker.send(story.id, JSON.stringify({ text }));
      await story.until((event) => event.type === 'message' && (event.body?.json ?? '').includes(`heard ${text}`));
    }
    invoker.halfClose(story.id);
    expect((await story.ended).status.name).toBe('OK');
  });
}

test('a cancelled call, and one whose deadline passes', async () => {
  await using server = await listening(createHttp1(() => undefined));
  await using invoker = invokerFor(server.target);
  const story = start(invoker, ask('Say', { protocol: 'connect' }));
  invoker.cancel(story.id);
  expect(await story.ended).toMatchObject({ status: { name: 'CANCELLED' }, cancelledBy: 'client' });
  const late = await start(invoker, ask('Say', { protocol: 'grpc-web', deadlineMs: 60 })).ended;
  expect(late).toMatchObject({
    status: { name: 'DEADLINE_EXCEEDED' },
    cancelledBy: 'deadline',
    problem: { code: 'deadline' },
  });
});

test.each(['grpc-web', 'connect'] as const)('%s: nothing listens, a web server, a TLS port', async (protocol) => {
  const closed = await listening(createHttp1());
  await closed[Symbol.asyncDispose]();
  await using nobody = invokerFor(closed.target);
  expect((await start(nobody, ask('Say', { protocol })).ended).problem).toMatchObject({ code: 'nothing-listens' });
  await using web = await listening(createHttp1((_, response) => response.writeHead(404).end('no')));
  await using invoker = invokerFor(web.target);
  const { status, problem } = await start(invoker, ask('Say', { protocol })).ended;
  expect(status.name).toBe('UNIMPLEMENTED');
  expect(problem).toMatchObject({ code: 'not-the-protocol' });
});

test('what REST cannot carry is told before anything is dialled', async () => {
  await using invoker = invokerFor('127.0.0.1:1');
  const refused = (method: string): string[] => {
    const reply = invoker.start(ask(method, { protocol: 'rest' }), () => undefined);
    return reply.ok ? [] : reply.problems.map(({ code }) => code);
  };
  expect(refused('Say')).toEqual(['no-http-rule']);
  expect(refused('Chat')).toEqual(['rest-stream']);
});
