import { expect, test } from 'vitest';
import { planMethod } from '../../../server/world/plan-method.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const TRACKER = schemaFrom(`
  syntax = "proto3"; package t;
  import "google/protobuf/wrappers.proto"; import "google/protobuf/timestamp.proto";
  enum Status { STATUS_UNSPECIFIED = 0; OPEN = 1; CLOSED = 2; IN_TRANSIT = 3; }
  message Issue {
    string id = 1; string title = 2; Status status = 3; int32 weight = 4; bool urgent = 5;
    google.protobuf.Timestamp closed_at = 6; string reporter_id = 7;
  }
  message User { string id = 1; string name = 2; }
  message Comment { string id = 1; string issue_id = 2; string text = 3; }
  message CreateCommentRequest { string issue_id = 1; string text = 2; }
  message GetCommentRequest { string id = 1; }
  message ListCommentsRequest { string issue_id = 1; }
  message ListCommentsResponse { repeated Comment comments = 1; }
  message GetUserRequest { string id = 1; }
  message IssueDetails { Issue issue = 1; User reporter = 2; repeated Comment comments = 3; }
  message GetIssueRequest { string issue_id = 1; }
  message UpdateIssueRequest { string issue_id = 1; google.protobuf.StringValue title = 2; google.protobuf.Int32Value weight = 3; google.protobuf.BoolValue urgent = 4; }
  message IssueRequest { string issue_id = 1; }
  message ListIssuesRequest { int32 page = 1; int32 per_page = 2; }
  message ListIssuesResponse { repeated Issue issues = 1; int32 page = 2; int32 per_page = 3; int32 total = 4; }
  service Issues {
    rpc GetIssue(GetIssueRequest) returns (Issue);
    rpc GetUser(GetUserRequest) returns (User);
    rpc CreateComment(CreateCommentRequest) returns (Comment);
    rpc GetComment(GetCommentRequest) returns (Comment);
    rpc ListComments(ListCommentsRequest) returns (ListCommentsResponse);
    rpc GetIssueDetails(GetIssueRequest) returns (IssueDetails);
    rpc UpdateIssue(UpdateIssueRequest) returns (Issue);
    rpc CloseIssue(IssueRequest) returns (Issue);
    rpc ReopenIssue(IssueRequest) returns (Issue);
    rpc DispatchIssue(IssueRequest) returns (Issue);
    rpc ListIssues(ListIssuesRequest) returns (ListIssuesResponse);
  }
`);
const client = () => worldClient(TRACKER, 't.Issues');

test('wrappers of an update set what they hold, zero and empty as well', () => {
  const tracker = client();
  tracker.ok('UpdateIssue', { issueId: 'x', title: 'Fixed', weight: 5, urgent: true });
  expect(tracker.ok('GetIssue', { issueId: 'x' })).toMatchObject({ title: 'Fixed', weight: 5, urgent: true });
  const { weight, urgent } = tracker.ok('UpdateIssue', { issueId: 'x', weight: 0, urgent: false });
  expect([weight, urgent]).toEqual([undefined, undefined]);
  expect(tracker.ok('GetIssue', { issueId: 'x' })).toMatchObject({ title: 'Fixed' });
});

test('what is told around a thing is no other thing with its id', () => {
  const tracker = client();
  tracker.ok('UpdateIssue', { issueId: 'x', title: 'Fixed' });
  expect(tracker.ok('GetIssueDetails', { issueId: 'x' })['issue']).toEqual(tracker.ok('GetIssue', { issueId: 'x' }));
  expect(planMethod(TRACKER.method('/t.Issues/GetIssueDetails')!.desc)?.resource.desc.name).toBe('Issue');
});

test('beside a thing stands what it names, and what lies under it', () => {
  const tracker = client();
  const comment = tracker.ok('CreateComment', { issueId: 'x', text: 'Yes' });
  const { issue, reporter, comments } = tracker.ok('GetIssueDetails', { issueId: 'x' });
  const { reporterId } = issue as { readonly reporterId: string };
  expect(reporter).toEqual(tracker.ok('GetUser', { id: reporterId }));
  const { comments: listed } = tracker.ok('ListComments', { issueId: 'x' });
  expect(comments).toEqual(listed);
  expect(comments).toContainEqual(comment);
});

test('what is reopened was not closed', () => {
  const tracker = client();
  expect(tracker.ok('CloseIssue', { issueId: 'x' })).toMatchObject({ status: 'CLOSED', closedAt: expect.any(String) });
  const reopened = tracker.ok('ReopenIssue', { issueId: 'x' });
  expect(reopened).toMatchObject({ status: 'OPEN' });
  expect(reopened['closedAt']).toBeUndefined();
});

test('what is dispatched is on its way', () => {
  expect(client().ok('DispatchIssue', { issueId: 'x' })).toMatchObject({ status: 'IN_TRANSIT' });
});

test.each([
  [{}, 1, 10],
  [{ page: 2, perPage: 3 }, 2, 3],
  [{ page: 1, perPage: 4 }, 1, 4],
])('a page says which one it is: %j', (request, page, perPage) => {
  expect(client().ok('ListIssues', request)).toMatchObject({ page, perPage });
});
