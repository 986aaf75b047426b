import { parseOptionStatement } from './parse-option.ts';
import type { Parser } from './parser.ts';
import type { MethodNode, OptionNode, PathNode, ServiceNode } from './syntax-tree.ts';

/** `service Name { … }` */
export function parseService(p: Parser, path: PathNode): ServiceNode {
  const location = p.open(path);
  p.expect('service');
  const nameAt = p.at;
  const name = p.ident('the name of the service');
  p.mark(path, [1], nameAt);
  const service: ServiceNode = { name, nameAt, path, methods: [], options: [] };
  p.expectEnd('{', location);
  while (!p.acceptEnd('}')) {
    if (p.kind === 'end') throw p.unexpected('"}"');
    p.statement(() => {
      if (p.acceptEnd(';')) return;
      if (p.is('option')) parseOptionStatement(p, path, 3, service.options);
      else service.methods.push(parseMethod(p, { parent: path, field: 2, index: service.methods.length }));
    });
  }
  p.close(location);
  return service;
}

function parseMethod(p: Parser, path: PathNode): MethodNode {
  const location = p.open(path);
  if (!p.is('rpc')) throw p.unexpected('"rpc", "option" or "}"');
  p.expect('rpc');
  const nameAt = p.at;
  const name = p.ident('the name of the method');
  p.mark(path, [1], nameAt);
  const input = parseMessageType(p, path, 2, 5);
  p.expect('returns');
  const output = parseMessageType(p, path, 3, 6);
  const options: OptionNode[] = [];
  const block = p.acceptEnd('{', location);
  if (block) {
    while (!p.acceptEnd('}')) {
      if (p.kind === 'end') throw p.unexpected('"}"');
      p.statement(() => {
        if (p.acceptEnd(';')) return;
        if (!p.is('option')) throw p.unexpected('"option" or "}"');
        parseOptionStatement(p, path, 4, options);
      });
    }
  } else p.expectEnd(';', location);
  p.close(location);
  return {
    name,
    nameAt,
    path,
    input: input.name,
    inputAt: input.at,
    output: output.name,
    outputAt: output.at,
    clientStreaming: input.streaming,
    serverStreaming: output.streaming,
    options,
    // Braces alone make empty options, as protoc has it.
    ...(block ? { optionBytes: new Uint8Array(0) } : {}),
  };
}

/** `(stream pkg.Type)`; a type can be named `stream` as well. */
function parseMessageType(
  p: Parser,
  path: PathNode,
  field: number,
  streamField: number,
): { name: string; at: number; streaming: boolean } {
  p.expect('(');
  let streaming = false;
  if (p.is('stream')) {
    const next = p.lexer.peek();
    streaming = next.kind === 'ident' || (next.value === '.' && /\s/.test(p.lexer.text[p.lexer.end] ?? ''));
    const at = p.at;
    if (streaming) {
      p.lexer.next();
      p.mark(path, [streamField], at);
    }
  }
  const at = p.at;
  const name = p.dottedName('the name of a message', true);
  p.mark(path, [field], at);
  p.expect(')');
  return { name, at, streaming };
}
