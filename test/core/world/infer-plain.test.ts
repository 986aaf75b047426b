import { expect, test } from 'vitest';
import { planLines } from '../../support/plan-text.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = `syntax = "proto3"; package t;
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
`;

/** What it is, proto text, and a line for each method: verb, resource and id; the request's fields; the answer's. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'the id is a uuid, the verbs are fetch, find, register, edit and erase',
    `
    message Customer { string uuid = 1; string name = 2; string email = 3; }
    message CustomerId { string uuid = 1; }
    message Customers { repeated Customer customers = 1; }
    service CustomerService {
      rpc FetchCustomer(CustomerId) returns (Customer);
      rpc FindCustomers(google.protobuf.Empty) returns (Customers);
      rpc RegisterCustomer(Customer) returns (CustomerId);
      rpc EditCustomer(Customer) returns (Customer);
      rpc EraseCustomer(CustomerId) returns (google.protobuf.Empty);
    }
    `,
    [
      'FetchCustomer: get Customer#uuid | id=uuid | entity=.',
      'FindCustomers: list Customer#uuid |  | list=customers',
      'RegisterCustomer: create Customer#uuid | resource=. | id=uuid',
      'EditCustomer: update Customer#uuid | id=uuid resource=. | entity=.',
      'EraseCustomer: delete Customer#uuid | id=uuid |',
    ],
  ],
  [
    'the id is a message around a value',
    `
    message BookId { string value = 1; }
    message Book { BookId id = 1; string title = 2; }
    message GetBook { BookId id = 1; }
    message BookQuery { string cursor = 1; int32 first = 2; }
    message Books { repeated Book items = 1; string next_cursor = 2; }
    service Library {
      rpc Get(GetBook) returns (Book);
      rpc ListBooks(BookQuery) returns (Books);
      rpc AddBook(Book) returns (BookId);
      rpc RemoveBook(BookId) returns (google.protobuf.Empty);
      rpc LookupBook(google.protobuf.StringValue) returns (Book);
    }
    `,
    [
      'Get: get Book#id.value | id=id.value | entity=.',
      'ListBooks: list Book#id.value | pageSize=first pageToken=cursor | nextPageToken=next_cursor list=items',
      'AddBook: create Book#id.value | resource=. | id=value',
      'RemoveBook: delete Book#id.value | id=value |',
      'LookupBook: get Book#id.value | id=value | entity=.',
    ],
  ],
  [
    'the service is the noun',
    `
    message Todo { int32 id = 1; string text = 2; bool done = 3; }
    message GetRequest { int32 id = 1; }
    message GetResponse { Todo todo = 1; }
    message ListRequest { int32 offset = 1; int32 limit = 2; bool done = 3; }
    message ListResponse { repeated Todo todos = 1; int64 total_count = 2; bool has_more = 3; }
    message CreateRequest { string text = 1; }
    message UpdateRequest { Todo todo = 1; google.protobuf.FieldMask update_mask = 2; }
    message DeleteRequest { int32 id = 1; }
    message DeleteResponse { bool deleted = 1; }
    service TodoService {
      rpc Get(GetRequest) returns (GetResponse);
      rpc List(ListRequest) returns (ListResponse);
      rpc Create(CreateRequest) returns (GetResponse);
      rpc Update(UpdateRequest) returns (GetResponse);
      rpc Delete(DeleteRequest) returns (DeleteResponse);
    }
    `,
    [
      'Get: get Todo#id | id=id | entity=todo',
      'List: list Todo#id | pageSize=limit offset=offset equals=[done>done] | totalSize=total_count hasMore=has_more list=todos',
      'Create: create Todo#id | fields=[text>text] | entity=todo',
      'Update: update Todo#id | mask=update_mask id=todo.id resource=todo | entity=todo',
      'Delete: delete Todo#id | id=id | flag=deleted',
    ],
  ],
  [
    'names are lower case',
    `
    message user { string user_id = 1; string user_name = 2; }
    message user_key { string user_id = 1; }
    message user_list { repeated user users = 1; }
    service users {
      rpc get_user(user_key) returns (user);
      rpc list_users(google.protobuf.Empty) returns (user_list);
      rpc add_user(user) returns (user);
      rpc delete_user(user_key) returns (google.protobuf.Empty);
    }
    `,
    [
      'get_user: get user#user_id | id=user_id | entity=.',
      'list_users: list user#user_id |  | list=users',
      'add_user: create user#user_id | resource=. | entity=.',
      'delete_user: delete user#user_id | id=user_id |',
    ],
  ],
  [
    'the noun stands before the verb',
    `
    message Account { string account_number = 1; double balance = 2; }
    message AccountReq { string account_number = 1; }
    message AccountsRes { repeated Account accounts = 1; }
    service Bank {
      rpc AccountGet(AccountReq) returns (Account);
      rpc AccountList(google.protobuf.Empty) returns (AccountsRes);
      rpc AccountCreate(Account) returns (Account);
      rpc AccountDelete(AccountReq) returns (google.protobuf.Empty);
    }
    `,
    [
      'AccountGet: get Account#account_number | id=account_number | entity=.',
      'AccountList: list Account#account_number |  | list=accounts',
      'AccountCreate: create Account#account_number | resource=. | entity=.',
      'AccountDelete: delete Account#account_number | id=account_number |',
    ],
  ],
  [
    'an answer repeats the fields of the thing',
    `
    message User { string id = 1; string name = 2; string email = 3; }
    message GetUserRequest { string id = 1; }
    message GetUserResponse { string id = 1; string name = 2; string email = 3; }
    message ListUsersResponse { repeated User users = 1; }
    service UserService {
      rpc GetUser(GetUserRequest) returns (GetUserResponse);
      rpc ListUsers(google.protobuf.Empty) returns (ListUsersResponse);
    }
    `,
    ['GetUser: get User#id | id=id | id=id fields=[name>name email>email]', 'ListUsers: list User#id |  | list=users'],
  ],
  [
    'an answer is the thing',
    `
    message UserResponse { string id = 1; string name = 2; }
    message UserRequest { string id = 1; }
    message CreateUserRequest { string name = 1; }
    message UsersResponse { repeated UserResponse users = 1; }
    service UserService {
      rpc GetUser(UserRequest) returns (UserResponse);
      rpc CreateUser(CreateUserRequest) returns (UserResponse);
      rpc GetUsers(google.protobuf.Empty) returns (UsersResponse);
      rpc DeleteUser(UserRequest) returns (google.protobuf.Empty);
    }
    `,
    [
      'GetUser: get UserResponse#id | id=id | entity=.',
      'CreateUser: create UserResponse#id | fields=[name>name] | entity=.',
      'GetUsers: list UserResponse#id |  | list=users',
      'DeleteUser: delete UserResponse#id | id=id |',
    ],
  ],
  [
    'a list is a map from id to thing',
    `
    message Item { string sku = 1; int32 qty = 2; }
    message Inventory { map<string, Item> items = 1; }
    message ItemKey { string sku = 1; }
    service InventoryService {
      rpc GetItem(ItemKey) returns (Item);
      rpc GetAllItems(google.protobuf.Empty) returns (Inventory);
      rpc PutItem(Item) returns (Item);
    }
    `,
    [
      'GetItem: get Item#sku | id=sku | entity=.',
      'GetAllItems: list Item#sku |  | list=items',
      'PutItem: upsert Item#sku | id=sku resource=. | entity=.',
    ],
  ],
  [
    'streams are lists, watches and uploads',
    `
    message Order { int64 order_id = 1; Status status = 2; int64 customer_id = 3; }
    enum Status { UNKNOWN = 0; OPEN = 1; CANCELLED = 2; }
    message OrderQuery { int64 customer_id = 1; }
    message OrderRef { int64 order_id = 1; }
    message Uploaded { int32 stored = 1; }
    message OrderEvent { enum Kind { NONE = 0; ADDED = 1; } Kind kind = 1; Order order = 2; }
    service Orders {
      rpc GetOrder(OrderRef) returns (Order);
      rpc ListOrders(OrderQuery) returns (stream Order);
      rpc StreamOrders(OrderQuery) returns (stream Order);
      rpc WatchOrders(OrderQuery) returns (stream OrderEvent);
      rpc SubscribeToOrders(OrderQuery) returns (stream Order);
      rpc TrackOrder(OrderRef) returns (stream Order);
      rpc UploadOrders(stream Order) returns (Uploaded);
      rpc PlaceOrder(Order) returns (OrderRef);
      rpc CancelOrder(OrderRef) returns (Order);
    }
    `,
    [
      'GetOrder: get Order#order_id | id=order_id | entity=.',
      'ListOrders: list Order#order_id | scope=[customer_id>customer_id] | entity=.',
      'StreamOrders: list Order#order_id | scope=[customer_id>customer_id] | entity=.',
      'WatchOrders: watch Order#order_id | scope=[customer_id>customer_id] | entity=order change=kind',
      'SubscribeToOrders: watch Order#order_id | scope=[customer_id>customer_id] | entity=.',
      'TrackOrder: watch Order#order_id | id=order_id | entity=.',
      'UploadOrders: upload Order#order_id | resource=. | count=stored',
      'PlaceOrder: create Order#order_id | resource=. | id=order_id',
      'CancelOrder: act Order#order_id | id=order_id | entity=.',
    ],
  ],
  [
    'GraphQL put into protos',
    `
    message Product { string id = 1; string title = 2; int64 price = 3; google.protobuf.Timestamp created_at = 4; }
    message ProductInput { string title = 1; int64 price = 2; }
    message CreateProductRequest { ProductInput input = 1; }
    message UpdateProductRequest { string id = 1; ProductInput input = 2; }
    message ProductPayload { Product product = 1; }
    message ProductsRequest { Pagination pagination = 1; string search = 2; string sort_by = 3; }
    message Pagination { int32 page = 1; int32 per_page = 2; }
    message ProductConnection { repeated Product nodes = 1; PageInfo page_info = 2; }
    message PageInfo { string end_cursor = 1; bool has_next_page = 2; int32 total = 3; }
    message ProductRequest { string id = 1; }
    service ProductApi {
      rpc Product(ProductRequest) returns (ProductPayload);
      rpc Products(ProductsRequest) returns (ProductConnection);
      rpc CreateProduct(CreateProductRequest) returns (ProductPayload);
      rpc UpdateProduct(UpdateProductRequest) returns (ProductPayload);
      rpc DeleteProduct(ProductRequest) returns (google.protobuf.BoolValue);
    }
    `,
    [
      'Product: get Product#id | id=id | entity=product',
      'Products: list Product#id | pageSize=pagination.per_page pageNumber=pagination.page orderBy=sort_by query=search | nextPageToken=page_info.end_cursor totalSize=page_info.total hasMore=page_info.has_next_page list=nodes',
      'CreateProduct: create Product#id | fields=[input.title>title input.price>price] | entity=product',
      'UpdateProduct: update Product#id | id=id fields=[input.title>title input.price>price] | entity=product',
      'DeleteProduct: delete Product#id | id=id | flag=value',
    ],
  ],
  [
    'tenants are part of the key',
    `
    message Doc { string tenant_id = 1; string id = 2; string body = 3; }
    message DocKey { string tenant_id = 1; string id = 2; }
    message ListDocs { string tenant_id = 1; int32 page_size = 2; string page_token = 3; }
    message DocPage { repeated Doc docs = 1; string next_page_token = 2; }
    service DocStore {
      rpc GetDoc(DocKey) returns (Doc);
      rpc ListDocs(ListDocs) returns (DocPage);
      rpc SaveDoc(Doc) returns (Doc);
      rpc DeleteDoc(DocKey) returns (google.protobuf.Empty);
      rpc CountDocs(ListDocs) returns (google.protobuf.Int64Value);
      rpc DocExists(DocKey) returns (google.protobuf.BoolValue);
      rpc RestoreDoc(DocKey) returns (Doc);
    }
    `,
    [
      'GetDoc: get Doc#id | id=id scope=[tenant_id>tenant_id] | entity=.',
      'ListDocs: list Doc#id | pageSize=page_size pageToken=page_token scope=[tenant_id>tenant_id] | nextPageToken=next_page_token list=docs',
      'SaveDoc: upsert Doc#id | id=id resource=. | entity=.',
      'DeleteDoc: delete Doc#id | id=id scope=[tenant_id>tenant_id] |',
      'CountDocs: count Doc#id | scope=[tenant_id>tenant_id] | count=value',
      'DocExists: exists Doc#id | id=id scope=[tenant_id>tenant_id] | flag=value',
      'RestoreDoc: undelete Doc#id | id=id scope=[tenant_id>tenant_id] | entity=.',
    ],
  ],
  [
    'several at once',
    `
    message Tag { int64 id = 1; string label = 2; }
    message TagId { int64 id = 1; }
    message Ids { repeated int64 ids = 1; }
    message Tags { repeated Tag tags = 1; }
    message Deleted { int32 deleted_count = 1; }
    message Search { string q = 1; int32 limit = 2; }
    service TagService {
      rpc GetTag(TagId) returns (Tag);
      rpc GetTags(Ids) returns (Tags);
      rpc CreateTags(Tags) returns (Tags);
      rpc BulkDeleteTags(Ids) returns (Deleted);
      rpc BatchUpdateTags(Tags) returns (Tags);
      rpc SearchTags(Search) returns (Tags);
    }
    `,
    [
      'GetTag: get Tag#id | id=id | entity=.',
      'GetTags: batch_get Tag#id | ids=ids | list=tags',
      'CreateTags: batch_create Tag#id | items={path=tags item={resource=.}} | list=tags',
      'BulkDeleteTags: batch_delete Tag#id | ids=ids | count=deleted_count',
      'BatchUpdateTags: batch_update Tag#id | items={path=tags item={resource=. id=id}} | list=tags',
      'SearchTags: search Tag#id | pageSize=limit query=q | list=tags',
    ],
  ],
  [
    'Kubernetes',
    `
    message Pod { Meta metadata = 1; PodStatus status = 2; }
    message Meta { string name = 1; string namespace = 2; string uid = 3; }
    message PodStatus { string phase = 1; }
    message PodKey { string namespace = 1; string name = 2; }
    message PodFilter { string namespace = 1; }
    message PodList { repeated Pod items = 1; }
    service Pods {
      rpc GetPod(PodKey) returns (Pod);
      rpc ListPods(PodFilter) returns (PodList);
      rpc CreatePod(Pod) returns (Pod);
      rpc DeletePod(PodKey) returns (google.protobuf.Empty);
    }
    `,
    [
      'GetPod: get Pod#metadata.name | id=name scope=[namespace>metadata.namespace] | entity=.',
      'ListPods: list Pod#metadata.name | scope=[namespace>metadata.namespace] | list=items',
      'CreatePod: create Pod#metadata.name | resource=. | entity=.',
      'DeletePod: delete Pod#metadata.name | id=name scope=[namespace>metadata.namespace] |',
    ],
  ],
  [
    'the id lies in the metadata',
    `
    message Node { NodeInfo info = 1; Meta metadata = 2; }
    message NodeInfo { string host = 1; }
    message Meta { string uid = 1; string name = 2; }
    message NodeReq { string uid = 1; }
    message Nodes { repeated Node nodes = 1; }
    service NodeService {
      rpc DescribeNode(NodeReq) returns (Node);
      rpc EnumerateNodes(google.protobuf.Empty) returns (Nodes);
      rpc DropNode(NodeReq) returns (google.protobuf.Empty);
    }
    `,
    [
      'DescribeNode: get Node#metadata.uid | id=uid | entity=.',
      'EnumerateNodes: list Node#metadata.uid |  | list=nodes',
      'DropNode: delete Node#metadata.uid | id=uid |',
    ],
  ],
  [
    'answers in an envelope of code and data',
    `
    message Pet { int64 id = 1; string name = 2; repeated string photo_urls = 3; string status = 4; }
    message PetById { int64 pet_id = 1; }
    message Reply { int32 code = 1; string msg = 2; Data data = 3; }
    message Data { Pet pet = 1; }
    message ListReply { int32 code = 1; string msg = 2; PetList data = 3; }
    message PetList { repeated Pet pets = 1; }
    message FindPetsByStatusRequest { string status = 1; }
    message ApiResponse { int32 code = 1; string message = 2; }
    service PetStore {
      rpc GetPetById(PetById) returns (Reply);
      rpc FindPetsByStatus(FindPetsByStatusRequest) returns (ListReply);
      rpc AddPet(Pet) returns (Pet);
      rpc UpdatePet(Pet) returns (Pet);
      rpc DeletePet(PetById) returns (ApiResponse);
    }
    `,
    [
      'GetPetById: get Pet#id | id=pet_id | entity=data.pet',
      'FindPetsByStatus: list Pet#id | equals=[status>status] | list=data.pets',
      'AddPet: create Pet#id | resource=. | entity=.',
      'UpdatePet: update Pet#id | id=id resource=. | entity=.',
      'DeletePet: delete Pet#id | id=pet_id |',
    ],
  ],
  [
    'things below things, by their ids',
    `
    message Post { int64 id = 1; string title = 2; bool published = 3; }
    message GetPostRequest { int64 id = 1; }
    message Comment { int64 id = 1; int64 post_id = 2; string body = 3; }
    message GetCommentRequest { int64 id = 1; }
    message ListCommentsRequest { int64 post_id = 1; }
    message ListCommentsResponse { repeated Comment comments = 1; }
    message CreateCommentRequest { int64 post_id = 1; Comment comment = 2; }
    service Blog {
      rpc GetPost(GetPostRequest) returns (Post);
      rpc PublishPost(GetPostRequest) returns (google.protobuf.Empty);
      rpc LikePost(GetPostRequest) returns (Post);
      rpc GetComment(GetCommentRequest) returns (Comment);
      rpc ListComments(ListCommentsRequest) returns (ListCommentsResponse);
      rpc GetPostComments(ListCommentsRequest) returns (ListCommentsResponse);
      rpc CreateComment(CreateCommentRequest) returns (Comment);
    }
    `,
    [
      'GetPost: get Post#id | id=id | entity=.',
      'PublishPost: act Post#id | id=id |',
      'LikePost: act Post#id | id=id | entity=.',
      'GetComment: get Comment#id | id=id | entity=.',
      'ListComments: list Comment#id | scope=[post_id>post_id] | list=comments',
      'GetPostComments: list Comment#id | scope=[post_id>post_id] | list=comments',
      'CreateComment: create Comment#id | resource=comment scope=[post_id>post_id] | entity=.',
    ],
  ],
  [
    'a chat',
    `
    message Message { string id = 1; string room_id = 2; string text = 3; }
    message SendMessageRequest { string room_id = 1; string text = 2; }
    message SendMessageResponse { Message message = 1; }
    message ListMessagesRequest { string room_id = 1; int32 limit = 2; }
    message ListMessagesResponse { repeated Message messages = 1; }
    service Chat {
      rpc SendMessage(SendMessageRequest) returns (SendMessageResponse);
      rpc ListMessages(ListMessagesRequest) returns (ListMessagesResponse);
      rpc Talk(stream Message) returns (stream Message);
    }
    `,
    [
      'SendMessage: create Message#id | fields=[room_id>room_id text>text] scope=[room_id>room_id] | entity=message',
      'ListMessages: list Message#id | pageSize=limit scope=[room_id>room_id] | list=messages',
      'Talk: -',
    ],
  ],
  [
    'settings go by the id of their owner',
    `
    message UserSettings { string user_id = 1; string theme = 2; }
    message UserRef { string user_id = 1; }
    service SettingsService {
      rpc GetUserSettings(UserRef) returns (UserSettings);
      rpc UpdateUserSettings(UserSettings) returns (UserSettings);
    }
    `,
    [
      'GetUserSettings: get UserSettings#user_id | id=user_id | entity=.',
      'UpdateUserSettings: update UserSettings#user_id | id=user_id resource=. | entity=.',
    ],
  ],
  [
    'fields of the request are those of the thing',
    `
    message Contact { uint64 id = 1; string name = 2; string phone = 3; string etag = 4; }
    message AddContactRequest { string name = 1; string phone = 2; }
    message AddContactResponse { uint64 contact_id = 1; }
    message ModifyContactRequest { uint64 contact_id = 1; string phone = 2; google.protobuf.FieldMask fields = 3; }
    message RemoveContactRequest { uint64 contact_id = 1; }
    message RemoveContactResponse { bool success = 1; }
    message BrowseContactsRequest { int32 page = 1; int32 page_size = 2; string order_by = 3; }
    message BrowseContactsResponse { repeated Contact contacts = 1; int32 total = 2; }
    message ReadContactRequest { uint64 contact_id = 1; }
    service AddressBook {
      rpc ReadContact(ReadContactRequest) returns (Contact);
      rpc BrowseContacts(BrowseContactsRequest) returns (BrowseContactsResponse);
      rpc AddContact(AddContactRequest) returns (AddContactResponse);
      rpc ModifyContact(ModifyContactRequest) returns (Contact);
      rpc RemoveContact(RemoveContactRequest) returns (RemoveContactResponse);
    }
    `,
    [
      'ReadContact: get Contact#id | id=contact_id | entity=.',
      'BrowseContacts: list Contact#id | pageSize=page_size pageNumber=page orderBy=order_by | totalSize=total list=contacts',
      'AddContact: create Contact#id | fields=[name>name phone>phone] | id=contact_id',
      'ModifyContact: update Contact#id | mask=fields id=contact_id fields=[phone>phone] | entity=.',
      'RemoveContact: delete Contact#id | id=contact_id | flag=success',
    ],
  ],
  [
    'the first of several names counts',
    `
    message User { string id = 1; string slug = 2; string email = 3; }
    message Req { oneof by { string id = 1; string slug = 2; string email = 3; } }
    message Users { repeated User users = 1; repeated string warnings = 2; }
    service S {
      rpc GetUser(Req) returns (User);
      rpc ListUsers(google.protobuf.Empty) returns (Users);
    }
    `,
    [
      'GetUser: get User#id | id=id instead=[slug>slug email>email] | entity=.',
      'ListUsers: list User#id |  | list=users',
    ],
  ],
  [
    'a list answer with several lists',
    `
    message Track { string id = 1; string title = 2; }
    message Facet { string name = 1; int32 hits = 2; }
    message SearchTracksRequest { string query = 1; int32 limit = 2; string cursor = 3; }
    message SearchTracksResponse { repeated Facet facets = 1; repeated Track tracks = 2; string next_cursor = 3; int64 total_hits = 4; }
    message GetTrackRequest { string track_id = 1; }
    service Music {
      rpc GetTrack(GetTrackRequest) returns (Track);
      rpc SearchTracks(SearchTracksRequest) returns (SearchTracksResponse);
    }
    `,
    [
      'GetTrack: get Track#id | id=track_id | entity=.',
      'SearchTracks: search Track#id | pageSize=limit pageToken=cursor query=query | nextPageToken=next_cursor totalSize=total_hits list=tracks',
    ],
  ],
  [
    'DTOs',
    `
    message EmployeeDto { int32 id = 1; string full_name = 2; string department = 3; }
    message EmployeeListDto { repeated EmployeeDto employees = 1; }
    message EmployeeIdDto { int32 id = 1; }
    service EmployeeController {
      rpc GetEmployee(EmployeeIdDto) returns (EmployeeDto);
      rpc GetAllEmployees(google.protobuf.Empty) returns (EmployeeListDto);
      rpc SaveEmployee(EmployeeDto) returns (EmployeeDto);
      rpc DeleteEmployee(EmployeeIdDto) returns (google.protobuf.Empty);
      rpc PromoteEmployee(EmployeeIdDto) returns (EmployeeDto);
    }
    `,
    [
      'GetEmployee: get EmployeeDto#id | id=id | entity=.',
      'GetAllEmployees: list EmployeeDto#id |  | list=employees',
      'SaveEmployee: upsert EmployeeDto#id | id=id resource=. | entity=.',
      'DeleteEmployee: delete EmployeeDto#id | id=id |',
      'PromoteEmployee: act EmployeeDto#id | id=id | entity=.',
    ],
  ],
  [
    'irregular plurals',
    `
    message Person { string id = 1; string name = 2; }
    message People { repeated Person people = 1; }
    message Shelf { string id = 1; }
    message Shelves { repeated Shelf shelves = 1; }
    message Status { string id = 1; string text = 2; }
    message Id { string id = 1; }
    service S {
      rpc GetPerson(Id) returns (Person);
      rpc ListPeople(google.protobuf.Empty) returns (People);
      rpc GetShelf(Id) returns (Shelf);
      rpc ListShelves(google.protobuf.Empty) returns (Shelves);
    }
    `,
    [
      'GetPerson: get Person#id | id=id | entity=.',
      'ListPeople: list Person#id |  | list=people',
      'GetShelf: get Shelf#id | id=id | entity=.',
      'ListShelves: list Shelf#id |  | list=shelves',
    ],
  ],
  [
    'hostile names',
    `
    message constructor { string id = 1; string __proto__ = 2; string hasOwnProperty = 3; }
    message toString { string id = 1; }
    message valueOf { repeated constructor constructors = 1; }
    service prototype {
      rpc GetConstructor(toString) returns (constructor);
      rpc ListConstructors(google.protobuf.Empty) returns (valueOf);
      rpc DeleteConstructor(toString) returns (google.protobuf.Empty);
    }
    `,
    [
      'GetConstructor: get constructor#id | id=id | entity=.',
      'ListConstructors: list constructor#id |  | list=constructors',
      'DeleteConstructor: delete constructor#id | id=id |',
    ],
  ],
  [
    'messages inside of themselves',
    `
    message Folder { string id = 1; Folder parent = 2; repeated Folder children = 3; map<string, Folder> by_name = 4; }
    message FolderId { string id = 1; }
    message Wrapped { Wrapped wrapped = 1; Folder folder = 2; }
    service Files {
      rpc GetFolder(FolderId) returns (Folder);
      rpc GetDeep(FolderId) returns (Wrapped);
      rpc CreateFolder(Folder) returns (Wrapped);
    }
    `,
    [
      'GetFolder: get Folder#id | id=id | entity=.',
      'GetDeep: -',
      'CreateFolder: create Folder#id | resource=. | entity=folder',
    ],
  ],
];

test.each(CASES)('%s', (_, proto, lines) => {
  expect(planLines(schemaFrom(HEAD + proto))).toEqual(lines);
});
