import { settleDefault } from './defaults.ts';
import { jsonName } from './emit.ts';
import { inScope, keepOnly, type FileContext } from './file-context.ts';
import { checkEnum } from './check-enum.ts';
import { checkDeclarations, checkExtension } from './check-extension.ts';
import { checkFieldOptions, checkMessageOptions } from './check-option.ts';
import { allowsConflicts } from './json-conflicts.ts';
import { MAX_FIELD_NUMBER } from './parse-ranges.ts';
import { EDITION_2023, PROTO3, type FieldNode, type MessageNode, type RangeNode } from './syntax-tree.ts';

/** Checks the rules of messages and extensions, after types are known. Clashing fields are left out. */
export function checkFile(ctx: FileContext): void {
  const { file } = ctx;
  for (const message of file.messages) checkMessage(ctx, message, inScope(file.package, message.name));
  for (const type of file.enums) checkEnum(ctx, type);
  keepOnly(file.extensions, (extension) => checkOneExtension(ctx, extension, file.package));
}

function checkMessage(ctx: FileContext, message: MessageNode, full: string): void {
  for (const nested of message.messages) checkMessage(ctx, nested, inScope(full, nested.name));
  for (const type of message.enums) checkEnum(ctx, type);
  keepOnly(message.extensions, (extension) => checkOneExtension(ctx, extension, full));
  if (message.options.length > 0) checkMessageOptions(ctx, message.options, ctx.unit.edition === PROTO3);
  if (message.extensionRanges.length > 0) checkDeclarations(ctx, message);
  if (message.messageSet) checkMessageSet(ctx, message);
  const byNumber = new Map<number, FieldNode>();
  keepOnly(message.fields, (field) => checkNumber(ctx, message, field, byNumber));
  for (const field of message.fields) checkField(ctx, field);
  checkRanges(ctx, message);
  if (!message.mapEntry) checkJsonNames(ctx, message);
}

function checkOneExtension(ctx: FileContext, extension: FieldNode, scope: string): boolean {
  checkFieldOptions(ctx, extension);
  return checkExtension(ctx, extension, inScope(scope, extension.name));
}

function checkMessageSet(ctx: FileContext, message: MessageNode): void {
  if (message.extensionRanges.length === 0 || message.fields.length > 0)
    ctx.problems.error(
      'extension-rule',
      message.nameAt,
      `The message set "${message.name}" must have numbers for extensions, and no field.`,
      'Write: extensions 4 to max;',
    );
}

function checkNumber(
  ctx: FileContext,
  message: MessageNode,
  field: FieldNode,
  byNumber: Map<number, FieldNode>,
): boolean {
  const { problems } = ctx;
  const { number, numberAt, name } = field;
  if (!validNumber(ctx, number, numberAt, MAX_FIELD_NUMBER)) return false;
  const twin = byNumber.get(number);
  if (twin) {
    problems.error(
      'duplicate-number',
      numberAt,
      `Number ${number} of "${name}" is taken by "${twin.name}".`,
      `The next free number is ${nextFree(message)}.`,
    );
    return false;
  }
  byNumber.set(number, field);
  if (message.reserved.ranges.some((range) => inRange(number, range)))
    problems.error(
      'number-reserved',
      numberAt,
      `Number ${number} of "${name}" is reserved.`,
      `The next free number is ${nextFree(message)}.`,
    );
  if (message.extensionRanges.some((range) => inRange(number, range)))
    problems.error('number-reserved', numberAt, `Number ${number} of "${name}" is set apart for extensions.`);
  if (message.reserved.names.some((reserved) => reserved.name === name))
    problems.error('name-reserved', field.nameAt, `The name "${name}" is reserved.`, 'Choose another name.');
  return true;
}

const inRange = (number: number, { start, end }: RangeNode): boolean => number >= start && number <= end;

function nextFree(message: MessageNode): number {
  const used = new Set(message.fields.map((field) => field.number));
  const ranges = [...message.reserved.ranges, ...message.extensionRanges];
  let number = Math.max(0, ...[...used].filter((taken) => taken < 19_000)) + 1;
  for (
    let range = ranges.find((taken) => inRange(number, taken));
    range;
    range = ranges.find((taken) => inRange(number, taken))
  )
    number = range.end + 1;
  return number;
}

