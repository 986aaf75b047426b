import { expect, test } from 'vitest';
import { planMethod } from '../../../server/world/plan-method.ts';
import { bindSeed, readSeedText } from '../../../server/world/seed-file.ts';
import { resourcesOf } from '../../../server/world/list-resources.ts';
import { resourceIndex } from '../../../server/world/resource-index.ts';
import { snapshotText } from '../../../server/world/snapshot.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const schema = schemaFrom(`
  syntax = "proto3"; package app;
  import "google/protobuf/empty.proto"; import "google/protobuf/field_mask.proto";
  message ShopSettings { string theme = 1; int32 page_length = 2; bool beta = 3; }
  message UpdateSettingsRequest { ShopSettings settings = 1; google.protobuf.FieldMask update_mask = 2; }
  message Volume { int32 level = 1; bool muted = 2; }
  message SetVolumeRequest { int32 level = 1; }
  message Weather { string id = 1; string city = 2; double degrees = 3; }
  message User { string id = 1; string name = 2; string email = 3; repeated string labels = 4; }
  message GetUserRequest { string id = 1; }
  message GetUserByEmailRequest { string email = 1; }
  message GetWeatherByCityRequest { string city = 1; }
  message GetWeatherRequest { string id = 1; }
  message ListUsersRequest {} message ListUsersResponse { repeated User users = 1; }
  message CreateUserRequest { User user = 1; }
  message LabelRequest { string user_id = 1; string label = 2; }
  message ServerStatus { string version = 1; int64 uptime = 2; }
  service Settings {
    rpc GetShopSettings(google.protobuf.Empty) returns (ShopSettings);
    rpc UpdateShopSettings(UpdateSettingsRequest) returns (ShopSettings);
    rpc WatchShopSettings(google.protobuf.Empty) returns (stream ShopSettings);
    rpc ResetShopSettings(google.protobuf.Empty) returns (ShopSettings);
    rpc GetVolume(google.protobuf.Empty) returns (Volume);
    rpc SetVolume(SetVolumeRequest) returns (google.protobuf.Empty);
    rpc GetServerStatus(google.protobuf.Empty) returns (ServerStatus);
  }
  service Users {
    rpc GetUser(GetUserRequest) returns (User);
    rpc GetUserByEmail(GetUserByEmailRequest) returns (User);
    rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
    rpc CreateUser(CreateUserRequest) returns (User);
    rpc DeleteUser(GetUserRequest) returns (google.protobuf.Empty);
    rpc AddLabel(LabelRequest) returns (User);
    rpc RemoveLabel(LabelRequest) returns (User);
    rpc GetWeather(GetWeatherRequest) returns (Weather);
    rpc GetWeatherByCity(GetWeatherByCityRequest) returns (Weather);
  }
`);
const verbOf = (path: string): string | undefined => planMethod(schema.method(`/app.${path}`)!.desc)?.verb;

test('settings that no id names are one thing, which is changed and remembered', () => {
  const client = worldClient(schema, 'app.Settings');
  const before = client.ok('GetShopSettings');
  expect(client.ok('GetShopSettings')).toEqual(before);
  const changed = client.call('UpdateShopSettings', { settings: { theme: 'dark' }, updateMask: 'theme' });
  expect(changed.json).toEqual({ ...before, theme: 'dark' });
  expect(client.call('GetShopSettings')).toMatchObject({
    json: { ...before, theme: 'dark' },
    by: { by: 'world', entity: 'shop-settings' },
  });
  const wrong = client.call('UpdateShopSettings', { settings: {}, updateMask: 'colour' });
  expect([wrong.status, wrong.message]).toEqual(['INVALID_ARGUMENT', expect.stringContaining('colour')]);
  client.ok('SetVolume', { level: 11 });
  expect(client.ok('GetVolume')).toMatchObject({ level: 11 });
});

test('what is only told, or done to all, is no such thing', () => {
  expect(verbOf('Settings/GetServerStatus')).toBeUndefined();
  expect(verbOf('Settings/ResetShopSettings')).toBeUndefined();
  expect(verbOf('Settings/WatchShopSettings')).toBe('watch');
});

test('the one thing of its kind is in the list of resources, in files of entities and in snapshots', () => {
  const client = worldClient(schema, 'app.Settings');
  const index = resourceIndex(schema, resourcesOf(schema), 'seed');
  expect(index.find('ShopSettings')?.resource.id).toEqual([]);
  const seed = bindSeed(readSeedText('ShopSettings: [{ theme: sepia }]', 'a.world.yaml'), index);
  expect(seed.problems).toEqual([]);
  expect(seed.entities.map(({ id }) => id)).toEqual(['shop-settings']);
  client.ok('UpdateShopSettings', { settings: { theme: 'dark' }, updateMask: 'theme' });
  const { text } = snapshotText(client.world, index, { everything: false, json: false });
  const again = bindSeed(readSeedText(text, 'b.world.yaml'), index);
  expect(again.problems).toEqual([]);
  expect(again.entities).toMatchObject([{ id: 'shop-settings', message: { theme: 'dark' } }]);
});

test('a thing is looked up by another field of its own, and lists and lookups agree', () => {
  const client = worldClient(schema, 'app.Users');
  for (const user of client.ok('ListUsers')['users'] as Record<string, unknown>[])
    expect(client.ok('GetUserByEmail', { email: user['email'] })['email']).toEqual(user['email']);
  const nobody = client.call('GetUserByEmail', { email: 'ada@example.com' });
  expect(nobody.status).toBe('NOT_FOUND');
  expect(nobody.message).toMatch(/^There is no user whose email is "ada@example.com"\. There is one with "\S+@\S+"/);
  const { id } = client.ok('CreateUser', { user: { name: 'Ada', email: 'ada@example.com' } });
  expect(client.ok('GetUserByEmail', { email: 'ada@example.com' })).toMatchObject({ id, name: 'Ada' });
  client.ok('DeleteUser', { id });
  expect(client.call('GetUserByEmail', { email: 'ada@example.com' }).status).toBe('NOT_FOUND');
  expect(client.call('GetUserByEmail', {}).status).toBe('INVALID_ARGUMENT');
  expect(verbOf('Users/GetWeatherByCity')).toBeUndefined();
});

test('one label comes to a list of a thing, and goes from it', () => {
  const client = worldClient(schema, 'app.Users');
  const { id } = client.ok('CreateUser', { user: { name: 'Ada', labels: ['a'] } });
  expect(client.ok('AddLabel', { userId: id, label: 'b' })['labels']).toEqual(['a', 'b']);
  expect(client.ok('RemoveLabel', { userId: id, label: 'a' })['labels']).toEqual(['b']);
  expect(client.ok('GetUser', { id })['labels']).toEqual(['b']);
});
