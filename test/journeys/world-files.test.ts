import { fromBinary, type DescMessage } from '@bufbuild/protobuf';
import type { ServiceError } from '@grpc/grpc-js';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { WorldSnapshot } from '../../server/contract/world.ts';
import { loadedClient, type Loaded, type LoadedService } from '../support/loaded-client.ts';
import { BUF } from '../support/buf.ts';
import { serve, understudy, type Served } from '../support/run-command.ts';
import { schemaFrom } from '../support/schema-from.ts';

const run = promisify(execFile);

const PROTO = (rule = ''): string => `syntax = "proto3";
package shop.v1;
import "google/protobuf/empty.proto";
${rule && 'import "buf/validate/validate.proto";'}
message Lamp {
  string id = 1;
  string title = 2${rule};
  string maker = 3;
  int32 stock = 4;
}
message GetLampRequest { string id = 1; }
message ListLampsRequest { int32 page_size = 1; string page_token = 2; }
message ListLampsResponse { repeated Lamp lamps = 1; string next_page_token = 2; }
message CreateLampRequest { Lamp lamp = 1; }
message DeleteLampRequest { string id = 1; }
message WatchLampsRequest {}
service Lamps {
  rpc GetLamp(GetLampRequest) returns (Lamp);
  rpc ListLamps(ListLampsRequest) returns (ListLampsResponse);
  rpc CreateLamp(CreateLampRequest) returns (Lamp);
  rpc DeleteLamp(DeleteLampRequest) returns (google.protobuf.Empty);
  rpc WatchLamps(WatchLampsRequest) returns (stream Lamp);
}
`;
const WORLD = (stock: number): string => `shop.v1.Lamp:
  only: true
  entities:
    - { id: oak, title: Oak lamp, stock: ${stock} }
    - { id: elm, title: Elm lamp, stock: 3 }
`;
const OAK = { id: 'oak', title: 'Oak lamp', stock: 7 };
const ELM = { id: 'elm', title: 'Elm lamp', stock: 3 };

interface Workspace extends Disposable {
  readonly dir: string;
  write(name: string, text: string): void;
  /** A foreign client that knows the protos without their rules. */
  client(server: Served): LoadedService;
}