function validNumber(ctx: FileContext, number: number, at: number, most: number): boolean {
  const { problems } = ctx;
  if (number < 1 || number > most) {
    problems.error('number-range', at, `Field numbers go from 1 to ${most}; this is ${number}.`);
    return false;
  }
  if (number >= 19_000 && number <= 19_999)
    problems.error(
      'number-range',
      at,
      'Numbers from 19000 to 19999 belong to the protocol buffers library.',
      'Choose another number.',
    );
  return true;
}

function checkField(ctx: FileContext, field: FieldNode): void {
  const { problems, unit } = ctx;
  settleDefault(ctx, field);
  checkFieldOptions(ctx, field);
  if (field.label === 2 && unit.edition === PROTO3)
    problems.error('proto3-rule', field.typeAt, 'Proto3 has no required fields.', 'Take "required" away.');
  if (field.label === 2 && unit.edition >= EDITION_2023)
    problems.error(
      'edition-rule',
      field.typeAt,
      'Editions have no label "required".',
      'Use features.field_presence = LEGACY_REQUIRED.',
    );
  if (field.label === 1 && field.explicitLabel && unit.edition >= EDITION_2023)
    problems.error(
      'edition-rule',
      field.typeAt,
      'Editions have no label "optional".',
      'Take it away: fields have presence without it.',
    );
  if (field.jsonName?.text.startsWith('[') && field.jsonName.text.endsWith(']'))
    problems.error('json-name', field.jsonName.at, 'A JSON name in brackets would be taken for an extension.');
  checkEnumUse(ctx, field);
}

function checkEnumUse(ctx: FileContext, field: FieldNode): void {
  const { problems, table, unit } = ctx;
  if (field.mapEntry) {
    const value = field.mapEntry.fields[1];
    const values = value?.type === 14 ? ctx.shapes.enum(value.typeName.slice(1)) : undefined;
    const first = values && [...values.values()][0];
    if (first !== undefined && first !== 0)
      problems.error('enum-first-value', field.typeAt, 'The enum of a map must begin with a value of number 0.');
    return;
  }
  if (unit.edition !== PROTO3 || field.type !== 14) return;
  const name = field.typeName.slice(1);
  if (table.get(name)?.closed)
    problems.error('proto3-rule', field.typeAt, `"${name}" is a closed enum (of proto2), which proto3 cannot use.`);
}

function checkRanges(ctx: FileContext, message: MessageNode): void {
  const { problems, unit } = ctx;
  const most = message.messageSet ? 0x7ffffffe : MAX_FIELD_NUMBER;
  const first = message.extensionRanges[0];
  if (first && unit.edition === PROTO3)
    problems.error('proto3-rule', first.at, 'Proto3 messages have no extension ranges.', 'Use google.protobuf.Any.');
  const seen: RangeNode[] = [];
  for (const range of [...message.reserved.ranges, ...message.extensionRanges]) {
    if (range.start < 1 || range.end > most)
      problems.error('number-range', range.at, `Ranges lie between 1 and ${most}.`);
    else if (range.end < range.start) problems.error('range-invalid', range.at, 'The range ends before it begins.');
    else if (seen.some((other) => other.start <= range.end && range.start <= other.end))
      problems.error('range-invalid', range.at, 'The range overlaps another one.');
    seen.push(range);
  }
  const names = new Set<string>();
  for (const { name, nameAt } of message.reserved.names) {
    if (names.has(name)) problems.error('duplicate-name', nameAt, `"${name}" is reserved twice.`);
    names.add(name);
  }
}

function checkJsonNames(ctx: FileContext, message: MessageNode): void {
  const names = new Map<string, FieldNode>();
  let allowed: ReturnType<typeof allowsConflicts> | undefined;
  for (const field of message.fields) {
    const json = field.jsonName?.text ?? jsonName(field.name);
    const twin = names.get(json);
    if (!twin) {
      names.set(json, field);
      continue;
    }
    allowed ??= allowsConflicts(ctx, message.options);
    if (allowed === 'none' || (allowed === 'defaults' && twin.jsonName && field.jsonName))
      ctx.problems.error(
        'json-name-conflict',
        field.nameAt,
        `"${field.name}" and "${twin.name}" are both "${json}" in JSON.`,
        'Rename one, or give it a json_name.',
      );
  }
}
