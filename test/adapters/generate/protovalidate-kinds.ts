/** One message for each family of rules, one field for each rule. Beside them, combinations that people write. */
const PV = '(buf.validate.field)';

const numeric = (name: string, type: string): string => `message ${name} {
  ${type} const = 1 [${PV}.${type}.const = 7];
  ${type} lt = 2 [${PV}.${type}.lt = 10];
  ${type} lte = 3 [${PV}.${type}.lte = 10];
  ${type} gt = 4 [${PV}.${type}.gt = 1000];
  ${type} gte = 5 [${PV}.${type}.gte = 1000];
  ${type} between = 6 [${PV}.${type} = {gt: 3, lt: 9}];
  ${type} between_closed = 7 [${PV}.${type} = {gte: 3, lte: 4}];
  ${type} outside = 8 [${PV}.${type} = {gt: 100, lt: 10}];
  ${type} outside_closed = 9 [${PV}.${type} = {gte: 100, lte: 10}];
  ${type} one = 10 [${PV}.${type} = {gte: 5, lte: 5}];
  ${type} in = 11 [${PV}.${type} = {in: [3, 5, 8]}];
  ${type} not_in = 12 [${PV}.${type} = {not_in: [1, 2, 3]}];
  ${type} in_and_not_in = 13 [${PV}.${type} = {in: [3, 5, 8], not_in: [5]}];
  ${type} narrow_not_in = 14 [${PV}.${type} = {gte: 1, lte: 6, not_in: [1, 2, 3, 4, 5]}];
  ${type} example = 15 [${PV}.${type} = {gt: 10, example: [4, 11, 12]}];
  ${type} required = 16 [${PV}.required = true];
  optional ${type} optional_required = 17 [${PV}.required = true, ${PV}.${type}.gt = 0];
  repeated ${type} items = 18 [${PV}.repeated = {min_items: 3, max_items: 5, unique: true, items: {${type}: {gte: 1, lte: 9}}}];
  map<string, ${type}> values = 19 [${PV}.map = {min_pairs: 2, values: {${type}: {lt: 5}}}];
  ${type} ignored = 20 [${PV}.ignore = IGNORE_ALWAYS, ${PV}.${type} = {gt: 9, lt: 2, in: [4]}];
  ${type} if_set = 21 [${PV}.ignore = IGNORE_IF_ZERO_VALUE, ${PV}.${type}.gt = 40];
}`;

const WRAPPERS = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32'];
const NUMBERS = 'float double int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64'.split(' ');
const FORMATS =
  'email hostname ip ipv4 ipv6 uri uri_ref address uuid tuuid ip_with_prefixlen ipv4_with_prefixlen ipv6_with_prefixlen ip_prefix ipv4_prefix ipv6_prefix host_and_port ulid protobuf_fqn protobuf_dot_fqn'.split(
    ' ',
  );
const field = (type: string, rules: readonly string[], from = 1): string =>
  rules.map((rule, index) => `${type} f${index + from} = ${index + from} [${rule}];`).join('\n  ');
const text = (rules: readonly string[]): string =>
  field(
    'string',
    rules.map((rule) => `${PV}.string = {${rule}}`),
  );

