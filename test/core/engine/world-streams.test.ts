import { describe, expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import type { MethodPath } from '../../../server/contract/schema.ts';
import { ListeningWorld } from '../../support/listening-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/api/resource.proto";
  import "google/protobuf/empty.proto";
  import "google/protobuf/timestamp.proto";
  message Book {
    option (google.api.resource) = { type: "t.example.com/Book" pattern: "shelves/{shelf}/books/{book}" };
    string name = 1; string title = 2; int32 pages = 3; State state = 4;
    enum State { STATE_UNSPECIFIED = 0; DRAFT = 1; PUBLISHED = 2; }
  }
  message GetBookRequest { string name = 1; }
  message ListBooksRequest { string parent = 1; int32 page_size = 2; string filter = 3; string order_by = 4; }
  message ListBooksResponse { repeated Book books = 1; string next_page_token = 2; }
  message CreateBookRequest { string parent = 1; Book book = 2; string book_id = 3; }
  message UpdateBookRequest { Book book = 1; }
  message DeleteBookRequest { string name = 1; }
  message WatchBooksRequest { string parent = 1; string filter = 2; }
  message WatchBookRequest { string name = 1; }
  message BookEvent {
    enum Type { TYPE_UNSPECIFIED = 0; ADDED = 1; MODIFIED = 2; DELETED = 3; }
    Type type = 1; Book book = 2;
  }
  message BookDelta { oneof change { Book created = 1; Book updated = 2; string deleted_name = 3; } }
  message BookShelf { repeated Book books = 1; }
  message ImportBooksRequest { string parent = 1; Book book = 2; string book_id = 3; }
  message ImportBooksResponse { int32 imported_count = 1; int32 skipped_count = 2; repeated string names = 3; }
  message LookupRequest { string name = 1; }
  message LookupReply { Book book = 1; int32 sequence = 2; }
  service Library {
    rpc GetBook(GetBookRequest) returns (Book);
    rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
    rpc CreateBook(CreateBookRequest) returns (Book);
    rpc UpdateBook(UpdateBookRequest) returns (Book);
    rpc DeleteBook(DeleteBookRequest) returns (google.protobuf.Empty);
    rpc StreamBooks(ListBooksRequest) returns (stream Book);
    rpc StreamBookPages(ListBooksRequest) returns (stream ListBooksResponse);
    rpc WatchBooks(WatchBooksRequest) returns (stream BookEvent);
    rpc WatchBook(WatchBookRequest) returns (stream Book);
    rpc SubscribeBooks(WatchBooksRequest) returns (stream BookDelta);
    rpc ObserveBooks(WatchBooksRequest) returns (stream BookShelf);
    rpc ImportBooks(stream ImportBooksRequest) returns (ImportBooksResponse);
    rpc LookupBooks(stream LookupRequest) returns (stream LookupReply);
  }

  message Article { string sku = 1; string title = 2; int32 stock = 3; string color = 4; }
  message GetArticleRequest { string sku = 1; }
  message ListArticlesRequest {}
  message ListArticlesResponse { repeated Article articles = 1; }
  message UpdateArticleRequest { Article article = 1; }
  message WatchStockRequest { repeated string skus = 1; }
  message StockLevel { string sku = 1; int32 left = 2; google.protobuf.Timestamp counted_at = 3; }
  service Store {
    rpc GetArticle(GetArticleRequest) returns (Article);
    rpc ListArticles(ListArticlesRequest) returns (ListArticlesResponse);
    rpc UpdateArticle(UpdateArticleRequest) returns (Article);
    rpc WatchStock(WatchStockRequest) returns (stream StockLevel);
  }
`);

type Json = Readonly<Record<string, unknown>>;

/** A mock without a socket: each call is played at once. */
function mock(waiting = 0) {
  const world = new ListeningWorld({ now: () => 0, strict: false });
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world });
  const open = (path: MethodPath) => {
    const method = schema.method(path)!;
    const steps: Step[] = [];
    const conversation = engine.open(method, [], {
      call: 'c1',
      client: 'test',
      push: (more) => void steps.push(...more),
      waiting: () => waiting,
    });
    steps.push(...conversation.opening.steps);
    return {
      send(value: Json) {
        const encoded = encodeJson(method.desc.input, JSON.stringify(value), method.types);
        if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
        steps.push(...conversation.receive(encoded.bytes).steps);
      },
      halfClose: () => void steps.push(...conversation.halfClose().steps),
      close: () => conversation.close?.(),
      /** What was said since the last time. */
      said(): Json[] {
        return steps
          .splice(0)
          .flatMap((step) =>
            step.do === 'message'
              ? [JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json!) as Json]
              : step.do === 'end'
                ? [{ end: step.status.name, ...(step.status.message ? { message: step.status.message } : {}) }]
                : [],
          );
      },
    };
  };
  const call = (path: MethodPath, ...requests: Json[]): Json[] => {
    const one = open(path);
    for (const request of requests) one.send(request);
    one.halfClose();
    return one.said();
  };
  const watch = (path: MethodPath, request: Json) => {
    const one = open(path);
    one.send(request);
    one.halfClose();
    return one;
  };
  return { world, call, open, watch };
}

const PARENT = 'shelves/crime';
const titles = (messages: readonly Json[]): unknown[] => messages.map((message) => message['title']);

describe('a list that comes as a stream', () => {
  test('is what the list says, and ends', () => {
    const { call } = mock();
    const [list] = call('/t.v1.Library/ListBooks', { parent: PARENT, pageSize: 100 });
    const streamed = call('/t.v1.Library/StreamBooks', { parent: PARENT });
    expect(streamed.at(-1)).toEqual({ end: 'OK' });
    expect(streamed.slice(0, -1)).toEqual(list!['books']);
  });

  test('honours filter, order and size', () => {
    const { call } = mock();
    for (const [index, title] of ['Beta', 'Alpha', 'Gamma'].entries())
      call('/t.v1.Library/CreateBook', {
        parent: PARENT,
        bookId: `b${index}`,
        book: { title: `Z ${title}`, pages: 7777 },
      });
    const ask = { parent: PARENT, filter: 'pages = 7777', orderBy: 'title desc' };
    expect(titles(call('/t.v1.Library/StreamBooks', ask))).toEqual(['Z Gamma', 'Z Beta', 'Z Alpha', undefined]);
    expect(titles(call('/t.v1.Library/StreamBooks', { ...ask, pageSize: 1 }))).toEqual(['Z Gamma', undefined]);
  });

  test('comes in lists where its messages hold lists', () => {
    const { call } = mock();
    const pages = call('/t.v1.Library/StreamBookPages', {}).slice(0, -1);
    const books = pages.flatMap((page) => page['books'] as Json[]);
    expect(pages.length).toBe(Math.ceil(books.length / 10));
    expect(books).toEqual(call('/t.v1.Library/StreamBooks', {}).slice(0, -1));
  });

  test('refuses a filter that does not fit', () => {
    const [end] = mock().call('/t.v1.Library/StreamBooks', { filter: 'titel = 1' });
    expect(end).toMatchObject({ end: 'INVALID_ARGUMENT', message: expect.stringContaining('Did you mean title?') });
  });
});

describe('a watch', () => {
  test('tells the state, then each change, and stays open until it is closed', () => {
    const { world, call, watch } = mock();
    const one = watch('/t.v1.Library/WatchBooks', { parent: PARENT });
    const state = one.said();
    const [list] = call('/t.v1.Library/ListBooks', { parent: PARENT, pageSize: 100 });
    expect(state).toEqual((list!['books'] as Json[]).map((book) => ({ type: 'ADDED', book })));

    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'new', book: { title: 'New' } });
    call('/t.v1.Library/UpdateBook', { book: { name: `${PARENT}/books/new`, title: 'Newer' } });
    call('/t.v1.Library/CreateBook', { parent: 'shelves/other', bookId: 'far', book: { title: 'Far' } });
    call('/t.v1.Library/DeleteBook', { name: `${PARENT}/books/new` });
    expect(one.said()).toMatchObject([
      { type: 'ADDED', book: { title: 'New' } },
      { type: 'MODIFIED', book: { title: 'Newer' } },
      { type: 'DELETED', book: { title: 'Newer' } },
    ]);
    one.close();
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'late', book: {} });
    expect(one.said()).toEqual([]);
    expect(world.listeners).toBe(0);
  });

  test('sees only what its filter keeps: what leaves it is gone, what enters it is new', () => {
    const { call, watch } = mock();
    const one = watch('/t.v1.Library/WatchBooks', { parent: PARENT, filter: 'pages > 5000' });
    expect(one.said()).toEqual([]);
    const book = { name: `${PARENT}/books/x`, title: 'X' };
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'x', book: { title: 'X', pages: 1 } });
    call('/t.v1.Library/UpdateBook', { book: { ...book, pages: 6000 } });
    call('/t.v1.Library/UpdateBook', { book: { ...book, pages: 2 } });
    expect(one.said()).toMatchObject([
      { type: 'ADDED', book: { pages: 6000 } },
      { type: 'DELETED', book: { pages: 6000 } },
    ]);
  });

  test('of one thing tells of that thing only, and is NOT_FOUND where there is none', () => {
    const { call, watch } = mock();
    const [list] = call('/t.v1.Library/ListBooks', { parent: PARENT, pageSize: 2 });
    const [first, second] = list!['books'] as Json[];
    const one = watch('/t.v1.Library/WatchBook', { name: first!['name'] });
    expect(one.said()).toEqual([first]);
    call('/t.v1.Library/UpdateBook', { book: { name: second!['name'], title: 'Two' } });
    call('/t.v1.Library/UpdateBook', { book: { name: first!['name'], title: 'One' } });
    expect(titles(one.said())).toEqual(['One']);
    call('/t.v1.Library/DeleteBook', { name: second!['name'] });
    const none = watch('/t.v1.Library/WatchBook', { name: second!['name'] });
    expect(none.said()).toMatchObject([{ end: 'NOT_FOUND' }]);
  });

  test('tells changes through the members of a oneof', () => {
    const { call, watch } = mock();
    const one = watch('/t.v1.Library/SubscribeBooks', { parent: PARENT });
    expect(one.said().every((message) => 'created' in message)).toBe(true);
    const name = `${PARENT}/books/new`;
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'new', book: { title: 'New' } });
    call('/t.v1.Library/UpdateBook', { book: { name, title: 'Newer' } });
    call('/t.v1.Library/DeleteBook', { name });
    expect(one.said()).toMatchObject([
      { created: { title: 'New' } },
      { updated: { title: 'Newer' } },
      { deletedName: name },
    ]);
  });

  test('whose messages hold a list tells the whole state each time', () => {
    const { call, watch } = mock();
    const one = watch('/t.v1.Library/ObserveBooks', { parent: PARENT });
    const [state] = one.said();
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'new', book: { title: 'New' } });
    const [again, ...more] = one.said();
    expect(more).toEqual([]);
    expect((again!['books'] as Json[]).length).toBe((state!['books'] as Json[]).length + 1);
  });

  test('tells the state anew after a reset', () => {
    const { world, call, watch } = mock();
    const one = watch('/t.v1.Library/WatchBooks', { parent: PARENT });
    const state = one.said();
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'new', book: {} });
    one.said();
    world.reset();
    expect(one.said()).toEqual(state);
  });

  test('that is not read is ended, and listens no more', () => {
    const { world, call, watch } = mock(100_000);
    const one = watch('/t.v1.Library/WatchBooks', { parent: PARENT });
    one.said();
    call('/t.v1.Library/CreateBook', { parent: PARENT, bookId: 'new', book: {} });
    expect(one.said()).toMatchObject([{ end: 'RESOURCE_EXHAUSTED' }]);
    expect(world.listeners).toBe(0);
  });

  test('a thousand of them, opened and closed, leave nothing behind', () => {
    const { world, watch } = mock();
    const all = Array.from({ length: 1_000 }, () => watch('/t.v1.Library/WatchBook', { name: `${PARENT}/books/b` }));
    expect(world.listeners).toBe(1_000);
    for (const one of all) one.close();
    expect(world.listeners).toBe(0);
  });
});

describe('a watch of what another message shows', () => {
  test('follows the things behind it', () => {
    const { call, watch } = mock();
    const articles = call('/t.v1.Store/ListArticles', {})[0]!['articles'] as Json[];
    const levels = watch('/t.v1.Store/WatchStock', {}).said();
    expect(levels.map(({ sku, left }) => [sku, left ?? 0])).toEqual(
      articles.map(({ sku, stock }) => [sku, stock ?? 0]),
    );
  });

  test('tells what changes there, for those that were asked for', () => {
    const { call, watch } = mock();
    const articles = call('/t.v1.Store/ListArticles', {})[0]!['articles'] as Json[];
    const [first, second] = articles.map(({ sku }) => sku);
    const one = watch('/t.v1.Store/WatchStock', { skus: [first] });
    expect(one.said().map(({ sku }) => sku)).toEqual([first]);
    call('/t.v1.Store/UpdateArticle', { article: { sku: second, stock: 1 } });
    call('/t.v1.Store/UpdateArticle', { article: { sku: first, stock: 4321 } });
    call('/t.v1.Store/UpdateArticle', { article: { sku: first, color: 'red' } });
    expect(one.said()).toMatchObject([{ sku: first, left: 4321 }]);
  });
});

describe('streams from the client', () => {
  test('an import stores what came, counts what was there already, and names what is new', () => {
    const { call } = mock();
    const book = (bookId: string): Json => ({ parent: PARENT, bookId, book: { title: bookId } });
    expect(call('/t.v1.Library/ImportBooks', book('a'), book('b'), book('a'))).toEqual([
      { importedCount: 2, skippedCount: 1, names: [`${PARENT}/books/a`, `${PARENT}/books/b`] },
      { end: 'OK' },
    ]);
    expect(titles(call('/t.v1.Library/GetBook', { name: `${PARENT}/books/b` }))).toEqual(['b', undefined]);
  });

  test('a conversation about things answers with them, and ends at half-close', () => {
    const { call, open } = mock();
    const [list] = call('/t.v1.Library/ListBooks', { parent: PARENT, pageSize: 2 });
    const [first, second] = list!['books'] as Json[];
    const talk = open('/t.v1.Library/LookupBooks');
    talk.send({ name: second!['name'] });
    talk.send({ name: first!['name'] });
    talk.halfClose();
    expect(talk.said()).toEqual([{ book: second, sequence: 1 }, { book: first, sequence: 2 }, { end: 'OK' }]);
  });
});
