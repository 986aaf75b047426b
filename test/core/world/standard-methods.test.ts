import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { planMethod } from '../../../server/world/plan-method.ts';
import { universeOf } from '../../../server/world/universe.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

type Json = Record<string, unknown>;

const plain = schemaFrom(`
  syntax = "proto3";
  package crm;
  import "google/protobuf/empty.proto";
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  enum TicketState { TICKET_STATE_UNKNOWN = 0; OPEN = 1; IN_PROGRESS = 2; CLOSED = 3; }
  message Customer { int64 id = 1; string name = 2; string email = 3; repeated string tags = 4; }
  message Ticket {
    string id = 1; int64 customer_id = 2; string subject = 3; TicketState state = 4;
    google.protobuf.Timestamp created_at = 5; google.protobuf.Timestamp updated_at = 6; int32 version = 7;
    bool archived = 8; repeated string labels = 9; google.protobuf.Timestamp closed_at = 10;
  }
  message GetCustomerRequest { int64 id = 1; }
  message ListCustomersRequest { int32 page_size = 1; string page_token = 2; }
  message ListCustomersResponse { repeated Customer customers = 1; string next_page_token = 2; }
  message CreateCustomerRequest { string name = 1; string email = 2; string request_id = 3; }
  message CreateCustomerResponse { int64 id = 1; }
  message GetTicketRequest { string ticket_id = 1; }
  message ListTicketsRequest { int64 customer_id = 1; TicketState state = 2; int32 limit = 3; int32 offset = 4; }
  message ListTicketsResponse { repeated Ticket tickets = 1; int32 total = 2; bool has_more = 3; }
  message CreateTicketRequest { Ticket ticket = 1; }
  message CloseTicketRequest { string ticket_id = 1; }
  message AddLabelRequest { string ticket_id = 1; string label = 2; }
  message SearchTicketsRequest { string query = 1; }
  message SearchTicketsResponse { repeated Ticket tickets = 1; }
  message CountTicketsRequest { int64 customer_id = 1; }
  message CountTicketsResponse { int32 count = 1; }
  message TicketExistsResponse { bool exists = 1; }
  message BatchGetTicketsRequest { repeated string ids = 1; }
  message BatchGetTicketsResponse { repeated Ticket tickets = 1; }
  message BatchCreateTicketsRequest { repeated CreateTicketRequest requests = 1; }
  message BatchDeleteTicketsRequest { repeated string ids = 1; }
  message DeleteTicketsResponse { int32 deleted_count = 1; }
  message DeleteTicketRequest { string ticket_id = 1; }
  message DeleteTicketResponse { bool success = 1; }
  service Customers {
    rpc GetCustomer(GetCustomerRequest) returns (Customer);
    rpc ListCustomers(ListCustomersRequest) returns (ListCustomersResponse);
    rpc CreateCustomer(CreateCustomerRequest) returns (CreateCustomerResponse);
  }
  service Tickets {
    rpc GetTicket(GetTicketRequest) returns (Ticket);
    rpc ListTickets(ListTicketsRequest) returns (ListTicketsResponse);
    rpc CreateTicket(CreateTicketRequest) returns (Ticket);
    rpc SaveTicket(Ticket) returns (Ticket);
    rpc CloseTicket(CloseTicketRequest) returns (Ticket);
    rpc ArchiveTicket(CloseTicketRequest) returns (google.protobuf.Empty);
    rpc LabelTicket(AddLabelRequest) returns (Ticket);
    rpc SearchTickets(SearchTicketsRequest) returns (SearchTicketsResponse);
    rpc CountTickets(CountTicketsRequest) returns (CountTicketsResponse);
    rpc TicketExists(GetTicketRequest) returns (TicketExistsResponse);
    rpc BatchGetTickets(BatchGetTicketsRequest) returns (BatchGetTicketsResponse);
    rpc BatchCreateTickets(BatchCreateTicketsRequest) returns (BatchGetTicketsResponse);
    rpc BatchDeleteTickets(BatchDeleteTicketsRequest) returns (DeleteTicketsResponse);
    rpc DeleteTicket(DeleteTicketRequest) returns (DeleteTicketResponse);
  }
`);
const tickets = () => worldClient(plain, 'crm.Tickets');

