import { fromBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';

/** The parts of a file that refer to types, each with the full name of what it stands in. */
export interface Referrers {
  readonly fields: readonly {
    readonly field: FieldDescriptorProto;
    readonly scope: string;
    readonly list: FieldDescriptorProto[];
  }[];
  readonly messages: readonly { readonly message: DescriptorProto; readonly name: string }[];
  readonly enums: readonly { readonly type: EnumDescriptorProto; readonly name: string }[];
  /** Numbers of custom options by the message of options that they extend. */
  readonly options: ReadonlyMap<string, ReadonlySet<number>>;
}

const join = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`);

export function referrersOf(file: FileDescriptorProto): Referrers {
  const fields: Referrers['fields'][number][] = [];
  const messages: Referrers['messages'][number][] = [];
  const enums: Referrers['enums'][number][] = [];
  const options = new Map<string, Set<number>>();
  const note = (of: { readonly options?: HasUnknown | undefined }): void => {
    for (const { no } of of.options?.$unknown ?? []) {
      const type = of.options!.$typeName;
      options.set(type, (options.get(type) ?? new Set()).add(no));
    }
  };
  const visitFields = (list: FieldDescriptorProto[], scope: string): void => {
    for (const field of list) {
      note(field);
      fields.push({ field, scope, list });
    }
  };
  const visitEnum = (type: EnumDescriptorProto, scope: string): void => {
    enums.push({ type, name: join(scope, type.name) });
    note(type);
    type.value.forEach(note);
  };
  const visit = (message: DescriptorProto, scope: string): void => {
    const name = join(scope, message.name);
    messages.push({ message, name });
    note(message);
    message.oneofDecl.forEach(note);
    message.extensionRange.forEach(note);
    visitFields(message.field, name);
    visitFields(message.extension, name);
    for (const type of message.enumType) visitEnum(type, name);
    for (const nested of message.nestedType) visit(nested, name);
  };
  note(file);
  visitFields(file.extension, file.package);
  for (const type of file.enumType) visitEnum(type, file.package);
  for (const message of file.messageType) visit(message, file.package);
  for (const service of file.service) {
    note(service);
    service.method.forEach(note);
  }
  return { fields, messages, enums, options };
}

interface HasUnknown {
  readonly $typeName: string;
  readonly $unknown?: readonly { readonly no: number }[] | undefined;
}

/** True for a field whose type is a name. */
export const isNamed = (field: FieldDescriptorProto): boolean =>
  field.typeName !== '' &&
  (field.type === Type.MESSAGE ||
    field.type === Type.GROUP ||
    field.type === Type.ENUM ||
    !Object.hasOwn(field, 'type'));

/** The full name that `name` means within `scope`, of those that are known: with its dot it is full already. */
export function meant(name: string, scope: string, known: (full: string) => boolean): string | undefined {
  if (name.startsWith('.')) return known(name.slice(1)) ? name.slice(1) : undefined;
  for (let outer = scope; ; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0))) {
    const full = join(outer, name);
    if (known(full)) return full;
    if (outer === '') return undefined;
  }
}

/** Bytes that are no descriptor are undefined. */
export function readDescriptor(bytes: Uint8Array): FileDescriptorProto | undefined {
  try {
    return fromBinary(FileDescriptorProtoSchema, bytes);
  } catch {
    return undefined;
  }
}
