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
    'what a server says about itself',
    `
    message Version { string id = 1; }
    message Status { string id = 1; int32 code = 2; }
    message Health { string status = 1; }
    message Level { string name = 1; }
    service Misc {
      rpc GetVersion(google.protobuf.Empty) returns (Version);
      rpc GetStatus(google.protobuf.Empty) returns (Status);
      rpc Check(google.protobuf.Empty) returns (Health);
      rpc SetLogLevel(Level) returns (google.protobuf.Empty);
    }
    `,
    ['GetVersion: -', 'GetStatus: -', 'Check: -', 'SetLogLevel: -'],
  ],
  [
    'logins and tokens',
    `
    message Token { string id = 1; string value = 2; }
    message Credentials { string user = 1; string password = 2; }
    service Auth {
      rpc Login(Credentials) returns (Token);
      rpc CreateToken(Credentials) returns (Token);
      rpc Logout(Token) returns (google.protobuf.Empty);
    }
    `,
    ['Login: -', 'CreateToken: -', 'Logout: -'],
  ],
  [
    'lists of what has no id',
    `
    message Method { string signature = 1; }
    message Methods { repeated Method methods = 1; }
    message Word { string text = 1; }
    message Words { repeated Word words = 1; }
    service S {
      rpc ListMethods(google.protobuf.Empty) returns (Methods);
      rpc GetWords(google.protobuf.Empty) returns (Words);
    }
    `,
    ['ListMethods: -', 'GetWords: -'],
  ],
  [
    'sums and greetings',
    `
    message Pair { double a = 1; double b = 2; }
    message Sum { double value = 1; }
    message HelloRequest { string name = 1; }
    message HelloReply { string message = 1; }
    service S {
      rpc Add(Pair) returns (Sum);
      rpc SayHello(HelloRequest) returns (HelloReply);
      rpc SayHelloStream(HelloRequest) returns (stream HelloReply);
    }
    `,
    ['Add: -', 'SayHello: -', 'SayHelloStream: -'],
  ],
  [
    'keys of bytes',
    `
    message KeyValue { bytes key = 1; bytes value = 2; }
    message RangeRequest { bytes key = 1; bytes range_end = 2; int64 limit = 3; }
    message RangeResponse { repeated KeyValue kvs = 1; bool more = 2; int64 count = 3; }
    message PutRequest { bytes key = 1; bytes value = 2; }
    message PutResponse { KeyValue prev_kv = 1; }
    service KV {
      rpc Range(RangeRequest) returns (RangeResponse);
      rpc Put(PutRequest) returns (PutResponse);
      rpc DeleteRange(RangeRequest) returns (RangeResponse);
    }
    `,
    ['Range: -', 'Put: -', 'DeleteRange: -'],
  ],
  [
    'routes',
    `
    message Point { int32 latitude = 1; int32 longitude = 2; }
    message Feature { string name = 1; Point location = 2; }
    message RouteSummary { int32 point_count = 1; }
    message RouteNote { Point location = 1; string message = 2; }
    service RouteGuide {
      rpc GetFeature(Point) returns (Feature);
      rpc RecordRoute(stream Point) returns (RouteSummary);
      rpc RouteChat(stream RouteNote) returns (stream RouteNote);
    }
    `,
    ['GetFeature: -', 'RecordRoute: -', 'RouteChat: -'],
  ],
  [
    'answers that only mention ids',
    `
    message OrderStatus { string order_id = 1; string status = 2; }
    message OrderRef { string order_id = 1; }
    message Price { string currency = 1; int64 amount = 2; }
    message Quote { string product_id = 1; Price price = 2; }
    message QuoteRequest { string product_id = 1; }
    service S {
      rpc GetOrderStatus(OrderRef) returns (OrderStatus);
      rpc GetQuote(QuoteRequest) returns (Quote);
      rpc Ping(google.protobuf.Empty) returns (google.protobuf.Empty);
    }
    `,
    ['GetOrderStatus: -', 'GetQuote: -', 'Ping: -'],
  ],
  [
    'nothing at all',
    `
    message Nothing {}
    service S {
      rpc GetNothing(Nothing) returns (Nothing);
      rpc ListNothing(Nothing) returns (Nothing);
      rpc Delete(Nothing) returns (Nothing);
      rpc X(Nothing) returns (Nothing);
    }
    `,
    ['GetNothing: -', 'ListNothing: -', 'Delete: -', 'X: -'],
  ],
];

test.each(CASES)('%s', (_, proto, lines) => {
  expect(planLines(schemaFrom(HEAD + proto))).toEqual(lines);
});
