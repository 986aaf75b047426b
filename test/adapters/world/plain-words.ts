import { type PlainLife, row } from './plain-life.ts';

/** Other words than the standard ones, and other forms of requests and answers. */
export const PLAIN_WORDS: readonly PlainLife[] = [
  row({
    title: 'FetchX, AddX, EditX, RemoveX with uuid and flat requests',
    pkg: 'tracks',
    name: 'TrackStore',
    body: `
service TrackStore {
  rpc FetchTrack(TrackId) returns (Track);
  rpc FetchTracks(FetchTracksRequest) returns (TrackList);
  rpc AddTrack(AddTrackRequest) returns (Track);
  rpc EditTrack(EditTrackRequest) returns (Track);
  rpc RemoveTrack(TrackId) returns (google.protobuf.Empty);
}
message Track { string uuid = 1; string title = 2; string artist = 3; int32 duration_seconds = 4; }
message TrackId { string uuid = 1; }
message FetchTracksRequest { int32 limit = 1; int32 offset = 2; }
message TrackList { repeated Track tracks = 1; int32 total = 2; }
message AddTrackRequest { string title = 1; string artist = 2; int32 duration_seconds = 3; }
message EditTrackRequest { string uuid = 1; optional string title = 2; optional string artist = 3; optional int32 duration_seconds = 4; }`,
    id: 'uuid',
    list: () => ['FetchTracks', { limit: 200 }],
    items: 'tracks',
    next: null,
    create: ['AddTrack', { title: 'Blue Train', artist: 'John Coltrane', duration_seconds: 643 }],
    sent: { title: 'Blue Train', artist: 'John Coltrane', duration_seconds: 643 },
    get: (uuid) => ['FetchTrack', { uuid }],
    update: (uuid) => ['EditTrack', { uuid, title: 'Blue Train (Take 2)' }],
    changed: ['title', 'Blue Train (Take 2)'],
    remove: (uuid) => ['RemoveTrack', { uuid }],
  }),
  row({
    title: 'requests named after the id, delete says success, list has a cursor',
    pkg: 'tickets',
    name: 'TicketApi',
    body: `
service TicketApi {
  rpc getTicket(GetTicketReq) returns (Ticket);
  rpc listTickets(ListTicketsReq) returns (ListTicketsResp);
  rpc createTicket(CreateTicketReq) returns (Ticket);
  rpc updateTicket(UpdateTicketReq) returns (Ticket);
  rpc deleteTicket(DeleteTicketReq) returns (DeleteTicketResp);
}
enum Status { STATUS_UNSPECIFIED = 0; OPEN = 1; CLOSED = 2; }
message Ticket { string ticket_id = 1; string title = 2; Status status = 3; repeated string labels = 4; }
message GetTicketReq { string ticket_id = 1; }
message ListTicketsReq { string cursor = 1; int32 limit = 2; }
message ListTicketsResp { repeated Ticket tickets = 1; string next_cursor = 2; bool has_more = 3; }
message CreateTicketReq { string title = 1; repeated string labels = 2; }
message UpdateTicketReq { string ticket_id = 1; Ticket ticket = 2; google.protobuf.FieldMask mask = 3; }
message DeleteTicketReq { string ticket_id = 1; }
message DeleteTicketResp { bool success = 1; }`,
    id: 'ticket_id',
    list: (cursor) => ['listTickets', { cursor, limit: 5 }],
    items: 'tickets',
    next: 'next_cursor',
    create: ['createTicket', { title: 'Login fails', labels: ['auth', 'bug'] }],
    sent: { title: 'Login fails', labels: ['auth', 'bug'] },
    get: (ticket_id) => ['getTicket', { ticket_id }],
    update: (ticket_id) => ['updateTicket', { ticket_id, ticket: { status: 'CLOSED' }, mask: { paths: ['status'] } }],
    changed: ['status', 'CLOSED'],
    remove: (ticket_id) => ['deleteTicket', { ticket_id }],
  }),
  row({
    title: 'create answers only an id, the list is a map',
    pkg: 'sensors',
    name: 'SensorRegistry',
    body: `
service SensorRegistry {
  rpc RegisterSensor(RegisterSensorRequest) returns (RegisterSensorResponse);
  rpc LookupSensor(LookupSensorRequest) returns (Sensor);
  rpc ListSensors(ListSensorsRequest) returns (ListSensorsResponse);
  rpc ModifySensor(Sensor) returns (Sensor);
  rpc DropSensor(DropSensorRequest) returns (DropSensorResponse);
}
message Sensor { string id = 1; string location = 2; double max_celsius = 3; }
message RegisterSensorRequest { string location = 1; double max_celsius = 2; }
message RegisterSensorResponse { string id = 1; }
message LookupSensorRequest { string id = 1; }
message ListSensorsRequest {}
message ListSensorsResponse { repeated Sensor sensors = 1; }
message DropSensorRequest { string id = 1; }
message DropSensorResponse { bool deleted = 1; }`,
    id: 'id',
    list: () => ['ListSensors', {}],
    items: 'sensors',
    next: null,
    create: ['RegisterSensor', { location: 'roof', max_celsius: 80.5 }],
    createdIn: 'id',
    sent: { location: 'roof', max_celsius: 80.5 },
    get: (id) => ['LookupSensor', { id }],
    update: (id) => ['ModifySensor', { id, location: 'cellar', max_celsius: 80.5 }],
    changed: ['location', 'cellar'],
    remove: (id) => ['DropSensor', { id }],
  }),
  row({
    title: 'children below a parent id',
    pkg: 'crm',
    name: 'Contacts',
    body: `
service Contacts {
  rpc GetContact(GetContactRequest) returns (Contact);
  rpc ListContacts(ListContactsRequest) returns (ListContactsResponse);
  rpc CreateContact(CreateContactRequest) returns (Contact);
  rpc UpdateContact(UpdateContactRequest) returns (Contact);
  rpc DeleteContact(DeleteContactRequest) returns (google.protobuf.Empty);
}
message Contact { string id = 1; string account_id = 2; string full_name = 3; string phone = 4; }
message GetContactRequest { string id = 1; }
message ListContactsRequest { string account_id = 1; int32 page_size = 2; string page_token = 3; }
message ListContactsResponse { repeated Contact contacts = 1; string next_page_token = 2; int32 total_size = 3; }
message CreateContactRequest { string account_id = 1; Contact contact = 2; }
message UpdateContactRequest { Contact contact = 1; google.protobuf.FieldMask update_mask = 2; }
message DeleteContactRequest { string id = 1; }`,
    id: 'id',
    list: (token) => ['ListContacts', { account_id: 'acc-77', page_size: 2, page_token: token }],
    items: 'contacts',
    create: ['CreateContact', { account_id: 'acc-77', contact: { full_name: 'Grace Hopper', phone: '+1 555 0100' } }],
    sent: { account_id: 'acc-77', full_name: 'Grace Hopper', phone: '+1 555 0100' },
    get: (id) => ['GetContact', { id }],
    update: (id) => ['UpdateContact', { contact: { id, phone: '+1 555 0199' }, update_mask: { paths: ['phone'] } }],
    changed: ['phone', '+1 555 0199'],
    remove: (id) => ['DeleteContact', { id }],
  }),
  row({
    title: 'snake_case methods, request messages shared between methods, wrapped page info',
    pkg: 'blog',
    name: 'Blog',
    body: `
service Blog {
  rpc get_post(PostRequest) returns (PostResponse);
  rpc get_all_posts(PostsRequest) returns (PostsResponse);
  rpc create_post(Post) returns (PostResponse);
  rpc update_post(Post) returns (PostResponse);
  rpc delete_post(PostRequest) returns (google.protobuf.BoolValue);
}
message Post { string slug = 1; string title = 2; string body = 3; bool draft = 4; }
message PostRequest { string slug = 1; }
message PostResponse { bool ok = 1; Post post = 2; string error = 3; }
message PostsRequest {}
message PostsResponse { repeated Post posts = 1; }`,
    id: 'slug',
    list: () => ['get_all_posts', {}],
    items: 'posts',
    next: null,
    create: ['create_post', { slug: 'hello-world', title: 'Hello', body: 'First.', draft: true }],
    entity: 'post',
    sent: { slug: 'hello-world', title: 'Hello', body: 'First.', draft: true },
    get: (slug) => ['get_post', { slug }],
    update: (slug) => ['update_post', { slug, title: 'Hello again', body: 'First.', draft: true }],
    changed: ['title', 'Hello again'],
    remove: (slug) => ['delete_post', { slug }],
  }),
  row({
    title: 'a generic envelope with code and data, as REST teams write it',
    pkg: 'orders',
    name: 'OrderService',
    body: `
service OrderService {
  rpc GetOrder(GetOrderRequest) returns (OrderEnvelope);
  rpc ListOrders(ListOrdersRequest) returns (OrdersEnvelope);
  rpc PlaceOrder(PlaceOrderRequest) returns (OrderEnvelope);
  rpc UpdateOrder(UpdateOrderRequest) returns (OrderEnvelope);
  rpc RemoveOrder(RemoveOrderRequest) returns (google.protobuf.Empty);
}
message Line { string sku = 1; int32 quantity = 2; }
message Order { string order_id = 1; string note = 2; repeated Line lines = 3; google.protobuf.Timestamp created_at = 4; google.protobuf.Timestamp updated_at = 5; }
message OrderEnvelope { int32 code = 1; string message = 2; Order data = 3; }
message OrdersEnvelope { int32 code = 1; string message = 2; repeated Order data = 3; }
message GetOrderRequest { string order_id = 1; }
message ListOrdersRequest {}
message PlaceOrderRequest { string note = 1; repeated Line lines = 2; }
message UpdateOrderRequest { string order_id = 1; Order order = 2; google.protobuf.FieldMask update_mask = 3; }
message RemoveOrderRequest { string order_id = 1; }`,
    id: 'order_id',
    list: () => ['ListOrders', {}],
    items: 'data',
    next: null,
    create: ['PlaceOrder', { note: 'ring twice', lines: [{ sku: 'LAMP', quantity: 2 }] }],
    entity: 'data',
    sent: { note: 'ring twice', lines: [{ sku: 'LAMP', quantity: 2 }] },
    get: (order_id) => ['GetOrder', { order_id }],
    update: (order_id) => [
      'UpdateOrder',
      { order_id, order: { note: 'leave it at the door' }, update_mask: { paths: ['note'] } },
    ],
    changed: ['note', 'leave it at the door'],
    remove: (order_id) => ['RemoveOrder', { order_id }],
  }),
];
