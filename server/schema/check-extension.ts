import { settleDefault } from './defaults.ts';
import type { FileContext } from './file-context.ts';
import { SCALARS } from './parse-type.ts';
import { PROTO3, type FieldNode, type MessageNode, type RangeNode, type ValueNode } from './syntax-tree.ts';

const OPTION_MESSAGES = /^google\.protobuf\.(\w+Options|FeatureSet)$/;

/** An extension that a message has declared: what extends it with that number must be like this. */
export interface ExtensionDeclaration {
  readonly number: number;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly repeated: boolean;
  readonly reserved: boolean;
  readonly at: number;
}

/** Checks the rules of one extension. Two of one number in one file: the second is left out. */
export function checkExtension(ctx: FileContext, field: FieldNode, full: string): boolean {
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
  if (unit.edition === PROTO3 && !OPTION_MESSAGES.test(extendee))
    problems.error(
      'proto3-rule',
      field.extendeeAt,
      'Proto3 can extend the messages of options only.',
      'Use google.protobuf.Any.',
    );
  if (target?.messageSet && (field.type !== 11 || field.label !== 1))
    problems.error('extension-rule', field.typeAt, 'A message set is extended by single messages only.');
  const declaration = target?.declarations?.find(({ number }) => number === field.number);
  if (declaration) checkDeclared(ctx, field, full, declaration);
  settleDefault(ctx, field);
  return checkTaken(ctx, field, extendee, full);
}

function checkTaken(ctx: FileContext, field: FieldNode, extendee: string, full: string): boolean {
  const { problems, table, unit } = ctx;
  const twin = table.extend(extendee, field.number, { name: full, unit });
  if (!twin || twin.name === full) return true;
  const message = `Number ${field.number} of ${extendee} is taken by "${twin.name}"`;
  // In another file it may be another project's: that costs neither of them.
  if (twin.unit === unit) problems.error('duplicate-number', field.numberAt, `${message}.`, 'Choose another number.');
  else
    problems.warning(
      'duplicate-number',
      field.numberAt,
      `${message} in ${twin.unit.path ?? twin.unit.name}.`,
      'Load only one of the two files, or choose another number.',
    );
  return twin.unit !== unit;
}

function checkDeclared(ctx: FileContext, field: FieldNode, full: string, declared: ExtensionDeclaration): void {
  const { problems } = ctx;
  const { number, name, type, repeated, reserved } = declared;
  if (reserved) problems.error('extension-rule', field.numberAt, `Extension number ${number} is reserved.`);
  else if (name !== undefined && name !== `.${full}`)
    problems.error('extension-rule', field.nameAt, `Extension ${number} is declared to be "${name.slice(1)}".`);
  const own = [...SCALARS].find(([, value]) => value === field.type)?.[0] ?? field.typeName;
  if (type !== undefined && type !== own)
    problems.error('extension-rule', field.typeAt, `Extension ${number} is declared to be of type ${type}.`);
  if (!reserved && repeated !== (field.label === 3))
    problems.error(
      'extension-rule',
      field.typeAt,
      `Extension ${number} is declared ${repeated ? 'to be repeated' : 'not to be repeated'}.`,
    );
}

/** The declarations of a message's ranges, as its own text has them. */
export function readDeclarations(message: MessageNode): readonly ExtensionDeclaration[] {
  return message.extensionRanges.flatMap((range) =>
    range.options.flatMap(({ name, value }) =>
      name.length === 1 && name[0]?.name === 'declaration' && value.kind === 'message' ? [readOne(value)] : [],
    ),
  );
}

function readOne(value: Extract<ValueNode, { kind: 'message' }>): ExtensionDeclaration {
  const field = (name: string): ValueNode | undefined => value.fields.find((entry) => entry.name === name)?.value;
  const text = (name: string): string | undefined => {
    const found = field(name);
    return found?.kind === 'string' ? new TextDecoder().decode(found.bytes) : undefined;
  };
  const truth = (name: string): boolean => {
    const found = field(name);
    return found?.kind === 'ident' && found.text === 'true';
  };
  const number = field('number');
  return {
    number: number?.kind === 'int' ? Number(number.text) : 0,
    name: text('full_name'),
    type: text('type'),
    repeated: truth('repeated'),
    reserved: truth('reserved'),
    at: value.at,
  };
}

/** Rules of the declarations themselves. */
export function checkDeclarations(ctx: FileContext, message: MessageNode): void {
  for (const range of message.extensionRanges) {
    const declared = readDeclarations({ ...message, extensionRanges: [range] });
    for (const { number, name, at } of declared) {
      if (number < range.start || number > range.end)
        ctx.problems.error('extension-rule', at, `Number ${number} is not in the range that it is declared in.`);
      if (name !== undefined && !name.startsWith('.'))
        ctx.problems.error('extension-rule', at, `"${name}" must begin with a dot.`, `Write ".${name}".`);
    }
    checkVerification(ctx, range, declared.length);
  }
}

function checkVerification(ctx: FileContext, range: RangeNode, count: number): void {
  const option = range.options.find(({ name }) => name.length === 1 && name[0]?.name === 'verification');
  if (option?.value.kind === 'ident' && option.value.text === 'DECLARATION' && count === 0)
    ctx.problems.error('extension-rule', option.at, 'There is no declaration to verify by.', 'Add one.');
}
