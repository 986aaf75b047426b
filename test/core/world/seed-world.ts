import { applySeeds, type AppliedSeed } from '../../../server/world/apply-seeds.ts';
import { entityText } from '../../../server/world/entity-text.ts';
import { resourcesOf } from '../../../server/world/list-resources.ts';
import { resourceIndex, type Kind, type ResourceIndex } from '../../../server/world/resource-index.ts';
import { bindSeed, readSeedText } from '../../../server/world/seed-file.ts';
import { World } from '../../../server/world/world.ts';
import { listedIds } from '../../support/listed-ids.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** Named and plain resources, parents of both kinds, soft deletion, and every kind of field that is hard to write. */
export const SHOP = `
syntax = "proto3";
package shop.v1;
import "google/api/resource.proto";
import "google/api/field_behavior.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/empty.proto";
message Product {
  option (google.api.resource) = { type: "shop.example.com/Product" pattern: "products/{product}" };
  string name = 1;
  string title = 2;
  int64 units = 3;
  map<string, string> labels = 4;
  bytes picture = 5;
  double weight = 6;
  repeated string tags = 7;
  google.protobuf.Timestamp create_time = 8 [(google.api.field_behavior) = OUTPUT_ONLY];
  google.protobuf.Timestamp delete_time = 9 [(google.api.field_behavior) = OUTPUT_ONLY];
}
message Review {
  option (google.api.resource) = { type: "shop.example.com/Review" pattern: "products/{product}/reviews/{review}" };
  string name = 1;
  string text = 2;
  int32 stars = 3;
}
message Customer { int64 id = 1; string email = 2; optional uint64 points = 3; }
message GetProductRequest { string name = 1; }
message ListProductsRequest { int32 page_size = 1; string page_token = 2; }
message ListProductsResponse { repeated Product products = 1; string next_page_token = 2; }
message GetReviewRequest { string name = 1; }
message ListReviewsRequest { string parent = 1; }
message ListReviewsResponse { repeated Review reviews = 1; }
message GetCustomerRequest { int64 id = 1; }
message ListCustomersRequest {}
message ListCustomersResponse { repeated Customer customers = 1; }
message Money { string currency = 1; }
service Shop {
  rpc GetProduct(GetProductRequest) returns (Product);
  rpc ListProducts(ListProductsRequest) returns (ListProductsResponse);
  rpc GetReview(GetReviewRequest) returns (Review);
  rpc ListReviews(ListReviewsRequest) returns (ListReviewsResponse);
  rpc GetCustomer(GetCustomerRequest) returns (Customer);
  rpc ListCustomers(ListCustomersRequest) returns (ListCustomersResponse);
}`;

const schema = schemaFrom(SHOP);
export const index: ResourceIndex = resourceIndex(schema, resourcesOf(schema), '42');
export const newWorld = (): World => new World({ now: () => 0, strict: false });

export function kindOf(name: string): Kind {
  const kind = index.find(name);
  if (!kind) throw new Error(`There is no resource ${name}.`);
  return kind;
}

/** Loads files, by their names, into a world. */
export function load(world: World, files: Readonly<Record<string, string>>): readonly AppliedSeed[] {
  const bound = Object.entries(files).map(([file, text]) => ({
    file,
    seed: bindSeed(readSeedText(text, file), index),
  }));
  return applySeeds(world, index, bound);
}

/** `file:line path code`, of every problem. */
export const problemsOf = (applied: readonly AppliedSeed[]): string[] =>
  applied.flatMap(({ problems }) =>
    problems.map(({ file, line, path, code }) => `${file}:${line} ${path ?? '-'} ${code}`),
  );

export function idsOf(world: World, name: string): string[] {
  const { resource, universe } = kindOf(name);
  return listedIds(world.list(universe, resource, {}, true));
}

export function get(world: World, name: string, id: string): Record<string, unknown> | undefined {
  const { resource, universe } = kindOf(name);
  const entity = world.find(universe, resource, id);
  return entity && (JSON.parse(entityText(entity, universe.types).json) as Record<string, unknown>);
}
