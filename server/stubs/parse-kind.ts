import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { ParseContext } from './parse-context.ts';
import type { Kind } from './schema-kinds.ts';

/** `a, b or c` */
export const words = (list: readonly string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)!}`;

/** Whether a value is of the kind; says why where it is not. Objects and lists are looked into by whoever reads them. */
export function checkKind(ctx: ParseContext, kind: Kind, node: JsonNode, path: string): boolean {
  const wrong = (wanted: string, hint?: string): false => {
    ctx.report(node.at, path, 'stub-wrong-type', `Expected ${wanted}, found ${describeNode(node)}.`, hint);
    return false;
  };
  switch (kind.is) {
    case 'text':
      if (node.kind === 'string') return true;
      return wrong('text', node.kind === 'number' || node.kind === 'boolean' ? 'Put it in double quotes.' : undefined);
    case 'boolean':
      return (
        node.kind === 'boolean' || wrong('true or false', node.kind === 'string' ? flagHint(node.value) : undefined)
      );
    case 'flag':
      return (node.kind === 'boolean' && node.value) || wrong('true', 'Write true, or leave the key out.');
    case 'integer':
    case 'number':
      return checkNumber(ctx, kind, node, path);
    case 'choice':
      return checkChoice(ctx, kind.of, node, path);
    case 'list':
      if (node.kind !== 'array') return wrong('a list', 'Write [ … ], or a line with "- " for each.');
      if (node.items.length >= kind.least) return true;
      ctx.report(node.at, path, 'stub-range', 'This list is empty.', 'Add to it, or remove the key.');
      return false;
    case 'metadata':
      return node.kind === 'object' || wrong('an object', 'Write { x-key: "value" }.');
    case 'either':
      return checkEither(ctx, kind.of, node, path);
    case 'shape':
    case 'status':
    case 'duration':
    case 'message':
    case 'matcher':
    case 'numbers':
    case 'json':
      return true;
    default:
      return kind satisfies never;
  }
}

function checkNumber(
  ctx: ParseContext,
  { is, least, most }: Kind & { readonly is: 'integer' | 'number' },
  node: JsonNode,
  path: string,
): boolean {
  const what = is === 'integer' ? 'a whole number' : 'a number';
  const number = node.kind === 'number' ? Number(node.text) : NaN;
  if (Number.isNaN(number) || (is === 'integer' && !Number.isInteger(number))) {
    const hint = node.kind === 'string' ? numberHint(node.value) : undefined;
    ctx.report(node.at, path, 'stub-wrong-type', `Expected ${what}, found ${describeNode(node)}.`, hint);
    return false;
  }
  if (number >= least && number <= most) return true;
  ctx.report(node.at, path, 'stub-range', `${number} is out of range.`, `Write ${what} from ${least} to ${most}.`);
  return false;
}

function checkChoice(ctx: ParseContext, of: readonly string[], node: JsonNode, path: string): boolean {
  if (node.kind === 'string' && of.includes(node.value)) return true;
  const near = node.kind === 'string' ? nearestWord(node.value, of) : undefined;
  ctx.report(
    node.at,
    path,
    'stub-unknown-choice',
    `Expected ${words(of)}, found ${describeNode(node)}.`,
    near === undefined ? undefined : `Did you mean ${near}?`,
  );
  return false;
}

/** YAML 1.2 has `yes` and `no` as text. */
const flagHint = (text: string): string =>
  /^(true|false)$/.test(text)
    ? 'Write it without quotes.'
    : `Write ${/^(no|off|n|false)$/i.test(text) ? 'false' : 'true'}.`;

function numberHint(text: string): string | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return `Write ${Number((Number(percent) / 100).toFixed(6))}.`;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? 'Write it without quotes.' : undefined;
}

/** The first kind that the value looks like decides what is said about it. */
function checkEither(ctx: ParseContext, of: readonly Kind[], node: JsonNode, path: string): boolean {
  const like = of.find((kind) => looksLike(kind, node)) ?? of[0]!;
  const choice = of.find((kind) => kind.is === 'choice');
  if (like.is === 'integer' && node.kind !== 'number' && choice?.is === 'choice') {
    const message = `Expected a whole number or ${words(choice.of)}, found ${describeNode(node)}.`;
    ctx.report(node.at, path, 'stub-wrong-type', message);
    return false;
  }
  return checkKind(ctx, like, node, path);
}

function looksLike(kind: Kind, node: JsonNode): boolean {
  switch (kind.is) {
    case 'integer':
    case 'number':
      return node.kind === 'number';
    case 'choice':
    case 'text':
    case 'duration':
      return node.kind === 'string';
    case 'shape':
      return node.kind === 'object';
    default:
      return true;
  }
}
