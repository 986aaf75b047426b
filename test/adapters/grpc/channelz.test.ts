import { Client, credentials } from '@grpc/grpc-js';
import { once } from 'node:events';
import { connect as connectH2 } from 'node:http2';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { channelzClient, type ChannelzClient, type SocketAnswer, type Time } from './channelz-client.ts';
import { unary } from './mock.ts';

const protos = join(import.meta.dirname, '../../../protos');
const HELLO = '/greeter.v1.Greeter/SayHello';

const start = () => startUnderstudy({ protos });
const caller = (port: number): Client & Disposable => {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
};
const millis = (time: Time | null): number => Number(time?.seconds) * 1000 + (time?.nanos ?? 0) / 1e6;

/** The connection that is not the asker's own: it has been open before. */
const first = async (channelz: ChannelzClient): Promise<SocketAnswer> =>
  channelz.socket((await channelz.sockets())[0]!);

test('the one server: its name, where it listens, its calls by every protocol, succeeded and failed', async () => {
  const before = Date.now();
  await using mock = await start();
  using channelz = channelzClient(mock.address);
  using client = caller(mock.port);
  expect(await channelz.server()).toMatchObject({
    ref: { server_id: '1', name: mock.address },
    data: { calls_started: '1', calls_succeeded: '0', calls_failed: '0' },
  });
  await unary(client, HELLO, Buffer.alloc(0));
  expect(await unary(client, '/greeter.v1.Greeter/Nothing', Buffer.alloc(0))).toMatchObject({ code: 12 });
  const post = async (type: string, body: string) =>
    (await fetch(`http://127.0.0.1:${mock.port}${HELLO}`, { method: 'POST', headers: { 'content-type': type }, body }))
      .status;
  expect(await post('application/json', '{}')).toBe(200);
  expect(await post('application/grpc-web', '\0'.repeat(5))).toBe(200);
  // Its head is no call of gRPC's, and it is in the traffic all the same.
  expect(await post('application/grpc', '')).toBe(505);
  const server = await channelz.server();
  expect(server.data).toMatchObject({ calls_started: '7', calls_succeeded: '4', calls_failed: '2' });
  expect(millis(server.data.last_call_started_timestamp)).toBeGreaterThanOrEqual(before);
  expect(millis(server.data.last_call_started_timestamp)).toBeLessThanOrEqual(Date.now());
  const listening = await Promise.all(server.listen_socket.map((ref) => channelz.socket(ref.socket_id)));
  expect(
    listening.map(({ local, remote }) => [[...local.tcpip_address.ip_address], local.tcpip_address.port, remote]),
  ).toEqual(
    listening.map(({ local }) => [
      local.tcpip_address.ip_address.length === 4 ? [127, 0, 0, 1] : [...new Array<number>(15).fill(0), 1],
      mock.port,
      null,
    ]),
  );
  expect(await channelz.ask('GetServers')).toMatchObject({ server: [{ ref: { server_id: '1' } }], end: true });
});

test('a connection: its addresses, streams, messages, times and windows', async () => {
  const before = Date.now();
  await using mock = await start();
  using client = caller(mock.port);
  await unary(client, HELLO, Buffer.alloc(0));
  await unary(client, '/greeter.v1.Greeter/Nothing', Buffer.alloc(0));
  const open = client.makeServerStreamRequest(
    '/grpc.health.v1.Health/Watch',
    (b: Buffer) => b,
    (b: Buffer) => b,
    Buffer.alloc(0),
  );
  open.on('error', () => undefined);
  await once(open, 'data');
  using channelz = channelzClient(mock.address);
  const { data, local, remote, security, ref } = await first(channelz);
  expect(data).toMatchObject({
    streams_started: '3',
    // Told of a failure by trailers, a stream has done its work.
    streams_succeeded: '2',
    streams_failed: '0',
    messages_sent: '2',
    // Nobody reads what is sent to a method that is not there.
    messages_received: '2',
    keep_alives_sent: '0',
  });
  for (const time of [
    data.last_remote_stream_created_timestamp,
    data.last_message_sent_timestamp,
    data.last_message_received_timestamp,
  ])
    expect(millis(time)).toBeGreaterThanOrEqual(before);
  expect(Number(data.local_flow_control_window?.value)).toBeGreaterThan(0);
  expect(Number(data.remote_flow_control_window?.value)).toBeGreaterThan(0);
  expect([[...local.tcpip_address.ip_address], local.tcpip_address.port]).toEqual([[127, 0, 0, 1], mock.port]);
  expect(ref.name).toBe(`127.0.0.1:${remote?.tcpip_address.port} -> 127.0.0.1:${mock.port}`);
  expect(security).toBeNull();
  open.cancel();
  const again = async (): Promise<void> => {
    // The reset travels by another connection than the question.
    if ((await first(channelz)).data.streams_failed !== '1') await again();
  };
  await again();
});

