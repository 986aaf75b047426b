import { expect } from 'vitest';
import type { Loaded } from '../../support/loaded-client.ts';

type Call = (method: string, request?: object) => Promise<Loaded>;

/** A way of asking that people really write, and what has to come of it. */
export interface Style {
  readonly title: string;
  readonly pkg: string;
  readonly service: string;
  readonly proto: string;
  readonly walk: (call: Call) => Promise<void>;
}

// proto-loader leaves out empty lists.
const items = (answer: Loaded, field: string): Loaded[] => (answer[field] ?? []) as Loaded[];
const values = (answer: Loaded, field: string, of: string): unknown[] => items(answer, field).map((one) => one[of]);
const sorted = (list: readonly unknown[]): unknown[] => list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));

/** Orders of a shop, of which five are written: what lists with conditions have to find among all others. */
const ORDERS = `
  enum OrderStatus { ORDER_STATUS_UNSPECIFIED = 0; NEW = 1; PAID = 2; SHIPPED = 3; LOST = 4; }
  message Order {
    string id = 1; string customer = 2; OrderStatus status = 3; int64 total_cents = 4; repeated string tags = 5;
    map<string, string> labels = 6; google.protobuf.Timestamp created_at = 7; string currency = 8;
  }
  message GetOrderRequest { string id = 1; }
  message CreateOrderRequest { Order order = 1; }
  message ListOrdersResponse { repeated Order orders = 1; int32 total = 2; }`;
const orders = (
  title: string,
  pkg: string,
  request: string,
  walk: (list: (request: object) => Promise<string[]>, call: Call) => Promise<void>,
): Style => ({
  title,
  pkg,
  service: 'OrderService',
  proto: `${ORDERS}
    ${request}
    service OrderService {
      rpc GetOrder(GetOrderRequest) returns (Order);
      rpc CreateOrder(CreateOrderRequest) returns (Order);
      rpc ListOrders(ListOrdersRequest) returns (ListOrdersResponse);
    }`,
  async walk(call) {
    for (const [index, status] of ['NEW', 'PAID', 'PAID', 'SHIPPED', 'LOST'].entries())
      await call('CreateOrder', {
        order: {
          id: `o${index}`,
          status,
          customer: index % 2 === 0 ? 'ada' : 'grace',
          total_cents: (900_000_000 + index).toString(),
          tags: index === 3 ? ['urgent', 'gift'] : [`tag-${index}`],
          labels: { shelf: `s${index % 2}`, own: 'yes' },
          currency: 'XTS',
        },
      });
    const list = async (asked: object): Promise<string[]> =>
      values(await call('ListOrders', asked), 'orders', 'id').map(String);
    await walk(list, call);
  },
});
const own = (ids: readonly string[]): string[] => ids.filter((id) => /^o\d$/.test(id)).toSorted();

