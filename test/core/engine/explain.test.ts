import { expect, test } from 'vitest';
import type { Explanation } from '../../../server/contract/origin.ts';
import type { StubInfo } from '../../../server/contract/stub.ts';
import { explain, type ExplainOptions } from '../../../server/engine/explain.ts';
import { methodsNamed } from '../../../server/engine/methods-named.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const PROTO = `syntax = "proto3"; package shop.v1;
import "google/protobuf/empty.proto"; import "google/protobuf/timestamp.proto"; import "google/protobuf/field_mask.proto";
message User { int64 id = 1; string email = 2; google.protobuf.Timestamp create_time = 3; Address address = 4; User friend = 5; map<string, int32> scores = 6; }
message Address { string city = 1; }
message GetUserRequest { int64 user_id = 1; }
message ListUsersRequest { int32 page_size = 1; string page_token = 2; string email = 3; string filter = 4; }
message ListUsersResponse { repeated User users = 1; string next_page_token = 2; int32 total_size = 3; }
message UpdateUserRequest { User user = 1; google.protobuf.FieldMask update_mask = 2; }
message Hello { string name = 1; }
service Users {
  rpc GetUser(GetUserRequest) returns (User);
  rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
  rpc UpdateUser(UpdateUserRequest) returns (User);
  rpc DeleteUser(GetUserRequest) returns (google.protobuf.Empty);
  rpc WatchUsers(google.protobuf.Empty) returns (stream User);
  rpc SayHello(Hello) returns (Hello);
}
service Admin { rpc DeleteUser(GetUserRequest) returns (google.protobuf.Empty); }`;

const schema = schemaFrom(PROTO);
const explained = (name: string, options?: ExplainOptions): Explanation =>
  explain(schema.method(`/shop.v1.Users/${name}`)!, options);

test('a method of the world says what it does, to what, and why', () => {
  const { answeredBy, summary, why, resource } = explained('GetUser');
  expect(answeredBy).toBe('world');
  expect(summary).toBe('Returns the user that "userId" names.');
  expect(resource).toEqual({ type: 'shop.v1.User', message: 'shop.v1.User', verb: 'get' });
  expect(why[0]).toBe('GetUser returns a User, and GetUserRequest.user_id is its id.');
});

test('fields of the request have a use each', () => {
  expect(explained('ListUsers').request).toEqual([
    { field: 'email', use: 'keeps users whose "email" is the same; not set keeps all' },
    { field: 'filter', use: expect.stringContaining('google.aip.dev/160') },
    { field: 'pageSize', use: 'at most so many users in an answer' },
    { field: 'pageToken', use: 'where to go on: the token of the answer before' },
  ]);
  expect(explained('UpdateUser').request.map(({ field }) => field)).toEqual(['user.id', 'user', 'updateMask']);
});

test('fields of the answer say where they come from, inner ones by path, and circles end', () => {
  const rows = new Map(explained('GetUser').response.map(({ field, from, type }) => [field, `${type}: ${from}`]));
  expect(rows.get('id')).toBe('int64: the id of the user');
  expect(rows.get('email')).toBe('string: its name: email');
  expect(rows.get('createTime')).toMatch(/^Timestamp: when it was made/);
  expect(rows.get('address.city')).toBe('string: its name: city');
  expect(rows.get('friend')).toMatch(/^User: /);
  expect([...rows.keys()].filter((field) => field.startsWith('friend.friend.friend.'))).toEqual([]);
  expect(rows.get('scores{}')).toMatch(/^map<string, int32>: /);
  const list = new Map(explained('ListUsers').response.map(({ field, from }) => [field, from]));
  expect(list.get('users[]')).toBe('the users:');
  expect(list.get('users[].id')).toBe('the id of the user');
  expect(list.get('totalSize')).toBe('how many users there are on all pages');
});

test('statuses come with what brings them about', () => {
  const names = (name: string, options?: ExplainOptions): readonly string[] =>
    explained(name, options).statuses.map(({ status }) => status);
  expect(names('GetUser')).toEqual(['OK', 'NOT_FOUND', 'INVALID_ARGUMENT']);
  expect(names('GetUser', { validate: true })[0]).toBe('INVALID_ARGUMENT');
  expect(explained('GetUser', { strictWorld: true }).statuses[1]!.when).toContain('--strict-world');
  expect(names('SayHello')).toEqual(['OK']);
  expect(names('SayHello', { strict: true })).toEqual(['UNIMPLEMENTED']);
  expect(explained('GetUser', { strict: true }).statuses.at(-1)).toEqual({
    status: 'UNIMPLEMENTED',
    when: 'nobody wrote a user, and no stub answers (--strict)',
  });
  expect(explained('WatchUsers').statuses[0]!.when).toContain('stays open');
});

test('a method that works on nothing is generated, and says what comes back', () => {
  const { answeredBy, resource, request, response } = explained('SayHello');
  expect([answeredBy, resource]).toEqual(['generated', null]);
  expect(request).toEqual([{ field: 'name', use: 'comes back as "name" of the answer' }]);
  expect(response).toEqual([{ field: 'name', type: 'string', from: `the request's "name", where it is set` }]);
});

