import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

// Options arrive as unknown fields, for descriptors are read without the extensions of google/api: these are their
// numbers there.
const OPERATION_INFO = 1049;
const RESOURCE = 1053;
const RESOURCE_REFERENCE = 1055;
const FIELD_BEHAVIOR = 1052;

/** `google.api.resource`: its type and its patterns. */
export interface ResourceInfo {
  readonly type: string;
  readonly patterns: readonly string[];
  /** The field that holds the name; `name` where nothing is said. */
  readonly nameField: string;
  /** Words of the schema's own, in camel case: `secretVersion`, `secretVersions`. Empty where nothing is said. */
  readonly singular: string;
  readonly plural: string;
}

interface WithUnknown {
  readonly $unknown?:
    readonly { readonly no: number; readonly wireType: WireType; readonly data: Uint8Array }[] | undefined;
}

/** The bytes of an option that is a message, by the number of its extension; one reader for each time it is set. */
function* optionBytes(options: WithUnknown | undefined, number: number): Iterable<BinaryReader> {
  for (const field of options?.$unknown ?? []) {
    if (field.no !== number || field.wireType !== WireType.LengthDelimited) continue;
    const reader = new BinaryReader(field.data);
    yield new BinaryReader(reader.bytes());
  }
}

function readTexts(reader: BinaryReader): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (wireType !== WireType.LengthDelimited) reader.skip(wireType, number);
    else found.set(number, [...(found.get(number) ?? []), reader.string()]);
  }
  return found;
}

const resourceInfo = (texts: ReadonlyMap<number, readonly string[]>): ResourceInfo => ({
  type: texts.get(1)?.[0] ?? '',
  patterns: (texts.get(2) ?? []).filter((pattern) => pattern !== '*'),
  nameField: texts.get(3)?.[0] || 'name',
  plural: texts.get(5)?.[0] ?? '',
  singular: texts.get(6)?.[0] ?? '',
});

const resources = new WeakMap<DescMessage, ResourceInfo | null>();

/** `google.api.resource` on a message. Read once. */
export function resourceOf(desc: DescMessage): ResourceInfo | undefined {
  let found = resources.get(desc);
  if (found === undefined) {
    const [reader] = optionBytes(desc.proto.options, RESOURCE);
    resources.set(desc, (found = reader ? resourceInfo(readTexts(reader)) : null));
  }
  return found ?? undefined;
}

/** `google.longrunning.operation_info`: what the operation ends with, and what it tells on the way. */
export function operationOf(method: DescMethod): { readonly response?: string; readonly metadata?: string } {
  for (const reader of optionBytes(method.proto.options, OPERATION_INFO)) {
    const texts = readTexts(reader);
    const [response, metadata] = [texts.get(1)?.[0], texts.get(2)?.[0]];
    return { ...(response ? { response } : {}), ...(metadata ? { metadata } : {}) };
  }
  return {};
}

/** `google.api.resource_definition` on a file. */
export function resourcesOfFile(options: WithUnknown | undefined): readonly ResourceInfo[] {
  return [...optionBytes(options, RESOURCE)].map((reader) => resourceInfo(readTexts(reader)));
}

/** `google.api.resource_reference`: the type that a field names, or the type whose parent it names. */
export function referenceOf(field: DescField): { readonly type?: string; readonly childType?: string } | undefined {
  for (const reader of optionBytes(field.proto.options, RESOURCE_REFERENCE)) {
    const texts = readTexts(reader);
    const [type, childType] = [texts.get(1)?.[0], texts.get(2)?.[0]];
    if (type && type !== '*') return { type };
    if (childType && childType !== '*') return { childType };
  }
  return undefined;
}

const NO_BEHAVIORS: ReadonlySet<number> = new Set();

/** `google.api.field_behavior` (google.aip.dev/203), as the numbers of its enum. */
export function behaviorsOf(field: DescField): ReadonlySet<number> {
  const unknowns = field.proto.options?.$unknown;
  if (!unknowns) return NO_BEHAVIORS;
  const found = new Set<number>();
  for (const unknown of unknowns) {
    if (unknown.no !== FIELD_BEHAVIOR) continue;
    const reader = new BinaryReader(unknown.data);
    if (unknown.wireType === WireType.LengthDelimited) {
      const end = reader.uint32() + reader.pos;
      while (reader.pos < end) found.add(reader.int32());
    } else found.add(reader.int32());
  }
  return found;
}

export const REQUIRED = 2;
export const OUTPUT_ONLY = 3;
export const INPUT_ONLY = 4;
export const IMMUTABLE = 5;
export const IDENTIFIER = 8;
