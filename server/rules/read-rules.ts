import type { DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import { annotation, type Annotation } from './annotation.ts';
import { celRules, predefinedRules } from './cel-rules.ts';
import type { FieldRules, MessageRules, Size, ValueRules } from './field-rules.ts';
import { optionBytes, optionNumber } from './option-bytes.ts';
import { readHints } from './read-hints.ts';
import { narrower, ValueBuilder } from './value-builder.ts';
import { keyType, valueType, type ValueType } from './value-kind.ts';
import { holds } from './accept.ts';

// Numbers of the annotations, as options.
const PROTOVALIDATE = 1159;
const PGV = 1071;
const PGV_IGNORED = 1072;
const OPENAPI = 1042;
const FIELD_INFO = 291403980;
const OURS: ReadonlySet<number> = new Set([PROTOVALIDATE, PGV, OPENAPI, FIELD_INFO]);

const IGNORE_ALWAYS = 3n;
const cache = new WeakMap<DescField, FieldRules | null>();

/** The rules of a field, whoever wrote them; undefined where there are none. Read once for each descriptor. */
export function rulesOf(field: DescField): FieldRules | undefined {
  const unknown = field.proto.options?.$unknown;
  if (!unknown?.some(({ no }) => OURS.has(no))) return undefined;
  let rules = cache.get(field);
  if (rules === undefined) cache.set(field, (rules = readRules(field) ?? null));
  return rules ?? undefined;
}

/** The rule that a person would name first, for a field whose values follow one: `string.email`. */
export function ruleOfField(field: DescField): string | undefined {
  const rules = rulesOf(field);
  const names = [...(rules?.value?.names ?? []), ...(rules?.items?.names ?? []), ...(rules?.names ?? [])];
  return names.length > 0 ? names.slice(0, 4).join(', ') : undefined;
}

class FieldBuilder {
  readonly names: string[] = [];
  readonly faults: string[] = [];
  readonly value: ValueBuilder;
  readonly items: ValueBuilder;
  readonly keys: ValueBuilder | undefined;
  readonly type: ValueType;
  size: Size | undefined;
  unique = false;
  required = false;
  readonly field: DescField;

  constructor(field: DescField) {
    this.field = field;
    this.type = valueType(field);
    const many = field.fieldKind === 'list' || field.fieldKind === 'map';
    this.value = new ValueBuilder(many ? 'message' : this.type.kind);
    this.items = new ValueBuilder(this.type.kind);
    this.keys = field.fieldKind === 'map' ? new ValueBuilder(keyType(field).kind) : undefined;
  }

  /** `FieldRules` of protovalidate or PGV, for the field. */
  read(rules: Annotation): void {
    const { field } = this;
    if (rules.plain('ignore') === IGNORE_ALWAYS) return;
    if (rules.flag('required') || rules.part('message')?.flag('required')) this.require();
    this.value.cel.push(...celRules(rules));
    for (const name of rules.names()) {
      const part = rules.part(name);
      if (!part || name === 'message') continue;
      if (name !== (field.fieldKind === 'list' ? 'repeated' : field.fieldKind === 'map' ? 'map' : this.type.type))
        this.faults.push(`${name} rules stand on a field that is ${this.what()}`);
      else if (name === 'repeated' || name === 'map') this.readMany(name, part);
      else this.readValue(this.value, this.type, part);
    }
  }

  require(): void {
    this.required = true;
    this.names.push('required');
  }

  readMany(name: string, part: Annotation): void {
    this.size = narrower(this.size, part.size('min_items'), part.size('max_items'));
    this.size = narrower(this.size, part.size('min_pairs'), part.size('max_pairs'));
    this.unique ||= part.flag('unique');
    this.names.push(...part.names().flatMap((rule) => (part.part(rule) ? [] : [`${name}.${rule}`])));
    this.value.cel.push(...predefinedRules(part, this.field.parent.file));
    this.readItem(this.items, this.type, part.part('items') ?? part.part('values'));
    if (this.field.fieldKind === 'map') this.readItem(this.keys!, keyType(this.field), part.part('keys'));
  }

  readItem(into: ValueBuilder, type: ValueType, rules: Annotation | undefined): void {
    if (!rules || rules.plain('ignore') === IGNORE_ALWAYS) return;
    into.cel.push(...celRules(rules));
    for (const name of rules.names()) {
      const part = rules.part(name);
      if (!part || name === 'message') continue;
      if (name === type.type) this.readValue(into, type, part);
      else this.faults.push(`${name} rules stand on items that are ${type.type}`);
    }
  }

  readValue(into: ValueBuilder, type: ValueType, part: Annotation): void {
    into.read(type.type, part);
    if (part.flag('required')) this.require(); // PGV, for messages of google.protobuf
    if (part.flag('defined_only'))
      into.rest = { ...into.rest, defined: type.enum?.values.map(({ number }) => BigInt(number)) ?? [] };
    const predefined = predefinedRules(part, this.field.parent.file);
    into.cel.push(...predefined);
    into.names.push(...predefined.map(({ id }) => id || 'predefined'));
  }

  what(): string {
    const { fieldKind } = this.field;
    return fieldKind === 'list' ? `a list of ${this.type.type}` : fieldKind === 'map' ? 'a map' : this.type.type;
  }

  done(): FieldRules | undefined {
    const { field, names, faults, unique } = this;
    for (const builder of [this.value, this.items, this.keys])
      if (builder && builder.cel.length > 0 && !builder.names.includes('cel')) builder.names.push('cel');
    const many = field.fieldKind === 'list' || field.fieldKind === 'map';
    const implicit = !many && !field.message && field.presence === Presence.IMPLICIT;
    if (this.required && implicit) forbidZero(this.value, this.type);
    const size = this.required && many ? narrower(this.size, 1, undefined) : this.size;
    const value = this.value.empty ? undefined : this.value.done();
    const items = this.items.empty ? undefined : this.items.done();
    const keys = this.keys && !this.keys.empty ? this.keys.done() : undefined;
    const sized = size && (size.min > 0 || size.max < Infinity) ? size : undefined;
    if (!value && !items && !keys && !sized && !unique && !this.required && faults.length === 0) return undefined;
    return {
      names,
      required: this.required,
      forced:
        this.required || (sized?.min ?? 0) > 0 || (implicit && value !== undefined && zeroBreaks(value, this.type)),
      value,
      ...(sized ? { size: sized } : {}),
      ...(unique ? { unique } : {}),
      ...(items ? { items } : {}),
      ...(keys ? { keys } : {}),
      faults,
    };
  }
}

function readRules(field: DescField): FieldRules | undefined {
  const { options } = field.proto;
  const builder = new FieldBuilder(field);
  const protovalidate = annotation(options, PROTOVALIDATE, 'buf.validate.FieldRules');
  if (protovalidate) builder.read(protovalidate);
  const pgv = isPgvOff(field.parent) ? undefined : annotation(options, PGV, 'validate.FieldRules');
  if (pgv) builder.read(pgv);
  const single = field.fieldKind === 'list' || field.fieldKind === 'map' ? builder.items : builder.value;
  readHints(builder, single, {
    schema: annotation(options, OPENAPI, 'grpc.gateway.protoc_gen_openapiv2.options.JSONSchema'),
    info: optionBytes(options, FIELD_INFO),
  });
  return builder.done();
}

const isPgvOff = ({ proto }: DescMessage): boolean =>
  optionNumber(proto.options, PGV) === 1 || optionNumber(proto.options, PGV_IGNORED) === 1;

/** Where a field has no presence of its own, only something else than zero is set. */
function forbidZero(builder: ValueBuilder, { kind }: ValueType): void {
  switch (kind) {
    case 'text':
    case 'bytes':
      builder.rest = { ...builder.rest, size: narrower(builder.rest.size, 1, undefined) };
      return;
    case 'flag':
      builder.notIn.push(false);
      return;
    case 'number':
      builder.notIn.push(0);
      return;
    default:
      builder.notIn.push(0n);
  }
}

const ZEROS = { text: '', bytes: new Uint8Array(), flag: false, number: 0, integer: 0n, enum: 0n } as const;

function zeroBreaks(rules: ValueRules, { kind }: ValueType): boolean {
  if (!(kind in ZEROS)) return false;
  const zero = ZEROS[kind as keyof typeof ZEROS]; // just looked up
  return rules.cel.length > 0 || !holds(rules, zero, { reference: 0n, now: undefined });
}

const messages = new WeakMap<DescMessage, MessageRules | null>();

/** The rules of a message as a whole; undefined where there are none. */
export function messageRulesOf(desc: DescMessage): MessageRules | undefined {
  if (!desc.proto.options?.$unknown?.some(({ no }) => no === PROTOVALIDATE)) return undefined;
  let rules = messages.get(desc);
  if (rules === undefined) {
    const read = annotation(desc.proto.options, PROTOVALIDATE, 'buf.validate.MessageRules');
    const oneofs = (read?.parts('oneof') ?? []).map((oneof) => ({
      fields: (oneof.list('fields') ?? []).filter((name): name is string => typeof name === 'string'),
      required: oneof.flag('required'),
    }));
    rules = read ? { cel: celRules(read), oneofs } : null;
    messages.set(desc, rules);
  }
  return rules ?? undefined;
}

/** One member of this oneof must be set. */
export function isRequiredOneof({ proto }: DescOneof): boolean {
  if (optionNumber(proto.options, PGV) === 1) return true;
  return annotation(proto.options, PROTOVALIDATE, 'buf.validate.OneofRules')?.flag('required') ?? false;
}
