import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { SchemaFile } from '../schema/registry.ts';
import { schemaFile } from '../schema/schema-from-files.ts';
import { wellKnownFile } from '../schema/well-known.ts';
import { CHANNELZ_FILE } from './channelz-file.ts';
import { fileBytes, type FileTable } from './file-table.ts';
import type { ServedMethod } from './served-method.ts';

/** The services that every server of ours has. */
export const SYSTEM_SERVICES = [
  'grpc.channelz.v1.Channelz',
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
];

const HEALTH: FileTable = {
  name: 'grpc/health/v1/health.proto',
  package: 'grpc.health.v1',
  messages: [
    { name: 'HealthCheckRequest', fields: [['service', 1, 'string']] },
    {
      name: 'HealthCheckResponse',
      fields: [['status', 1, 'enum:HealthCheckResponse.ServingStatus']],
      enums: [['ServingStatus', ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']]],
    },
    { name: 'HealthListRequest', fields: [] },
    {
      name: 'HealthListResponse',
      fields: [['statuses', 1, 'message:HealthListResponse.StatusesEntry', 'repeated']],
      messages: [
        {
          name: 'StatusesEntry',
          fields: [
            ['key', 1, 'string'],
            ['value', 2, 'message:HealthCheckResponse'],
          ],
          mapEntry: true,
        },
      ],
    },
  ],
  service: 'Health',
  methods: [
    ['Check', 'HealthCheckRequest', 'HealthCheckResponse'],
    ['List', 'HealthListRequest', 'HealthListResponse'],
    ['Watch', 'HealthCheckRequest', 'HealthCheckResponse', 'server_streaming'],
  ],
};

const reflection = (version: 'v1' | 'v1alpha'): FileTable => ({
  name: `grpc/reflection/${version}/reflection.proto`,
  package: `grpc.reflection.${version}`,
  messages: [
    {
      name: 'ServerReflectionRequest',
      fields: [
        ['host', 1, 'string'],
        ['file_by_filename', 3, 'string', 'message_request'],
        ['file_containing_symbol', 4, 'string', 'message_request'],
        ['file_containing_extension', 5, 'message:ExtensionRequest', 'message_request'],
        ['all_extension_numbers_of_type', 6, 'string', 'message_request'],
        ['list_services', 7, 'string', 'message_request'],
      ],
    },
    {
      name: 'ExtensionRequest',
      fields: [
        ['containing_type', 1, 'string'],
        ['extension_number', 2, 'int32'],
      ],
    },
    {
      name: 'ServerReflectionResponse',
      fields: [
        ['valid_host', 1, 'string'],
        ['original_request', 2, 'message:ServerReflectionRequest'],
        ['file_descriptor_response', 4, 'message:FileDescriptorResponse', 'message_response'],
        ['all_extension_numbers_response', 5, 'message:ExtensionNumberResponse', 'message_response'],
        ['list_services_response', 6, 'message:ListServiceResponse', 'message_response'],
        ['error_response', 7, 'message:ErrorResponse', 'message_response'],
      ],
    },
    { name: 'FileDescriptorResponse', fields: [['file_descriptor_proto', 1, 'bytes', 'repeated']] },
    {
      name: 'ExtensionNumberResponse',
      fields: [
        ['base_type_name', 1, 'string'],
        ['extension_number', 2, 'int32', 'repeated'],
      ],
    },
    { name: 'ListServiceResponse', fields: [['service', 1, 'message:ServiceResponse', 'repeated']] },
    { name: 'ServiceResponse', fields: [['name', 1, 'string']] },
    {
      name: 'ErrorResponse',
      fields: [
        ['error_code', 1, 'int32'],
        ['error_message', 2, 'string'],
      ],
    },
  ],
  service: 'ServerReflection',
  methods: [['ServerReflectionInfo', 'ServerReflectionRequest', 'ServerReflectionResponse', 'bidi_streaming']],
});

let files: readonly SchemaFile[] | undefined;
let registry: FileRegistry | undefined;

/** The files of the system services and what they import, as reflection serves them. Built when first asked for. */
export function systemFiles(): readonly SchemaFile[] {
  if (files) return files;
  const tables = [CHANNELZ_FILE, HEALTH, reflection('v1'), reflection('v1alpha')];
  const imported = new Set(tables.flatMap(({ dependencies = [] }) => dependencies));
  return (files = [
    ...[...imported].map((name) => schemaFile(wellKnownFile(name)!)),
    ...tables.map((table) => schemaFile(fileBytes(table))),
  ]);
}

/** Descriptors of the system services, for a viewer of their messages. Built when first asked for. */
export function systemTypes(): FileRegistry {
  const read = ({ bytes }: SchemaFile): FileDescriptorProto => fromBinary(FileDescriptorProtoSchema, bytes);
  return (registry ??= createFileRegistry(create(FileDescriptorSetSchema, { file: systemFiles().map(read) })));
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
