/** Definitions of `validate/validate.proto` (protoc-gen-validate): names and numbers only. */

/** `ignore_empty` came last, and has another number in each. */
const numeric = (message: string, type: string): string => `
message ${message}Rules {
  optional ${type} const = 1; optional ${type} lt = 2; optional ${type} lte = 3; optional ${type} gt = 4;
  optional ${type} gte = 5; repeated ${type} in = 6; repeated ${type} not_in = 7; optional bool ignore_empty = 8;
}`;

const NUMBERS = [
  ...['Float', 'Double', 'Int32', 'Int64', 'UInt32', 'UInt64', 'SInt32', 'SInt64'],
  ...['Fixed32', 'Fixed64', 'SFixed32', 'SFixed64'],
];

const moment = (name: string, more: string): string => `
message ${name}Rules {
  optional bool required = 1; optional google.protobuf.${name} const = 2; optional google.protobuf.${name} lt = 3;
  optional google.protobuf.${name} lte = 4; optional google.protobuf.${name} gt = 5; optional google.protobuf.${name} gte = 6;
  ${more}
}`;

export const PGV_VALIDATE: Readonly<Record<string, string>> = {
  'validate.proto': `
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
extend google.protobuf.MessageOptions { optional bool disabled = 1071; optional bool ignored = 1072; }
extend google.protobuf.OneofOptions { optional bool required = 1071; }
extend google.protobuf.FieldOptions { optional FieldRules rules = 1071; }
message FieldRules {
  optional MessageRules message = 17;
  oneof type {
    FloatRules float = 1; DoubleRules double = 2; Int32Rules int32 = 3; Int64Rules int64 = 4; UInt32Rules uint32 = 5;
    UInt64Rules uint64 = 6; SInt32Rules sint32 = 7; SInt64Rules sint64 = 8; Fixed32Rules fixed32 = 9;
    Fixed64Rules fixed64 = 10; SFixed32Rules sfixed32 = 11; SFixed64Rules sfixed64 = 12; BoolRules bool = 13;
    StringRules string = 14; BytesRules bytes = 15; EnumRules enum = 16; RepeatedRules repeated = 18; MapRules map = 19;
    AnyRules any = 20; DurationRules duration = 21; TimestampRules timestamp = 22;
  }
}
${NUMBERS.map((name) => numeric(name, name.toLowerCase())).join('')}
message BoolRules { optional bool const = 1; }
message StringRules {
  optional string const = 1; optional uint64 len = 19; optional uint64 min_len = 2; optional uint64 max_len = 3;
  optional uint64 len_bytes = 20; optional uint64 min_bytes = 4; optional uint64 max_bytes = 5;
  optional string pattern = 6; optional string prefix = 7; optional string suffix = 8; optional string contains = 9;
  optional string not_contains = 23; repeated string in = 10; repeated string not_in = 11;
  oneof well_known {
    bool email = 12; bool hostname = 13; bool ip = 14; bool ipv4 = 15; bool ipv6 = 16; bool uri = 17; bool uri_ref = 18;
    bool address = 21; bool uuid = 22; KnownRegex well_known_regex = 24;
  }
  optional bool strict = 25 [default = true];
  optional bool ignore_empty = 26;
}
enum KnownRegex { UNKNOWN = 0; HTTP_HEADER_NAME = 1; HTTP_HEADER_VALUE = 2; }
message BytesRules {
  optional bytes const = 1; optional uint64 len = 13; optional uint64 min_len = 2; optional uint64 max_len = 3;
  optional string pattern = 4; optional bytes prefix = 5; optional bytes suffix = 6; optional bytes contains = 7;
  repeated bytes in = 8; repeated bytes not_in = 9;
  oneof well_known { bool ip = 10; bool ipv4 = 11; bool ipv6 = 12; }
  optional bool ignore_empty = 14;
}
message EnumRules { optional int32 const = 1; optional bool defined_only = 2; repeated int32 in = 3; repeated int32 not_in = 4; }
message MessageRules { optional bool skip = 1; optional bool required = 2; }
message RepeatedRules {
  optional uint64 min_items = 1; optional uint64 max_items = 2; optional bool unique = 3; optional FieldRules items = 4;
  optional bool ignore_empty = 5;
}
message MapRules {
  optional uint64 min_pairs = 1; optional uint64 max_pairs = 2; optional bool no_sparse = 3; optional FieldRules keys = 4;
  optional FieldRules values = 5; optional bool ignore_empty = 6;
}
message AnyRules { optional bool required = 1; repeated string in = 2; repeated string not_in = 3; }
${moment('Duration', 'repeated google.protobuf.Duration in = 7; repeated google.protobuf.Duration not_in = 8;')}
${moment('Timestamp', 'optional bool lt_now = 7; optional bool gt_now = 8; optional google.protobuf.Duration within = 9;')}`,
};
