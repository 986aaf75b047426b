import { create, type DescFile, createFileRegistry, type FileRegistry, toBinary } from '@bufbuild/protobuf';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import type { SchemaFile } from '../schema/registry.ts';
import type { ServedMethod } from './served-method.ts';

/** The services that every server of ours has. */
export const SYSTEM_SERVICES = [
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
];

type Field = readonly [
  name: string,
  number: number,
  type: 'string' | 'int32' | 'bytes' | string,
  extra?: 'repeated' | 'oneof',
];

const SCALARS: Readonly<Record<string, Type>> = { string: Type.STRING, int32: Type.INT32, bytes: Type.BYTES };

/** A message; a type that is no scalar is `message:Name` or `enum:Name`, relative to the package. */
function message(pkg: string, name: string, fields: readonly Field[], oneof?: string) {
  return {
    name,
    oneofDecl: oneof === undefined ? [] : [{ name: oneof }],
    field: fields.map(([field, number, type, extra]) => {
      const [kind, ref] = type.split(':');
      return {
        name: field,
        number,
        jsonName: field.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
        label: extra === 'repeated' ? Label.REPEATED : Label.OPTIONAL,
        type: SCALARS[type] ?? (kind === 'enum' ? Type.ENUM : Type.MESSAGE),
        ...(ref === undefined ? {} : { typeName: `.${pkg}.${ref}` }),
        ...(extra === 'oneof' ? { oneofIndex: 0 } : {}),
      };
    }),
  };
}

function health(): FileDescriptorProto {
  const pkg = 'grpc.health.v1';
  const names = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
  const types = { inputType: `.${pkg}.HealthCheckRequest`, outputType: `.${pkg}.HealthCheckResponse` };
  return create(FileDescriptorProtoSchema, {
    name: 'grpc/health/v1/health.proto',
    package: pkg,
    syntax: 'proto3',
    messageType: [
      message(pkg, 'HealthCheckRequest', [['service', 1, 'string']]),
      {
        ...message(pkg, 'HealthCheckResponse', [['status', 1, 'enum:HealthCheckResponse.ServingStatus']]),
        enumType: [{ name: 'ServingStatus', value: names.map((name, number) => ({ name, number })) }],
      },
    ],
    service: [
      {
        name: 'Health',
        method: [
          { name: 'Check', ...types },
          { name: 'Watch', ...types, serverStreaming: true },
        ],
      },
    ],
  });
}

function reflection(version: 'v1' | 'v1alpha'): FileDescriptorProto {
  const pkg = `grpc.reflection.${version}`;
  return create(FileDescriptorProtoSchema, {
    name: `grpc/reflection/${version}/reflection.proto`,
    package: pkg,
    syntax: 'proto3',
    messageType: [
      message(
        pkg,
        'ServerReflectionRequest',
        [
          ['host', 1, 'string'],
          ['file_by_filename', 3, 'string', 'oneof'],
          ['file_containing_symbol', 4, 'string', 'oneof'],
          ['file_containing_extension', 5, 'message:ExtensionRequest', 'oneof'],
          ['all_extension_numbers_of_type', 6, 'string', 'oneof'],
          ['list_services', 7, 'string', 'oneof'],
        ],
        'message_request',
      ),
      message(pkg, 'ExtensionRequest', [
        ['containing_type', 1, 'string'],
        ['extension_number', 2, 'int32'],
      ]),
      message(
        pkg,
        'ServerReflectionResponse',
        [
          ['valid_host', 1, 'string'],
          ['original_request', 2, 'message:ServerReflectionRequest'],
          ['file_descriptor_response', 4, 'message:FileDescriptorResponse', 'oneof'],
          ['all_extension_numbers_response', 5, 'message:ExtensionNumberResponse', 'oneof'],
          ['list_services_response', 6, 'message:ListServiceResponse', 'oneof'],
          ['error_response', 7, 'message:ErrorResponse', 'oneof'],
        ],
        'message_response',
      ),
      message(pkg, 'FileDescriptorResponse', [['file_descriptor_proto', 1, 'bytes', 'repeated']]),
      message(pkg, 'ExtensionNumberResponse', [
        ['base_type_name', 1, 'string'],
        ['extension_number', 2, 'int32', 'repeated'],
      ]),
      message(pkg, 'ListServiceResponse', [['service', 1, 'message:ServiceResponse', 'repeated']]),
      message(pkg, 'ServiceResponse', [['name', 1, 'string']]),
      message(pkg, 'ErrorResponse', [
        ['error_code', 1, 'int32'],
        ['error_message', 2, 'string'],
      ]),
    ],
    service: [
      {
        name: 'ServerReflection',
        method: [
          {
            name: 'ServerReflectionInfo',
            inputType: `.${pkg}.ServerReflectionRequest`,
            outputType: `.${pkg}.ServerReflectionResponse`,
            clientStreaming: true,
            serverStreaming: true,
          },
        ],
      },
    ],
  });
}

let files: readonly { readonly file: SchemaFile; readonly desc: DescFile }[] | undefined;
let registry: FileRegistry | undefined;

/** Descriptors of the system services, for a viewer of their messages. Built when first asked for. */
export function systemTypes(): FileRegistry {
  return (registry ??= createFileRegistry(
    create(FileDescriptorSetSchema, { file: [health(), reflection('v1'), reflection('v1alpha')] }),
  ));
}

/** The files of the system services, as reflection serves them. Built when first asked for. */
export function systemFiles(): readonly { readonly file: SchemaFile; readonly desc: DescFile }[] {
  return (files ??= [...systemTypes().files].map((desc) => ({
    desc,
    file: {
      name: desc.proto.name,
      path: undefined,
      package: desc.proto.package,
      dependencies: [],
      bytes: toBinary(FileDescriptorProtoSchema, desc.proto),
    },
  })));
}

/** What a protocol has to know of a method of the system services, by its path. */
export function systemMethod(path: string): ServedMethod | undefined {
  const [, service = '', name = ''] = path.split('/');
  const method = systemTypes()
    .getService(service)
    ?.methods.find((one) => one.name === name);
  if (!method) return undefined;
  const { input, output } = method;
  return { path, kind: method.methodKind, input, output, types: systemTypes(), sideEffectFree: false };
}
