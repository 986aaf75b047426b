import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const ALERTS = schemaFrom(`
  syntax = "proto3"; package t;
  import "google/protobuf/timestamp.proto";
  enum Severity { SEVERITY_UNKNOWN = 0; SEVERITY_INFO = 1; SEVERITY_WARNING = 2; SEVERITY_ERROR = 3; SEVERITY_CRITICAL = 4; }
  enum Level { EMERGENCY = 0; ALERT = 1; CRITICAL = 2; ERROR = 3; WARNING = 4; NOTICE = 5; INFO = 6; DEBUG = 7; }
  enum State { STATE_UNSPECIFIED = 0; STATE_ACTIVE = 1; STATE_CLOSED = 2; STATE_ARCHIVED = 3; }
  message Alert {
    string id = 1; Severity severity = 2; Level level = 3; State state = 4; string host_name = 5; bool enabled = 6;
    bool frozen = 7; int64 amount_cents = 8; google.protobuf.Timestamp resolved_at = 9;
  }
  message GetAlertRequest { string id = 1; }
  message ListAlertsRequest {
    Severity min_severity = 1; Severity max_severity = 2; Level min_level = 3; bool enabled_only = 4;
    bool include_frozen = 5; bool exclude_closed = 6; string host_name_prefix = 7; string host_name_contains = 8;
    bool only_active = 9; int64 min_amount = 10; bool include_resolved = 11; bool include_archived = 12; int32 page_size = 13;
  }
  message ListAlertsResponse { repeated Alert alerts = 1; }
  message WatchAlertsRequest { Severity min_severity = 1; bool include_frozen = 2; }
  message SearchAlertsRequest { string query = 1; Severity severity_at_least = 2; }
  service Alerts {
    rpc GetAlert(GetAlertRequest) returns (Alert);
    rpc ListAlerts(ListAlertsRequest) returns (ListAlertsResponse);
    rpc SearchAlerts(SearchAlertsRequest) returns (ListAlertsResponse);
    rpc StreamAlerts(ListAlertsRequest) returns (stream Alert);
  }
`);
const LOOK = { includeFrozen: true, includeResolved: true, includeArchived: true, pageSize: 100 };

type Json = Readonly<Record<string, unknown>>;
const alerts = (request: object, method = 'ListAlerts'): readonly Json[] =>
  (worldClient(ALERTS, 't.Alerts').ok(method, request)['alerts'] ?? []) as readonly Json[];
const all = alerts(LOOK);
const SEVERITIES = ['SEVERITY_UNKNOWN', 'SEVERITY_INFO', 'SEVERITY_WARNING', 'SEVERITY_ERROR', 'SEVERITY_CRITICAL'];
const severity = (one: Json): number => SEVERITIES.indexOf(String(one['severity']));
const LEVELS = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'];
const level = (one: Json): number => LEVELS.indexOf(String(one['level'] ?? 'EMERGENCY'));
const host = (one: Json): string => String(one['hostName']);

/** What is asked, and which ones it leaves. */
const CONDITIONS: readonly (readonly [string, object, (one: Json) => boolean])[] = [
  ['an enum has a least value', { minSeverity: 'SEVERITY_ERROR' }, (one) => severity(one) >= 3],
  ['an enum has a last value', { maxSeverity: 'SEVERITY_WARNING' }, (one) => severity(one) <= 2],
  ['of values that begin with the most, the least one is the last', { minLevel: 'ERROR' }, (one) => level(one) <= 3],
  ['an amount is asked for without its unit', { minAmount: '9000' }, (one) => Number(one['amountCents']) >= 9000],
  ['a flag may have to be on', { enabledOnly: true }, (one) => one['enabled'] === true],
  ['a state may be the only one', { onlyActive: true }, (one) => one['state'] === 'STATE_ACTIVE'],
  ['what is not included is left out', { includeFrozen: false }, (one) => one['frozen'] !== true],
  ['a state that is not included is left out', { includeArchived: false }, (one) => one['state'] !== 'STATE_ARCHIVED'],
  ['what a time says of a thing may be left out', { includeResolved: false }, (one) => one['resolvedAt'] === undefined],
  ['what is excluded is left out', { excludeClosed: true }, (one) => one['state'] !== 'STATE_CLOSED'],
  [
    'a text begins',
    { hostNamePrefix: host(all[0]!).slice(0, 2) },
    (one) => host(one).startsWith(host(all[0]!).slice(0, 2)),
  ],
  [
    'a text contains',
    { hostNameContains: host(all[1]!).slice(1, 3).toUpperCase() },
    (one) => host(one).includes(host(all[1]!).slice(1, 3)),
  ],
];

