import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { Docs, typePath } from '../schema/docs.ts';
import { fieldBehavior } from '../schema/field-behavior.ts';
import type { Schema } from '../schema/registry.ts';

/** A JSON Schema of 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Well-known types whose JSON is no object of their fields. */
const WELL_KNOWN: Readonly<Record<string, JsonSchema>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': { type: 'string', pattern: '^-?\\d+(\\.\\d{1,9})?s$' },
  'google.protobuf.FieldMask': { type: 'string', description: 'Paths, separated by commas.' },
  'google.protobuf.Struct': { type: 'object', additionalProperties: true },
  'google.protobuf.Value': {},
  'google.protobuf.ListValue': { type: 'array', items: {} },
  'google.protobuf.Any': {
    type: 'object',
    properties: { '@type': { type: 'string' } },
    additionalProperties: true,
  },
};

/** The JSON of messages and enums as schemas; those that are named stand in `components`. */
export class SchemaBook {
  readonly docs: Docs;
  readonly #components: Record<string, JsonSchema> = Object.create(null) as Record<string, JsonSchema>;
  readonly #waiting: DescMessage[] = [];

  constructor(schema: Schema) {
    this.docs = new Docs(schema);
  }

  /** All that was asked for, and what it leads to, by full name. */
  components(): Readonly<Record<string, JsonSchema>> {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop())
      this.#components[next.typeName] = this.#message(next);
    return Object.fromEntries(Object.entries(this.#components).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Adds a schema that no message stands for. */
  add(name: string, schema: JsonSchema): void {
    this.#components[name] ??= schema;
  }

  message(desc: DescMessage): JsonSchema {
    const known = Object.hasOwn(WELL_KNOWN, desc.typeName) ? WELL_KNOWN[desc.typeName] : undefined;
    if (known) return known;
    if (isWrapperDesc(desc)) {
      const scalar = scalarSchema(desc.fields[0].scalar);
      return { ...scalar, type: [scalar['type'], 'null'] };
    }
    if (!(desc.typeName in this.#components)) {
      this.#components[desc.typeName] = {};
      this.#waiting.push(desc);
    }
    return reference(desc.typeName);
  }

  /** What stands for a field, without its comment. */
  field(field: DescField): JsonSchema {
    switch (field.fieldKind) {
      case 'list':
        return { type: 'array', items: this.#single(field) };
      case 'map':
        return { type: 'object', additionalProperties: this.#single(field) };
      default:
        return this.#single(field);
    }
  }

  /** A field with what its author wrote of it. */
  described(field: DescField): JsonSchema {
    const schema = this.field(field);
    const { required, outputOnly } = fieldBehavior(field);
    const oneof = field.oneof ? `At most one of ${field.oneof.fields.map(({ jsonName }) => jsonName).join(', ')}.` : '';
    const description = [this.fieldDoc(field), required ? 'Required.' : '', oneof]
      .filter((text) => text !== '')
      .join('\n\n');
    return {
      ...schema,
      ...(description === '' ? {} : { description }),
      ...(outputOnly ? { readOnly: true } : {}),
      ...(field.deprecated ? { deprecated: true } : {}),
    };
  }

  fieldDoc(field: DescField): string {
    const { parent } = field;
    return this.docs.text(parent.file.proto.name, `${typePath(parent)},2,${parent.fields.indexOf(field)}`);
  }

  #single({ message, enum: type, scalar }: DescField): JsonSchema {
    if (message) return this.message(message);
    if (type) return this.#enum(type);
    return scalarSchema(scalar ?? ScalarType.STRING);
  }

  #message(desc: DescMessage): JsonSchema {
    const description = this.docs.text(desc.file.proto.name, typePath(desc));
    const required = desc.fields.filter(({ presence }) => presence === Presence.LEGACY_REQUIRED);
    const properties = Object.fromEntries(desc.fields.map((field) => [field.jsonName, this.described(field)]));
    return {
      type: 'object',
      ...(description === '' ? {} : { description }),
      properties,
      ...(required.length > 0 ? { required: required.map(({ jsonName }) => jsonName) } : {}),
      ...(desc.deprecated ? { deprecated: true } : {}),
    };
  }

  #enum(type: DescEnum): JsonSchema {
    if (type.typeName === 'google.protobuf.NullValue') return { type: 'null' };
    if (!(type.typeName in this.#components)) {
      const file = type.file.proto.name;
      const path = typePath(type);
      const values = type.values.map(({ name }, at) => {
        const doc = this.docs.text(file, `${path},2,${at}`).replaceAll('\n', ' ');
        return doc === '' ? '' : `- ${name}: ${doc}`;
      });
      const lines = [this.docs.text(file, path), values.filter((line) => line !== '').join('\n')];
      const description = lines.filter((line) => line !== '').join('\n\n');
      // Values may share a number, and so a name in JSON never comes twice.
      const names = [...new Set(type.values.map(({ name }) => name))];
      this.#components[type.typeName] = { type: 'string', ...(description === '' ? {} : { description }), enum: names };
    }
    return reference(type.typeName);
  }
}

export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

function scalarSchema(scalar: ScalarType): JsonSchema {
  switch (scalar) {
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BYTES:
      return { type: 'string', contentEncoding: 'base64' };
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      return { type: 'number', format: scalar === ScalarType.FLOAT ? 'float' : 'double' };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: 'integer', format: 'int32' };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: 'integer', format: 'uint32', minimum: 0 };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: 'string', format: 'uint64' };
    default:
      // A number of 64 bits does not fit what JSON readers make of numbers.
      return { type: 'string', format: 'int64' };
  }
}
