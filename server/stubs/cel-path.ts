import { isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import type { Expr } from './cel-kinds.ts';
import type { CelNames } from './cel-library.ts';
import { ANY, isMessage } from './match-shape.ts';
import type { TemplateScope } from './stub.ts';

/** Of an expression that is nothing but a field with presence of a request (`request.price`, `message.price.net`). */
export interface FieldPath {
  /** Whether a call has it unset. CEL has a default for it then, which an answer would say as if somebody had set it. */
  readonly unset: (scope: TemplateScope) => boolean;
  /** Of an Any: itself, where it is set. CEL has what is packed in it, and no more what that is called. */
  readonly any?: (scope: TemplateScope) => Message | undefined;
}

export function fieldPath(expr: Expr, names: CelNames): FieldPath | undefined {
  const fields: string[] = [];
  let at = expr;
  while (at.exprKind.case === 'selectExpr' && at.exprKind.value.operand && !at.exprKind.value.testOnly) {
    fields.unshift(at.exprKind.value.field);
    at = at.exprKind.value.operand;
  }
  if (at.exprKind.case !== 'identExpr') return undefined;
  let root = at.exprKind.value.name;
  if (root === 'call' && fields.shift() === 'request') root = 'call.request';
  const read = names.variables.includes(root) ? undefined : ROOTS.get(root);
  const path = read && pathOf(root === 'call.request' ? (names.other ?? names.input) : names.input, fields);
  if (!read || !path) return undefined;
  const unset = (scope: TemplateScope): boolean => {
    const message = read(scope);
    // Where there is no message at all, the expression says so.
    return message !== undefined && follow(message, path) === undefined;
  };
  if (path.at(-1)?.message?.typeName !== ANY) return { unset };
  const any = (scope: TemplateScope): Message | undefined => {
    const message = read(scope);
    const held = message && follow(message, path)?.value;
    return isMessage(held) ? held : undefined;
  };
  return { unset, any };
}

/** What stands at the end of a path; undefined where a field on it is unset. */
function follow(from: Message, path: readonly DescField[]): { readonly value: unknown } | undefined {
  let value: unknown = from;
  for (const field of path) {
    if (!isMessage(value) || !isFieldSet(value, field)) return undefined;
    value = fieldValue(value, field);
  }
  return { value };
}

/** As `cel-scope` gives them. */
const ROOTS: ReadonlyMap<string, (scope: TemplateScope) => Message | undefined> = new Map([
  ['request', ({ call }) => call.messages[0]],
  ['message', ({ message, call }) => message ?? call.messages.at(-1)],
  ['call.request', ({ call, other }) => (other ?? call).messages[0]],
]);

/** Messages down to a field with presence; undefined where it is another path. */
function pathOf(desc: DescMessage, names: readonly string[]): readonly DescField[] | undefined {
  const path: DescField[] = [];
  let within: DescMessage | undefined = desc;
  for (const name of names) {
    const field: DescField | undefined = within?.fields.find((one) => one.name === name);
    if (!field || field.fieldKind === 'list' || field.fieldKind === 'map') return undefined;
    path.push(field);
    within = field.fieldKind === 'message' ? field.message : undefined;
  }
  const last = path.at(-1);
  return last && last.presence !== Presence.IMPLICIT ? path : undefined;
}

function fieldValue(message: Message, field: DescField): unknown {
  // Messages of the library keep their fields as properties under their local names.
  const fields = message as unknown as Record<string, unknown>;
  if (!field.oneof) return fields[field.localName];
  const held = fields[field.oneof.localName] as { readonly case?: string; readonly value?: unknown };
  return held.case === field.localName ? held.value : undefined;
}
