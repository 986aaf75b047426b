/** Definitions of `google/api`: names and numbers only; the comments are in the real files. */
export const GOOGLE_API: Readonly<Record<string, string>> = {
  'annotations.proto': `
import "google/api/http.proto";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { HttpRule http = 72295728; }`,
  'http.proto': `
message Http { repeated HttpRule rules = 1; bool fully_decode_reserved_expansion = 2; }
message HttpRule {
  string selector = 1;
  oneof pattern { string get = 2; string put = 3; string post = 4; string delete = 5; string patch = 6; CustomHttpPattern custom = 8; }
  string body = 7;
  string response_body = 12;
  repeated HttpRule additional_bindings = 11;
}
message CustomHttpPattern { string kind = 1; string path = 2; }`,
  'httpbody.proto': `
import "google/protobuf/any.proto";
message HttpBody { string content_type = 1; bytes data = 2; repeated google.protobuf.Any extensions = 3; }`,
  'field_behavior.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052 [packed = false]; }
enum FieldBehavior {
  FIELD_BEHAVIOR_UNSPECIFIED = 0; OPTIONAL = 1; REQUIRED = 2; OUTPUT_ONLY = 3; INPUT_ONLY = 4; IMMUTABLE = 5;
  UNORDERED_LIST = 6; NON_EMPTY_DEFAULT = 7; IDENTIFIER = 8;
}`,
  'field_info.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { FieldInfo field_info = 291403980; }
message FieldInfo {
  enum Format { FORMAT_UNSPECIFIED = 0; UUID4 = 1; IPV4 = 2; IPV6 = 3; IPV4_OR_IPV6 = 4; }
  Format format = 1;
  repeated TypeReference referenced_types = 2;
}
message TypeReference { string type_name = 1; }`,
  'resource.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { ResourceReference resource_reference = 1055; }
extend google.protobuf.FileOptions { repeated ResourceDescriptor resource_definition = 1053; }
extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
message ResourceDescriptor {
  enum History { HISTORY_UNSPECIFIED = 0; ORIGINALLY_SINGLE_PATTERN = 1; FUTURE_MULTI_PATTERN = 2; }
  enum Style { STYLE_UNSPECIFIED = 0; DECLARATIVE_FRIENDLY = 1; }
  string type = 1;
  repeated string pattern = 2;
  string name_field = 3;
  History history = 4;
  string plural = 5;
  string singular = 6;
  repeated Style style = 10;
}
message ResourceReference { string type = 1; string child_type = 2; }`,
  'launch_stage.proto': `
enum LaunchStage {
  LAUNCH_STAGE_UNSPECIFIED = 0; UNIMPLEMENTED = 6; PRELAUNCH = 7; EARLY_ACCESS = 1; ALPHA = 2; BETA = 3; GA = 4; DEPRECATED = 5;
}`,
  'client.proto': `
import "google/api/launch_stage.proto";
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
extend google.protobuf.MethodOptions { repeated string method_signature = 1051; }
extend google.protobuf.ServiceOptions { string default_host = 1049; string oauth_scopes = 1050; string api_version = 525000001; }
message CommonLanguageSettings {
  string reference_docs_uri = 1 [deprecated = true];
  repeated ClientLibraryDestination destinations = 2;
  SelectiveGapicGeneration selective_gapic_generation = 3;
}
message ClientLibrarySettings {
  string version = 1;
  LaunchStage launch_stage = 2;
  bool rest_numeric_enums = 3;
  JavaSettings java_settings = 21;
  CppSettings cpp_settings = 22;
  PhpSettings php_settings = 23;
  PythonSettings python_settings = 24;
  NodeSettings node_settings = 25;
  DotnetSettings dotnet_settings = 26;
  RubySettings ruby_settings = 27;
  GoSettings go_settings = 28;
}
message Publishing {
  repeated MethodSettings method_settings = 2;
  string new_issue_uri = 101;
  string documentation_uri = 102;
  string api_short_name = 103;
  string github_label = 104;
  repeated string codeowner_github_teams = 105;
  string doc_tag_prefix = 106;
  ClientLibraryOrganization organization = 107;
  repeated ClientLibrarySettings library_settings = 109;
  string proto_reference_documentation_uri = 110;
  string rest_reference_documentation_uri = 111;
}
message JavaSettings { string library_package = 1; map<string, string> service_class_names = 2; CommonLanguageSettings common = 3; }
message CppSettings { CommonLanguageSettings common = 1; }
message PhpSettings { CommonLanguageSettings common = 1; }
message PythonSettings {
  message ExperimentalFeatures {
    bool rest_async_io_enabled = 1; bool protobuf_pythonic_types_enabled = 2; bool unversioned_package_disabled = 3;
  }
  CommonLanguageSettings common = 1;
  ExperimentalFeatures experimental_features = 2;
}
message NodeSettings { CommonLanguageSettings common = 1; }
message DotnetSettings {
  CommonLanguageSettings common = 1;
  map<string, string> renamed_services = 2;
  map<string, string> renamed_resources = 3;
  repeated string ignored_resources = 4;
  repeated string forced_namespace_aliases = 5;
  repeated string handwritten_signatures = 6;
}
message RubySettings { CommonLanguageSettings common = 1; }
message GoSettings { CommonLanguageSettings common = 1; map<string, string> renamed_services = 2; }
message MethodSettings {
  message LongRunning {
    google.protobuf.Duration initial_poll_delay = 1;
    float poll_delay_multiplier = 2;
    google.protobuf.Duration max_poll_delay = 3;
    google.protobuf.Duration total_poll_timeout = 4;
  }
  string selector = 1;
  LongRunning long_running = 2;
  repeated string auto_populated_fields = 3;
}
message SelectiveGapicGeneration { repeated string methods = 1; bool generate_omitted_as_internal = 2; }
enum ClientLibraryOrganization {
  CLIENT_LIBRARY_ORGANIZATION_UNSPECIFIED = 0; CLOUD = 1; ADS = 2; PHOTOS = 3; STREET_VIEW = 4; SHOPPING = 5; GEO = 6; GENERATIVE_AI = 7;
}
enum ClientLibraryDestination { CLIENT_LIBRARY_DESTINATION_UNSPECIFIED = 0; GITHUB = 10; PACKAGE_MANAGER = 20; }`,
  'visibility.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.EnumOptions { VisibilityRule enum_visibility = 72295727; }
extend google.protobuf.EnumValueOptions { VisibilityRule value_visibility = 72295727; }
extend google.protobuf.FieldOptions { VisibilityRule field_visibility = 72295727; }
extend google.protobuf.MessageOptions { VisibilityRule message_visibility = 72295727; }
extend google.protobuf.MethodOptions { VisibilityRule method_visibility = 72295727; }
extend google.protobuf.ServiceOptions { VisibilityRule api_visibility = 72295727; }
message Visibility { repeated VisibilityRule rules = 1; }
message VisibilityRule { string selector = 1; string restriction = 2; }`,
  'routing.proto': `
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { RoutingRule routing = 72295729; }
message RoutingRule { repeated RoutingParameter routing_parameters = 2; }
message RoutingParameter { string field = 1; string path_template = 2; }`,
};
