import { schemaFrom } from '../../support/schema-from.ts';
import type { Schema } from '../../../server/schema/registry.ts';

/** Every form of a rule that google-proto-files have none of, and every type of a field. */
const SHOP = `
  syntax = "proto3";
  package shop.v1;
  import "google/api/annotations.proto";
  import "google/api/httpbody.proto";
  import "google/protobuf/any.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/struct.proto";
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  enum Size { SIZE_UNSPECIFIED = 0; SMALL = 1; LARGE = 2; }
  // Something to sell.
  message Item {
    // Its name: items/{item}.
    string name = 1;
    string title = 2;
    int64 left = 3;
    Size size = 4;
    Item part = 5;
    map<string, string> labels = 6;
  }
  message GetItemRequest { string name = 1; }
  message ListItemsRequest { int32 page_size = 1; string page_token = 2; }
  message ListItemsResponse { repeated Item items = 1; string next_page_token = 2; }
  message CreateItemRequest { Item item = 1; string item_id = 2; }
  message DeleteItemRequest { string name = 1; }
  message Gone {}
  message Everything {
    string text = 1; bool flag = 2; int32 small = 3; uint64 big = 4; double real = 5; float short = 6; bytes data = 7;
    Size size = 8; repeated Size sizes = 9; repeated int32 numbers = 10; repeated string texts = 11;
    google.protobuf.Timestamp at = 12; google.protobuf.Duration wait = 13; google.protobuf.FieldMask mask = 14;
    google.protobuf.StringValue maybe_text = 15; google.protobuf.BoolValue maybe_flag = 16; google.protobuf.Int64Value maybe_big = 17;
    google.protobuf.Value value = 18; google.protobuf.Struct struct = 19; google.protobuf.ListValue list = 20;
    google.protobuf.Any any = 21; map<string, int32> counts = 22; Everything inner = 23; repeated Everything more = 24;
    oneof choice { string left = 25; int32 right = 26; }
    repeated google.protobuf.Timestamp times = 27; optional string perhaps = 28; string display_name = 29;
    repeated google.protobuf.Int32Value maybes = 30; google.protobuf.BytesValue maybe_data = 31;
  }
  message Upload { string name = 1; google.api.HttpBody body = 2; int32 part = 3; }
  service Shop {
    rpc GetItem(GetItemRequest) returns (Item) { option (google.api.http) = {
      get: "/v1/{name=items/*}"
      additional_bindings { custom { kind: "SEARCH" path: "/v1/{name=items/*}" } }
      additional_bindings { custom { kind: "*" path: "/v1/any/{name=items/*}" } }
    }; }
    // Lists items. Page by page.
    rpc ListItems(ListItemsRequest) returns (ListItemsResponse) { option (google.api.http) = {
      get: "/v1/items"
      additional_bindings { get: "/v1/items:bare" response_body: "items" }
      additional_bindings { get: "/v1/items:token" response_body: "next_page_token" }
    }; }
    rpc CreateItem(CreateItemRequest) returns (Item) { option (google.api.http) = { post: "/v1/items" body: "item" }; }
    rpc DeleteItem(DeleteItemRequest) returns (Gone) { option (google.api.http) = { delete: "/v1/{name=items/*}" }; }
    rpc Echo(Everything) returns (Everything) { option (google.api.http) = {
      get: "/v1/echo"
      additional_bindings { post: "/v1/echo" body: "*" }
      additional_bindings { get: "/v1/echo/{small}/{inner.flag}/{inner.inner.text=**}" }
      additional_bindings { post: "/v1/echo:inner" body: "inner" response_body: "inner" }
      additional_bindings { get: "/v1/echo:item" response_body: "inner" }
      additional_bindings { get: "/v1/echo/size/{size}" }
    }; }
    rpc Read(GetItemRequest) returns (google.api.HttpBody) { option (google.api.http) = { get: "/v1/{name=items/*}/picture" }; }
    rpc Write(Upload) returns (Gone) { option (google.api.http) = { put: "/v1/{name=items/*}/picture" body: "body" }; }
    rpc WriteAll(Upload) returns (Gone) { option (google.api.http) = { post: "/v1/{name=items/*}/picture" body: "*" }; }
    rpc WriteRaw(google.api.HttpBody) returns (google.api.HttpBody) { option (google.api.http) = { post: "/v1/raw" body: "*" }; }
    rpc Watch(ListItemsRequest) returns (stream Item) { option (google.api.http) = { get: "/v1/items:watch" }; }
    rpc Tell(stream Item) returns (Gone) { option (google.api.http) = { post: "/v1/items:tell" body: "*" }; }
    rpc Talk(stream Item) returns (stream Item) { option (google.api.http) = { post: "/v1/items:talk" body: "*" }; }
    rpc Wrapped(google.protobuf.Struct) returns (google.protobuf.Value) { option (google.api.http) = { post: "/v1/struct" body: "*" }; }
    rpc NoRule(GetItemRequest) returns (Item);
    rpc Hidden(GetItemRequest) returns (Item) { option (google.api.http) = { get: "/v1/items" }; }
    rpc Broken(GetItemRequest) returns (Item) { option (google.api.http) = { get: "/v1/{nope=x/*}" }; }
    rpc Unreadable(GetItemRequest) returns (Item) { option (google.api.http) = { get: "/v1/{name" }; }
  }
`;

export const shop = (): Schema => schemaFrom(SHOP);
