import { expect, test } from 'vitest';
import { exampleRequest } from '../../../server/engine/example.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package lib;
  import "google/api/field_behavior.proto";
  import "google/api/resource.proto";
  import "google/protobuf/field_mask.proto";
  message Book {
    option (google.api.resource) = { type: "lib.example.com/Book" pattern: "shelves/{shelf}/books/{book}" };
    string name = 1; string title = 2; string isbn = 3 [(google.api.field_behavior) = IMMUTABLE];
    string rank = 4 [(google.api.field_behavior) = OUTPUT_ONLY];
  }
  message RequestHeader { string trace_id = 1; }
  message UpdateBookRequest { RequestHeader header = 1; Book book = 2; google.protobuf.FieldMask update_mask = 3; }
  message ListBooksRequest { string parent = 1; RequestHeader header = 2; google.protobuf.FieldMask read_mask = 3; string query = 4; }
  message ListBooksResponse { repeated Book books = 1; }
  message CreateBookRequest {
    string parent = 1; Book book = 2;
    string book_id = 3 [(google.api.resource_reference).type = "lib.example.com/Book"];
  }
  service Library {
    rpc UpdateBook(UpdateBookRequest) returns (Book);
    rpc SearchBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc CreateBook(CreateBookRequest) returns (Book);
  }
`);
const example = (method: string, seed: string) =>
  JSON.parse(exampleRequest(schema.method(`/lib.Library/${method}`)!, seed)) as Record<string, unknown>; // a message is an object

const SEEDS = ['a', 'b', 'c', 'd', 'e'];

test('the mask of an example names what may change of the thing that is updated', () => {
  for (const seed of SEEDS) expect(example('UpdateBook', seed)['updateMask']).toBe('title');
});

test('the example of a search asks for everything', () => {
  for (const seed of SEEDS) {
    expect(example('SearchBooks', seed)).not.toHaveProperty('query');
    expect(example('SearchBooks', seed)).not.toHaveProperty('readMask');
  }
});

test('the id of what is to be made is an id, and not the name of another thing', () => {
  for (const seed of SEEDS) expect(example('CreateBook', seed)['bookId']).not.toContain('/');
});
