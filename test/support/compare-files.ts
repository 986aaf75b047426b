import { fromBinary, toBinary, type Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import {
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  EnumValueDescriptorProtoSchema,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  MethodDescriptorProtoSchema,
  OneofDescriptorProtoSchema,
  ServiceDescriptorProtoSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  type SourceCodeInfo_Location,
} from '@bufbuild/protobuf/wkt';
import type { Schema } from '../../server/schema/registry.ts';
import { canonical } from './canonical-bytes.ts';

export const ENTITY_KINDS = [
  'file',
  'message',
  'field',
  'enum',
  'value',
  'oneof',
  'extension',
  'service',
  'method',
  'comment',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** One entity that is not the same on both sides. */
export interface Difference {
  readonly file: string;
  readonly kind: EntityKind;
  /** Full name; for comments the path in the descriptor. */
  readonly name: string;
  /** Bytes of the entity, children left out, as latin1; undefined where it is not there. */
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** How near our descriptors come to those of another compiler. */
export interface Comparison {
  readonly entities: number;
  readonly counts: Readonly<Record<EntityKind, number>>;
  readonly differences: readonly Difference[];
  /** Files left aside. */
  readonly builtIn: readonly string[];
  /** Locations of source info (path with span), of those that both have a path for, and how many are equal. */
  readonly spans: number;
  readonly sameSpans: number;
  /** Paths that only one side has a location for. */
  readonly pathsOnlyOurs: number;
  readonly pathsOnlyTheirs: number;
}

/**
 * Compares two compilations entity by entity: each with its own attributes and its options by value, without what
 * stands in it; and the comments of each path. Entities that only one side has are differences, too.
 */
export function compareFiles(schema: Schema, oracle: readonly Uint8Array[]): Comparison {
  // The kinds are all there is.
  const counts = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, 0])) as Record<EntityKind, number>;
  const differences: Difference[] = [];
  const builtIn: string[] = [];
  const totals = { spans: 0, sameSpans: 0, pathsOnlyOurs: 0, pathsOnlyTheirs: 0 };
  for (const bytes of oracle) {
    const theirs = fromBinary(FileDescriptorProtoSchema, bytes);
    const file = schema.files.get(theirs.name);
    // Neither was given its text: each compiler has a copy of its own.
    if (file && file.path === undefined) {
      builtIn.push(theirs.name);
      continue;
    }
    const ours = file && fromBinary(FileDescriptorProtoSchema, file.bytes);
    const [left, right] = [entitiesOf(ours), entitiesOf(theirs)];
    if (ours) {
      compareSpans(ours, theirs, totals);
      comments(ours, left);
      comments(theirs, right);
    }
    for (const [key, { kind, bytes: want }] of right) {
      counts[kind] += 1;
      const have = left.get(key)?.bytes;
      if (have !== want) differences.push({ file: theirs.name, kind, name: nameOf(key), ours: have, theirs: want });
      left.delete(key);
    }
    for (const [key, { kind, bytes: have }] of left)
      differences.push({ file: theirs.name, kind, name: nameOf(key), ours: have, theirs: undefined });
  }
  const entities = ENTITY_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
  return { entities, counts, differences, builtIn, ...totals };
}

type Entities = Map<string, { readonly kind: EntityKind; readonly bytes: string }>;

const nameOf = (key: string): string => key.slice(key.indexOf(' ') + 1);

function entitiesOf(file: FileDescriptorProto | undefined): Entities {
  const found: Entities = new Map();
  if (!file) return found;
  const add = <Shape extends Message>(
    kind: EntityKind,
    name: string,
    schema: GenMessage<Shape>,
    value: Shape,
  ): void => {
    // What buf says of its own build stands in unknown fields.
    const own = kind === 'file' ? { ...value, $unknown: undefined } : value;
    const bytes = canonical(toBinary(schema, own));
    found.set(`${kind} ${name}`, { kind, bytes });
  };
  const fields = (kind: EntityKind, scope: string, list: readonly FieldDescriptorProto[]): void => {
    for (const field of list) add(kind, `${scope}${field.name}`, FieldDescriptorProtoSchema, field);
  };
  const enumeration = (scope: string, type: EnumDescriptorProto): void => {
    add('enum', `${scope}${type.name}`, EnumDescriptorProtoSchema, { ...type, value: [] });
    for (const value of type.value)
      add('value', `${scope}${type.name}.${value.name}`, EnumValueDescriptorProtoSchema, value);
  };
  const message = (scope: string, type: DescriptorProto): void => {
    const full = `${scope}${type.name}`;
    const own = { ...type, field: [], nestedType: [], enumType: [], oneofDecl: [], extension: [] };
    add('message', full, DescriptorProtoSchema, own);
    fields('field', `${full}.`, type.field);
    fields('extension', `${full}.`, type.extension);
    for (const oneof of type.oneofDecl) add('oneof', `${full}.${oneof.name}`, OneofDescriptorProtoSchema, oneof);
    for (const nested of type.enumType) enumeration(`${full}.`, nested);
    for (const nested of type.nestedType) message(`${full}.`, nested);
  };
  const scope = file.package === '' ? '' : `${file.package}.`;
  for (const type of file.messageType) message(scope, type);
  for (const type of file.enumType) enumeration(scope, type);
  fields('extension', scope, file.extension);
  for (const service of file.service) {
    add('service', `${scope}${service.name}`, ServiceDescriptorProtoSchema, { ...service, method: [] });
    for (const method of service.method)
      add('method', `${scope}${service.name}.${method.name}`, MethodDescriptorProtoSchema, method);
  }
  const { sourceCodeInfo: _, ...own } = file;
  add('file', file.name, FileDescriptorProtoSchema, {
    ...own,
    messageType: [],
    enumType: [],
    extension: [],
    service: [],
  });
  return found;
}

/** buf leaves out the line end of a comment that trails on its line. */
const trim = (text: string): string => text.replace(/\n$/, '');

function comments(file: FileDescriptorProto, into: Entities): void {
  for (const { path, leadingComments, trailingComments, leadingDetachedComments } of locations(file)) {
    if (leadingComments === '' && trailingComments === '' && leadingDetachedComments.length === 0) continue;
    const key = `comment ${path.join('.')}`;
    const before = into.get(key)?.bytes ?? '';
    const texts = [trim(leadingComments), trim(trailingComments), ...leadingDetachedComments.map(trim)];
    into.set(key, { kind: 'comment', bytes: before + JSON.stringify(texts) });
  }
}

const locations = (file: FileDescriptorProto): readonly SourceCodeInfo_Location[] =>
  file.sourceCodeInfo?.location ?? [];

type SpanTotals = { -readonly [Key in 'spans' | 'sameSpans' | 'pathsOnlyOurs' | 'pathsOnlyTheirs']: number };

function compareSpans(ours: FileDescriptorProto, theirs: FileDescriptorProto, totals: SpanTotals): void {
  const tally = (file: FileDescriptorProto): Map<string, string[]> => {
    const byPath = new Map<string, string[]>();
    for (const { path, span } of locations(file)) {
      const key = path.join('.');
      const spans = byPath.get(key);
      if (spans) spans.push(span.join());
      else byPath.set(key, [span.join()]);
    }
    return byPath;
  };
  const have = tally(ours);
  for (const [path, spans] of tally(theirs)) {
    const own = have.get(path);
    have.delete(path);
    if (!own) totals.pathsOnlyTheirs += 1;
    else
      for (const span of spans) {
        totals.spans += 1;
        if (own.includes(span)) totals.sameSpans += 1;
      }
  }
  totals.pathsOnlyOurs += have.size;
}