test('tickets lie under customers that can be got, and each list agrees with each other', () => {
  const client = tickets();
  const all = client.ok('ListTickets', { limit: 1000 })['tickets'] as Json[];
  const customers = worldClient(plain, 'crm.Customers');
  const known = (customers.ok('ListCustomers', { pageSize: 1000 })['customers'] as Json[]).map(({ id }) => id);
  expect(new Set(all.map(({ customerId }) => customerId))).toEqual(new Set(known));
  for (const customerId of known) {
    const own = tickets().ok('ListTickets', { customerId, limit: 1000 });
    expect(own['tickets']).toEqual(all.filter((one) => one['customerId'] === customerId));
    expect((own['tickets'] as Json[]).length).toBeGreaterThanOrEqual(3);
    expect(client.ok('CountTickets', { customerId })['count']).toBe((own['tickets'] as Json[]).length);
  }
  for (const ticket of all.slice(0, 9)) expect(tickets().ok('GetTicket', { ticketId: ticket['id'] })).toEqual(ticket);
});

test('tickets of a customer that nobody knows are its own, and stay so when they are got', () => {
  const client = tickets();
  const { tickets: own } = client.ok('ListTickets', { customerId: '77' }) as { tickets: Json[] };
  expect(own.length).toBeGreaterThanOrEqual(3);
  for (const ticket of own) {
    expect(ticket['customerId']).toBe('77');
    expect(client.ok('GetTicket', { ticketId: ticket['id'] })).toEqual(ticket);
  }
});

test('offsets, limits and whether there is more', () => {
  const client = tickets();
  const all = client.ok('ListTickets', { limit: 1000 });
  const part = client.ok('ListTickets', { limit: 3, offset: 2 });
  expect(part).toMatchObject({ tickets: (all['tickets'] as Json[]).slice(2, 5), total: all['total'], hasMore: true });
  expect(all).not.toHaveProperty('hasMore');
});

test('a create that answers with the id alone, and the entity behind it', () => {
  const client = worldClient(plain, 'crm.Customers');
  const { id } = client.ok('CreateCustomer', { name: 'Ada', email: 'ada@example.com' });
  expect(client.ok('GetCustomer', { id })).toEqual({ id, name: 'Ada', email: 'ada@example.com' });
  expect(client.ok('CreateCustomer', { name: 'Ada', email: 'ada@example.com' })['id']).not.toBe(id);
});

test('the same request id is the same request', () => {
  const client = worldClient(plain, 'crm.Customers');
  const first = client.ok('CreateCustomer', { name: 'Ada', requestId: 'r-1' });
  expect(client.ok('CreateCustomer', { name: 'Ada', requestId: 'r-1' })).toEqual(first);
  expect(client.ok('CreateCustomer', { name: 'Ada', requestId: 'r-2' })).not.toEqual(first);
  expect(client.world.written()).toBe(2);
});

test('an id that the client sends is taken, once', () => {
  const client = tickets();
  const ticket = { id: 'T-1', subject: 'Broken', customerId: '5' };
  const created = client.ok('CreateTicket', { ticket });
  expect(created).toEqual({
    ...ticket,
    state: 'OPEN',
    version: 1,
    createdAt: '2026-09-01T09:00:00Z',
    updatedAt: '2026-09-01T09:00:00Z',
  });
  const again = client.call('CreateTicket', { ticket });
  expect(again).toMatchObject({ status: 'ALREADY_EXISTS', message: 'There is already a ticket "T-1".' });
});

test('save creates what is not there and replaces what is', () => {
  const client = tickets();
  client.ok('SaveTicket', { id: 'T-2', subject: 'One', labels: ['a'] });
  expect(client.ok('SaveTicket', { id: 'T-2', subject: 'Two' })).toMatchObject({ subject: 'Two', version: 2 });
  expect(client.ok('GetTicket', { ticketId: 'T-2' })).not.toHaveProperty('labels');
});

test('a verb changes the state, a flag or a list, and says so', () => {
  const client = tickets();
  const { id } = client.ok('CreateTicket', { ticket: { subject: 'Broken' } });
  const closed = client.ok('CloseTicket', { ticketId: id });
  expect(closed).toMatchObject({ id, state: 'CLOSED', version: 2, closedAt: '2026-09-01T09:00:02Z' });
  client.ok('ArchiveTicket', { ticketId: id });
  client.ok('LabelTicket', { ticketId: id, label: 'urgent' });
  expect(client.ok('GetTicket', { ticketId: id })).toMatchObject({
    archived: true,
    labels: ['urgent'],
    state: 'CLOSED',
  });
});