test.each(CONDITIONS)('%s', (_, asked, holds) => {
  const left = alerts({ ...LOOK, ...asked });
  expect(left).toEqual(all.filter(holds));
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(all.length);
});

test('a search keeps bounds as well', () => {
  const found = alerts({ severityAtLeast: 'SEVERITY_CRITICAL' }, 'SearchAlerts');
  expect(found).toEqual(all.filter((one) => severity(one) >= 4).slice(0, found.length));
  expect(found.length).toBeGreaterThan(0);
});

const BANK = schemaFrom(`
  syntax = "proto3"; package t;
  message Party { string customer_id = 1; string label = 2; }
  message Transfer {
    string id = 1; string from_account_id = 2; string to_account_id = 3; string source_city = 4; string destination_city = 5;
    Party payer = 6;
  }
  message Issue { string id = 1; string title = 2; string assignee_id = 3; string reporter_id = 4; string room_id = 5; }
  message User { string id = 1; string name = 2; }
  message GetTransferRequest { string id = 1; }
  message GetIssueRequest { string id = 1; }
  message GetUserRequest { string id = 1; }
  message ListUsersRequest {}
  message ListUsersResponse { repeated User users = 1; }
  message ListTransfersRequest { string account_id = 1; string city = 2; string customer_id = 3; repeated string account_ids = 4; string name = 5; }
  message ListTransfersResponse { repeated Transfer transfers = 1; }
  message ListIssuesRequest { string user_id = 1; }
  message ListRoomIssuesRequest { string room_id = 1; string user_id = 2; }
  message ListIssuesResponse { repeated Issue issues = 1; }
  service Bank {
    rpc GetTransfer(GetTransferRequest) returns (Transfer);
    rpc ListTransfers(ListTransfersRequest) returns (ListTransfersResponse);
    rpc GetIssue(GetIssueRequest) returns (Issue);
    rpc ListIssues(ListIssuesRequest) returns (ListIssuesResponse);
    rpc ListRoomIssues(ListRoomIssuesRequest) returns (ListIssuesResponse);
    rpc GetUser(GetUserRequest) returns (User);
    rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
  }
`);
const listed = (method: string, field: string, request: object = {}): readonly Json[] =>
  (worldClient(BANK, 't.Bank').ok(method, request)[field] ?? []) as readonly Json[];
const transfers = listed('ListTransfers', 'transfers');
const [first] = transfers;
const payerOf = (one: Json): unknown => (one['payer'] as Json | undefined)?.['customerId'];

test.each<readonly [string, object, (one: Json) => boolean]>([
  [
    'a reference is looked for in both fields that may hold it',
    { accountId: first!['toAccountId'] },
    (one) => one['toAccountId'] === first!['toAccountId'] || one['fromAccountId'] === first!['toAccountId'],
  ],
  [
    'any of several as well',
    { accountIds: [first!['toAccountId'], 'nowhere'] },
    (one) => one['toAccountId'] === first!['toAccountId'] || one['fromAccountId'] === first!['toAccountId'],
  ],
  [
    'both sides of a movement have the word that is asked for',
    { city: first!['sourceCity'] },
    (one) => one['sourceCity'] === first!['sourceCity'] || one['destinationCity'] === first!['sourceCity'],
  ],
  ['a reference may stand in a part', { customerId: payerOf(first!) }, (one) => payerOf(one) === payerOf(first!)],
])('%s', (_, asked, holds) => {
  const left = listed('ListTransfers', 'transfers', asked);
  expect(left).toEqual(transfers.filter(holds));
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(transfers.length);
});

test('whoever has a part in a thing is a user of the list of users', () => {
  const users = listed('ListUsers', 'users').map(({ id }) => id);
  const issues = listed('ListIssues', 'issues');
  for (const { assigneeId, reporterId } of issues)
    expect(users).toEqual(expect.arrayContaining([assigneeId, reporterId]));
  const [{ assigneeId: user }] = issues as [Json];
  expect(listed('ListIssues', 'issues', { userId: user })).toEqual(
    issues.filter((one) => one['assigneeId'] === user || one['reporterId'] === user),
  );
});

test('who asks beside what is asked for is no condition', () => {
  const [{ roomId }] = listed('ListIssues', 'issues') as [Json];
  const inRoom = listed('ListRoomIssues', 'issues', { roomId });
  expect(inRoom.length).toBeGreaterThan(0);
  expect(listed('ListRoomIssues', 'issues', { roomId, userId: 'nobody' })).toEqual(inRoom);
});
