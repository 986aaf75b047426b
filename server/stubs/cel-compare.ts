import { ScalarType, type DescEnum } from '@bufbuild/protobuf';
import { nearestWord } from '../schema/nearest.ts';
import { kindWords, Wrong, type Expr, type Kind } from './cel-kinds.ts';

const COMPARING = new Set(['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in']);

export const isComparison = (name: string, args: readonly Expr[]): boolean => COMPARING.has(name) && args.length === 2;

/**
 * The two sides of a comparison. Beside a value of an enum its names are known, as in JSON: `request.state == "OPEN"`, or
 * `OPEN` alone; they become numbers, which is what CEL has for them. Literals that can never be equal to the other side,
 * such as text beside a number, are wrong.
 */
export function visitCompared(
  name: string,
  args: readonly Expr[],
  visit: (expr: Expr) => Kind,
  isKnown: (name: string) => boolean,
): void {
  const [left, right] = args as readonly [Expr, Expr]; // A comparison has two.
  const isName = ({ exprKind }: Expr): boolean => exprKind.case === 'identExpr' && !isKnown(exprKind.value.name);
  // Each is visited once: comparisons of comparisons would take twice as long at every level.
  const [first, second] = isName(left) ? [right, left] : [left, right];
  const met = (of: Expr): Kind => {
    const kind = visit(of);
    // `"OPEN" in request.states`: what is within is what the other side is compared with.
    return name === '@in' && of === right && kind && 'items' in kind ? kind.items : kind;
  };
  // A list that is written down is compared with a list item by item, and looked through by "in".
  const meeting = (kind: Kind, other: Expr): void =>
    meet(name !== '@in' && isList(other) && kind && 'items' in kind ? kind.items : kind, other, isName);
  meeting(met(first), second);
  meeting(met(second), first);
}

const isList = ({ exprKind }: Expr): boolean => exprKind.case === 'listExpr';

function meet(kind: Kind, other: Expr, isName: (expr: Expr) => boolean): void {
  const { exprKind } = other;
  if (exprKind.case === 'listExpr') for (const each of exprKind.value.elements) meet(kind, each, isName);
  if (!kind) return;
  if (exprKind.case === 'identExpr' && 'names' in kind && isName(other)) {
    const found = numberOf(kind.names, exprKind.value.name);
    if (found !== undefined) other.exprKind = found;
    return;
  }
  if (exprKind.case !== 'constExpr') return;
  const { constantKind } = exprKind.value;
  if ('names' in kind && constantKind.case === 'stringValue') {
    const found = numberOf(kind.names, constantKind.value);
    if (!found) throw noValue(kind.names, constantKind.value);
    other.exprKind = found;
    return;
  }
  const [is, has] = [sortOf(kind), CONSTANTS[constantKind.case ?? '']];
  if (is === undefined || has === undefined || is === has) return;
  const hint = is === 'text' ? 'Put it in quotes.' : has === 'text' ? 'Write it without quotes.' : undefined;
  throw new Wrong(`This is ${kindWords(kind)}, and it is compared with ${WORDS[has]}: they are never equal.`, hint);
}

type Sort = 'text' | 'number' | 'bool';
const WORDS: Readonly<Record<Sort, string>> = { text: 'text', number: 'a number', bool: 'true or false' };
const CONSTANTS: Readonly<Record<string, Sort | undefined>> = {
  stringValue: 'text',
  int64Value: 'number',
  uint64Value: 'number',
  doubleValue: 'number',
  boolValue: 'bool',
};

function sortOf(kind: Kind): Sort | undefined {
  if (!kind) return undefined;
  if ('names' in kind) return 'number';
  if (!('scalar' in kind)) return undefined;
  if (kind.scalar === ScalarType.STRING) return 'text';
  if (kind.scalar === ScalarType.BOOL) return 'bool';
  return kind.scalar === ScalarType.BYTES ? undefined : 'number';
}

function numberOf({ values }: DescEnum, name: string): Expr['exprKind'] | undefined {
  const found = values.find((value) => value.name === name);
  if (!found) return undefined;
  const constantKind = { case: 'int64Value' as const, value: BigInt(found.number) };
  return { case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } };
}

function noValue({ typeName, values }: DescEnum, name: string): Wrong {
  const names = values.map((value) => value.name);
  const near = nearestWord(name, names);
  const hint = near === undefined ? `It has ${names.slice(0, 8).join(', ')}.` : `Did you mean ${near}?`;
  return new Wrong(`${typeName} has no value "${name.slice(0, 60)}".`, hint);
}