test('search looks at the words, exists tells, delete says what it did', () => {
  const client = tickets();
  const { id } = client.ok('CreateTicket', { ticket: { subject: 'The zeppelin is late' } });
  expect(client.ok('SearchTickets', { query: 'ZEPPELIN late' })['tickets']).toMatchObject([{ id }]);
  expect(client.ok('TicketExists', { ticketId: id })).toEqual({ exists: true });
  expect(client.ok('DeleteTicket', { ticketId: id })).toEqual({ success: true });
  expect(client.ok('TicketExists', { ticketId: id })).toEqual({});
});

test('several at once: all or none, in the order that was asked for', () => {
  const client = tickets();
  const twice = { requests: [{ ticket: { id: 'a' } }, { ticket: { id: 'b' } }, { ticket: { id: 'a' } }] };
  expect(client.call('BatchCreateTickets', twice).status).toBe('ALREADY_EXISTS');
  expect(client.world.written()).toBe(0);
  client.ok('BatchCreateTickets', { requests: [{ ticket: { id: 'a' } }, { ticket: { id: 'b' } }] });
  expect(client.ok('BatchGetTickets', { ids: ['b', 'a'] })['tickets']).toMatchObject([{ id: 'b' }, { id: 'a' }]);
  client.ok('DeleteTicket', { ticketId: 'a' });
  expect(client.call('BatchDeleteTickets', { ids: ['b', 'a'] }).status).toBe('NOT_FOUND');
  expect(client.ok('TicketExists', { ticketId: 'b' })).toEqual({ exists: true });
  expect(client.ok('BatchDeleteTickets', { ids: ['b'] })).toEqual({ deletedCount: 1 });
});

test('an empty id is refused, with the field that is empty', () => {
  const answer = tickets().call('GetTicket', {});
  expect(answer).toMatchObject({
    status: 'INVALID_ARGUMENT',
    message: 'ticket_id is empty: it says which ticket is meant.',
  });
});

const aip = schemaFrom(`
  syntax = "proto3";
  package lib.v1;
  import "google/api/resource.proto";
  import "google/api/field_behavior.proto";
  import "google/protobuf/empty.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/timestamp.proto";
  message Shelf {
    option (google.api.resource) = { type: "lib.example.com/Shelf" pattern: "shelves/{shelf}" };
    string name = 1 [(google.api.field_behavior) = IDENTIFIER]; string theme = 2;
  }
  message Book {
    option (google.api.resource) = { type: "lib.example.com/Book" pattern: "shelves/{shelf}/books/{book}" };
    string name = 1 [(google.api.field_behavior) = IDENTIFIER];
    string title = 2;
    string etag = 3;
    string uid = 4 [(google.api.field_behavior) = OUTPUT_ONLY];
    google.protobuf.Timestamp delete_time = 5 [(google.api.field_behavior) = OUTPUT_ONLY];
    google.protobuf.Timestamp expire_time = 6 [(google.api.field_behavior) = OUTPUT_ONLY];
    string isbn = 7 [(google.api.field_behavior) = IMMUTABLE];
    string shelf_note = 8;
    string sequel = 9 [(google.api.resource_reference) = { type: "lib.example.com/Book" }];
  }
  message GetBookRequest { string name = 1; google.protobuf.FieldMask read_mask = 2; }
  message ListBooksRequest { string parent = 1; int32 page_size = 2; string page_token = 3; bool show_deleted = 4; string filter = 5; }
  message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; repeated string unreachable = 3; }
  message CreateBookRequest { string parent = 1; string book_id = 2; Book book = 3; bool validate_only = 4; }
  message UpdateBookRequest { Book book = 1; google.protobuf.FieldMask update_mask = 2; bool allow_missing = 3; }
  message DeleteBookRequest { string name = 1; bool allow_missing = 2; string etag = 3; }
  message UndeleteBookRequest { string name = 1; }
  message MoveBookRequest { string name = 1; string other_shelf_name = 2; }
  message GetShelfRequest { string name = 1; }
  message DeleteShelfRequest { string name = 1; bool force = 2; }
  message CreateShelfRequest { Shelf shelf = 1; string shelf_id = 2; }
  service Library {
    rpc GetShelf(GetShelfRequest) returns (Shelf);
    rpc CreateShelf(CreateShelfRequest) returns (Shelf);
    rpc DeleteShelf(DeleteShelfRequest) returns (google.protobuf.Empty);
    rpc GetBook(GetBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc CreateBook(CreateBookRequest) returns (Book);
    rpc UpdateBook(UpdateBookRequest) returns (Book);
    rpc DeleteBook(DeleteBookRequest) returns (Book);
    rpc UndeleteBook(UndeleteBookRequest) returns (Book);
    rpc MoveBook(MoveBookRequest) returns (Book);
  }
`);
const library = (options: { strict?: boolean } = {}) => worldClient(aip, 'lib.v1.Library', options);

