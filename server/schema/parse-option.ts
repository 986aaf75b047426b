import type { Parser } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import type { AggregateField, OptionNode, PathNode, ValueNode } from './syntax-tree.ts';

/** `option name = value;` The caller has seen the word `option`. */
export function parseOptionStatement(p: Parser, owner: PathNode | undefined, field: number, into: OptionNode[]): void {
  const outer = p.open(owner, [field]);
  const location = p.open(owner, [field, 999, into.length]);
  p.expect('option');
  const option = parseAssignment(p, location, field);
  p.expectEnd(';', location);
  p.close(location);
  p.close(outer);
  into.push(option);
}

/** One `name = value` of a bracketed list. */
export function parseOptionInList(
  p: Parser,
  owner: PathNode | undefined,
  tail: readonly number[],
  into: OptionNode[],
): void {
  const location = p.open(owner, [...tail, 999, into.length]);
  into.push(parseAssignment(p, location, tail[tail.length - 1] ?? 0));
  p.close(location);
}

/** `[a = 1, (b).c = "x"]`, if there is one. */
export function parseOptionList(p: Parser, owner: PathNode | undefined, tail: readonly number[]): OptionNode[] {
  const options: OptionNode[] = [];
  if (!p.is('[')) return options;
  const location = p.open(owner, tail);
  p.expect('[');
  do parseOptionInList(p, owner, tail, options);
  while (p.accept(','));
  p.expect(']');
  p.close(location);
  return options;
}

function parseAssignment(p: Parser, location: OptionNode['location'], optionsField: number): OptionNode {
  const at = p.at;
  const name: { name: string; extension: boolean }[] = [];
  do {
    if (p.accept('(')) {
      name.push({ name: p.dottedName('the name of an extension', true), extension: true });
      p.expect(')');
    } else name.push({ name: p.ident('the name of an option'), extension: false });
  } while (p.accept('.'));
  p.expect('=');
  return { name, value: parseValue(p), at, location, optionsField };
}

/** The value of an option or a default: a scalar, or an aggregate in braces. */
export function parseValue(p: Parser): ValueNode {
  if (p.is('{')) return p.nested(() => parseAggregate(p, '}'));
  return parseScalar(p);
}

function parseScalar(p: Parser): ValueNode {
  const at = p.at;
  if (p.kind === 'string') return { kind: 'string', bytes: p.stringBytes('a string'), at };
  const negative = p.accept('-');
  const { kind, value: text } = p.lexer;
  if (kind !== 'ident' && kind !== 'int' && kind !== 'float') throw p.unexpected('a value');
  if (negative && kind === 'ident' && !/^(inf|infinity|nan)$/i.test(text)) throw p.unexpected('a number');
  p.lexer.next();
  return { kind, text, negative, at };
}

/** A message in text format; the current token is its opening brace. */
function parseAggregate(p: Parser, close: '}' | '>'): ValueNode {
  const at = p.at;
  p.lexer.next();
  const fields: AggregateField[] = [];
  while (!p.is(close)) {
    fields.push(parseAggregateField(p));
    if (!p.accept(',')) p.accept(';');
  }
  p.lexer.next();
  return { kind: 'message', fields, at };
}

function parseAggregateField(p: Parser): AggregateField {
  const at = p.at;
  let name: string;
  let kind: AggregateField['kind'] = 'field';
  if (p.accept('[')) {
    name = p.dottedName('the name of an extension');
    kind = 'extension';
    while (p.accept('/')) {
      name += `/${p.dottedName('the name of a type')}`;
      kind = 'any';
    }
    p.expect(']');
  } else name = p.ident('the name of a field');
  if (p.accept(':')) return { name, kind, at, value: parseAggregateValue(p) };
  if (p.is('{') || p.is('<')) return { name, kind, at, value: parseAggregateValue(p) };
  if (p.is('[')) {
    const value = parseAggregateValue(p);
    const scalar = value.kind === 'list' && value.values.some((item) => item.kind !== 'message');
    if (scalar) throw new ProtoSyntaxError(value.at, `Expected ":" before the values of "${name}".`);
    return { name, kind, at, value };
  }
  throw p.unexpected('":"');
}

function parseAggregateValue(p: Parser): ValueNode {
  if (p.is('{')) return p.nested(() => parseAggregate(p, '}'));
  if (p.is('<')) return p.nested(() => parseAggregate(p, '>'));
  if (!p.is('[')) return parseScalar(p);
  const at = p.at;
  p.expect('[');
  const values: ValueNode[] = [];
  if (!p.accept(']')) {
    do values.push(p.is('[') ? parseScalar(p) : parseAggregateValue(p));
    while (p.accept(','));
    p.expect(']');
  }
  return { kind: 'list', values, at };
}
