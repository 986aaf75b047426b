import type { DescMessage } from '@bufbuild/protobuf';
import type { Schema } from '../../../server/schema/registry.ts';
import { schemaFrom } from '../../support/schema-from.ts';

/** A message with every type, label and well-known type, for the tests of the codec. */
export const schema: Schema = schemaFrom({
  'every.proto': `
    syntax = "proto3";
    package every;
    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/empty.proto";
    import "google/protobuf/field_mask.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    enum Color { COLOR_UNSPECIFIED = 0; RED = 1; GREEN = 2; }
    message Line { string sku = 1; int32 quantity = 2; double price = 3; }
    message Order { repeated Line lines = 1; Line first = 2; map<string, Line> by_sku = 3; }
    message Every {
      double d = 1; float f = 2; int32 i32 = 3; int64 i64 = 4; uint32 u32 = 5; uint64 u64 = 6;
      sint32 s32 = 7; sint64 s64 = 8; fixed32 x32 = 9; fixed64 x64 = 10; sfixed32 sx32 = 11; sfixed64 sx64 = 12;
      bool flag = 13; string text = 14; bytes data = 15; Color color = 16;
      optional int32 maybe = 17;
      oneof pick { string pick_text = 18; int32 pick_number = 19; google.protobuf.NullValue pick_null = 20; }
      repeated int32 numbers = 21; repeated string words = 22; repeated Color colors = 23; repeated int64 longs = 46;
      map<string, string> labels = 24; map<int32, Line> lines = 25; map<bool, Color> flags = 26; map<uint64, double> doubles = 47;
      Order order = 27;
      google.protobuf.Timestamp time = 28; google.protobuf.Duration duration = 29;
      google.protobuf.FieldMask mask = 30; google.protobuf.Struct struct = 31; google.protobuf.Value value = 32;
      google.protobuf.ListValue list = 33; google.protobuf.Any any = 34; google.protobuf.Empty empty = 35;
      google.protobuf.StringValue w_string = 36; google.protobuf.Int64Value w_int64 = 37;
      google.protobuf.BoolValue w_bool = 38; google.protobuf.BytesValue w_bytes = 39; google.protobuf.DoubleValue w_double = 40;
      repeated google.protobuf.Value values = 41; repeated google.protobuf.Int64Value w_many = 42;
      map<string, google.protobuf.Timestamp> times = 43;
      Every self = 44;
      string renamed = 45 [json_name = "other-name"];
      repeated google.protobuf.Struct structs = 48;
    }
    service S { rpc Do(Every) returns (Every); }
  `,
  'old.proto': `
    syntax = "proto2";
    package old;
    enum Closed { ONE = 1; TWO = 2; }
    message Old {
      required string id = 1;
      optional int32 count = 2 [default = 7];
      optional Closed closed = 3;
      optional group Extra = 4 { optional string note = 1; }
      extensions 100 to 200;
    }
    extend Old { optional string nick = 100; repeated int32 marks = 101; }
    service S { rpc Do(Old) returns (Old); }
  `,
});

export const every = message('every.Every');
export const old = message('old.Old');
export const types = schema.method('/every.S/Do')!.types;
export const oldTypes = schema.method('/old.S/Do')!.types;

function message(name: string): DescMessage {
  const type = schema.type(name);
  if (type?.kind !== 'message') throw new Error(`no message ${name}`);
  return type;
}
