import { expect, test } from 'vitest';
import { planMethod } from '../../../server/world/plan-method.ts';
import { projectionOf } from '../../../server/world/projection.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const HEAD =
  'syntax = "proto3"; package t; import "google/protobuf/timestamp.proto"; import "google/type/money.proto";';
const ACCOUNT = `
  message Account { string account_id = 1; string owner = 2; string currency = 3; int64 balance_cents = 4; int64 available_balance_cents = 5; }
  message GetAccountRequest { string account_id = 1; }
  message GetBalanceRequest { string account_id = 1; }
  service Bank { rpc GetAccount(GetAccountRequest) returns (Account); rpc GetBalance(GetBalanceRequest) returns (Balance); }`;

type Json = Readonly<Record<string, unknown>>;
const amount = (cents: number): Json => ({
  units: String(Math.floor(cents / 100)),
  ...(cents % 100 === 0 ? {} : { nanos: (cents % 100) * 10_000_000 }),
});
const money = (account: Json, field: string): Json => ({
  currencyCode: account['currency'],
  ...amount(Number(account[field])),
});

test.each<readonly [string, string, (account: Json) => Json]>([
  [
    'the same fields',
    'message Balance { string account_id = 1; string currency = 2; int64 balance_cents = 3; google.protobuf.Timestamp as_of = 4; }',
    ({ accountId, currency, balanceCents }) => ({ accountId, currency, balanceCents }),
  ],
  [
    'without the word that the answer is named after',
    'message Balance { string account_id = 1; int64 amount_cents = 2; int64 available_cents = 3; }',
    ({ accountId, balanceCents, availableBalanceCents }) => ({
      accountId,
      amountCents: balanceCents,
      availableCents: availableBalanceCents,
    }),
  ],
  [
    'as Money',
    'message Balance { string account_id = 1; google.type.Money balance = 2; google.type.Money available = 3; }',
    (account) => ({
      balance: money(account, 'balanceCents'),
      available: money(account, 'availableBalanceCents'),
    }),
  ],
  [
    'as Money of the schema',
    'message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; } message Balance { Money balance = 1; }',
    (account) => ({ balance: money(account, 'balanceCents') }),
  ],
  [
    'in one part of the answer',
    'message Amounts { int64 balance_cents = 1; int64 available_balance_cents = 2; } message Balance { string account_id = 1; Amounts amounts = 2; }',
    ({ accountId, balanceCents, availableBalanceCents }) => ({
      accountId,
      amounts: { balanceCents, availableBalanceCents },
    }),
  ],
  [
    'as a decimal',
    'message Balance { string account_id = 1; double balance = 2; string currency = 3; }',
    ({ balanceCents, currency }) => ({ balance: Number(balanceCents) / 100, currency }),
  ],
])('a balance is what the account says: %s', (_, proto, shown) => {
  const client = worldClient(schemaFrom(`${HEAD} ${proto} ${ACCOUNT}`), 't.Bank');
  for (const id of ['a', 'b', 'c']) {
    const account = client.ok('GetAccount', { accountId: id });
    expect(client.ok('GetBalance', { accountId: id })).toMatchObject(shown(account));
  }
});

test('a balance that an account holds whole is that one', () => {
  const client = worldClient(
    schemaFrom(`${HEAD}
      message Balance { int64 amount = 1; string currency = 2; }
      message Account { string id = 1; Balance balance = 2; }
      message GetAccountRequest { string id = 1; }
      message GetBalanceRequest { string account_id = 1; }
      service Bank { rpc GetAccount(GetAccountRequest) returns (Account); rpc GetBalance(GetBalanceRequest) returns (Balance); }`),
    't.Bank',
  );
  expect(client.ok('GetBalance', { accountId: 'x' })).toEqual(client.ok('GetAccount', { id: 'x' })['balance']);
});

const PLACES = schemaFrom(`
  syntax = "proto3"; package t; import "google/api/resource.proto"; import "google/protobuf/timestamp.proto";
  enum Status { STATUS_UNKNOWN = 0; UP = 1; DOWN = 2; }
  message Warehouse {
    option (google.api.resource) = { type: "t.com/Warehouse" pattern: "warehouses/{warehouse}" };
    string name = 1; int32 capacity = 2; int32 used_capacity = 3;
  }
  message GetWarehouseRequest { string name = 1; }
  message GetWarehouseUtilizationRequest { string name = 1; }
  message WarehouseUtilization { string warehouse = 1; int32 capacity = 2; int32 used_capacity = 3; double utilization_percent = 4; }
  message Host { string id = 1; Status status = 2; int32 cpu_percent = 3; }
  message GetHostRequest { string id = 1; }
  message UpdateHostRequest { Host host = 1; }
  message HostStatusRequest { string host_id = 1; }
  message HostStatus { string host_id = 1; Status status = 2; google.protobuf.Timestamp checked_at = 3; }
  message Weather { string city = 1; int32 cpu_percent = 2; }
  message GetWeatherRequest { string city = 1; }
  message AlertRule { string id = 1; string name = 2; Status severity = 3; }
  message Alert { string id = 1; string rule_id = 2; Status severity = 3; string name = 4; }
  message GetAlertRuleRequest { string id = 1; }
  message WatchAlertsRequest { Status severity = 1; }
  service Places {
    rpc GetWarehouse(GetWarehouseRequest) returns (Warehouse);
    rpc GetWarehouseUtilization(GetWarehouseUtilizationRequest) returns (WarehouseUtilization);
    rpc GetHost(GetHostRequest) returns (Host);
    rpc UpdateHost(UpdateHostRequest) returns (Host);
    rpc CheckStatus(HostStatusRequest) returns (HostStatus);
    rpc GetWeather(GetWeatherRequest) returns (Weather);
    rpc GetAlertRule(GetAlertRuleRequest) returns (AlertRule);
    rpc WatchAlerts(WatchAlertsRequest) returns (stream Alert);
  }
`);

test('the use of a warehouse is that of the warehouse, and its share is made of that', () => {
  const client = worldClient(PLACES, 't.Places');
  const name = 'warehouses/north';
  const { capacity, usedCapacity } = client.ok('GetWarehouse', { name });
  expect(client.ok('GetWarehouseUtilization', { name })).toEqual({
    warehouse: name,
    capacity,
    usedCapacity,
    utilizationPercent: Math.round((Number(usedCapacity) / Number(capacity)) * 1_000) / 10,
  });
});

test('what was changed is seen in every view of it', () => {
  const client = worldClient(PLACES, 't.Places');
  for (const status of ['UP', 'DOWN', 'UP']) {
    client.ok('UpdateHost', { host: { id: 'h', status } });
    expect(client.ok('CheckStatus', { hostId: 'h' })).toMatchObject({ hostId: 'h', status });
  }
});

test('an answer that says nothing of a thing is no view of it', () => {
  expect(planMethod(PLACES.method('/t.Places/GetWeather')!.desc)).toBeUndefined();
});

test('what has an id of its own is no view of what it came of', () => {
  const watch = PLACES.method('/t.Places/WatchAlerts')!.desc;
  expect(planMethod(watch)).toBeUndefined();
  expect(projectionOf(watch)).toBeUndefined();
});
