import { fromBinary, type Message } from '@bufbuild/protobuf';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import type { StubSpec } from '../../../server/stubs/spec.ts';
import type { CallSoFar } from '../../../server/stubs/stub.ts';
import { stubTypes } from '../../../server/stubs/schema-types.ts';
import type { Schema, SchemaMethod } from '../../../server/schema/registry.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** One message with a field of each kind. */
export const KINDS_PROTO = `
  syntax = "proto3";
  package t.v1;
  import "google/protobuf/any.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/struct.proto";
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  enum State { UNKNOWN = 0; OPEN = 1; CLOSED = 2; }
  message Price { int64 units = 1; string currency_code = 2; Price net = 3; }
  message Kinds {
    string name = 1; int32 left = 2; int64 big = 3; uint64 huge = 4; double ratio = 5; float share = 6;
    bool gift = 7; bytes data = 8; State state = 9; Price price = 10; repeated string tags = 11;
    repeated Price prices = 12; map<string, int32> counts = 13; map<int64, Price> by_id = 14;
    google.protobuf.Timestamp at = 15; google.protobuf.Duration wait = 16; google.protobuf.Int64Value wrapped = 17;
    google.protobuf.StringValue label = 18; optional int32 maybe = 19; oneof choice { string text = 20; int32 number = 21; }
    google.protobuf.Any any = 22; google.protobuf.Struct extra = 23; google.protobuf.Value value = 24;
    google.protobuf.FieldMask mask = 25; repeated State states = 26; repeated int64 bigs = 27;
    int64 js = 28 [jstype = JS_STRING]; google.protobuf.BoolValue flag = 29; uint32 unsigned = 30;
    map<bool, string> yes = 31; google.protobuf.ListValue list = 32; repeated google.protobuf.Timestamp times = 33;
    google.protobuf.BytesValue blob = 34; repeated bytes datas = 35;
    map<string, State> levels = 36; repeated google.protobuf.Any anys = 37;
  }
  service Things {
    rpc Get(Kinds) returns (Kinds);
    rpc Other(Price) returns (Price);
    rpc Upload(stream Kinds) returns (Kinds);
    rpc Watch(Kinds) returns (stream Kinds);
    rpc Talk(stream Kinds) returns (stream Kinds);
  }
`;
export const schema: Schema = schemaFrom(KINDS_PROTO);

export const method = (name = 'Get'): SchemaMethod => {
  const found = schema.method(`/t.v1.Things/${name}`);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

/** The stubs of a text, each of them whole. */
export function stubsOf(yaml: string, file = 'test.stubs.yaml'): readonly StubSpec[] {
  const { stubs, problems } = parseStubs(yaml, file, schema);
  if (problems.length > 0) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return stubs;
}

/** One stub for a method, from the JSON of what it says beside. */
export const stubOf = (says: object, name = 'Get', file = 'test.stubs.yaml'): StubSpec =>
  stubsOf(
    JSON.stringify({ service: 't.v1.Things', stubs: [{ method: name, reply: { message: {} }, ...says }] }),
    file,
  )[0]!;

export function messageOf(json: unknown, name = 'Get'): Message {
  const { desc, types } = method(name);
  const encoded = encodeJson(desc.input, JSON.stringify(json), stubTypes(types));
  if ('problems' in encoded) throw new Error(encoded.problems.map(({ path, message }) => `${path} ${message}`).join());
  return fromBinary(desc.input, encoded.bytes);
}

export interface CallOptions {
  readonly method?: string;
  readonly metadata?: Readonly<Record<string, string | readonly string[]>>;
  readonly session?: string;
}

/** A call with these messages, as ProtoJSON. */
export function callOf(messages: readonly unknown[], options: CallOptions = {}): CallSoFar {
  const metadata: Metadata = Object.entries(options.metadata ?? {}).flatMap(([key, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) => ({ key, value: each })),
  );
  const decoded = messages.map((json) => messageOf(json, options.method));
  const { session = '' } = options;
  return {
    method: method(options.method),
    metadata,
    session,
    messages: decoded,
    count: decoded.length,
    halfClosed: true,
  };
}
