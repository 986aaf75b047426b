import type { DescEnum, DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import type { EnumInfo, FieldInfo, FieldType, MessageInfo, MethodDetail, ScalarName } from '../contract/schema.ts';
import type { Schema } from './registry.ts';
import { fieldBehavior } from './field-behavior.ts';
import { Docs, typePath } from './docs.ts';

/** Types of one kind in a detail; more than that is cut, and `truncated` says so. */
const MAX_TYPES = 2_000;

/** The body of `GET /api/schema/method`; undefined where there is no such method. */
export function methodDetail(schema: Schema, path: string, revision: number): MethodDetail | undefined {
  const method = schema.method(path);
  if (!method) return undefined;
  const docs = new Docs(schema);
  const messages: Record<string, MessageInfo> = Object.create(null);
  const enums: Record<string, EnumInfo> = Object.create(null);
  const queue: DescMessage[] = [method.desc.input, method.desc.output];
  const seen = new Set<string>(queue.map((message) => message.typeName));
  let [messageCount, enumCount, truncated] = [0, 0, false];
  for (let message = queue.shift(); message; message = queue.shift()) {
    if (messageCount >= MAX_TYPES) {
      truncated = true;
      break;
    }
    messageCount += 1;
    messages[message.typeName] = messageInfo(message, docs);
    for (const field of message.fields) {
      if (field.message && !seen.has(field.message.typeName)) {
        seen.add(field.message.typeName);
        queue.push(field.message);
      }
      if (!field.enum || seen.has(field.enum.typeName)) continue;
      seen.add(field.enum.typeName);
      if (enumCount >= MAX_TYPES) truncated = true;
      else enums[field.enum.typeName] = enumInfo(field.enum, docs);
      enumCount += 1;
    }
  }
  const serviceIndex = method.desc.parent.file.services.indexOf(method.desc.parent);
  const at = `6,${serviceIndex},2,${method.desc.parent.methods.indexOf(method.desc)}`;
  const line = docs.of(method.service.file, at)?.line;
  return {
    revision,
    service: method.service.name,
    method: method.info,
    file: schema.files.get(method.service.file)?.path ?? method.service.file,
    ...(line === undefined ? {} : { line }),
    messages,
    enums,
    ...(truncated ? { truncated } : {}),
  };
}

function messageInfo(message: DescMessage, docs: Docs): MessageInfo {
  const [file, path] = [message.file.proto.name, typePath(message)];
  const fields = message.fields.map((field, index) => fieldInfo(field, docs.text(file, `${path},2,${index}`)));
  return { name: message.typeName, doc: docs.text(file, path), fields };
}

function enumInfo(type: DescEnum, docs: Docs): EnumInfo {
  const [file, path] = [type.file.proto.name, typePath(type)];
  const values = type.values.map((value, index) => ({
    name: value.name,
    number: value.number,
    doc: docs.text(file, `${path},2,${index}`),
  }));
  return { name: type.typeName, doc: docs.text(file, path), values };
}

function fieldInfo(field: DescField, doc: string): FieldInfo {
  const behavior = fieldBehavior(field);
  const required = field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED || behavior.required;
  const presence = field.presence !== FeatureSet_FieldPresence.IMPLICIT;
  return {
    name: field.name,
    json: field.jsonName,
    number: field.number,
    doc,
    type: fieldType(field),
    ...(field.fieldKind === 'map' ? { mapKey: scalarName(field.mapKey) } : {}),
    ...(field.fieldKind === 'list' ? { repeated: true } : {}),
    ...(required ? { required } : {}),
    ...(behavior.outputOnly ? { outputOnly: true } : {}),
    ...(presence ? { presence } : {}),
    ...(field.oneof ? { oneof: field.oneof.name } : {}),
    ...(field.deprecated ? { deprecated: true } : {}),
  };
}

function fieldType(field: DescField): FieldType {
  if (field.message) return { kind: 'message', type: field.message.typeName };
  if (field.enum) return { kind: 'enum', type: field.enum.typeName };
  return { kind: 'scalar', scalar: scalarName(field.scalar ?? ScalarType.STRING) };
}

// The names of the library's scalar types are the words of the language, in capitals.
const scalarName = (scalar: ScalarType): ScalarName => ScalarType[scalar].toLowerCase() as ScalarName;
