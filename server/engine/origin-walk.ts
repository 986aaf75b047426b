import { isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { OriginEntry, ValueOrigin } from '../contract/origin.ts';
import { referenceOf } from '../generate/annotations.ts';
import { referencePlan } from '../generate/members.ts';
import type { Trace } from '../generate/trace.ts';
import { readField } from '../world/field-access.ts';

/** What a message is compared with: the same one, derived again. */
export interface Derived {
  readonly message: Message;
  readonly trace: Trace;
  /** Whoever holds a message of the recording says where a value comes from that is not what was derived. */
  readonly otherwise: (holder: Message, field: DescField) => ValueOrigin | undefined;
  /** Type of the request: paths in it are told in its names. */
  readonly input: DescMessage;
}

const MOST_VALUES = 5_000;
const UNKNOWN: ValueOrigin = { by: 'unknown' };

/**
 * The origin of each scalar value of a recorded message. A value has the origin of the one that was derived again at its
 * place only where the two are equal.
 */
export function walkOrigins(
  desc: DescMessage,
  recorded: Message,
  derived: Derived | undefined,
  fallback: ValueOrigin = UNKNOWN,
): { readonly values: readonly OriginEntry[]; readonly more: boolean } {
  const walk = new Walk(derived, fallback);
  walk.message(desc, recorded, derived?.message, '', undefined);
  return { values: walk.values.slice(0, MOST_VALUES), more: walk.values.length > MOST_VALUES };
}

class Walk {
  readonly values: OriginEntry[] = [];
  readonly #derived: Derived | undefined;
  readonly #fallback: ValueOrigin;

  constructor(derived: Derived | undefined, fallback: ValueOrigin) {
    this.#derived = derived;
    this.#fallback = fallback;
  }

  /** `whole`: the origin of all that is in a message, where it was made or written as one. */
  message(
    desc: DescMessage,
    holder: Message,
    twin: Message | undefined,
    path: string,
    whole: ValueOrigin | undefined,
  ): void {
    for (const field of desc.fields) {
      // One more than is shown says that there is more.
      if (this.values.length > MOST_VALUES) return;
      if (!isFieldSet(holder, field)) continue;
      const at = path === '' ? field.jsonName : `${path}.${field.jsonName}`;
      const noted = twin && this.#noted(twin, field, desc);
      const origin = noted ?? (whole && below(whole, field));
      this.#field(field, holder, readField(holder, field), twin && readField(twin, field), at, origin);
    }
  }

  #noted(twin: Message, field: DescField, desc: DescMessage): ValueOrigin | undefined {
    const { trace, input } = this.#derived!; // a twin is part of what was derived
    const origin = trace.of(twin, (field.oneof ?? field).localName);
    if (origin?.by === 'echo') return { by: 'echo', field: jsonPath(input, origin.field) };
    if (origin?.by === 'agreement') return { by: 'agreement', with: jsonPath(desc, origin.with) };
    return origin;
  }

  #field(
    field: DescField,
    holder: Message,
    value: unknown,
    twin: unknown,
    path: string,
    origin: ValueOrigin | undefined,
  ): void {
    switch (field.fieldKind) {
      case 'list':
        (value as readonly unknown[]).forEach((item, index) => {
          const other = (twin as readonly unknown[] | undefined)?.[index]; // a list is an array
          this.#value(field, holder, item, other, `${path}[${index}]`, origin);
        });
        return;
      case 'map': {
        const others = (twin ?? {}) as Readonly<Record<string, unknown>>; // a map is an object
        for (const [key, item] of Object.entries(value as object)) {
          const other = Object.hasOwn(others, key) ? others[key] : undefined;
          this.#value(field, holder, item, other, `${path}[${JSON.stringify(key)}]`, origin);
        }
        return;
      }
      default:
        this.#value(field, holder, value, twin, path, origin);
    }
  }

  #value(
    field: DescField,
    holder: Message,
    value: unknown,
    twin: unknown,
    path: string,
    origin: ValueOrigin | undefined,
  ): void {
    const { message } = field;
    if (this.values.length > MOST_VALUES) return;
    if (message && !isLeaf(message)) {
      this.message(message, value as Message, twin as Message | undefined, path, origin);
      return;
    }
    const same = this.#derived !== undefined && twin !== undefined && equal(value, twin);
    const known = same && origin ? pointed(field, value, origin) : this.#derived?.otherwise(holder, field);
    this.values.push({ path, origin: known ?? this.#fallback });
  }
}

/** One value in JSON: a person sees no fields in it. */
const isLeaf = (desc: DescMessage): boolean => desc.typeName.startsWith('google.protobuf.') || isWrapperDesc(desc);

/** What was echoed or stored as a whole names its part. */
const below = (whole: ValueOrigin, field: DescField): ValueOrigin =>
  whole.by === 'echo' ? { by: 'echo', field: `${whole.field}.${field.jsonName}` } : whole;

/** A reference names what it leads to. */
function pointed(field: DescField, value: unknown, origin: ValueOrigin): ValueOrigin {
  if (origin.by !== 'constraint' && origin.by !== 'hint') return origin;
  const reference = referenceOf(field)?.type;
  const resource = reference ?? referencePlan(field)?.target?.parent.typeName;
  if (resource === undefined || (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint'))
    return origin;
  return { by: 'entity', resource, entity: String(value) };
}

/** A path of local names in ProtoJSON names. */
function jsonPath(desc: DescMessage, path: string): string {
  let inner: DescMessage | undefined = desc;
  return path
    .split('.')
    .map((step) => {
      const field: DescField | undefined = inner?.fields.find(
        ({ localName, oneof }) => localName === step || oneof?.localName === step,
      );
      inner = field?.message;
      return field?.oneof && field.localName !== step ? step : (field?.jsonName ?? step);
    })
    .join('.');
}

/** Equal in the library's local form. */
export function equal(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Uint8Array || right instanceof Uint8Array)
    return (
      left instanceof Uint8Array &&
      right instanceof Uint8Array &&
      left.length === right.length &&
      left.every((byte, index) => byte === right[index])
    );
  const [one, other] = [fieldsOf(left), fieldsOf(right)];
  return one.size === other.size && [...one].every(([key, value]) => other.has(key) && equal(value, other.get(key)));
}

/** Without what the library keeps beside the fields. */
const fieldsOf = (held: object): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(held).filter(([key, value]) => !key.startsWith('$') && value !== undefined));