test('connections of HTTP/1.1 and of HTTP/2 are listed while they are open, and their ids never come again', async () => {
  await using mock = await start();
  using channelz = channelzClient(mock.address);
  const [own] = await channelz.sockets();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let at = 0; at < 2; at += 1) {
    const asked = request({
      agent,
      port: mock.port,
      host: '127.0.0.1',
      path: HELLO,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    asked.end('{}');
    const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    await textOf(response);
  }
  const [, second] = await channelz.sockets();
  expect((await channelz.socket(second!)).data).toMatchObject({
    streams_started: '2',
    streams_succeeded: '2',
    messages_sent: '2',
    messages_received: '2',
    local_flow_control_window: null,
  });
  agent.destroy();
  const gone = async (id: number): Promise<void> => {
    if ((await channelz.sockets()).includes(id)) await gone(id);
  };
  await gone(second!);
  await expect(channelz.socket(second!)).rejects.toMatchObject({
    code: 5,
    details: expect.stringMatching(/^There is no socket \d+\. .+/) as string,
  });
  const session = connectH2(`http://127.0.0.1:${mock.port}`);
  const stream = session.request({ ':method': 'POST', ':path': HELLO, 'content-type': 'application/json' });
  stream.end('{}');
  await textOf(stream);
  const [, third] = await channelz.sockets();
  expect(third).toBeGreaterThan(second!);
  expect((await channelz.socket(third!)).data).toMatchObject({ streams_started: '1', messages_sent: '1' });
  session.close();
  expect(await channelz.sockets()).toContain(own);
});

test('pages: from an id on, as many as are asked for, a hundred where that is left open', async () => {
  await using mock = await start();
  using channelz = channelzClient(mock.address);
  const [own] = await channelz.sockets();
  const sockets: Socket[] = [];
  try {
    for (let at = 0; at < 104; at += 1) {
      const socket = connect(mock.port, '127.0.0.1');
      sockets.push(socket);
      // What a connection speaks is known by its first bytes.
      socket.write('GET / HTTP/1.1\r\n');
    }
    const all = async (): Promise<number[]> => {
      const found: number[] = [];
      for (let end = false; !end;) {
        const page = await channelz.ask<{ socket_ref: { socket_id: string }[]; end: boolean }>('GetServerSockets', {
          server_id: 1,
          start_socket_id: (found.at(-1) ?? 0) + 1,
          max_results: 10,
        });
        expect(page.socket_ref.length).toBeLessThanOrEqual(10);
        found.push(...page.socket_ref.map(({ socket_id }) => Number(socket_id)));
        end = page.end;
      }
      return found.length < 105 ? all() : found;
    };
    const found = await all();
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBe(own);
    expect(await channelz.sockets()).toEqual(found.slice(0, 100));
    const asked = (start_socket_id: number, max_results = 0) =>
      channelz.ask('GetServerSockets', { server_id: 1, start_socket_id, max_results });
    expect(await asked(found.at(-1)!)).toMatchObject({ socket_ref: [{}], end: true });
    expect(await asked(found.at(-1)! + 1)).toEqual({ socket_ref: [], end: true });
    expect(await asked(0, 105)).toMatchObject({ end: true });
    expect(await asked(0, 104)).toMatchObject({ end: false });
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});

test('what is not there is NOT_FOUND with a sentence; what is asked wrongly is said so', async () => {
  await using mock = await start();
  using channelz = channelzClient(mock.address);
  expect(await channelz.ask('GetTopChannels')).toEqual({ channel: [], end: true });
  expect(await channelz.ask('GetServers', { start_server_id: 2 })).toEqual({ server: [], end: true });
  for (const [method, asked, sentence] of [
    ['GetServer', { server_id: 7 }, 'There is no server 7. The one server is 1.'],
    ['GetServerSockets', {}, 'There is no server 0. The one server is 1.'],
    ['GetChannel', { channel_id: 3 }, 'There is no channel 3. A mock server opens no channels; ask GetServers.'],
    [
      'GetSubchannel',
      { subchannel_id: -1 },
      'There is no subchannel -1. A mock server opens no channels; ask GetServers.',
    ],
    [
      'GetSocket',
      { socket_id: '9007199254740993' },
      'There is no socket 9007199254740993. A connection that has closed is gone, and its id is not used again; ask GetServerSockets.',
    ],
  ] as const)
    await expect(channelz.ask(method, asked)).rejects.toMatchObject({ code: 5, details: sentence });
  for (const method of ['GetTopChannels', 'GetServers', 'GetServerSockets'])
    await expect(channelz.ask(method, { server_id: 1, max_results: -1 })).rejects.toMatchObject({
      code: 3,
      details: 'max_results is -1, and may not be negative; 0 leaves it to the server.',
    });
  using client = caller(mock.port);
  for (const bytes of [[255], [8], [11], [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]])
    expect(await unary(client, '/grpc.channelz.v1.Channelz/GetServer', Buffer.from(bytes))).toMatchObject({
      code: 13,
      details: 'The request is not a GetServerRequest: its bytes cannot be read.',
    });
  // Fields that nobody knows, and one of another kind, are passed over.
  expect(
    await unary(client, '/grpc.channelz.v1.Channelz/GetServer', Buffer.from([0x0a, 1, 65, 0x3d, 0, 0, 0, 0, 8, 1])),
  ).toMatchObject({ code: 0 });
});
