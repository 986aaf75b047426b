import { parseStubs, type ParsedStubs } from '../../../server/stubs/parse-stubs.ts';
import type { StubSpec } from '../../../server/stubs/spec.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** A shop with a field of every kind, and a chat. */
export const SHOP = schemaFrom({
  'shop.proto': `
syntax = "proto3";
package shop.v1;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
service Catalog {
  rpc GetProduct(Thing) returns (Product);
  rpc DeleteProduct(Thing) returns (google.protobuf.Empty);
  rpc WatchStock(Thing) returns (stream Stock);
  rpc Upload(stream Thing) returns (Product);
  rpc Chat(stream Say) returns (stream Say);
  rpc Shout(stream Say) returns (stream Event);
  rpc Title(Thing) returns (google.protobuf.StringValue);
}
service Old { rpc Get(Thing) returns (Product); }
enum Kind { KIND_UNSPECIFIED = 0; LAMP = 1; CHAIR = 2; }
message Money { string currency_code = 1; int64 units = 2; }
message Product {
  string sku = 1; Money price = 2; Kind kind = 3; bool ok = 4; repeated string tags = 5; map<string, int32> stock = 6;
  google.protobuf.Timestamp created = 7; google.protobuf.Any extra = 8; google.protobuf.Struct data = 9; bytes photo = 10;
  oneof size { int32 cm = 11; string name = 12; }
  repeated Money prices = 13; google.protobuf.Value value = 14; google.protobuf.Duration age = 15;
}
message Stock { string sku = 1; int32 left = 2; }
message Say { string text = 1; int32 room = 2; }
message Event { Say message = 1; string after = 2; }
message Thing {
  string sku = 1; int32 quantity = 2; int64 big = 3; uint64 huge = 4; double ratio = 5; float share = 6; bool gift = 7;
  bytes photo = 8; Kind kind = 9; Money price = 10; repeated string tags = 11; repeated Money prices = 12;
  map<string, int32> stock = 13; map<int64, Money> by_id = 14; map<bool, string> flags = 15;
  google.protobuf.Timestamp at = 16; google.protobuf.Duration age = 17; google.protobuf.FieldMask mask = 18;
  google.protobuf.Int64Value count = 19; google.protobuf.StringValue note = 20; google.protobuf.Any extra = 21;
  google.protobuf.Struct data = 22; google.protobuf.Value value = 23; google.protobuf.ListValue list = 24;
  repeated Kind kinds = 25; optional string maybe = 26; string snake_case = 27;
  oneof choice { string left = 28; string right = 29; }
}
`,
});

/** A file of stubs as it stands on disk. */
export const parse = (text: string, file = 'shop.stubs.yaml'): ParsedStubs => parseStubs(text, file, SHOP);

/** The one stub of a file that begins with its service; throws where there are problems. */
export function stub(text: string): StubSpec {
  const { stubs, problems } = parse(`service: shop.v1.Catalog\nstubs:\n  - ${text.replaceAll('\n', '\n    ')}\n`);
  if (problems.length > 0 || !stubs[0]) throw new Error(JSON.stringify(problems));
  return stubs[0];
}

/** The problems of such a file, as `line:column code path`. */
export function problems(text: string): readonly string[] {
  const found = parse(`service: shop.v1.Catalog\nstubs:\n  - ${text.replaceAll('\n', '\n    ')}\n`);
  return found.problems.map(({ line, column, code, path }) => `${line}:${column} ${code} ${path ?? ''}`);
}
