import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const client = worldClient(
  schemaFrom(`
  syntax = "proto3"; package t;
  message Rollout { string rollout_id = 1; string version = 2; }
  message GetRolloutRequest { string rollout_id = 1; }
  message CreateRolloutRequest { string version = 1; }
  message ListRolloutsRequest { int32 page = 1; int32 per_page = 2; }
  message ListRolloutsResponse { repeated Rollout rollouts = 1; int64 page_count = 2; Meta meta = 3; }
  message Book { string book_id = 1; string title = 2; int32 number_of_pages = 3; }
  message ListBooksRequest { int32 page_size = 1; }
  message GetBookRequest { string book_id = 1; }
  message Meta { int32 total = 2; }
  service S {
    rpc GetRollout(GetRolloutRequest) returns (Rollout);
    rpc GetBook(GetBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (stream Book);
    rpc CreateRollout(CreateRolloutRequest) returns (Rollout);
    rpc ListRollouts(ListRolloutsRequest) returns (ListRolloutsResponse);
  }`),
  't.S',
);
type Listed = { rollouts?: unknown[]; pageCount?: string; meta: { total: number } };
const list = (request: object): Listed => client.ok('ListRollouts', request) as unknown as Listed; // by the schema

test.each([1, 2, 3, 1000])('the count of pages is that of pages of the size that was asked for: %i', (perPage) => {
  const { total } = list({ perPage }).meta;
  const pages = Math.ceil(total / perPage);
  expect(list({ perPage }).pageCount).toBe(String(pages));
  expect(list({ perPage, page: pages }).rollouts!.length).toBeGreaterThan(0);
  expect(list({ perPage, page: pages + 1 }).rollouts).toBeUndefined();
});

test('it follows what calls create', () => {
  const { total } = list({ perPage: 1 }).meta;
  client.ok('CreateRollout', { version: '9' });
  expect(list({ perPage: 1 }).pageCount).toBe(String(total + 1));
});

test('a book that a stream lists has the pages that it has', () => {
  const book = client.ok('ListBooks') as { bookId: string };
  expect(client.ok('GetBook', { bookId: book.bookId })).toEqual(book);
});