function workspace(files: Record<string, string>): Workspace {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-world-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries({ 'protos/shop.proto': PROTO(), 'client/shop.proto': PROTO(), ...files }))
    write(name, text);
  return {
    dir,
    write,
    client: ({ address }) =>
      loadedClient(join(dir, 'client/shop.proto'), [join(dir, 'client')], 'shop.v1.Lamps', address),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const listed = async (client: LoadedService): Promise<readonly Loaded[]> => {
  const { lamps } = await client.call('ListLamps', { page_size: 100 });
  return lamps as readonly Loaded[]; // a repeated message
};
const codeOf = (error: ServiceError): number => error.code;

test('entities of a file are listed and got by foreign clients, and --strict-world knows no others', async () => {
  using shop = workspace({ 'protos/shop.world.yaml': WORLD(7) });
  await using server = await serve(['protos', '--strict-world'], { cwd: shop.dir });
  expect(server.ready).toContain('1 world file (2 entities)');
  using client = shop.client(server);
  expect(await listed(client)).toEqual([ELM, OAK]);
  expect(await client.call('GetLamp', { id: 'oak' })).toEqual(OAK);
  expect(await client.call('GetLamp', { id: 'ash' }).catch(codeOf)).toBe(5);
  const url = `http://${server.address}/shop.v1.Lamps/GetLamp`;
  const args = ['curl', '--http2-prior-knowledge', '--protocol', 'grpc', '-d', '{"id": "elm"}', url];
  const { stdout } = await run(BUF, args);
  expect(JSON.parse(stdout)).toEqual({ id: 'elm', title: 'Elm lamp', stock: 3 });
});

test('a saved edit is in the next call and in an open watch; a broken one is told, and the last good one stands', async () => {
  using shop = workspace({ 'protos/shop.world.yaml': WORLD(7) });
  await using server = await serve(['protos'], { cwd: shop.dir });
  using client = shop.client(server);
  const watch = client.open('WatchLamps', {});
  const seen: Loaded[] = [];
  watch.on('data', (lamp: Loaded) => seen.push(lamp)).on('error', () => undefined);
  await expect.poll(() => seen).toHaveLength(2);

  shop.write('protos/shop.world.yaml', WORLD(8));
  await server.said(/reloaded protos\/shop\.world\.yaml: 1 world file \(2 entities\)/);
  expect(await client.call('GetLamp', { id: 'oak' })).toEqual({ ...OAK, stock: 8 });
  await expect.poll(() => seen.slice(2)).toEqual([{ ...OAK, stock: 8 }]);

  shop.write('protos/shop.world.yaml', WORLD(9).replace('title: Elm lamp', 'titel: Elm lamp'));
  const told = await server.said(/protos\/shop\.world\.yaml:5:\d+[^]*?last good version in force: .*\n/);
  expect(told).toMatch(/Lamp has no field "?titel/);
  expect(told).toContain('last good version in force: protos/shop.world.yaml');
  expect(told).not.toContain('reloaded');
  expect(await client.call('GetLamp', { id: 'oak' })).toEqual({ ...OAK, stock: 8 });

  shop.write('protos/shop.world.yaml', WORLD(10));
  await server.said(/reloaded/);
  await expect.poll(() => seen.slice(3)).toEqual([{ ...OAK, stock: 10 }]);
  watch.cancel();
});

test('a snapshot, a stop and a start with it give the same answers; reset forgets what was written', async () => {
  using shop = workspace({});
  const answers = async (client: LoadedService): Promise<unknown> => [
    await listed(client),
    await client.call('GetLamp', { id: 'never-seen' }),
  ];
  let before: unknown;
  {
    await using server = await serve(['protos'], { cwd: shop.dir });
    using client = shop.client(server);
    const first = await listed(client);
    await client.call('CreateLamp', { lamp: { id: 'own', title: 'My own', stock: 1 } });
    await client.call('DeleteLamp', { id: first[0]!['id'] });
    before = await answers(client);
    expect(before).not.toEqual([first, expect.anything()]);
    const reply = await fetch(`http://${server.address}/api/world/snapshot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ file: null, everything: false }),
    });
    shop.write('kept.world.yaml', ((await reply.json()) as WorldSnapshot).text);
    await fetch(`http://${server.address}/api/world/reset`, { method: 'POST' });
    expect(await listed(client)).toEqual(first);
  }
  await using server = await serve(['protos', '--world', 'kept.world.yaml'], { cwd: shop.dir });
  using client = shop.client(server);
  expect(await answers(client)).toEqual(before);
});

test('--validate refuses what breaks the rules, with a violation for each field', async () => {
  using shop = workspace({ 'protos/shop.proto': PROTO(' [(buf.validate.field).string.min_len = 3]') });
  await using server = await serve(['protos', '--validate'], { cwd: shop.dir });
  using client = shop.client(server);
  const error = await client.call('CreateLamp', { lamp: { title: 'x' } }).then(
    () => undefined,
    (reason: ServiceError) => reason,
  );
  expect(error?.code).toBe(3);
  const schema = schemaFrom(`syntax = "proto3"; package t;
    import "google/rpc/error_details.proto"; import "google/rpc/status.proto";
    message All { google.rpc.BadRequest bad = 1; google.rpc.Status status = 2; }
    service S { rpc Get(All) returns (All); }`);
  const read = (type: string, bytes: Uint8Array): Record<string, unknown> => ({
    ...fromBinary(schema.type(type) as DescMessage, bytes), // both are messages
  });
  const [bin] = error!.metadata.get('grpc-status-details-bin');
  const [detail] = read('google.rpc.Status', bin as Buffer)['details'] as { value: Uint8Array }[]; // Any
  expect(read('google.rpc.BadRequest', detail!.value)['fieldViolations']).toMatchObject([{ field: 'lamp.title' }]);
  expect(await client.call('CreateLamp', { lamp: { title: 'Desk lamp' } })).toMatchObject({ title: 'Desk lamp' });
});

test('saved hints change the fields that they are about, and no others', async () => {
  using shop = workspace({});
  await using server = await serve(['protos'], { cwd: shop.dir });
  using client = shop.client(server);
  const before = await listed(client);
  shop.write('protos/understudy.hints.yaml', 'hints:\n  - { field: Lamp.maker, values: [Holm, Berg] }\n');
  await server.said(/reloaded protos\/understudy\.hints\.yaml: 1 hint/);
  const after = await listed(client);
  expect(after.map(({ maker }) => maker)).toEqual(after.map(() => expect.stringMatching(/^(Holm|Berg)$/)));
  expect(after).toEqual(before.map((lamp, index) => ({ ...lamp, maker: after[index]!['maker'] })));

  shop.write('protos/understudy.hints.yaml', 'hints:\n  - { field: Lamp.makre, values: [Holm] }\n');
  expect(await server.said(/understudy\.hints\.yaml:2:\d+[^]*?reloaded/)).toContain('Did you mean "Lamp.maker"?');
  expect(await listed(client)).toEqual(before);
  const checked = await understudy(['check', 'protos'], { cwd: shop.dir });
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('Lamp.makre')]);
});