test('explanations are JSON, whatever the schema', () => {
  for (const { methods } of schema.services)
    for (const { path } of methods) {
      const one = explain(schema.method(path)!);
      expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    }
});

test.each([
  ['/shop.v1.Users/GetUser', ['/shop.v1.Users/GetUser']],
  ['shop.v1.Users.GetUser', ['/shop.v1.Users/GetUser']],
  ['Users/GetUser', ['/shop.v1.Users/GetUser']],
  ['getuser', ['/shop.v1.Users/GetUser']],
  ['DeleteUser', ['/shop.v1.Users/DeleteUser', '/shop.v1.Admin/DeleteUser']],
  ['Admin.DeleteUser', ['/shop.v1.Admin/DeleteUser']],
  ['User', []],
  ['', []],
])('"%s" is %j', (text, paths) => {
  expect([...methodsNamed(schema, text)].toSorted()).toEqual(paths.toSorted());
});

const STUB: StubInfo = {
  id: 'a.stubs.yaml#1', name: 'the sold-out one', method: '/shop.v1.Users/GetUser', file: 'a.stubs.yaml', lines: [3, 5],
  enabled: true, priority: 0, rank: '', when: '', reply: '', kind: 'reply', session: null, hits: 0, recent: [], state: '',
}; // prettier-ignore

test.each([
  ['a.stubs.yaml', 'a.stubs.yaml says unmatched: refuse, so nobody else answers.'],
  [null, 'Understudy runs with --strict, so nobody else answers.'],
])('where calls that no stub answers are refused (%s), nothing else is promised', (file, why) => {
  const unmatched = { method: '/shop.v1.Users/GetUser', to: 'refuse', file } as const;
  const told = explained('GetUser', { stubs: [STUB], unmatched });
  expect(told.summary).toContain('every other call is UNIMPLEMENTED');
  expect(told.why).toContain('Stubs of this method: a.stubs.yaml:3 (the sold-out one).');
  expect(told.why).toContain(why);
  expect(told.statuses).toEqual([{ status: 'UNIMPLEMENTED', when: 'no stub answers' }]);
  // Without a stub that could answer, nothing is asked of stubs.
  expect(explained('GetUser', { stubs: [], unmatched }).summary).toBe('Returns the user that "userId" names.');
});

test('a handler that answers is named, and so is what is wrong with files of handlers', () => {
  const problem = {
    severity: 'error',
    code: 'handler-threw',
    message: 'It threw.',
    hint: 'Repair it.',
    line: 2,
  } as const;
  const place = { file: 'users.handlers.ts', line: 7, speaks: 'json' } as const;
  const handlers = {
    find: (path: string) => (path.endsWith('/GetUser') ? place : undefined),
    problems: [{ ...problem, file: 'admin.handlers.ts' }],
  };
  expect(explained('GetUser', { handlers })).toMatchObject({
    answeredBy: 'handler',
    summary: 'The handler in users.handlers.ts:7 answers.',
    why: ['A handler comes before stubs, the world and generated data.', 'admin.handlers.ts:2: It threw. Repair it.'],
  });
  const other = explained('DeleteUser', { handlers });
  expect(other.answeredBy).toBe('world');
  expect(other.why.at(-1)).toBe('admin.handlers.ts:2: It threw. Repair it.');
});
