import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package lib;
  import "google/api/field_behavior.proto";
  import "google/api/resource.proto";
  import "google/protobuf/empty.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/wrappers.proto";
  message Book {
    option (google.api.resource) = { type: "lib.example.com/Book" pattern: "shelves/{shelf}/books/{book}" };
    string name = 1; string title = 2; string isbn = 3 [(google.api.field_behavior) = IMMUTABLE]; repeated string readers = 4;
  }
  message BookVersion {
    option (google.api.resource) = {
      type: "lib.example.com/BookVersion" pattern: "shelves/{shelf}/books/{book}/versions/{book_version}"
    };
    string name = 1; string note = 2;
  }
  message Header { string trace_id = 1; }
  message GetBookRequest { string name = 1; }
  message FindBookRequest { oneof key { string name = 1; string barcode = 2; } }
  message ListBooksRequest { string parent = 1; google.protobuf.UInt32Value max_results = 2; string page_token = 3; }
  message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; google.protobuf.Int32Value total_items = 3; }
  message ListBookRevisionsRequest { string name = 1; int32 page_size = 2; }
  message ListBookRevisionsResponse { repeated Book books = 1; }
  message UpdateBookRequest { Header header = 1; Book book = 2; google.protobuf.FieldMask update_mask = 3; }
  message AddReadersRequest { string name = 1 [(google.api.resource_reference).type = "lib.example.com/Book"]; repeated string readers = 2; }
  message RestoreBookRequest { string name = 1; }
  message BatchDeleteBooksRequest { repeated string names = 1; }
  message CreateVersionRequest { string parent = 1; BookVersion book_version = 2; }
  message ListVersionsRequest { string parent = 1; }
  message ListVersionsResponse { repeated BookVersion versions = 1; }
  message GetVersionRequest { string name = 1; }
  service Library {
    rpc GetBook(GetBookRequest) returns (Book);
    rpc FindBook(FindBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc ListBookRevisions(ListBookRevisionsRequest) returns (ListBookRevisionsResponse);
    rpc UpdateBook(UpdateBookRequest) returns (Book);
    rpc AddReaders(AddReadersRequest) returns (Book);
    rpc RestoreBook(RestoreBookRequest) returns (Book);
    rpc BatchDeleteBooks(BatchDeleteBooksRequest) returns (google.protobuf.Empty);
    rpc CreateBookVersion(CreateVersionRequest) returns (BookVersion);
    rpc ListBookVersions(ListVersionsRequest) returns (ListVersionsResponse);
    rpc GetBookVersion(GetVersionRequest) returns (BookVersion);
  }
`);
const client = () => worldClient(schema, 'lib.Library');
const BOOK = 'shelves/made-up/books/made-up';

test('sizes and totals may be wrapped', () => {
  const { books, totalItems } = client().ok('ListBooks', { parent: 'shelves/a', maxResults: 2 });
  expect(books).toHaveLength(2);
  expect(totalItems).toBeGreaterThan(2);
});

test('a new version takes no number that the list of its parent shows, whoever knows the parent', () => {
  const lib = client();
  const names = () =>
    (lib.ok('ListBookVersions', { parent: BOOK })['versions'] as { name: string }[]).map(({ name }) => name); // a list
  const before = names();
  const { name } = lib.ok('CreateBookVersion', { parent: BOOK, bookVersion: { note: 'x' } });
  expect(before).not.toContain(name);
  expect(names()).toEqual(expect.arrayContaining([...before, name]));
});

test('who adds to a thing that is there changes it', () => {
  expect(client().ok('AddReaders', { name: BOOK, readers: ['ada'] })).toMatchObject({ name: BOOK });
});

test('what cannot be deleted softly is not undeleted: restoring it is a method of its own', () => {
  expect(client().ok('RestoreBook', { name: BOOK })).toMatchObject({ name: BOOK });
});

test('a list that names one thing is of that thing', () => {
  const lib = client();
  expect(lib.ok('ListBookRevisions', { name: BOOK })['books']).toEqual([lib.ok('GetBook', { name: BOOK })]);
});

test('a thing that is named twice in a batch is deleted once', () => {
  const lib = client();
  expect(lib.call('BatchDeleteBooks', { names: [BOOK, BOOK] }).status).toBe('OK');
  expect(lib.call('GetBook', { name: BOOK }).status).toBe('NOT_FOUND');
});

test('a request that names a thing by another member of a oneof has an answer', () => {
  expect(client().call('FindBook', { barcode: '4006381333931' }).status).toBe('OK');
});