export const STYLES: readonly Style[] = [
  orders(
    'several states at once: any of them',
    'several',
    'message ListOrdersRequest { repeated OrderStatus statuses = 1; int32 limit = 2; }',
    async (list, call) => {
      expect(own(await list({ statuses: ['NEW', 'SHIPPED'], limit: 500 }))).toEqual(['o0', 'o3']);
      const all = items(await call('ListOrders', { statuses: ['NEW', 'SHIPPED'], limit: 500 }), 'orders');
      expect(sorted([...new Set(all.map(({ status }) => status))])).toEqual(['NEW', 'SHIPPED']);
      expect(own(await list({ limit: 500 }))).toHaveLength(5);
    },
  ),
  orders(
    'conditions in a filter message, with bounds and paging of their own',
    'nested',
    `message OrderFilter { OrderStatus status = 1; int64 min_total_cents = 2; int64 max_total_cents = 3; string customer = 4; }
     message PagingInfo { int32 page = 1; int32 page_size = 2; }
     message ListOrdersRequest { OrderFilter filter = 1; PagingInfo paging_info = 2; }`,
    async (list) => {
      const paging = (page: number, size: number) => ({ paging_info: { page, page_size: size } });
      expect(await list({ filter: { status: 'PAID', min_total_cents: '900000000' }, ...paging(1, 50) })).toEqual([
        'o1',
        'o2',
      ]);
      const filter = { min_total_cents: '900000001', max_total_cents: '900000003' };
      expect(await list({ filter, ...paging(1, 2) })).toEqual(['o1', 'o2']);
      expect(await list({ filter, ...paging(2, 2) })).toEqual(['o3']);
      expect(await list({ filter: { ...filter, customer: 'grace' }, ...paging(1, 9) })).toEqual(['o1', 'o3']);
    },
  ),
  orders(
    'created_after and created_before',
    'between',
    'message ListOrdersRequest { google.protobuf.Timestamp created_after = 1; google.protobuf.Timestamp created_before = 2; int32 page_size = 3; }',
    async (list, call) => {
      const first = (await call('GetOrder', { id: 'o0' }))['created_at'] as { readonly seconds: string };
      const at = (shift: number) => ({ seconds: String(Number(first.seconds) + shift) });
      expect(own(await list({ created_after: at(-1), created_before: at(1), page_size: 500 }))).toHaveLength(5);
      expect(own(await list({ created_after: at(0), page_size: 500 }))).toEqual([]);
      expect(own(await list({ created_before: at(0), page_size: 500 }))).toEqual([]);
    },
  ),
  orders(
    'a tag that has to be among the tags, and labels that all have to be there',
    'tagged',
    'message ListOrdersRequest { string tag = 1; map<string, string> labels = 2; }',
    async (list) => {
      expect(await list({ tag: 'urgent' })).toEqual(['o3']);
      expect(await list({ labels: { shelf: 's1', own: 'yes' } })).toEqual(['o1', 'o3']);
      expect(await list({ labels: { shelf: 's1', own: 'no' } })).toEqual([]);
    },
  ),
  orders(
    'an example of what is wanted',
    'example',
    'message ListOrdersRequest { Order filter = 1; repeated string tags = 2; }',
    async (list) => {
      expect(await list({ filter: { customer: 'grace', currency: 'XTS' } })).toEqual(['o1', 'o3']);
      expect(await list({ tags: ['tag-0', 'gift'] })).toEqual(['o0', 'o3']);
    },
  ),
  orders(
    'ranges as messages, days as text',
    'ranges',
    `message Range { int64 min = 1; int64 max = 2; }
     message SearchCriteria { string text = 1; Range total_cents = 2; string from_date = 3; string to_date = 4; repeated string customers = 5; }
     message ListOrdersRequest { SearchCriteria criteria = 1; }`,
    async (list, call) => {
      expect(await list({ criteria: { total_cents: { min: '900000002' } } })).toEqual(['o2', 'o3', 'o4']);
      expect(await list({ criteria: { total_cents: { min: '900000002' }, text: 'grace' } })).toEqual(['o3']);
      expect(own(await list({ criteria: { from_date: '2026-09-01', to_date: '2026-09-01' } }))).toHaveLength(5);
      expect(own(await list({ criteria: { to_date: '2026-08-31' } }))).toEqual([]);
      expect(own(await list({ criteria: { customers: ['ada', 'nobody'] } }))).toEqual(['o0', 'o2', 'o4']);
      await expect(call('ListOrders', { criteria: { from_date: 'tomorrow' } })).rejects.toMatchObject({
        code: 3,
        details: expect.stringContaining('criteria.from_date') as string,
      });
    },
  ),
  {
    title: 'readings of a sensor between two times',
    pkg: 'readings',
    service: 'Telemetry',
    proto: `
      message Reading { string id = 1; string sensor_id = 2; double value = 3; google.protobuf.Timestamp measured_at = 4; google.protobuf.Timestamp received_at = 5; }
      message GetReadingRequest { string id = 1; }
      message QueryReadingsRequest { string sensor_id = 1; google.protobuf.Timestamp start_time = 2; google.protobuf.Timestamp end_time = 3; double value_from = 4; double value_to = 5; }
      message QueryReadingsResponse { repeated Reading readings = 1; }
      service Telemetry {
        rpc GetReading(GetReadingRequest) returns (Reading);
        rpc RecordReading(Reading) returns (Reading);
        rpc QueryReadings(QueryReadingsRequest) returns (QueryReadingsResponse);
      }`,
    async walk(call) {
      for (let hour = 0; hour < 4; hour++)
        await call('RecordReading', {
          id: `r${hour}`,
          sensor_id: 'boiler',
          value: 20 + hour,
          measured_at: { seconds: String(1_000_000 + hour * 3_600) },
        });
      const found = async (asked: object): Promise<unknown[]> =>
        sorted(values(await call('QueryReadings', { sensor_id: 'boiler', ...asked }), 'readings', 'id')).filter((id) =>
          /^r\d$/.test(String(id)),
        );
      expect(await found({ value_from: 21, value_to: 22 })).toEqual(['r1', 'r2']);
      expect(await found({})).toEqual(['r0', 'r1', 'r2', 'r3']);
    },
  },
  {
    title: 'an article by its id or by its slug',
    pkg: 'articles',
    service: 'Articles',
    proto: `
      message Article { string article_id = 1; string slug = 2; string title = 3; string author = 4; }
      message LoadArticleRequest { string article_id = 1; string slug = 2; }
      message ListArticlesRequest {}
      message ListArticlesResponse { repeated Article articles = 1; }
      message WriteArticleRequest { string slug = 1; string title = 2; }
      service Articles {
        rpc LoadArticle(LoadArticleRequest) returns (Article);
        rpc ListArticles(ListArticlesRequest) returns (ListArticlesResponse);
        rpc WriteArticle(WriteArticleRequest) returns (Article);
      }`,
    async walk(call) {
      const [some] = items(await call('ListArticles'), 'articles');
      expect(await call('LoadArticle', { slug: some!['slug'] })).toEqual(some);
      const written = await call('WriteArticle', { slug: 'on-clocks', title: 'On clocks' });
      expect(await call('LoadArticle', { slug: 'on-clocks' })).toEqual(written);
      expect(await call('LoadArticle', { article_id: written['article_id'] })).toEqual(written);
      await expect(call('LoadArticle', { slug: 'nothing-of-this-name' })).rejects.toMatchObject({ code: 5 });
      await expect(call('LoadArticle')).rejects.toMatchObject({ code: 3 });
    },
  },
  {
    title: 'a user by whatever is known of them, in a oneof',
    pkg: 'accounts',
    service: 'Accounts',
    proto: `
      message Account { int64 id = 1; string email = 2; string username = 3; string display_name = 4; }
      message FindAccountRequest { oneof by { int64 id = 1; string email = 2; string username = 3; } }
      message ListAccountsRequest { int32 page_size = 1; }
      message ListAccountsResponse { repeated Account accounts = 1; }
      message CreateAccountRequest { string email = 1; string username = 2; }
      service Accounts {
        rpc FindAccount(FindAccountRequest) returns (Account);
        rpc ListAccounts(ListAccountsRequest) returns (ListAccountsResponse);
        rpc CreateAccount(CreateAccountRequest) returns (Account);
      }`,
    async walk(call) {
      const written = await call('CreateAccount', { email: 'ada@example.com', username: 'ada' });
      for (const asked of [{ email: 'ada@example.com' }, { username: 'ada' }, { id: written['id'] }])
        expect(await call('FindAccount', asked)).toEqual(written);
      const [some] = items(await call('ListAccounts', { page_size: 5 }), 'accounts').filter(
        ({ id }) => id !== written['id'],
      );
      expect(await call('FindAccount', { email: some!['email'] })).toEqual(some);
      await expect(call('FindAccount', { email: 'nobody@example.org' })).rejects.toMatchObject({ code: 5 });
    },
  },
  {
    title: 'setters of an invoice, its state under another name',
    pkg: 'invoices',
    service: 'Invoicing',
    proto: `
      enum InvoiceStatus { INVOICE_STATUS_UNSPECIFIED = 0; DRAFT = 1; OPEN = 2; PAID = 3; }
      message Invoice { string id = 1; InvoiceStatus status = 2; string due_date = 3; string note = 4; }
      message GetInvoiceRequest { string id = 1; }
      message CreateInvoiceRequest { string note = 1; }
      message ChangeInvoiceStatusRequest { string id = 1; InvoiceStatus new_status = 2; }
      message RescheduleInvoiceRequest { string invoice_id = 1; string new_due_date = 2; }
      message SetInvoiceNoteRequest { string invoice_id = 1; string text = 2; }
      service Invoicing {
        rpc GetInvoice(GetInvoiceRequest) returns (Invoice);
        rpc CreateInvoice(CreateInvoiceRequest) returns (Invoice);
        rpc ChangeInvoiceStatus(ChangeInvoiceStatusRequest) returns (Invoice);
        rpc RescheduleInvoice(RescheduleInvoiceRequest) returns (Invoice);
        rpc SetInvoiceNote(SetInvoiceNoteRequest) returns (google.protobuf.Empty);
      }`,
    async walk(call) {
      const { id } = await call('CreateInvoice', { note: 'first' });
      expect(await call('ChangeInvoiceStatus', { id, new_status: 'PAID' })).toMatchObject({ status: 'PAID' });
      await call('RescheduleInvoice', { invoice_id: id, new_due_date: '2026-12-24' });
      await call('SetInvoiceNote', { invoice_id: id, text: 'second' });
      expect(await call('GetInvoice', { id })).toMatchObject({
        status: 'PAID',
        due_date: '2026-12-24',
        note: 'second',
      });
      await expect(call('ChangeInvoiceStatus', { id: '', new_status: 'PAID' })).rejects.toMatchObject({ code: 3 });
    },
  },
  {
    title: 'a deployment that is scaled, in its spec, down to nothing',
    pkg: 'scaling',
    service: 'Deployments',
    proto: `
      message DeploymentSpec { int32 replicas = 1; string image = 2; }
      message DeploymentStatus { int32 replicas = 1; int32 ready_replicas = 2; }
      message Deployment { string name = 1; DeploymentSpec spec = 2; DeploymentStatus status = 3; }
      message GetDeploymentRequest { string name = 1; }
      message CreateDeploymentRequest { Deployment deployment = 1; }
      message ScaleDeploymentRequest { string name = 1; int32 replicas = 2; }
      message SetImageRequest { string name = 1; string image = 2; }
      service Deployments {
        rpc GetDeployment(GetDeploymentRequest) returns (Deployment);
        rpc CreateDeployment(CreateDeploymentRequest) returns (Deployment);
        rpc ScaleDeployment(ScaleDeploymentRequest) returns (Deployment);
        rpc SetDeploymentImage(SetImageRequest) returns (Deployment);
      }`,
    async walk(call) {
      await call('CreateDeployment', { deployment: { name: 'web', spec: { replicas: 1, image: 'web:1' } } });
      await call('ScaleDeployment', { name: 'web', replicas: 5 });
      expect((await call('GetDeployment', { name: 'web' }))['spec']).toMatchObject({ replicas: 5, image: 'web:1' });
      await call('SetDeploymentImage', { name: 'web', image: 'web:2' });
      await call('ScaleDeployment', { name: 'web', replicas: 0 });
      expect(await call('GetDeployment', { name: 'web' })).toMatchObject({ spec: { image: 'web:2' } });
      expect(((await call('GetDeployment', { name: 'web' }))['spec'] as Loaded)['replicas'] ?? 0).toBe(0);
    },
  },
  {
    title: 'prices and stock, set by other names',
    pkg: 'pricing',
    service: 'Catalog',
    proto: `
      message Money { string currency = 1; int64 units = 2; }
      message Product { string sku = 1; string title = 2; Money price = 3; int32 stock = 4; repeated string tags = 5; }
      message ProductRef { string sku = 1; }
      message SetPriceRequest { string sku = 1; Money amount = 2; }
      message SetStockRequest { string sku = 1; int32 quantity = 2; }
      message StockReply { bool ok = 1; }
      service Catalog {
        rpc GetProduct(ProductRef) returns (Product);
        rpc SetPrice(SetPriceRequest) returns (Product);
        rpc SetStock(SetStockRequest) returns (StockReply);
      }`,
    async walk(call) {
      const before = await call('GetProduct', { sku: 'LAMP' });
      expect(await call('SetPrice', { sku: 'LAMP', amount: { currency: 'EUR', units: '42' } })).toMatchObject({
        price: { currency: 'EUR', units: '42' },
      });
      expect(await call('SetStock', { sku: 'LAMP', quantity: 12_345 })).toEqual({ ok: true });
      expect(await call('GetProduct', { sku: 'LAMP' })).toEqual({
        ...before,
        price: { currency: 'EUR', units: '42' },
        stock: 12_345,
      });
    },
  },
  {
    title: 'a statement whose transactions are those of its account',
    pkg: 'bank',
    service: 'Bank',
    proto: `
      message Transaction { string id = 1; string account_id = 2; int64 amount_cents = 3; }
      message Statement { string account_id = 1; string period = 2; repeated Transaction transactions = 3; }
      message GetStatementRequest { string account_id = 1; string period = 2; }
      message Account { string id = 1; string owner_name = 2; }
      message GetAccountRequest { string id = 1; }
      message ListTransactionsRequest { string account_id = 1; }
      message ListTransactionsResponse { repeated Transaction transactions = 1; }
      service Bank {
        rpc GetAccount(GetAccountRequest) returns (Account);
        rpc GetStatement(GetStatementRequest) returns (Statement);
        rpc ListTransactions(ListTransactionsRequest) returns (ListTransactionsResponse);
      }`,
    async walk(call) {
      const statement = await call('GetStatement', { account_id: 'acc-7', period: '2026-08' });
      expect(statement).toMatchObject({ account_id: 'acc-7', period: '2026-08' });
      expect(items(statement, 'transactions').length).toBeGreaterThan(0);
      for (const one of items(statement, 'transactions')) expect(one['account_id']).toBe('acc-7');
    },
  },
  {
    title: 'a course whose lessons say that they are of it',
    pkg: 'courses',
    service: 'School',
    proto: `
      message Lesson { string id = 1; string course_id = 2; string title = 3; }
      message Course { string id = 1; string title = 2; repeated Lesson lessons = 3; Lesson next_lesson = 4; string teacher_id = 5; }
      message GetCourseRequest { string id = 1; }
      message ListCoursesRequest {}
      message ListCoursesResponse { repeated Course courses = 1; }
      service School {
        rpc GetCourse(GetCourseRequest) returns (Course);
        rpc ListCourses(ListCoursesRequest) returns (ListCoursesResponse);
      }`,
    async walk(call) {
      const courses = [await call('GetCourse', { id: 'latin' }), ...items(await call('ListCourses'), 'courses')];
      expect(courses.flatMap((course) => items(course, 'lessons')).length).toBeGreaterThan(3);
      for (const course of courses) {
        for (const lesson of items(course, 'lessons')) expect(lesson['course_id']).toBe(course['id']);
        const next = course['next_lesson'] as Loaded | null;
        if (next) expect(next['course_id']).toBe(course['id']);
      }
    },
  },
  {
    title: 'tickets that are handed on, and a page object that says where it is',
    pkg: 'desk',
    service: 'Desk',
    proto: `
      enum Priority { PRIORITY_UNSPECIFIED = 0; LOW = 1; HIGH = 2; }
      message Ticket { string ticket_id = 1; string title = 2; string agent_id = 3; Priority priority = 4; bool archived = 5; }
      message Pagination { int32 page_number = 1; int32 per_page = 2; }
      message PageInfo { int32 total_count = 1; bool has_next = 2; }
      message TicketQuery { repeated Priority priorities = 1; string agent_id = 2; }
      message ListTicketsRequest { TicketQuery query = 1; Pagination pagination = 2; }
      message ListTicketsResponse { repeated Ticket items = 1; PageInfo page_info = 2; }
      message GetTicketRequest { string ticket_id = 1; }
      message OpenTicketRequest { string title = 1; Priority priority = 2; }
      message HandOverTicketRequest { string ticket_id = 1; string to_agent_id = 2; }
      message EscalateTicketRequest { string ticket_id = 1; Priority target = 2; }
      service Desk {
        rpc GetTicket(GetTicketRequest) returns (Ticket);
        rpc OpenTicket(OpenTicketRequest) returns (Ticket);
        rpc ListTickets(ListTicketsRequest) returns (ListTicketsResponse);
        rpc HandOverTicket(HandOverTicketRequest) returns (Ticket);
        rpc EscalateTicket(EscalateTicketRequest) returns (Ticket);
      }`,
    async walk(call) {
      const ids: unknown[] = [];
      for (let index = 0; index < 5; index++) {
        const { ticket_id: id } = await call('OpenTicket', { title: `Ticket ${index}`, priority: 'LOW' });
        await call('HandOverTicket', { ticket_id: id, to_agent_id: 'agent-smith' });
        if (index > 1) await call('EscalateTicket', { ticket_id: id, target: 'HIGH' });
        ids.push(id);
      }
      expect(await call('GetTicket', { ticket_id: ids[4] })).toMatchObject({
        agent_id: 'agent-smith',
        priority: 'HIGH',
      });
      const ask = (page: number) =>
        call('ListTickets', {
          query: { priorities: ['HIGH'], agent_id: 'agent-smith' },
          pagination: { page_number: page, per_page: 2 },
        });
      const [first, second] = [await ask(1), await ask(2)];
      expect(sorted([...values(first, 'items', 'ticket_id'), ...values(second, 'items', 'ticket_id')])).toEqual(
        sorted(ids.slice(2)),
      );
      expect(first['page_info']).toMatchObject({ total_count: 3, has_next: true });
      expect(second['page_info']).toMatchObject({ total_count: 3 });
    },
  },
];
