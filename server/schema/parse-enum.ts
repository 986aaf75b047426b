import { parseOptionList, parseOptionStatement } from './parse-option.ts';
import { parseReserved } from './parse-ranges.ts';
import type { Parser } from './parser.ts';
import type { EnumNode, EnumValueNode, PathNode } from './syntax-tree.ts';

/** `enum Name { … }`; the current token is `enum`, or the word of visibility before it. */
export function parseEnum(p: Parser, path: PathNode): EnumNode {
  const location = p.open(path);
  let visibility = 0;
  if (!p.is('enum')) {
    const at = p.at;
    visibility = p.is('local') ? 1 : 2;
    p.lexer.next();
    p.mark(path, [6], at);
  }
  p.expect('enum');
  const nameAt = p.at;
  const name = p.ident('the name of the enum');
  p.mark(path, [1], nameAt);
  const node: EnumNode = {
    name,
    nameAt,
    path,
    values: [],
    reserved: { ranges: [], names: [] },
    options: [],
    visibility,
  };
  p.expectEnd('{', location);
  while (!p.acceptEnd('}')) {
    if (p.kind === 'end') throw p.unexpected('"}"');
    p.statement(() => {
      if (p.acceptEnd(';')) return;
      const next = p.is('option') || p.is('reserved') ? p.lexer.peek().value : '=';
      if (p.is('option') && next !== '=') parseOptionStatement(p, path, 3, node.options);
      else if (p.is('reserved') && next !== '=') parseReserved(p, path, node.reserved, { ranges: 4, names: 5 });
      else node.values.push(parseValue(p, { parent: path, field: 2, index: node.values.length }));
    });
  }
  p.close(location);
  return node;
}

function parseValue(p: Parser, path: PathNode): EnumValueNode {
  const location = p.open(path);
  const nameAt = p.at;
  const name = p.ident('the name of a value');
  p.mark(path, [1], nameAt);
  if (!p.accept('=')) throw p.unexpected('"=" and the number of the value');
  const numberAt = p.at;
  const number = p.integer('the number of the value', true);
  p.mark(path, [2], numberAt);
  const options = parseOptionList(p, path, [3]);
  p.expectEnd(';', location);
  p.close(location);
  return { name, nameAt, path, number, numberAt, options };
}
