import type { FileContext } from './file-context.ts';
import { FEATURE_SINCE } from './features.ts';
import { canPack } from './parse-type.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { FieldShape } from './shapes.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import { EDITION_2023, EDITION_2024, EDITION_2026, type FieldNode, type OptionNode } from './syntax-tree.ts';

/** Options of descriptor.proto that an edition took away; feature support is no part of our copy of it. */
const REMOVED: Readonly<Partial<Record<string, number>>> = {
  ctype: EDITION_2024,
  java_multiple_files: EDITION_2024,
  cc_enable_arenas: EDITION_2026,
};
const INTEGERS_OF_64_BITS: ReadonlySet<number> = new Set([3, 4, 6, 16, 18]);

/** Kinds of entities as `FieldOptions.targets` numbers them, with what the messages say. */
const TARGETS = [
  '',
  'a file',
  'an extension range',
  'a message',
  'a field',
  'a oneof',
  'an enum',
  'a value of an enum',
  'a service',
  'a method',
];

/** A rule that the name of an option breaks, as an error to throw. */
const broken = (code: ProblemCode, at: number, message: string, hint?: string): ProtoSyntaxError =>
  new ProtoSyntaxError(at, message, hint, code);

/** Throws where a field of an options message cannot be set on this kind of entity, or not in this edition. */
export function checkUse(ctx: FileContext, field: FieldShape, at: number, target: number, message: string): void {
  if (field.targets && !field.targets.includes(target))
    throw broken('option-target', at, `"${field.name}" cannot be set on ${TARGETS[target]!}.`);
  const { edition } = ctx.unit;
  if (message === 'google.protobuf.FeatureSet' && edition < (FEATURE_SINCE[field.name] ?? 0))
    throw broken('edition-rule', at, `"${field.name}" exists from edition 2024 on.`);
  if (!message.startsWith('google.protobuf.') || !message.endsWith('Options')) return;
  if (field.name === 'features' && field.extendee === '' && edition < EDITION_2023)
    throw broken('edition-rule', at, 'Features are for editions only.', 'Begin the file with: edition = "2023";');
  if (edition >= (REMOVED[field.name] ?? Infinity))
    throw broken('edition-rule', at, `"${field.name}" was taken out of this edition.`, 'Take it away.');
}

/** Rules of options that depend on the field they stand on. */
export function checkFieldOptions(ctx: FileContext, field: FieldNode): void {
  const { problems, unit } = ctx;
  for (const { name, value, at } of field.options) {
    const [first] = name;
    if (first === undefined || first.extension || name.length > 1) continue;
    const says = (text: string): boolean => value.kind === 'ident' && value.text === text;
    if (first.name === 'packed') {
      if (unit.edition >= EDITION_2023)
        problems.error(
          'edition-rule',
          at,
          'Editions have no option "packed".',
          'Use features.repeated_field_encoding.',
        );
      else if (!says('false') && (field.label !== 3 || !canPack(field.type)))
        problems.error('option-value', at, 'Only repeated numbers, bools and enums can be packed.', 'Take it away.');
    } else if ((first.name === 'lazy' || first.name === 'unverified_lazy') && says('true')) {
      if (field.type !== 11 && field.type !== 10)
        problems.error('option-value', at, `"${first.name}" is for messages only.`, 'Take it away.');
    } else if (first.name === 'jstype' && !says('JS_NORMAL') && !INTEGERS_OF_64_BITS.has(field.type))
      problems.error('option-value', at, '"jstype" is for integers of 64 bits only.', 'Take it away.');
  }
}

/** `message_set_wire_format` and `map_entry`, which not every message can have. */
export function checkMessageOptions(ctx: FileContext, options: readonly OptionNode[], proto3: boolean): void {
  for (const { name, value, at } of options) {
    const first = name.length === 1 && !name[0]?.extension ? name[0]?.name : undefined;
    if (value.kind !== 'ident' || value.text !== 'true') continue;
    if (first === 'map_entry')
      ctx.problems.error('option-value', at, '"map_entry" is set by the compiler alone.', 'Write: map<K, V>.');
    if (first === 'message_set_wire_format' && proto3)
      ctx.problems.error('proto3-rule', at, 'Proto3 has no message sets.', 'Take it away.');
  }
}