test('an id that the client suggests makes the name, is checked, and is taken once', () => {
  const client = library();
  const ask = { parent: 'shelves/poetry', bookId: 'odes', book: { title: 'Odes' } };
  const book = client.ok('CreateBook', ask);
  expect(book).toMatchObject({ name: 'shelves/poetry/books/odes', title: 'Odes' });
  expect(book['uid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(book['etag']).toMatch(/^"[0-9a-f]{16}"$/);
  expect(client.call('CreateBook', ask).status).toBe('ALREADY_EXISTS');
  const bad = client.call('CreateBook', { ...ask, bookId: 'a/b c' });
  expect(bad).toMatchObject({ status: 'INVALID_ARGUMENT', message: expect.stringContaining('book_id') as string });
  expect(client.call('CreateBook', { ...ask, parent: '' }).status).toBe('INVALID_ARGUMENT');
});

test('validate_only changes nothing', () => {
  const client = library();
  client.ok('CreateBook', { parent: 'shelves/a', bookId: 'b', book: {}, validateOnly: true });
  expect(client.world.written()).toBe(0);
});

test('an update with an old etag is ABORTED', () => {
  const client = library();
  const { name, etag } = client.ok('CreateBook', { parent: 'shelves/a', bookId: 'b', book: { title: 'x' } });
  client.ok('UpdateBook', { book: { name, title: 'y', etag }, updateMask: 'title' });
  const stale = client.call('UpdateBook', { book: { name, title: 'z', etag }, updateMask: 'title' });
  expect(stale.status).toBe('ABORTED');
  expect(client.call('DeleteBook', { name, etag }).status).toBe('ABORTED');
});

test('immutable fields stay, allow_missing creates what it names', () => {
  const client = library();
  const name = 'shelves/a/books/new-one';
  const made = client.ok('UpdateBook', { book: { name, title: 'Made', isbn: '1' }, allowMissing: true });
  expect(made).toMatchObject({ name, title: 'Made', isbn: '1' });
  expect(client.ok('UpdateBook', { book: { name, isbn: '2', title: 'Changed' } })).toMatchObject({
    isbn: '1',
    title: 'Changed',
  });
  expect(client.call('UpdateBook', { book: { name, isbn: '2' }, updateMask: 'isbn' }).status).toBe('INVALID_ARGUMENT');
});

test('soft deletion hides from lists, and can be undone', () => {
  const client = library();
  const books = (ask: object = {}): unknown[] =>
    (client.ok('ListBooks', { parent: 'shelves/a', pageSize: 100, ...ask })['books'] as Json[]).map(({ name }) => name);
  const before = books();
  const [name] = before;
  const deleted = client.ok('DeleteBook', { name });
  expect(deleted).toHaveProperty('deleteTime');
  expect(books()).toEqual(before.slice(1));
  expect(books({ showDeleted: true })).toEqual(before);
  expect(client.ok('GetBook', { name })).toEqual(deleted);
  expect(client.call('DeleteBook', { name }).status).toBe('NOT_FOUND');
  expect(client.call('DeleteBook', { name, allowMissing: true }).status).toBe('OK');
  expect(client.call('UpdateBook', { book: { name, title: 'x' } }).status).toBe('FAILED_PRECONDITION');
  expect(client.ok('UndeleteBook', { name })).not.toHaveProperty('deleteTime');
  expect(books()).toEqual(before);
  expect(client.call('UndeleteBook', { name }).status).toBe('ALREADY_EXISTS');
});

test('what lies below something deleted is gone; below something created there is what was created', () => {
  const client = library();
  client.ok('CreateShelf', { shelf: { theme: 'New' }, shelfId: 'fresh' });
  expect(client.ok('ListBooks', { parent: 'shelves/fresh' })).not.toHaveProperty('books');
  client.ok('CreateBook', { parent: 'shelves/fresh', bookId: 'one', book: {} });
  const held = client.call('DeleteShelf', { name: 'shelves/fresh' });
  expect(held).toMatchObject({ status: 'FAILED_PRECONDITION', message: expect.stringContaining('force') as string });
  client.ok('DeleteShelf', { name: 'shelves/fresh', force: true });
  expect(client.call('GetBook', { name: 'shelves/fresh/books/one' }).status).toBe('NOT_FOUND');
  expect(client.call('ListBooks', { parent: 'shelves/fresh' }).status).toBe('NOT_FOUND');
  expect(client.call('CreateBook', { parent: 'shelves/fresh', book: {} }).status).toBe('NOT_FOUND');
});

test('a move takes the book to another shelf', () => {
  const client = library();
  const { name } = client.ok('CreateBook', { parent: 'shelves/a', bookId: 'b', book: { title: 'Odes' } });
  const moved = client.ok('MoveBook', { name, otherShelfName: 'shelves/z' });
  expect(moved).toMatchObject({ name: 'shelves/z/books/b', title: 'Odes' });
  expect(client.call('GetBook', { name }).status).toBe('NOT_FOUND');
});

test('a reference leads to something that is there, beside what holds it', () => {
  const client = library({ strict: true });
  const { books } = client.ok('ListBooks', { parent: 'shelves/-', pageSize: 20 }) as { books: Json[] };
  for (const { name, sequel } of books) {
    expect(String(sequel).split('/').slice(0, 2)).toEqual(String(name).split('/').slice(0, 2));
    expect(client.ok('GetBook', { name: sequel })).toMatchObject({ name: sequel });
  }
});

test('a strict world knows what it lists and what was written, and nothing else', () => {
  const client = library({ strict: true });
  const { books } = client.ok('ListBooks', { parent: 'shelves/-' }) as { books: Json[] };
  expect(client.call('GetBook', { name: books[0]!['name'] }).status).toBe('OK');
  expect(client.call('GetBook', { name: 'shelves/a/books/b' }).status).toBe('NOT_FOUND');
  expect(client.call('DeleteBook', { name: 'shelves/a/books/b' }).status).toBe('NOT_FOUND');
  client.ok('CreateBook', { parent: 'shelves/a', bookId: 'b', book: {} });
  expect(client.call('GetBook', { name: 'shelves/a/books/b' }).status).toBe('OK');
});

test('a read mask leaves what it names', () => {
  const client = library();
  expect(Object.keys(client.ok('GetBook', { name: 'shelves/a/books/b', readMask: 'title' }))).toEqual(['title']);
});

test('hostile ids are ids', () => {
  const client = tickets();
  for (const id of ['__proto__', 'constructor', 'toString', 'a/b', '%2F', '☃']) {
    expect(client.ok('GetTicket', { ticketId: id })).toMatchObject({ id });
    client.ok('SaveTicket', { id, subject: 'x' });
    expect(client.ok('GetTicket', { ticketId: id })).toMatchObject({ id, subject: 'x' });
    client.ok('DeleteTicket', { ticketId: id });
    expect(client.call('GetTicket', { ticketId: id }).status).toBe('NOT_FOUND');
  }
});

test('of a batch that the world has no room for nothing is written', () => {
  const client = tickets();
  const { world } = client;
  const method = plain.method('/crm.Tickets/GetTicket')!;
  const { resource } = planMethod(method.desc)!;
  const universe = universeOf('seed', method.types);
  // Of 64 MB these leave 94 KB.
  const message = create(resource.desc, { subject: 'x'.repeat(1_000_000) } as Record<string, unknown>);
  for (let index = 0; index < 67; index++) world.put(universe, resource, `t-${index}`, message, { by: 'page' });
  const heard: unknown[] = [];
  world.subscribe((change) => heard.push(change));
  const requests = ['a', 'b', 'c'].map((id) => ({ ticket: { id, subject: id.repeat(35_000) } }));
  const refused = client.call('BatchCreateTickets', { requests });
  expect([refused.status, world.written(), heard.length]).toEqual(['RESOURCE_EXHAUSTED', 67, 0]);
  client.ok('BatchCreateTickets', { requests: requests.slice(1) });
  expect(world.written()).toBe(69);
});