export const KINDS = `syntax = "proto3";
package kinds;
import "buf/validate/validate.proto";
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
${NUMBERS.map((type) => numeric(`Number_${type}`, type)).join('\n')}
message Finite { ${field('double', [`${PV}.double.finite = true`, `${PV}.double = {finite: true, gt: -0.5, lt: 0.5}`, `${PV}.double = {gt: 1e300}`, `${PV}.double = {gt: 0.1, lt: 0.10001}`])} ${field('float', [`${PV}.float.finite = true`, `${PV}.float = {gt: 1, lt: 1.000001}`], 5)} }
message Wrappers {
  ${WRAPPERS.map((name, index) => `google.protobuf.${name}Value n${index} = ${index + 1} [${PV}.${name.toLowerCase()} = {gt: 3, lt: 9}];`).join('\n  ')}
  google.protobuf.StringValue email = 10 [${PV}.string.email = true, ${PV}.required = true];
  google.protobuf.BoolValue yes = 11 [${PV}.bool.const = true];
  google.protobuf.BytesValue raw = 12 [${PV}.bytes.len = 5];
  repeated google.protobuf.StringValue list = 13 [${PV}.repeated = {min_items: 2, items: {string: {prefix: "x-"}}}];
  oneof o { google.protobuf.Int32Value a = 14 [${PV}.int32.gt = 100]; google.protobuf.StringValue b = 15 [${PV}.string.len = 7]; }
}
message Bool { bool yes = 1 [${PV}.bool.const = true]; bool no = 2 [${PV}.bool.const = false]; bool set = 3 [${PV}.required = true]; bool deleted = 4 [${PV}.bool.const = true]; }
message Sizes {
  ${text(['const: "fixed"', 'len: 5', 'len: 40', 'min_len: 3', 'min_len: 300', 'max_len: 4', 'min_len: 5, max_len: 6', 'len_bytes: 8', 'min_bytes: 30', 'max_bytes: 3', 'len: 4, len_bytes: 9', 'min_len: 2, max_bytes: 5', 'in: ["a", "b"]', 'not_in: ["a", "b"]', 'in: ["a", "b"], not_in: ["a"]', 'example: ["x", "y"]', 'max_len: 20, example: ["longer than twenty characters"]'])}
}
message Names { string first_name = 1 [${PV}.string = {max_len: 4}]; string email = 2 [${PV}.string = {email: true, max_len: 12}]; string city = 3 [${PV}.string = {min_len: 20, max_len: 25}]; string description = 4 [${PV}.string = {max_len: 20}]; string country = 5 [${PV}.string = {max_len: 10}]; string next_page_token = 6 [${PV}.string.min_len = 8]; string zip_code = 7 [${PV}.string.pattern = "^[0-9]{5}$"]; string phone = 8 [${PV}.string.pattern = "^\\\\+[1-9][0-9]{7,14}$"]; }
message Parts {
  ${text(['prefix: "ord_"', 'suffix: ".pdf"', 'contains: "-mid-"', 'not_contains: "a"', 'prefix: "p/", suffix: "/s", contains: "/m/", max_len: 12', 'prefix: "aa", len: 9', 'suffix: "zz", min_len: 50, max_len: 52', 'not_contains: " ", min_len: 60'])}
}
message Formats { ${text(FORMATS.map((name) => `${name}: true`))} }
message Headers { ${text(['well_known_regex: KNOWN_REGEX_HTTP_HEADER_NAME', 'well_known_regex: KNOWN_REGEX_HTTP_HEADER_VALUE', 'well_known_regex: KNOWN_REGEX_HTTP_HEADER_NAME, strict: false', 'well_known_regex: KNOWN_REGEX_HTTP_HEADER_VALUE, strict: false'])} }
message FormatsMore {
  ${text(['email: true, max_len: 10', 'email: true, suffix: "@acme.test"', 'email: true, min_len: 60', 'uri: true, prefix: "https://"', 'uri: true, prefix: "ftp://", max_len: 20', 'hostname: true, max_len: 6', 'hostname: true, suffix: ".internal"', 'hostname: true, min_len: 100', 'uuid: true, prefix: "0000"', 'ip: true, max_len: 8', 'uri_ref: true, prefix: "/v1/"', 'ipv4: true, prefix: "10."', 'uri: true, min_len: 200', 'email: true, contains: "+test"'])}
}
message Patterns {
  ${text(['^[a-z]+$', '^[A-Z]{3}-[0-9]{4}$', '^(red|green|blue)$', '^v[0-9]+\\\\.[0-9]+\\\\.[0-9]+(-[a-z]+)?$', '^[^@]+@[^@]+\\\\.[a-z]{2,}$', 'abc', '^\\\\d{3}-\\\\d{2}-\\\\d{4}$', '^\\\\p{Lu}\\\\p{Ll}+$', '(?i)^hello$', '^(a+)+$', '^[\\\\w.-]{8,16}$', '^(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\\\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$', '^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$', '^projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/topics/[^/]+$', '^[[:alpha:]]{4}[[:digit:]]*$', '\\\\bword\\\\b', '^\\\\S+( \\\\S+){2}$', '^.{10}$', '^[\\\\p{Greek}]{5}$', '^$|^x{4}$'].map((pattern) => `pattern: "${pattern}"`))}
}
message PatternsMore { ${text(['pattern: "^[a-z]+$", min_len: 30, max_len: 32', 'pattern: "^[a-z-]+$", max_len: 3', 'pattern: "^[a-z]+$", prefix: "ab", suffix: "yz"', 'pattern: "[0-9]", len: 12', 'pattern: "^(ab|cde)+$", len: 7', 'pattern: "^[A-Z0-9_]*$", contains: "KEY", min_len: 10', 'pattern: "^[a-z]*$", not_in: ["", "a"], max_len: 2', 'pattern: "^/[a-z/]*$", uri_ref: true'])} }
message Bytes {
  ${field(
    'bytes',
    [
      'const: "abc"',
      'len: 5',
      'min_len: 40',
      'max_len: 3',
      'pattern: "^[a-z]{4}$"',
      'prefix: "ab"',
      'suffix: "yz"',
      'contains: "mm"',
      'in: ["a", "b"]',
      'not_in: ["a"]',
      'ip: true',
      'ipv4: true',
      'ipv6: true',
      'uuid: true',
      'prefix: "ab", suffix: "yz", contains: "-", len: 9',
      'example: ["ok"]',
    ].map((rule) => `${PV}.bytes = {${rule}}`),
  )}
}
enum Color { COLOR_UNSPECIFIED = 0; RED = 1; GREEN = 2; BLUE = 3; }
message Enums {
  ${field(
    'Color',
    [
      'const: 2',
      'defined_only: true',
      'in: [1, 3]',
      'not_in: [0, 1]',
      'in: [1, 2], not_in: [1]',
      'in: [7]',
      'const: 0',
      'not_in: [1, 2, 3]',
    ].map((rule) => `${PV}.enum = {${rule}}`),
  )}
  Color required = 20 [${PV}.required = true];
  repeated Color all = 21 [${PV}.repeated = {min_items: 3, unique: true, items: {enum: {defined_only: true, not_in: [0]}}}];
}
message Thing { string name = 1 [${PV}.string.min_len = 2]; }
message Lists {
  repeated string min = 1 [${PV}.repeated.min_items = 6];
  repeated string max = 2 [${PV}.repeated.max_items = 1];
  repeated string exact = 3 [${PV}.repeated = {min_items: 2, max_items: 2}];
  repeated string none = 4 [${PV}.repeated.max_items = 0];
  repeated string unique = 5 [${PV}.repeated = {unique: true, min_items: 12}];
  repeated string emails = 6 [${PV}.repeated = {min_items: 5, unique: true, items: {string: {email: true}}}];
  repeated bool flags = 7 [${PV}.repeated = {unique: true, min_items: 2}];
  repeated bytes raw = 8 [${PV}.repeated = {unique: true, min_items: 3, items: {bytes: {len: 1}}}];
  repeated Thing things = 9 [${PV}.repeated.min_items = 3];
  repeated string required = 10 [${PV}.required = true];
  repeated string errors = 11 [${PV}.repeated.min_items = 1];
  repeated string few = 12 [${PV}.repeated = {min_items: 3, unique: true, items: {string: {in: ["a", "b", "c"]}}}];
  repeated google.protobuf.Duration waits = 13 [${PV}.repeated = {min_items: 2, items: {duration: {lt: {seconds: 2}}}}];
  repeated string many = 14 [${PV}.repeated.min_items = 200];
  repeated bool tags = 15 [${PV}.repeated = {min_items: 9}];
}
message Maps {
  map<string, string> min = 1 [${PV}.map.min_pairs = 7];
  map<string, string> max = 2 [${PV}.map.max_pairs = 1];
  map<string, string> labels = 3 [${PV}.map = {min_pairs: 2, keys: {string: {pattern: "^[a-z]{3,8}$"}}, values: {string: {max_len: 5}}}];
  map<int32, Thing> things = 4 [${PV}.map = {keys: {int32: {gt: 100}}}];
  map<bool, string> flags = 5 [${PV}.map = {min_pairs: 1, keys: {bool: {const: true}}}];
  map<uint64, string> wide = 6 [${PV}.map = {min_pairs: 3, keys: {uint64: {gte: 18446744073709551000}}}];
  map<string, Color> colors = 7 [${PV}.map = {values: {enum: {in: [2]}}}];
  map<string, string> required = 8 [${PV}.required = true];
  map<string, google.protobuf.Timestamp> times = 9 [${PV}.map = {values: {timestamp: {lt_now: true}}}];
}
message Anys {
  google.protobuf.Any in = 1 [${PV}.any = {in: ["type.googleapis.com/kinds.Thing", "type.googleapis.com/google.protobuf.Duration"]}];
  google.protobuf.Any not_in = 2 [${PV}.any = {not_in: ["type.googleapis.com/kinds.Thing", "type.googleapis.com/kinds.Bool"]}];
  google.protobuf.Any required = 3 [${PV}.required = true, ${PV}.any = {in: ["type.googleapis.com/unknown.Type"]}];
}
message Durations {
  ${field(
    'google.protobuf.Duration',
    [
      'const: {seconds: 3}',
      'lt: {seconds: 1}',
      'lte: {nanos: 5}',
      'gt: {seconds: 100000}',
      'gte: {seconds: 7, nanos: 1}',
      'gt: {seconds: 1}, lt: {seconds: 2}',
      'in: [{seconds: 4}, {seconds: 5}]',
      'not_in: [{seconds: 30}, {seconds: 60}]',
      'gt: {seconds: 50}, lt: {seconds: 5}',
      'gte: {seconds: -10}, lte: {seconds: -5}',
      'example: [{seconds: 9}]',
    ].map((rule) => `${PV}.duration = {${rule}}`),
  )}
}
message Timestamps {
  ${field(
    'google.protobuf.Timestamp',
    [
      'const: {seconds: 3}',
      'lt: {seconds: 1000}',
      'lte: {seconds: 1000}',
      'gt: {seconds: 4000000000}',
      'gte: {seconds: 4000000000}',
      'gt: {seconds: 1700000000}, lt: {seconds: 1700000100}',
      'lt_now: true',
      'gt_now: true',
      'within: {seconds: 3600}',
      'lt_now: true, within: {seconds: 60}',
      'gt_now: true, within: {seconds: 60}',
      'lt: {seconds: 100}, gt: {seconds: 2000000000}',
      'gt: {seconds: -2000}, lt: {seconds: -1000}',
      'example: [{seconds: 9}]',
    ].map((rule) => `${PV}.timestamp = {${rule}}`),
  )}
  google.protobuf.Timestamp create_time = 20 [${PV}.timestamp.lt_now = true, ${PV}.required = true];
  google.protobuf.Timestamp delete_time = 21 [${PV}.required = true];
  google.protobuf.Timestamp expire_time = 22 [${PV}.timestamp.gt_now = true];
  google.protobuf.Timestamp birth_date = 23 [${PV}.timestamp = {gt: {seconds: -2208988800}, lt_now: true}];
  google.protobuf.Timestamp due_time = 24 [${PV}.timestamp.lt_now = true];
}
message Masks {
  google.protobuf.FieldMask const = 1 [${PV}.field_mask.const = {paths: ["a", "b"]}];
  google.protobuf.FieldMask in = 2 [${PV}.field_mask = {in: ["name", "email"]}, ${PV}.required = true];
  google.protobuf.FieldMask not_in = 3 [${PV}.field_mask = {not_in: ["name"]}];
  string name = 4; string email = 5; string title = 6;
}
message Oneofs {
  oneof required { option (buf.validate.oneof).required = true; string a = 1 [${PV}.string.len = 3]; int32 b = 2 [${PV}.int32.gt = 9]; Thing c = 3; }
  oneof one { string d = 4; string e = 5 [${PV}.required = true, ${PV}.string.uuid = true]; }
}
message MessageOneof {
  option (buf.validate.message).oneof = {fields: ["a", "b", "c"], required: true};
  option (buf.validate.message).oneof = {fields: ["d", "e"]};
  string a = 1 [${PV}.string.min_len = 40]; int32 b = 2; Thing c = 3; repeated string d = 4; string e = 5;
}
message Node { string id = 1 [${PV}.required = true]; Node next = 2; repeated Node children = 3 [${PV}.repeated.max_items = 2]; Leaf leaf = 4 [${PV}.required = true]; }
message Leaf { Deep deep = 1 [${PV}.required = true]; }
message Deep { Thing thing = 1 [${PV}.required = true]; repeated Thing more = 2 [${PV}.repeated.min_items = 1]; }
message Address { string street = 1 [${PV}.string = {min_len: 1, max_len: 100}]; string city = 2 [${PV}.required = true]; string country_code = 3 [${PV}.string.pattern = "^[A-Z]{2}$"]; string postal_code = 4 [${PV}.string = {min_len: 3, max_len: 10}]; }
message User {
  string id = 1 [${PV}.string.uuid = true];
  string email = 2 [${PV}.string.email = true];
  string name = 3 [${PV}.string = {min_len: 1, max_len: 50}];
  uint32 age = 4 [${PV}.uint32 = {gte: 18, lte: 120}];
  string username = 5 [${PV}.string.pattern = "^[a-z0-9_]{3,16}$"];
  Address address = 6 [${PV}.required = true];
  repeated string roles = 7 [${PV}.repeated = {min_items: 1, unique: true, items: {string: {in: ["admin", "editor", "viewer"]}}}];
  string website = 8 [${PV}.ignore = IGNORE_IF_ZERO_VALUE, ${PV}.string.uri = true];
  optional string phone = 9 [${PV}.string.pattern = "^\\\\+[0-9]{8,15}$"];
  map<string, string> metadata = 10 [${PV}.map = {max_pairs: 10, keys: {string: {min_len: 1, max_len: 64}}}];
  google.protobuf.Timestamp created_at = 11 [${PV}.timestamp.lt_now = true, ${PV}.required = true];
}
message Line { string sku = 1 [${PV}.string.pattern = "^[A-Z]{3}-[0-9]{4}$"]; uint32 quantity = 2 [${PV}.uint32 = {gt: 0, lte: 10}]; double unit_price = 3 [${PV}.double = {gt: 0, lt: 500}]; }
message Order {
  option (buf.validate.message).cel = {id: "order.ship", message: "shipped after created", expression: "!has(this.ship_time) || this.ship_time >= this.create_time"};
  option (buf.validate.message).cel = {id: "order.total", message: "total", expression: "this.total >= 0.0 && size(this.lines) > 0"};
  string id = 1 [${PV}.string = {prefix: "ord_", len: 14}];
  repeated Line lines = 2 [${PV}.repeated = {min_items: 1, max_items: 20}];
  double total = 3 [${PV}.double.gte = 0];
  string currency = 4 [${PV}.string.len = 3];
  google.protobuf.Timestamp create_time = 5 [${PV}.required = true];
  google.protobuf.Timestamp ship_time = 6;
  string coupon = 7 [${PV}.cel = {id: "coupon", message: "coupon", expression: "this == '' || this.matches('^[A-Z]{4}[0-9]{2}$')"}];
}
`;
