import { nearestWord } from '../schema/nearest.ts';
import { isComparison, visitCompared } from './cel-compare.ts';
import { fieldKind, fieldOf, sameKind, Wrong, type Expr, type Kind } from './cel-kinds.ts';
import type { CelFault, CelNames } from './cel-library.ts';
import { FAKE_NAMES, isFake } from './cel-fake.ts';

/** Types of CEL, which are values as well. */
const TYPE_NAMES = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'type', 'null_type', 'dyn']); // prettier-ignore
/** What the parser makes of macros. */
const BUILT_IN = new Set(['has', 'all', 'exists', 'exists_one', 'map', 'filter', 'dyn', 'type']);
export const NAMES = [
  'request',
  'requests',
  'message',
  'metadata',
  'count',
  'now',
  'seed',
  'call',
  'fake',
  'world',
] as const;

/** What conditions do not know: whoever wins depends on the calls alone, so that it is the same when it is asked again. */
const OF_ANSWERS: ReadonlyMap<string, Wrong> = new Map([
  ['now', new Wrong('A condition cannot ask the clock.', 'Compare with a time that is written down, timestamp("2030-01-01T00:00:00Z"), or look at the clock in the reply.')], // prettier-ignore
  ['seed', new Wrong('A condition cannot ask for the seed.', 'Demand the metadata x-understudy-seed, or use the seed in the reply.')], // prettier-ignore
  ['fake', new Wrong('A condition cannot draw values.', 'Use fake in the reply.')],
]);

/**
 * Finds the names, fields and functions of an expression that are not there, and writes what was written as in JSON the way
 * that CEL knows it: fields (`unitPrice` as `unit_price`), and values of enums beside what they are compared with. Tells
 * what is known of the type of its value.
 */
export function checkCel(
  expr: Expr,
  names: CelNames,
  isFunction: (name: string) => boolean,
): { readonly fault: CelFault } | { readonly kind: Kind } {
  const message: Kind = { desc: names.input };
  const scope = new Map<string, Kind>([
    ['request', message],
    ['requests', { items: message }],
    ['message', message],
    ['metadata', undefined],
    ['count', undefined],
    ['now', undefined],
    ['seed', undefined],
    ['fake', { fake: true }],
    ['call', { members: { request: { desc: names.other ?? names.input }, method: undefined, metadata: undefined, count: undefined, requests: undefined } }], // prettier-ignore
    ...names.variables.map((name) => [name, undefined] as const),
  ]);
  if (names.resources === null) for (const name of OF_ANSWERS.keys()) scope.delete(name);
  try {
    return { kind: kindOf(expr, scope, names, isFunction) };
  } catch (cause) {
    if (!(cause instanceof Wrong)) throw cause;
    return { fault: { message: cause.message, ...(cause.hint === undefined ? {} : { hint: cause.hint }) } };
  }
}

