import { type PlainLife, row } from './plain-life.ts';

/** Ids of every make: numbers, keys, codes, messages, ids within a message or beside that of a parent. */
export const PLAIN_IDS: readonly PlainLife[] = [
  row({
    title: 'ids as int64, everything wrapped in requests and responses',
    pkg: 'users',
    name: 'UserService',
    body: `
service UserService {
  rpc GetUser(GetUserRequest) returns (GetUserResponse);
  rpc ListUsers(ListUsersRequest) returns (ListUsersResponse);
  rpc CreateUser(CreateUserRequest) returns (CreateUserResponse);
  rpc UpdateUser(UpdateUserRequest) returns (UpdateUserResponse);
  rpc DeleteUser(DeleteUserRequest) returns (DeleteUserResponse);
}
message User { int64 id = 1; string name = 2; string email = 3; google.protobuf.Timestamp created_at = 4; }
message GetUserRequest { int64 id = 1; }
message GetUserResponse { User user = 1; }
message ListUsersRequest { int32 page_size = 1; string page_token = 2; }
message ListUsersResponse { repeated User users = 1; string next_page_token = 2; }
message CreateUserRequest { User user = 1; }
message CreateUserResponse { User user = 1; }
message UpdateUserRequest { User user = 1; google.protobuf.FieldMask update_mask = 2; }
message UpdateUserResponse { User user = 1; }
message DeleteUserRequest { int64 id = 1; }
message DeleteUserResponse {}`,
    id: 'id',
    list: (token) => ['ListUsers', { page_size: 4, page_token: token }],
    items: 'users',
    create: ['CreateUser', { user: { name: 'Ada Lovelace', email: 'ada@example.com' } }],
    entity: 'user',
    sent: { name: 'Ada Lovelace', email: 'ada@example.com' },
    get: (id) => ['GetUser', { id }],
    update: (id) => [
      'UpdateUser',
      { user: { id, name: 'Ada King', email: 'no@example.com' }, update_mask: { paths: ['name'] } },
    ],
    changed: ['name', 'Ada King'],
    remove: (id) => ['DeleteUser', { id }],
  }),
  row({
    title: 'a nested id, as Kubernetes has it',
    pkg: 'fleet',
    name: 'Deployments',
    body: `
service Deployments {
  rpc Get(GetRequest) returns (Deployment);
  rpc List(ListRequest) returns (DeploymentList);
  rpc Create(CreateRequest) returns (Deployment);
  rpc Update(UpdateRequest) returns (Deployment);
  rpc Delete(DeleteRequest) returns (google.protobuf.Empty);
}
message Metadata { string uid = 1; string name = 2; map<string, string> labels = 3; }
message Deployment { Metadata metadata = 1; int32 replicas = 2; string image = 3; }
message DeploymentList { repeated Deployment items = 1; string continue_token = 2; }
message GetRequest { string uid = 1; }
message ListRequest {}
message CreateRequest { Deployment deployment = 1; }
message UpdateRequest { Deployment deployment = 1; google.protobuf.FieldMask update_mask = 2; }
message DeleteRequest { string uid = 1; }`,
    id: 'metadata.uid',
    list: () => ['List', {}],
    items: 'items',
    next: null,
    create: [
      'Create',
      { deployment: { metadata: { name: 'web', labels: { app: 'web' } }, replicas: 3, image: 'web:1' } },
    ],
    sent: { 'metadata.name': 'web', replicas: 3, image: 'web:1' },
    get: (uid) => ['Get', { uid }],
    update: (uid) => [
      'Update',
      { deployment: { metadata: { uid }, replicas: 5 }, update_mask: { paths: ['replicas'] } },
    ],
    changed: ['replicas', 5],
    kept: ['metadata.name', 'metadata.labels', 'image'],
    remove: (uid) => ['Delete', { uid }],
  }),
  row({
    title: 'SaveX creates and updates, pages by number, a code as the key',
    pkg: 'coupons',
    name: 'CouponService',
    body: `
service CouponService {
  rpc FindCoupon(CouponKey) returns (CouponReply);
  rpc FindCoupons(CouponQuery) returns (CouponPage);
  rpc SaveCoupon(Coupon) returns (CouponReply);
  rpc DestroyCoupon(CouponKey) returns (CouponReply);
}
message Coupon { string code = 1; int32 percent_off = 2; bool active = 3; }
message CouponKey { string code = 1; }
message CouponReply { Coupon coupon = 1; string message = 2; }
message CouponQuery { int32 page = 1; int32 per_page = 2; }
message CouponPage { repeated Coupon coupons = 1; int32 total_count = 2; int32 page = 3; }`,
    id: 'code',
    list: () => ['FindCoupons', { per_page: 100 }],
    items: 'coupons',
    next: null,
    create: ['SaveCoupon', { code: 'SPRING25', percent_off: 25, active: true }],
    entity: 'coupon',
    sent: { code: 'SPRING25', percent_off: 25, active: true },
    get: (code) => ['FindCoupon', { code }],
    update: (code) => ['SaveCoupon', { code, percent_off: 30, active: true }],
    changed: ['percent_off', 30],
    remove: (code) => ['DestroyCoupon', { code }],
  }),
  row({
    title: 'a wrapper message around the id, PUT and PATCH styles',
    pkg: 'invoices',
    name: 'InvoiceManager',
    body: `
service InvoiceManager {
  rpc ReadInvoice(ReadInvoiceRequest) returns (ReadInvoiceResponse);
  rpc QueryInvoices(QueryInvoicesRequest) returns (QueryInvoicesResponse);
  rpc NewInvoice(NewInvoiceRequest) returns (NewInvoiceResponse);
  rpc PatchInvoice(PatchInvoiceRequest) returns (PatchInvoiceResponse);
  rpc EraseInvoice(EraseInvoiceRequest) returns (EraseInvoiceResponse);
}
message InvoiceId { string value = 1; }
message Invoice { InvoiceId id = 1; string number = 2; int64 amount_cents = 3; string currency = 4; }
message ReadInvoiceRequest { InvoiceId id = 1; }
message ReadInvoiceResponse { Invoice invoice = 1; }
message QueryInvoicesRequest { int32 page_size = 1; string page_token = 2; }
message QueryInvoicesResponse { repeated Invoice results = 1; string next_page_token = 2; }
message NewInvoiceRequest { Invoice invoice = 1; }
message NewInvoiceResponse { Invoice invoice = 1; }
message PatchInvoiceRequest { Invoice invoice = 1; google.protobuf.FieldMask update_mask = 2; }
message PatchInvoiceResponse { Invoice invoice = 1; }
message EraseInvoiceRequest { InvoiceId id = 1; }
message EraseInvoiceResponse {}`,
    id: 'id.value',
    list: (token) => ['QueryInvoices', { page_size: 6, page_token: token }],
    items: 'results',
    create: ['NewInvoice', { invoice: { number: 'R-2026-7', amount_cents: '129900', currency: 'EUR' } }],
    entity: 'invoice',
    sent: { number: 'R-2026-7', amount_cents: '129900', currency: 'EUR' },
    get: (value) => ['ReadInvoice', { id: { value } }],
    update: (value) => [
      'PatchInvoice',
      { invoice: { id: { value }, amount_cents: '99900' }, update_mask: { paths: ['amount_cents'] } },
    ],
    changed: ['amount_cents', '99900'],
    remove: (value) => ['EraseInvoice', { id: { value } }],
  }),
  row({
    title: 'delete answers the entity, uint32 ids, update with flat optional fields',
    pkg: 'recipes',
    name: 'RecipeBook',
    body: `
service RecipeBook {
  rpc ShowRecipe(ShowRecipeRequest) returns (Recipe);
  rpc BrowseRecipes(BrowseRecipesRequest) returns (BrowseRecipesResponse);
  rpc InsertRecipe(InsertRecipeRequest) returns (Recipe);
  rpc ChangeRecipe(ChangeRecipeRequest) returns (Recipe);
  rpc DeleteRecipe(DeleteRecipeRequest) returns (Recipe);
}
message Recipe { uint32 recipe_id = 1; string title = 2; repeated string ingredients = 3; optional uint32 minutes = 4; }
message ShowRecipeRequest { uint32 recipe_id = 1; }
message BrowseRecipesRequest { uint32 limit = 1; uint32 offset = 2; }
message BrowseRecipesResponse { repeated Recipe recipes = 1; uint32 count = 2; }
message InsertRecipeRequest { Recipe recipe = 1; }
message ChangeRecipeRequest { uint32 recipe_id = 1; optional string title = 2; optional uint32 minutes = 3; }
message DeleteRecipeRequest { uint32 recipe_id = 1; }`,
    id: 'recipe_id',
    list: () => ['BrowseRecipes', { limit: 200 }],
    items: 'recipes',
    next: null,
    create: ['InsertRecipe', { recipe: { title: 'Shakshuka', ingredients: ['eggs', 'tomatoes'], minutes: 25 } }],
    sent: { title: 'Shakshuka', ingredients: ['eggs', 'tomatoes'], minutes: 25 },
    get: (recipe_id) => ['ShowRecipe', { recipe_id }],
    update: (recipe_id) => ['ChangeRecipe', { recipe_id, minutes: 30 }],
    changed: ['minutes', 30],
    remove: (recipe_id) => ['DeleteRecipe', { recipe_id }],
  }),
  row({
    title: 'id twice: the name of the parent and of the child travel together',
    pkg: 'wiki',
    name: 'Pages',
    body: `
service Pages {
  rpc GetPage(GetPageRequest) returns (GetPageResponse);
  rpc ListPages(ListPagesRequest) returns (ListPagesResponse);
  rpc CreatePage(CreatePageRequest) returns (CreatePageResponse);
  rpc UpdatePage(UpdatePageRequest) returns (UpdatePageResponse);
  rpc DeletePage(DeletePageRequest) returns (DeletePageResponse);
}
message Page { string space_key = 1; int64 page_id = 2; string title = 3; string markdown = 4; int32 version = 5; }
message GetPageRequest { string space_key = 1; int64 page_id = 2; }
message GetPageResponse { Page page = 1; }
message ListPagesRequest { string space_key = 1; int32 page_size = 2; string page_token = 3; }
message ListPagesResponse { repeated Page pages = 1; string next_page_token = 2; }
message CreatePageRequest { string space_key = 1; string title = 2; string markdown = 3; }
message CreatePageResponse { Page page = 1; }
message UpdatePageRequest { Page page = 1; google.protobuf.FieldMask update_mask = 2; }
message UpdatePageResponse { Page page = 1; }
message DeletePageRequest { string space_key = 1; int64 page_id = 2; }
message DeletePageResponse { int32 deleted_count = 1; }`,
    id: 'page_id',
    list: (token) => ['ListPages', { space_key: 'ENG', page_size: 2, page_token: token }],
    items: 'pages',
    create: ['CreatePage', { space_key: 'ENG', title: 'Runbook', markdown: '# Runbook' }],
    entity: 'page',
    sent: { space_key: 'ENG', title: 'Runbook', markdown: '# Runbook' },
    get: (page_id) => ['GetPage', { space_key: 'ENG', page_id }],
    update: (page_id) => [
      'UpdatePage',
      { page: { space_key: 'ENG', page_id, title: 'Runbooks' }, update_mask: { paths: ['title'] } },
    ],
    changed: ['title', 'Runbooks'],
    remove: (page_id) => ['DeletePage', { space_key: 'ENG', page_id }],
  }),
  row({
    title: 'a key-value look: Put and Get by key, entries listed whole',
    pkg: 'settings',
    name: 'SettingsService',
    body: `
service SettingsService {
  rpc GetSetting(GetSettingRequest) returns (Setting);
  rpc ListSettings(google.protobuf.Empty) returns (SettingList);
  rpc PutSetting(Setting) returns (Setting);
  rpc DeleteSetting(DeleteSettingRequest) returns (google.protobuf.Empty);
}
message Setting { string key = 1; string value = 2; string description = 3; }
message GetSettingRequest { string key = 1; }
message DeleteSettingRequest { string key = 1; }
message SettingList { repeated Setting settings = 1; }`,
    id: 'key',
    list: () => ['ListSettings', {}],
    items: 'settings',
    next: null,
    create: ['PutSetting', { key: 'theme', value: 'dark', description: 'colours' }],
    sent: { key: 'theme', value: 'dark', description: 'colours' },
    get: (key) => ['GetSetting', { key }],
    update: (key) => ['PutSetting', { key, value: 'light', description: 'colours' }],
    changed: ['value', 'light'],
    remove: (key) => ['DeleteSetting', { key }],
  }),
  row({
    title: 'nouns as methods of a service that is the noun, 32-bit ids, nested enums',
    pkg: 'pets',
    name: 'PetService',
    body: `
service PetService {
  rpc RetrievePet(PetIdentifier) returns (Pet);
  rpc SearchPets(SearchPetsRequest) returns (SearchPetsResponse);
  rpc PostPet(Pet) returns (Pet);
  rpc SetPet(UpdatePetRequest) returns (Pet);
  rpc RemovePet(PetIdentifier) returns (google.protobuf.Empty);
}
message Pet {
  enum Species { UNKNOWN = 0; CAT = 1; DOG = 2; }
  int32 id = 1; string name = 2; Species species = 3; int32 age = 4;
}
message PetIdentifier { int32 id = 1; }
message SearchPetsRequest { string query = 1; int32 page_size = 2; string page_token = 3; }
message SearchPetsResponse { repeated Pet pets = 1; string next_page_token = 2; }
message UpdatePetRequest { Pet pet = 1; google.protobuf.FieldMask update_mask = 2; }`,
    id: 'id',
    list: (token) => ['SearchPets', { page_size: 3, page_token: token }],
    items: 'pets',
    create: ['PostPet', { name: 'Tofu', species: 'CAT', age: 3 }],
    sent: { name: 'Tofu', species: 'CAT', age: 3 },
    get: (id) => ['RetrievePet', { id }],
    update: (id) => ['SetPet', { pet: { id, age: 4 }, update_mask: { paths: ['age'] } }],
    changed: ['age', 4],
    remove: (id) => ['RemovePet', { id }],
  }),
];
