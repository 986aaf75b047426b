/** Definitions of `buf/validate` (protovalidate 1.x): names and numbers only; the comments are in the real files. */

const RULES = 'extensions 1000 to max;';

/** The rules of one number type. `more` stands before `example`. */
const numeric = (message: string, type: string, example = 8, more = ''): string => `
message ${message}Rules {
  optional ${type} const = 1;
  oneof less_than { ${type} lt = 2; ${type} lte = 3; }
  oneof greater_than { ${type} gt = 4; ${type} gte = 5; }
  repeated ${type} in = 6;
  repeated ${type} not_in = 7;
  ${more}
  repeated ${type} example = ${example};
  ${RULES}
}`;

const INTEGERS = ['UInt32', 'UInt64', 'SInt32', 'SInt64', 'Fixed32', 'Fixed64', 'SFixed32', 'SFixed64'];

export const BUF_VALIDATE: Readonly<Record<string, string>> = {
  'validate.proto': `
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
extend google.protobuf.MessageOptions { optional MessageRules message = 1159; }
extend google.protobuf.OneofOptions { optional OneofRules oneof = 1159; }
extend google.protobuf.FieldOptions { optional FieldRules field = 1159; optional PredefinedRules predefined = 1160; }
message Rule { optional string id = 1; optional string message = 2; optional string expression = 3; }
message MessageRules {
  repeated string cel_expression = 5;
  repeated Rule cel = 3;
  repeated MessageOneofRule oneof = 4;
  reserved 1;
  reserved "disabled";
}
message MessageOneofRule { repeated string fields = 1; optional bool required = 2; }
message OneofRules { optional bool required = 1; }
message FieldRules {
  repeated string cel_expression = 29;
  repeated Rule cel = 23;
  optional bool required = 25;
  optional Ignore ignore = 27;
  oneof type {
    FloatRules float = 1; DoubleRules double = 2; Int32Rules int32 = 3; Int64Rules int64 = 4; UInt32Rules uint32 = 5;
    UInt64Rules uint64 = 6; SInt32Rules sint32 = 7; SInt64Rules sint64 = 8; Fixed32Rules fixed32 = 9;
    Fixed64Rules fixed64 = 10; SFixed32Rules sfixed32 = 11; SFixed64Rules sfixed64 = 12; BoolRules bool = 13;
    StringRules string = 14; BytesRules bytes = 15; EnumRules enum = 16; RepeatedRules repeated = 18; MapRules map = 19;
    AnyRules any = 20; DurationRules duration = 21; FieldMaskRules field_mask = 28; TimestampRules timestamp = 22;
  }
  reserved 24, 26;
  reserved "skipped", "ignore_empty";
}
message PredefinedRules { repeated Rule cel = 1; reserved 24, 26; reserved "skipped", "ignore_empty"; }
enum Ignore { IGNORE_UNSPECIFIED = 0; IGNORE_IF_ZERO_VALUE = 1; IGNORE_ALWAYS = 3; reserved 2; }
${numeric('Float', 'float', 9, 'optional bool finite = 8;')}
${numeric('Double', 'double', 9, 'optional bool finite = 8;')}
${numeric('Int32', 'int32')}
${numeric('Int64', 'int64', 9)}
${INTEGERS.map((name) => numeric(name, name.toLowerCase())).join('')}
message BoolRules { optional bool const = 1; repeated bool example = 2; ${RULES} }
message StringRules {
  optional string const = 1; optional uint64 len = 19; optional uint64 min_len = 2; optional uint64 max_len = 3;
  optional uint64 len_bytes = 20; optional uint64 min_bytes = 4; optional uint64 max_bytes = 5;
  optional string pattern = 6; optional string prefix = 7; optional string suffix = 8; optional string contains = 9;
  optional string not_contains = 23; repeated string in = 10; repeated string not_in = 11;
  oneof well_known {
    bool email = 12; bool hostname = 13; bool ip = 14; bool ipv4 = 15; bool ipv6 = 16; bool uri = 17; bool uri_ref = 18;
    bool address = 21; bool uuid = 22; bool tuuid = 33; bool ip_with_prefixlen = 26; bool ipv4_with_prefixlen = 27;
    bool ipv6_with_prefixlen = 28; bool ip_prefix = 29; bool ipv4_prefix = 30; bool ipv6_prefix = 31;
    bool host_and_port = 32; bool ulid = 35; bool protobuf_fqn = 37; bool protobuf_dot_fqn = 38;
    KnownRegex well_known_regex = 24;
  }
  optional bool strict = 25;
  repeated string example = 34;
  ${RULES}
}
enum KnownRegex { KNOWN_REGEX_UNSPECIFIED = 0; KNOWN_REGEX_HTTP_HEADER_NAME = 1; KNOWN_REGEX_HTTP_HEADER_VALUE = 2; }
message BytesRules {
  optional bytes const = 1; optional uint64 len = 13; optional uint64 min_len = 2; optional uint64 max_len = 3;
  optional string pattern = 4; optional bytes prefix = 5; optional bytes suffix = 6; optional bytes contains = 7;
  repeated bytes in = 8; repeated bytes not_in = 9;
  oneof well_known { bool ip = 10; bool ipv4 = 11; bool ipv6 = 12; bool uuid = 15; }
  repeated bytes example = 14;
  ${RULES}
}
message EnumRules {
  optional int32 const = 1; optional bool defined_only = 2; repeated int32 in = 3; repeated int32 not_in = 4;
  repeated int32 example = 5;
  ${RULES}
}
message RepeatedRules {
  optional uint64 min_items = 1; optional uint64 max_items = 2; optional bool unique = 3; optional FieldRules items = 4;
  ${RULES}
}
message MapRules {
  optional uint64 min_pairs = 1; optional uint64 max_pairs = 2; optional FieldRules keys = 4; optional FieldRules values = 5;
  ${RULES}
}
message AnyRules { repeated string in = 2; repeated string not_in = 3; }
message DurationRules {
  optional google.protobuf.Duration const = 2;
  oneof less_than { google.protobuf.Duration lt = 3; google.protobuf.Duration lte = 4; }
  oneof greater_than { google.protobuf.Duration gt = 5; google.protobuf.Duration gte = 6; }
  repeated google.protobuf.Duration in = 7; repeated google.protobuf.Duration not_in = 8;
  repeated google.protobuf.Duration example = 9;
  ${RULES}
}
message FieldMaskRules {
  optional google.protobuf.FieldMask const = 1; repeated string in = 2; repeated string not_in = 3;
  repeated google.protobuf.FieldMask example = 4;
  ${RULES}
}
message TimestampRules {
  optional google.protobuf.Timestamp const = 2;
  oneof less_than { google.protobuf.Timestamp lt = 3; google.protobuf.Timestamp lte = 4; bool lt_now = 7; }
  oneof greater_than { google.protobuf.Timestamp gt = 5; google.protobuf.Timestamp gte = 6; bool gt_now = 8; }
  optional google.protobuf.Duration within = 9;
  repeated google.protobuf.Timestamp example = 10;
  ${RULES}
}
message Violations { repeated Violation violations = 1; }
message Violation {
  optional FieldPath field = 5; optional FieldPath rule = 6; optional string rule_id = 2; optional string message = 3;
  optional bool for_key = 4;
  reserved 1;
  reserved "field_path";
}
message FieldPath { repeated FieldPathElement elements = 1; }
message FieldPathElement {
  optional int32 field_number = 1; optional string field_name = 2;
  optional google.protobuf.FieldDescriptorProto.Type field_type = 3;
  optional google.protobuf.FieldDescriptorProto.Type key_type = 4;
  optional google.protobuf.FieldDescriptorProto.Type value_type = 5;
  oneof subscript { uint64 index = 6; bool bool_key = 7; int64 int_key = 8; uint64 uint_key = 9; string string_key = 10; }
}`,
};
