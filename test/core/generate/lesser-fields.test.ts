import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { FIRST_NAMES, NOUNS } from '../../../server/generate/pools.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { toJson, type DescMessage } from '@bufbuild/protobuf';

const schema = schemaFrom(`
  syntax = "proto3"; package t; import "google/protobuf/timestamp.proto"; import "google/type/money.proto";
  message Address { string street = 1; string house_number = 2; string city = 3; }
  message Shipment { string billing_street = 1; string billing_house_number = 2; string street = 3; }
  message Company { string legal_name = 1; string name = 2; }
  message Device { string sensor = 1; string unit = 2; Calibration calibration = 3; Radio radio = 4;
    message Calibration { double gain = 1; string technician_name = 2; }
    message Radio { int32 channel = 1; } }
  message Line { string counterparty_name = 1; }
  message Account { Status status = 1; google.protobuf.Timestamp closed_at = 2; google.protobuf.Timestamp opened_at = 3;
    double interest_rate_percent = 4; map<string, google.type.Money> sub_balances = 5; bool paused = 6;
    enum Status { UNKNOWN = 0; OPEN = 1; FROZEN = 2; CLOSED = 3; } }
  message Rollout { State state = 1; float percent_complete = 2; google.protobuf.Timestamp finished_at = 3;
    enum State { STATE_UNSPECIFIED = 0; RUNNING = 1; PAUSED = 2; DONE = 3; } }
  message LogEntry { string message = 1; string trace_id = 2; }
  message AlertRule { string expression = 1; string title = 2; }
  message Series { string metric = 1; }
  message Transfer { string rejection_reason = 1; }
  message All { Address a = 1; Shipment b = 2; Company c = 3; Device d = 4; Line e = 5; Account f = 6; Rollout g = 7; LogEntry h = 8;
    AlertRule i = 9; Series j = 10; Transfer k = 11; }
  service S { rpc Get(All) returns (All); }
`);

type Json = Readonly<Record<string, unknown>>;
const all = schema.method('/t.S/Get')!.desc.output;
const typeOf = (name: string): DescMessage =>
  all.fields.map(({ message }) => message!).find((message) => message.name === name)!;

/** Forty of a kind. */
function some(name: string): readonly Json[] {
  const desc = typeOf(name);
  const { types } = schema.method('/t.S/Get')!;
  return Array.from({ length: 40 }, (_, at) => {
    const message = generateMessage(desc, { types, seed: textKey('lesser'), key: textKey(`${name} ${at}`) });
    return toJson(desc, message, { registry: types }) as Json; // a message is an object
  });
}

test('a house number is the number of the street, which is told without it', () => {
  for (const { street, houseNumber } of some('Address')) {
    expect(houseNumber).toMatch(/^\d{1,3}$/);
    expect(street).not.toMatch(/\d/);
  }
  for (const { street, billingStreet, billingHouseNumber } of some('Shipment')) {
    expect(billingHouseNumber).toMatch(/^\d{1,3}$/);
    expect(billingStreet).not.toMatch(/\d/);
    expect(street).toMatch(/\d/);
  }
});

test('a company is called by its legal name, and people beside devices and payments are people', () => {
  for (const { legalName } of some('Company')) expect(FIRST_NAMES).not.toContain(String(legalName).split(' ')[0]);
  for (const { calibration } of some('Device'))
    expect((calibration as Json)['technicianName']).toMatch(/^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u);
  for (const { counterpartyName } of some('Line'))
    expect(NOUNS).not.toContain(String(counterpartyName).split(' ').at(-1)!.toLowerCase());
});

test('a charge in percent lies within a hundred, and a rate of interest is one', () => {
  for (const { interestRatePercent } of some('Account')) expect(Number(interestRatePercent)).toBeLessThan(25);
  for (const { percentComplete } of some('Rollout')) expect(Number(percentComplete ?? 0)).toBeLessThanOrEqual(100);
  for (const { radio, calibration } of some('Device')) {
    expect(Number((radio as Json)['channel'])).toBeLessThanOrEqual(13);
    expect(Math.abs(Number((calibration as Json)['gain']) - 1)).toBeLessThanOrEqual(0.1001);
  }
});

test('what is frozen or paused has begun and has not ended', () => {
  const held = [
    ...some('Account').filter(({ status }) => status === 'FROZEN'),
    ...some('Rollout').filter(({ state }) => state === 'PAUSED'),
  ];
  expect(held.length).toBeGreaterThan(5);
  for (const one of held) expect([one['closedAt'], one['finishedAt']]).toEqual([undefined, undefined]);
  // A flag says nothing of how far it came.
  expect(new Set(some('Account').map(({ paused }) => paused ?? false)).size).toBe(2);
});

test('amounts by currency are of that currency, and differ', () => {
  for (const { subBalances } of some('Account')) {
    const entries = Object.entries(subBalances as Readonly<Record<string, Json>>);
    for (const [currency, money] of entries) expect(money['currencyCode']).toBe(currency);
    expect(new Set(entries.map(([, money]) => `${money['units']}.${money['nanos'] ?? 0}`)).size).toBeGreaterThan(1);
  }
});

test('logs, rules of alerts, metrics and refusals speak of what they are about', () => {
  for (const { message } of some('LogEntry')) expect(message).toMatch(/ (ms|database|key|finished)\b/);
  for (const { expression } of some('AlertRule')) expect(expression).toMatch(/ (>|<|==) /);
  for (const { metric } of some('Series')) expect(metric).toMatch(/^[a-z]+(_[a-z]+)+$/);
  for (const { rejectionReason } of some('Transfer')) expect(rejectionReason).toMatch(/^[A-Z].*\.$/);
});
