import { keepOnly, type FileContext } from './file-context.ts';
import { inherit, ownFeatures } from './features.ts';
import { checkValueNames } from './json-conflicts.ts';
import type { EnumNode, EnumValueNode } from './syntax-tree.ts';

const [LEAST, MOST] = [-2_147_483_648, 2_147_483_647];

/** Checks the rules of enums. Values out of range are left out. */
export function checkEnum(ctx: FileContext, type: EnumNode): void {
  const { problems } = ctx;
  if (type.values.length === 0)
    problems.error('enum-empty', type.nameAt, `The enum "${type.name}" has no value.`, 'Give it one, with number 0.');
  keepOnly(type.values, (value) => {
    const fits = value.number >= LEAST && value.number <= MOST;
    if (!fits) problems.error('number-range', value.numberAt, `Numbers of values go from ${LEAST} to ${MOST}.`);
    return fits;
  });
  const first = type.values[0];
  if (first && first.number !== 0 && isOpen(ctx, type))
    problems.error(
      'enum-first-value',
      first.numberAt,
      `The first value of "${type.name}" must have the number 0.`,
      'Put such a value first.',
    );
  checkAliases(ctx, type);
  checkReserved(ctx, type);
  checkValueNames(ctx, type);
}

function checkAliases(ctx: FileContext, type: EnumNode): void {
  const { problems } = ctx;
  const allowed = type.options.find(({ name }) => name.length === 1 && name[0]?.name === 'allow_alias');
  const allows = allowed?.value.kind === 'ident' && allowed.value.text === 'true';
  const byNumber = new Map<number, EnumValueNode>();
  let aliases = 0;
  for (const value of type.values) {
    const twin = byNumber.get(value.number);
    if (!twin) byNumber.set(value.number, value);
    else {
      aliases += 1;
      if (!allows)
        problems.error(
          'enum-alias',
          value.numberAt,
          `"${value.name}" and "${twin.name}" have the same number ${value.number}.`,
          'If that is meant: option allow_alias = true;',
        );
    }
  }
  if (allowed && allows && aliases === 0)
    problems.error('enum-alias', allowed.at, `"${type.name}" allows aliases, but has none.`, 'Take allow_alias away.');
}

function checkReserved(ctx: FileContext, type: EnumNode): void {
  const { problems } = ctx;
  const { ranges, names } = type.reserved;
  ranges.forEach((range, index) => {
    if (range.start < LEAST || range.start > MOST || range.end > MOST)
      problems.error('number-range', range.at, `Numbers of values go from ${LEAST} to ${MOST}.`);
    else if (range.end < range.start) problems.error('range-invalid', range.at, 'The range ends before it begins.');
    else if (ranges.slice(0, index).some((other) => other.start <= range.end && range.start <= other.end))
      problems.error('range-invalid', range.at, 'The range overlaps another one.');
  });
  names.forEach(({ name, nameAt }, index) => {
    if (names.slice(0, index).some((other) => other.name === name))
      problems.error('duplicate-name', nameAt, `"${name}" is reserved twice.`);
  });
  for (const value of type.values) {
    if (ranges.some((range) => value.number >= range.start && value.number <= range.end))
      problems.error('number-reserved', value.numberAt, `Number ${value.number} of "${value.name}" is reserved.`);
    if (names.some(({ name }) => name === value.name))
      problems.error('name-reserved', value.nameAt, `The name "${value.name}" is reserved.`);
  }
}

/** Enums of proto2 are closed; in editions a feature of the enum, or of the file, says. */
const isOpen = (ctx: FileContext, type: EnumNode): boolean =>
  inherit(ctx.features, ownFeatures(type.options)).enum_type !== 'CLOSED';
