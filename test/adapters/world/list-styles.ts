import { expect } from 'vitest';
import { type Call, items, sorted, type Style, values } from './style.ts';

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

/** Lists with conditions, however a request writes them. */
export const LIST_STYLES: readonly Style[] = [
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
];
