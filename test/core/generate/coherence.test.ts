import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (answer: Row, field: string): readonly Row[] => answer[field] as readonly Row[];

const library = schemaFrom(`
  syntax = "proto3"; package lib; import "google/api/resource.proto";
  message Member {
    option (google.api.resource) = { type: "lib.example.com/Member" pattern: "members/{member}" };
    string name = 1; string display_name = 2; string email = 3;
  }
  message Loan {
    option (google.api.resource) = { type: "lib.example.com/Loan" pattern: "loans/{loan}" };
    string name = 1; string member = 2 [(google.api.resource_reference).type = "lib.example.com/Member"]; string member_email = 3;
  }
  message Fine {
    option (google.api.resource) = { type: "lib.example.com/Fine" pattern: "fines/{fine}" };
    string name = 1; string member = 2 [(google.api.resource_reference).type = "lib.example.com/Member"]; string member_email = 3;
  }
  message Product { string id = 1; string sku = 2; string title = 3; }
  message Basket { string id = 1; repeated BasketLine lines = 2; }
  message BasketLine { string sku = 1; string title = 2; int32 quantity = 3; }
  message GetMemberRequest { string name = 1; }
  message ListMembersRequest { int32 page_size = 1; string page_token = 2; }
  message ListMembersResponse { repeated Member members = 1; string next_page_token = 2; }
  message ListLoansRequest { int32 page_size = 1; string page_token = 2; }
  message ListLoansResponse { repeated Loan loans = 1; string next_page_token = 2; }
  message ListFinesRequest { int32 page_size = 1; string page_token = 2; }
  message ListFinesResponse { repeated Fine fines = 1; string next_page_token = 2; }
  message ListProductsRequest { int32 page_size = 1; string page_token = 2; }
  message ListProductsResponse { repeated Product products = 1; string next_page_token = 2; }
  message ListBasketsRequest { int32 page_size = 1; string page_token = 2; }
  message ListBasketsResponse { repeated Basket baskets = 1; string next_page_token = 2; }
  service Library {
    rpc GetMember(GetMemberRequest) returns (Member);
    rpc ListMembers(ListMembersRequest) returns (ListMembersResponse);
    rpc ListLoans(ListLoansRequest) returns (ListLoansResponse);
    rpc ListFines(ListFinesRequest) returns (ListFinesResponse);
    rpc ListProducts(ListProductsRequest) returns (ListProductsResponse);
    rpc ListBaskets(ListBasketsRequest) returns (ListBasketsResponse);
  }`);

test('two messages that name the same person tell the same of them, and so does the person', () => {
  const client = worldClient(library, 'lib.Library');
  const told = [
    ...rowsOf(client.ok('ListLoans', { pageSize: 50 }), 'loans'),
    ...rowsOf(client.ok('ListFines', { pageSize: 50 }), 'fines'),
  ];
  expect(told.length).toBeGreaterThan(20);
  for (const { member, memberEmail } of told)
    expect(client.ok('GetMember', { name: member })['email']).toBe(memberEmail);
});

test('names of members are slugs, and no two are the same', () => {
  for (const seed of ['seed', 'one', 'two']) {
    const members = rowsOf(
      worldClient(library, 'lib.Library', { seed }).ok('ListMembers', { pageSize: 50 }),
      'members',
    );
    const names = members.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^members\/[a-z\d]+(-[a-z\d]+)*$/);
  }
});

test('lines are of products that the catalogue lists, with their titles', () => {
  const client = worldClient(library, 'lib.Library');
  const products = rowsOf(client.ok('ListProducts', { pageSize: 50 }), 'products');
  const titles = new Map(products.map(({ sku, title }) => [sku, title]));
  const lines = rowsOf(client.ok('ListBaskets', { pageSize: 50 }), 'baskets').flatMap((basket) =>
    rowsOf(basket, 'lines'),
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const { sku, title } of lines) expect(titles.get(sku)).toBe(title);
});

const bank = schemaFrom(`
  syntax = "proto3"; package bank;
  enum Direction { DIRECTION_UNSPECIFIED = 0; DIRECTION_CREDIT = 1; DIRECTION_DEBIT = 2; }
  message Entry { int64 amount_cents = 1; Direction direction = 2; int64 balance_after_cents = 3; }
  message Statement { string id = 1; int64 opening_balance_cents = 2; repeated Entry entries = 3; int64 closing_balance_cents = 4; }
  message GetStatementRequest { string id = 1; }
  service Bank { rpc GetStatement(GetStatementRequest) returns (Statement); }`);

test('each balance follows from the one before, and the last closes the statement', () => {
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    const statement = worldClient(bank, 'bank.Bank').ok('GetStatement', { id });
    let balance = Number(statement['openingBalanceCents']);
    for (const { amountCents, direction, balanceAfterCents } of rowsOf(statement, 'entries')) {
      balance += (direction === 'DIRECTION_CREDIT' ? 1 : -1) * Math.abs(Number(amountCents));
      expect(Number(balanceAfterCents)).toBe(balance);
    }
    expect(Number(statement['closingBalanceCents'])).toBe(balance);
  }
});

const work = schemaFrom(`
  syntax = "proto3"; package work;
  message Ticket { string key = 1; string title = 2; string project_key = 3; }
  message GetTicketRequest { string key = 1; }
  service Work {
    rpc GetTicket(GetTicketRequest) returns (Ticket);
  }`);

test('an id that is a fact is one of the facts', () => {
  const client = worldClient(work, 'work.Work');
  expect(client.ok('GetTicket', { key: 'SHOP-123' })).toMatchObject({ key: 'SHOP-123', projectKey: 'SHOP' });
  expect(client.ok('GetTicket', { key: 'ZEBRA-7' })).toMatchObject({ key: 'ZEBRA-7', projectKey: 'ZEBRA' });
});
