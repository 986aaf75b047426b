import { fromBinary, type DescFile } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type DescriptorProto } from '@bufbuild/protobuf/wkt';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { expect, test } from 'vitest';
import { compileText } from '../../support/schema-from.ts';

/** What of a file carries meaning: names, numbers, labels, types, oneofs. */
function facts(file: DescFile['proto']): string[] {
  const message = (type: DescriptorProto): string[] =>
    type.field.map((field) =>
      [
        `${type.name}.${field.name}`,
        field.number,
        field.label,
        field.type,
        field.typeName,
        field.oneofIndex === undefined || !Object.hasOwn(field, 'oneofIndex')
          ? ''
          : type.oneofDecl[field.oneofIndex]?.name,
      ].join(' '),
    );
  return [
    ...file.messageType.flatMap(message),
    ...file.messageType.map((type) => `${type.name} ${type.extensionRange.map((range) => range.start).join()}`),
    ...file.enumType.flatMap((type) => type.value.map((value) => `${type.name}.${value.name} ${value.number}`)),
    ...file.extension.map((field) => `${field.extendee} ${field.name} ${field.number} ${field.typeName}`),
  ].sort();
}

test('the built-in definitions of protovalidate are those of its own package', () => {
  const schema = compileText(
    'syntax = "proto3"; import "buf/validate/validate.proto"; message M { string s = 1 [(buf.validate.field).required = true]; }',
  );
  expect(schema.problems).toEqual([]);
  const ours = fromBinary(FileDescriptorProtoSchema, schema.files.get('buf/validate/validate.proto')!.bytes);
  expect(facts(ours)).toEqual(facts(file_buf_validate_validate.proto));
});

test('annotations of PGV, grpc-gateway and gogoproto give no problem and stay in the descriptor', () => {
  const schema = compileText(`syntax = "proto3"; package p;
    import "validate/validate.proto";
    import "protoc-gen-openapiv2/options/annotations.proto";
    import "gogoproto/gogo.proto";
    option (gogoproto.marshaler_all) = true;
    option (gogoproto.goproto_registration) = true;
    option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_swagger) = {
      info: { title: "Shop", contact: { email: "a@example.com" } }
      security_definitions: { security: { key: "k" value: { type: TYPE_API_KEY in: IN_HEADER name: "X-Key" } } }
      responses: { key: "403" value: { description: "No." } }
    };
    message M {
      option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_schema) = { json_schema: { title: "M" required: ["s"] } };
      string s = 1 [(validate.rules).string = {min_len: 1, email: true, strict: false}, (gogoproto.customname) = "S"];
      repeated int32 n = 2 [(validate.rules).repeated = {unique: true, items: {int32: {gt: 3, in: [4, 5]}}}];
      bytes b = 3 [(gogoproto.customtype) = "Uuid", (gogoproto.nullable) = false, (gogoproto.castrepeated) = "X"];
      oneof o { option (validate.required) = true; string x = 4 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = { example: "\\"x\\"", max_length: 9 }]; }
    }`);
  expect(schema.problems).toEqual([]);
  expect(schema.extensionNumbers('google.protobuf.FieldOptions')).toEqual(expect.arrayContaining([1042, 1071, 65001]));
});
