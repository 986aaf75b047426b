import { settleDefault } from './defaults.ts';
import { jsonName } from './emit.ts';
import { inScope, keepOnly, type FileContext } from './file-context.ts';
import { checkEnum } from './check-enum.ts';
import { MAX_FIELD_NUMBER } from './parse-ranges.ts';
import { EDITION_2023, PROTO2, PROTO3, type FieldNode, type MessageNode, type RangeNode } from './syntax-tree.ts';

/** Checks the rules of messages and extensions, after types are known. Clashing fields are left out. */
export function checkFile(ctx: FileContext): void {
  const { file } = ctx;
  for (const message of file.messages) checkMessage(ctx, message, inScope(file.package, message.name));
  for (const type of file.enums) checkEnum(ctx, type);
  for (const extension of file.extensions) checkExtension(ctx, extension);
}

function checkMessage(ctx: FileContext, message: MessageNode, full: string): void {
  for (const nested of message.messages) checkMessage(ctx, nested, inScope(full, nested.name));
  for (const type of message.enums) checkEnum(ctx, type);
  for (const extension of message.extensions) checkExtension(ctx, extension);
  const byNumber = new Map<number, FieldNode>();
  keepOnly(message.fields, (field) => checkNumber(ctx, message, field, byNumber));
  for (const field of message.fields) checkField(ctx, field);
  checkRanges(ctx, message);
  if (!message.mapEntry) checkJsonNames(ctx, message);
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
  if (unit.edition === PROTO3 && field.type === 14) {
    const type = ctx.table.get(field.typeName.slice(1));
    if (type && type.unit.edition === PROTO2)
      problems.error(
        'proto3-rule',
        field.typeAt,
        `"${field.typeName.slice(1)}" is an enum of proto2, which proto3 messages cannot use.`,
      );
  }
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
  const { problems, unit } = ctx;
  const legacy = message.options.some(
    ({ name }) => name.length === 1 && name[0]?.name === 'deprecated_legacy_json_field_conflicts',
  );
  const names = new Map<string, FieldNode>();
  for (const field of message.fields) {
    const json = field.jsonName?.text ?? jsonName(field.name);
    const twin = names.get(json);
    if (!twin) names.set(json, field);
    else if (!legacy && (unit.edition !== PROTO2 || (twin.jsonName && field.jsonName)))
      problems.error(
        'json-name-conflict',
        field.nameAt,
        `"${field.name}" and "${twin.name}" are both "${json}" in JSON.`,
        'Rename one, or give it a json_name.',
      );
  }
}

function checkExtension(ctx: FileContext, field: FieldNode): void {
  const { problems, table, unit } = ctx;
  const extendee = field.extendeeFull ?? '';
  const target = table.get(extendee);
  const ranges = target?.ranges ?? [];
  if (!ranges.some(([start, end]) => field.number >= start && field.number <= end)) {
    const free = ranges.map(([start, end]) => (start === end ? `${start}` : `${start} to ${end}`)).join(', ');
    const hint = free === '' ? 'It has no numbers for extensions.' : `Its numbers for extensions are ${free}.`;
    problems.error(
      'extension-range',
      field.numberAt,
      `${extendee} has not set number ${field.number} apart for extensions.`,
      hint,
    );
  }
  if (field.label === 2)
    problems.error('extension-rule', field.typeAt, 'Extensions cannot be required.', 'Use "optional".');
  if (field.jsonName)
    problems.error(
      'json-name',
      field.jsonName.at,
      'Extensions have no JSON name of their own.',
      'Take json_name away.',
    );
  if (unit.edition === PROTO3 && !/^google\.protobuf\.(\w+Options|MethodOptions|FeatureSet)$/.test(extendee))
    problems.error(
      'proto3-rule',
      field.extendeeAt,
      'Proto3 can extend the messages of options only.',
      'Use google.protobuf.Any.',
    );
  settleDefault(ctx, field);
}
