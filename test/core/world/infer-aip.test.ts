import { expect, test } from 'vitest';
import { planLines } from '../../support/plan-text.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = `syntax = "proto3"; package t;
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/api/annotations.proto";
import "google/api/resource.proto";
import "google/longrunning/operations.proto";
`;

/** No more of it than is asked for here. */
const OPERATIONS = `syntax = "proto3"; package google.longrunning;
import "google/protobuf/any.proto";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { OperationInfo operation_info = 1049; }
message OperationInfo { string response_type = 1; string metadata_type = 2; }
message Operation { string name = 1; google.protobuf.Any metadata = 2; bool done = 3; oneof result { google.protobuf.Any response = 5; } }
`;

/** What it is, proto text, and a line for each method: verb, resource and id; the request's fields; the answer's. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'the standard methods',
    `
    message Book { option (google.api.resource) = { type: "lib.example.com/Book" pattern: "shelves/{shelf}/books/{book}" }; string name = 1; string title = 2; google.protobuf.Timestamp create_time = 3; string etag = 4; }
    message Shelf { option (google.api.resource) = { type: "lib.example.com/Shelf" pattern: "shelves/{shelf}" }; string name = 1; }
    message GetBookRequest { string name = 1 [(google.api.resource_reference).type = "lib.example.com/Book"]; google.protobuf.FieldMask read_mask = 2; }
    message ListBooksRequest { string parent = 1 [(google.api.resource_reference).child_type = "lib.example.com/Book"]; int32 page_size = 2; string page_token = 3; string filter = 4; string order_by = 5; bool show_deleted = 6; }
    message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; int32 total_size = 3; repeated string unreachable = 4; }
    message CreateBookRequest { string parent = 1; string book_id = 2; Book book = 3; bool validate_only = 4; }
    message UpdateBookRequest { Book book = 1; google.protobuf.FieldMask update_mask = 2; bool allow_missing = 3; }
    message DeleteBookRequest { string name = 1; bool force = 2; string etag = 3; }
    message MoveBookRequest { string name = 1; string other_shelf_name = 2; }
    service Library {
      rpc GetBook(GetBookRequest) returns (Book);
      rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
      rpc CreateBook(CreateBookRequest) returns (Book);
      rpc UpdateBook(UpdateBookRequest) returns (Book);
      rpc DeleteBook(DeleteBookRequest) returns (google.protobuf.Empty);
      rpc UndeleteBook(GetBookRequest) returns (Book);
      rpc MoveBook(MoveBookRequest) returns (Book);
      rpc ArchiveBook(GetBookRequest) returns (google.protobuf.Empty);
    }
    `,
    [
      'GetBook: get Book#name | readMask=read_mask id=name | entity=.',
      'ListBooks: list Book#name | pageSize=page_size pageToken=page_token filter=filter orderBy=order_by showDeleted=show_deleted parent=parent | nextPageToken=next_page_token totalSize=total_size list=books',
      'CreateBook: create Book#name | validateOnly=validate_only resource=book suggestedId=book_id parent=parent | entity=.',
      'UpdateBook: update Book#name | allowMissing=allow_missing mask=update_mask id=book.name resource=book | entity=.',
      'DeleteBook: delete Book#name | etag=etag force=force id=name |',
      'UndeleteBook: undelete Book#name | readMask=read_mask id=name | entity=.',
      'MoveBook: act Book#name | id=name | entity=.',
      'ArchiveBook: act Book#name | readMask=read_mask id=name |',
    ],
  ],
  [
    'batches',
    `
    message Book { option (google.api.resource) = { type: "lib.example.com/Book" pattern: "books/{book}" }; string name = 1; }
    message BatchGetBooksRequest { string parent = 1; repeated string names = 2; }
    message BatchBooksResponse { repeated Book books = 1; }
    message CreateBookRequest { Book book = 1; string book_id = 2; }
    message UpdateBookRequest { Book book = 1; google.protobuf.FieldMask update_mask = 2; }
    message DeleteBookRequest { string name = 1; }
    message BatchCreateBooksRequest { repeated CreateBookRequest requests = 1; }
    message BatchUpdateBooksRequest { repeated UpdateBookRequest requests = 1; }
    message BatchDeleteBooksRequest { repeated DeleteBookRequest requests = 1; }
    message BatchDeleteNamesRequest { repeated string names = 1; }
    service Library {
      rpc BatchGetBooks(BatchGetBooksRequest) returns (BatchBooksResponse);
      rpc BatchCreateBooks(BatchCreateBooksRequest) returns (BatchBooksResponse);
      rpc BatchUpdateBooks(BatchUpdateBooksRequest) returns (BatchBooksResponse);
      rpc BatchDeleteBooks(BatchDeleteBooksRequest) returns (google.protobuf.Empty);
      rpc BatchRemoveBooks(BatchDeleteNamesRequest) returns (google.protobuf.Empty);
    }
    `,
    [
      'BatchGetBooks: batch_get Book#name | parent=parent ids=names | list=books',
      'BatchCreateBooks: batch_create Book#name | items={path=requests item={resource=book suggestedId=book_id}} | list=books',
      'BatchUpdateBooks: batch_update Book#name | items={path=requests item={mask=update_mask id=book.name resource=book}} | list=books',
      'BatchDeleteBooks: batch_delete Book#name | items={path=requests item={id=name}} |',
      'BatchRemoveBooks: batch_delete Book#name | ids=names |',
    ],
  ],
  [
    'operations that take a while',
    `
    message Instance { option (google.api.resource) = { type: "x.example.com/Instance" pattern: "projects/{project}/instances/{instance}" }; string name = 1; State state = 2; }
    enum State { STATE_UNSPECIFIED = 0; CREATING = 1; READY = 2; }
    message Meta { int32 percent = 1; }
    message CreateInstanceRequest { string parent = 1; string instance_id = 2; Instance instance = 3; }
    message InstanceRequest { string name = 1; }
    service Instances {
      rpc CreateInstance(CreateInstanceRequest) returns (google.longrunning.Operation) { option (google.longrunning.operation_info) = { response_type: "Instance" metadata_type: "Meta" }; }
      rpc DeleteInstance(InstanceRequest) returns (google.longrunning.Operation) { option (google.longrunning.operation_info) = { response_type: "google.protobuf.Empty" metadata_type: "t.Meta" }; }
      rpc RestartInstance(InstanceRequest) returns (google.longrunning.Operation) { option (google.longrunning.operation_info) = { response_type: "t.Instance" metadata_type: "Meta" }; }
      rpc GetInstance(InstanceRequest) returns (Instance);
    }
    `,
    [
      'CreateInstance: create Instance#name | resource=instance suggestedId=instance_id parent=parent | operation={response=Instance metadata=Meta}',
      'DeleteInstance: delete Instance#name | id=name | operation={response=Empty metadata=Meta}',
      'RestartInstance: act Instance#name | id=name | operation={response=Instance metadata=Meta}',
      'GetInstance: get Instance#name | id=name | entity=.',
    ],
  ],
  [
    'a singleton, a resource of several patterns, a name in a field of its own',
    `
    message Config { option (google.api.resource) = { type: "x.example.com/Config" pattern: "users/{user}/config" }; string name = 1; bool dark = 2; }
    message Log { option (google.api.resource) = { type: "x.example.com/Log" pattern: "projects/{project}/logs/{log}" pattern: "folders/{folder}/logs/{log}" pattern: "*" name_field: "log_name" }; string log_name = 1; }
    message GetConfigRequest { string name = 1; }
    message UpdateConfigRequest { Config config = 1; google.protobuf.FieldMask update_mask = 2; }
    message LogRequest { string log_name = 1; }
    message ListLogsRequest { string project = 1 [(google.api.resource_reference).type = "x.example.com/Project"]; }
    message ListLogsResponse { repeated Log logs = 1; }
    service S {
      rpc GetConfig(GetConfigRequest) returns (Config);
      rpc UpdateConfig(UpdateConfigRequest) returns (Config);
      rpc GetLog(LogRequest) returns (Log);
      rpc ListLogs(ListLogsRequest) returns (ListLogsResponse);
      rpc DeleteLog(LogRequest) returns (google.protobuf.Empty);
    }
    `,
    [
      'GetConfig: get Config#name | id=name | entity=.',
      'UpdateConfig: update Config#name | mask=update_mask id=config.name resource=config | entity=.',
      'GetLog: get Log#log_name | id=log_name | entity=.',
      'ListLogs: list Log#log_name | parent=project | list=logs',
      'DeleteLog: delete Log#log_name | id=log_name |',
    ],
  ],
  [
    'a new thing below a parent, from no field of its own',
    `
    message Secret { option (google.api.resource) = { type: "x.example.com/Secret" pattern: "secrets/{secret}" }; string name = 1; }
    message SecretVersion { option (google.api.resource) = { type: "x.example.com/SecretVersion" pattern: "secrets/{secret}/versions/{version}" }; string name = 1; State state = 2; }
    enum State { STATE_UNSPECIFIED = 0; ENABLED = 1; DISABLED = 2; DESTROYED = 3; }
    message Payload { bytes data = 1; }
    message AddSecretVersionRequest { string parent = 1; Payload payload = 2; }
    message NameRequest { string name = 1; }
    message AccessResponse { string name = 1; Payload payload = 2; }
    service Secrets {
      rpc AddSecretVersion(AddSecretVersionRequest) returns (SecretVersion);
      rpc DisableSecretVersion(NameRequest) returns (SecretVersion);
      rpc DestroySecretVersion(NameRequest) returns (SecretVersion);
      rpc GetSecret(NameRequest) returns (Secret);
    }
    `,
    [
      'AddSecretVersion: create SecretVersion#name | parent=parent | entity=.',
      'DisableSecretVersion: act SecretVersion#name | id=name | entity=.',
      'DestroySecretVersion: act SecretVersion#name | id=name | entity=.',
      'GetSecret: get Secret#name | id=name | entity=.',
    ],
  ],
  [
    'names that only the paths of REST show',
    `
    message Shelf { string name = 1; string theme = 2; }
    message GetShelfRequest { string name = 1; }
    message ListShelvesRequest { int32 page_size = 1; }
    message ListShelvesResponse { repeated Shelf shelves = 1; }
    message CreateShelfRequest { Shelf shelf = 1; }
    service Library {
      rpc GetShelf(GetShelfRequest) returns (Shelf) { option (google.api.http) = { get: "/v1/{name=halls/*/shelves/*}" }; }
      rpc ListShelves(ListShelvesRequest) returns (ListShelvesResponse);
      rpc CreateShelf(CreateShelfRequest) returns (Shelf);
    }
    `,
    [
      'GetShelf: get Shelf#name | id=name | entity=.',
      'ListShelves: list Shelf#name | pageSize=page_size | list=shelves',
      'CreateShelf: create Shelf#name | resource=shelf | entity=.',
    ],
  ],
  [
    'things whose names end in list, page and info',
    `
    message UserList { option (google.api.resource) = { type: "x.example.com/UserList" pattern: "userLists/{user_list}" }; string name = 1; }
    message Page { option (google.api.resource) = { type: "x.example.com/Page" pattern: "pages/{page}" }; string name = 1; }
    message Name { string name = 1; }
    message CreatePageRequest { Page page = 1; }
    message ListUserListsResponse { repeated UserList user_lists = 1; }
    service S {
      rpc GetUserList(Name) returns (UserList);
      rpc ListUserLists(google.protobuf.Empty) returns (ListUserListsResponse);
      rpc DeleteUserList(Name) returns (google.protobuf.Empty);
      rpc GetPage(Name) returns (Page);
      rpc CreatePage(CreatePageRequest) returns (Page);
    }
    `,
    [
      'GetUserList: get UserList#name | id=name | entity=.',
      'ListUserLists: list UserList#name |  | list=user_lists',
      'DeleteUserList: delete UserList#name | id=name |',
      'GetPage: get Page#name | id=name | entity=.',
      'CreatePage: create Page#name | resource=page | entity=.',
    ],
  ],
  [
    'what a copy restores is another thing',
    `
    message Table { option (google.api.resource) = { type: "x.example.com/Table" pattern: "tables/{table}" }; string name = 1; }
    message Name { string name = 1; }
    message RestoreTableRequest { string table_id = 1; string backup = 2; }
    service S {
      rpc GetTable(Name) returns (Table);
      rpc RestoreTable(RestoreTableRequest) returns (Table);
      rpc UndeleteTable(Name) returns (Table);
    }
    `,
    [
      'GetTable: get Table#name | id=name | entity=.',
      'RestoreTable: -',
      'UndeleteTable: undelete Table#name | id=name | entity=.',
    ],
  ],
];

test.each(CASES)('%s', (_, proto, lines) => {
  expect(
    planLines(schemaFrom({ 'test.proto': HEAD + proto, 'google/longrunning/operations.proto': OPERATIONS })),
  ).toEqual(lines);
});
