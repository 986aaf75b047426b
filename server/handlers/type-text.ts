import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import type { MethodInfo, MethodKind, ServiceInfo } from '../contract/schema.ts';
import type { Schema } from '../schema/registry.ts';

/** How a file begins that `understudy types` wrote. */
export const TYPES_MARK = '// Written by `understudy types`';

/** Messages as handlers are given them, and as they may give them: the second leaves more open. */
type Way = 'in' | 'out';

const WIDE = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64]);
const FLOATING = "number | 'NaN' | 'Infinity' | '-Infinity'";
const HANDLERS: Readonly<Record<MethodKind, string>> = {
  unary: 'UnaryHandler',
  server_streaming: 'ServerStreamHandler',
  client_streaming: 'ClientStreamHandler',
  bidi_streaming: 'BidiHandler',
};

/** What a well-known type looks like in ProtoJSON. */
const KNOWN: Readonly<Record<string, Readonly<Record<Way, string>>>> = {
  Timestamp: { in: 'string', out: 'string | Date' },
  Duration: { in: 'string', out: 'string' },
  FieldMask: { in: 'string', out: 'string' },
  Empty: { in: 'Record<string, never>', out: 'Record<string, never>' },
  Struct: { in: 'Record<string, unknown>', out: 'Record<string, unknown>' },
  Value: { in: 'unknown', out: 'unknown' },
  ListValue: { in: 'unknown[]', out: 'readonly unknown[]' },
  Any: { in: "{ '@type': string; [field: string]: unknown }", out: "{ '@type': string; [field: string]: unknown }" },
  DoubleValue: { in: FLOATING, out: FLOATING },
  FloatValue: { in: FLOATING, out: FLOATING },
  Int64Value: { in: 'string', out: 'string | number | bigint' },
  UInt64Value: { in: 'string', out: 'string | number | bigint' },
  Int32Value: { in: 'number', out: 'number' },
  UInt32Value: { in: 'number', out: 'number' },
  BoolValue: { in: 'boolean', out: 'boolean' },
  StringValue: { in: 'string', out: 'string' },
  BytesValue: { in: 'string', out: 'string | Uint8Array' },
};
const known = (name: string): Readonly<Record<Way, string>> | undefined => {
  const short = /^google\.protobuf\.(\w+)$/.exec(name)?.[1];
  return short !== undefined && Object.hasOwn(KNOWN, short) ? KNOWN[short] : undefined;
};

/** The person's own services: those that every server has are nobody's to answer. */
export const typedServices = (schema: Schema): readonly ServiceInfo[] =>
  schema.services.filter(({ file }) => schema.files.get(file)?.path !== undefined);

/** The TypeScript of the services of a schema and of what their messages are: adds to the types of `understudy`. */
export function typeText(schema: Schema): string {
  const messages = new Map<string, DescMessage>();
  const enums = new Map<string, DescEnum>();
  const visit = (first: DescMessage): void => {
    const todo = [first];
    for (let message = todo.pop(); message; message = todo.pop()) {
      if (messages.has(message.typeName) || known(message.typeName)) continue;
      messages.set(message.typeName, message);
      for (const field of message.fields) {
        if (field.message) todo.push(field.message);
        if (field.enum) enums.set(field.enum.typeName, field.enum);
      }
    }
  };
  const services = typedServices(schema).flatMap((service) => serviceLines(schema, service, visit));
  const sorted = [...messages.values()].toSorted((left, right) => (left.typeName < right.typeName ? -1 : 1));
  const kinds = [...enums.values()].toSorted((left, right) => (left.typeName < right.typeName ? -1 : 1));
  return [
    `${TYPES_MARK}: types of the messages and services of your protos, for files of handlers.`,
    `import type { ${Object.values(HANDLERS).sort().join(', ')} } from 'understudy';`,
    '',
    "declare module 'understudy' {",
    '  interface Enums {',
    ...kinds.map((one) => `    ${quoted(one.typeName)}: ${one.values.map(({ name }) => quoted(name)).join(' | ')};`),
    '  }',
    '  /** As handlers are given them. */',
    '  interface Messages {',
    ...sorted.flatMap((one) => messageLines(one, 'in')),
    '  }',
    '  /** As handlers may give them. */',
    '  interface Replies {',
    ...sorted.flatMap((one) => messageLines(one, 'out')),
    '  }',
    '  interface Services {',
    ...services,
    '  }',
    '}',
    '',
  ].join('\n');
}

function serviceLines(schema: Schema, service: ServiceInfo, visit: (message: DescMessage) => void): readonly string[] {
  const lines = service.methods.flatMap((info: MethodInfo) => {
    const method = schema.method(info.path);
    if (!method) return [];
    const { input, output } = method.desc;
    visit(input);
    visit(output);
    const name = info.name.slice(0, 1).toLowerCase() + info.name.slice(1);
    const type = `${HANDLERS[info.kind]}<${typeOf(input, 'in')}, ${typeOf(output, 'out')}>`;
    return [...doc(info.doc, '      '), `      ${key(name)}: ${type};`];
  });
  return [...doc(service.doc, '    '), `    ${quoted(service.name)}: {`, ...lines, '    };'];
}

function messageLines(message: DescMessage, way: Way): readonly string[] {
  const fields = message.fields.map((field) => {
    const open = way === 'out' || field.presence !== Presence.IMPLICIT;
    return `      ${key(field.jsonName)}${open ? '?' : ''}: ${fieldType(field, way)}${way === 'out' ? ' | undefined' : ''};`;
  });
  return [`    ${quoted(message.typeName)}: {`, ...fields, '    };'];
}

function fieldType(field: DescField, way: Way): string {
  switch (field.fieldKind) {
    case 'list':
      return way === 'in' ? `Array<${single(field, way)}>` : `ReadonlyArray<${single(field, way)}>`;
    case 'map':
      return `Record<string, ${single(field, way)}>`;
    default:
      return single(field, way);
  }
}

function single(field: DescField, way: Way): string {
  if (field.message) return typeOf(field.message, way);
  if (field.enum)
    return field.enum.typeName === 'google.protobuf.NullValue'
      ? 'null'
      : `Enums[${quoted(field.enum.typeName)}] | number`;
  const scalar = field.scalar!;
  if (scalar === ScalarType.STRING) return 'string';
  if (scalar === ScalarType.BOOL) return 'boolean';
  if (scalar === ScalarType.BYTES) return way === 'in' ? 'string' : 'string | Uint8Array';
  if (scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT) return FLOATING;
  if (WIDE.has(scalar)) return way === 'in' ? 'string' : 'string | number | bigint';
  return 'number';
}

const typeOf = ({ typeName }: DescMessage, way: Way): string =>
  known(typeName)?.[way] ?? `${way === 'in' ? 'Messages' : 'Replies'}[${quoted(typeName)}]`;

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** A comment of the proto as one of TypeScript. */
function doc(text: string, indent: string): readonly string[] {
  if (text.trim() === '') return [];
  const lines = text.trim().replaceAll('*/', '*\u2060/').split('\n');
  return lines.length === 1
    ? [`${indent}/** ${lines[0]} */`]
    : [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}