function kindOf(
  expr: Expr | undefined,
  scope: ReadonlyMap<string, Kind>,
  names: CelNames,
  isFunction: (name: string) => boolean,
): Kind {
  if (!expr) return undefined;
  const visit = (inner: Expr | undefined, within = scope): Kind => kindOf(inner, within, names, isFunction);
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'identExpr': {
      const { name } = exprKind.value;
      if (scope.has(name)) return scope.get(name);
      if (names.resources === null && OF_ANSWERS.has(name)) throw OF_ANSWERS.get(name)!;
      if (TYPE_NAMES.has(name) || names.types.getMessage(name)) return undefined;
      const known = [...scope.keys()].filter((each) => !each.startsWith('@') && !each.startsWith('__'));
      const near = nearestWord(name, known);
      throw new Wrong(
        `There is no "${name.slice(0, 60)}" here.`,
        near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${near}?`,
      );
    }
    case 'selectExpr': {
      const { value } = exprKind;
      const name = qualified(expr);
      if (name !== undefined && !scope.has(name.split('.')[0]!)) {
        const constant = typeConstant(name, names);
        if (constant) {
          expr.exprKind = constant;
          return undefined;
        }
      }
      const operand = visit(value.operand);
      if (!operand) return undefined;
      if ('desc' in operand) {
        const field = fieldOf(operand.desc, value.field);
        if (!field) return undefined;
        value.field = field.name;
        return value.testOnly ? undefined : fieldKind(field);
      }
      // `request.labels.team`: the value of a key.
      if ('entries' in operand) return value.testOnly ? undefined : operand.entries;
      if ('members' in operand) {
        if (Object.hasOwn(operand.members, value.field)) return operand.members[value.field];
        throw new Wrong(`call has no "${value.field}".`, `It has ${Object.keys(operand.members).join(', ')}.`);
      }
      if ('fake' in operand && !isFake(value.field)) throw noFake(value.field);
      return undefined;
    }
    case 'callExpr': {
      const { value } = exprKind;
      const target = value.target && qualified(value.target);
      const full = target === undefined ? value.function : `${target}.${value.function}`;
      if (isComparison(value.function, value.args)) {
        visitCompared(value.function, value.args, visit, (name) => scope.has(name) || TYPE_NAMES.has(name));
        return undefined;
      }
      const args = value.args.map((each) => visit(each));
      if (target === 'fake' && names.resources === null) throw OF_ANSWERS.get('fake')!;
      if (target === 'fake' && !isFake(value.function)) throw noFake(value.function);
      if (target !== undefined && isFunction(full)) return undefined;
      visit(value.target);
      if (/^[A-Za-z]/.test(value.function) && !isFunction(value.function) && !BUILT_IN.has(value.function))
        throw new Wrong(`There is no function "${value.function.slice(0, 60)}".`);
      if (value.function === '_[_]' && args[0] && 'items' in args[0]) return args[0].items;
      if (value.function === '_[_]' && args[0] && 'entries' in args[0]) return args[0].entries;
      if (value.function === '_?_:_') return sameKind(args[1], args[2]) ? args[1] : undefined;
      if (value.function === 'world') return worldKind(value.args, names);
      return undefined;
    }
    case 'listExpr':
      for (const each of exprKind.value.elements) visit(each);
      return undefined;
    case 'structExpr':
      for (const { keyKind, value } of exprKind.value.entries) {
        if (keyKind.case === 'mapKey') visit(keyKind.value);
        visit(value);
      }
      return undefined;
    case 'comprehensionExpr': {
      const { value } = exprKind;
      const range = visit(value.iterRange);
      visit(value.accuInit);
      const inner = new Map(scope);
      inner.set(value.accuVar, undefined);
      inner.set(value.iterVar, range && 'items' in range ? range.items : undefined);
      visit(value.loopCondition, inner);
      visit(value.loopStep, inner);
      visit(value.result, inner);
      return undefined;
    }
    default:
      return undefined;
  }
}

const noFake = (name: string): Wrong => {
  const near = nearestWord(name, FAKE_NAMES);
  return new Wrong(
    `fake has no "${name.slice(0, 60)}".`,
    near === undefined
      ? 'It has the kinds of the hints file: email, first_name, city, price, …'
      : `Did you mean fake.${near}?`,
  );
};

/** `a.b.c` of what is nothing but names. */
function qualified(expr: Expr): string | undefined {
  const { exprKind } = expr;
  if (exprKind.case === 'identExpr') return exprKind.value.name;
  if (exprKind.case !== 'selectExpr' || !exprKind.value.operand) return undefined;
  const before = qualified(exprKind.value.operand);
  return before === undefined ? undefined : `${before}.${exprKind.value.field}`;
}

/** What a message's name, or a value of an enum, stands for; the planner of the library knows neither by itself. */
function typeConstant(name: string, { types }: CelNames): Expr['exprKind'] | undefined {
  if (types.getMessage(name)) return { case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } };
  const at = name.lastIndexOf('.');
  const values = types.getEnum(name.slice(0, Math.max(0, at)))?.values;
  if (!values) return undefined;
  const found = values.find((value) => value.name === name.slice(at + 1));
  if (found) {
    const constantKind = { case: 'int64Value' as const, value: BigInt(found.number) };
    return { case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } };
  }
  const some = values.slice(0, 8).map((value) => value.name);
  throw new Wrong(`${name.slice(0, at)} has no value "${name.slice(at + 1)}".`, `It has ${some.join(', ')}.`);
}

/** What `world(…)` gives: one thing, or all of them; undefined where its type is not written down. */
function worldKind([type, id]: readonly Expr[], { types, resources }: CelNames): Kind {
  if (resources === null)
    throw new Wrong(
      'A condition cannot ask the world.',
      'Ask it in the reply, or let the condition demand the values.',
    );
  const constant = type?.exprKind.case === 'constExpr' ? type.exprKind.value.constantKind : undefined;
  if (constant?.case !== 'stringValue') return undefined;
  const found = resources ? resources.find(constant.value) : { desc: types.getMessage(constant.value) };
  if ('message' in found) throw new Wrong(found.message, found.hint);
  const { desc } = found;
  return desc && (id ? { desc } : { items: { desc } });
}
