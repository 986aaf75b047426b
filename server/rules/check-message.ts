import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { holds, same } from './accept.ts';
import type { FieldRules, Moments, Plain, ValueRules } from './field-rules.ts';
import { keyForm, plainForm, type PlainForm } from './plain-value.ts';
import { isRequiredOneof, rulesOf } from './read-rules.ts';

/** A field that breaks its rules. */
export interface Violation {
  /** In ProtoJSON names, with indexes and keys: `lines[2].price`; empty for the message itself. */
  readonly path: string;
  /** `string.email` */
  readonly rule: string;
  readonly message: string;
}

type Held = Readonly<Record<string, unknown>>;

const MOST = 100;

/**
 * The rules that a message breaks, by the neutral form alone: without expressions. `only` chooses the fields that are
 * looked at; messages below are always walked.
 */
export function checkMessage(
  desc: DescMessage,
  message: Message,
  moments: Moments,
  only: (field: DescField) => boolean = () => true,
): readonly Violation[] {
  const found: Violation[] = [];
  walk(desc, message as unknown as Held, '', { moments, only, found }); // a message holds its fields
  return found;
}

interface Check {
  readonly moments: Moments;
  readonly only: (field: DescField) => boolean;
  readonly found: Violation[];
}

function walk(desc: DescMessage, message: Held, path: string, check: Check): void {
  for (const field of desc.fields) {
    if (check.found.length >= MOST) return;
    const at = `${path}${path === '' ? '' : '.'}${field.jsonName}`;
    const value = valueOf(message, field);
    const rules = check.only(field) ? rulesOf(field) : undefined;
    if (rules) checkField(field, rules, value, at, check);
    if (value !== undefined && field.message && !plainForm(field)) below(field, value, at, check);
  }
  for (const oneof of desc.oneofs)
    if (isRequiredOneof(oneof) && (message[oneof.localName] as { case?: string }).case === undefined)
      check.found.push({
        path: `${path}${path === '' ? '' : '.'}${oneof.name}`,
        rule: 'required',
        message: 'one of its fields must be set',
      });
}

/** Undefined where the field is not set, or is the zero that stands for it. */
function valueOf(message: Held, field: DescField): unknown {
  if (!field.oneof) return message[field.localName];
  const chosen = message[field.oneof.localName] as { case?: string; value?: unknown }; // as the library keeps it
  return chosen.case === field.localName ? chosen.value : undefined;
}

function below(field: DescField, value: unknown, at: string, check: Check): void {
  if (!field.message) return;
  // Fields of messages hold messages.
  if (field.fieldKind === 'list')
    (value as readonly Held[]).forEach((item, index) => walk(field.message!, item, `${at}[${index}]`, check));
  else if (field.fieldKind === 'map')
    for (const [key, entry] of Object.entries(value as Record<string, Held>))
      walk(field.message, entry, `${at}[${JSON.stringify(key)}]`, check);
  else walk(field.message, value as Held, at, check);
}

function checkField(field: DescField, rules: FieldRules, value: unknown, at: string, check: Check): void {
  const say = (rule: string, message: string): void => void check.found.push({ path: at, rule, message });
  if (field.fieldKind === 'list') return checkList(field, rules, value as readonly unknown[], at, check); // a list
  if (field.fieldKind === 'map') return checkMap(field, rules, value as Record<string, unknown>, at, check); // a map
  if (value === undefined) {
    if (rules.required) say('required', 'a value is required');
    return;
  }
  const form = plainForm(field);
  if (rules.value && form) checkValue(rules.value, form.toPlain(value), at, check);
}

function checkValue(rules: ValueRules, value: Plain, path: string, { moments, found }: Check): void {
  if (!holds(rules, value, moments))
    found.push({ path, rule: rules.names.join(', '), message: `breaks ${rules.names.join(', ')}` });
}

function checkSize({ size }: FieldRules, count: number, path: string, what: string, { found }: Check): void {
  if (!size || (count >= size.min && count <= size.max)) return;
  const few = count < size.min;
  found.push({
    path,
    rule: few ? `min_${what}` : `max_${what}`,
    message: few ? `must have at least ${size.min} ${what}` : `must have at most ${size.max} ${what}`,
  });
}

function checkList(
  field: DescField & { fieldKind: 'list' },
  rules: FieldRules,
  items: readonly unknown[],
  at: string,
  check: Check,
): void {
  checkSize(rules, items.length, at, 'items', check);
  const form = plainForm(field);
  if (!form) return;
  const plain = items.map(form.toPlain);
  if (rules.unique && plain.some((item, index) => plain.findIndex((other) => same(other, item)) !== index))
    check.found.push({ path: at, rule: 'repeated.unique', message: 'items must be unique' });
  if (rules.items) for (const [index, item] of plain.entries()) checkValue(rules.items, item, `${at}[${index}]`, check);
}

function checkMap(
  field: DescField & { fieldKind: 'map' },
  rules: FieldRules,
  entries: Record<string, unknown>,
  at: string,
  check: Check,
): void {
  const keys = Object.keys(entries);
  checkSize(rules, keys.length, at, 'pairs', check);
  const [form, keyOf]: [PlainForm | undefined, PlainForm] = [plainForm(field), keyForm(field.mapKey)];
  for (const key of keys) {
    if (rules.keys) checkValue(rules.keys, keyOf.toPlain(key), `${at}[${JSON.stringify(key)}]`, check);
    if (rules.items && form)
      checkValue(rules.items, form.toPlain(entries[key]), `${at}[${JSON.stringify(key)}]`, check);
  }
}
