import { parseEnum } from './parse-enum.ts';
import { atVisibility, parseExtend, parseMessage } from './parse-message.ts';
import { parseOptionStatement } from './parse-option.ts';
import { parseService } from './parse-service.ts';
import { Parser, TooManyErrors } from './parser.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import {
  EDITION_2023,
  EDITION_2024,
  EDITION_2026,
  PROTO2,
  PROTO3,
  type FileNode,
  type ImportNode,
  type PathNode,
} from './syntax-tree.ts';

const EDITIONS: ReadonlyMap<string, number> = new Map([
  ['2023', EDITION_2023],
  ['2024', EDITION_2024],
  ['2026', EDITION_2026],
]);

/** Parses one file. Where there are errors the tree is incomplete. */
export function parseFile(text: string): { readonly file: FileNode; readonly errors: readonly ProtoSyntaxError[] } {
  const p = new Parser(text);
  const file: FileNode = {
    edition: PROTO2,
    implicitSyntax: true,
    package: '',
    packageAt: -1,
    imports: [],
    messages: [],
    enums: [],
    services: [],
    extensions: [],
    options: [],
    locations: p.locations,
  };
  try {
    p.statement(() => p.begin());
    const root = p.open(undefined);
    if (p.is('syntax') || p.is('edition')) p.statement(() => parseSyntax(p, file));
    while (!p.ended) {
      const before = p.errors.length;
      p.statement(() => parseTopLevel(p, file));
      // A brace that closes nothing has been reported; go on behind it.
      if (p.errors.length > before && p.is('}')) p.statement(() => p.lexer.next());
    }
    p.close(root);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
  }
  return { file, errors: p.errors };
}

function parseSyntax(p: Parser, file: FileNode): void {
  const edition = p.is('edition');
  // As protoc has it: an edition stands at the place of the syntax.
  const location = p.open(undefined, [12]);
  p.lexer.next();
  p.expect('=');
  const at = p.at;
  const value = p.text('a string');
  p.expectEnd(';', location);
  p.close(location);
  file.implicitSyntax = false;
  const known = edition ? EDITIONS.get(value) : value === 'proto2' ? PROTO2 : value === 'proto3' ? PROTO3 : undefined;
  if (known === undefined) {
    const hint = edition ? 'Editions are "2023" and "2024".' : 'Write "proto2" or "proto3", or edition = "2023".';
    throw new ProtoSyntaxError(at, `There is no ${edition ? 'edition' : 'syntax'} "${value}".`, hint, 'unknown-syntax');
  }
  file.edition = p.edition = known;
}

function parseTopLevel(p: Parser, file: FileNode): void {
  const below = (field: number, index: number): PathNode => ({ parent: undefined, field, index });
  if (p.acceptEnd(';')) return;
  if (p.is('message') || atVisibility(p, 'message'))
    file.messages.push(parseMessage(p, below(4, file.messages.length)));
  else if (p.is('enum') || atVisibility(p, 'enum')) file.enums.push(parseEnum(p, below(5, file.enums.length)));
  else if (p.is('service')) file.services.push(parseService(p, below(6, file.services.length)));
  else if (p.is('extend')) parseExtend(p, undefined, file.extensions, file.messages);
  else if (p.is('import')) file.imports.push(parseImport(p, file.imports));
  else if (p.is('package')) parsePackage(p, file);
  else if (p.is('option')) parseOptionStatement(p, undefined, 8, file.options);
  else if (p.is('syntax') || p.is('edition'))
    throw new ProtoSyntaxError(
      p.at,
      `"${p.lexer.value}" must be the first statement of the file.`,
      'Move it to the top.',
    );
  else throw p.unexpected('"message", "enum", "service", "import", "package", "option" or "extend"');
}

function parsePackage(p: Parser, file: FileNode): void {
  const location = p.open(undefined, [2]);
  if (file.packageAt >= 0)
    throw new ProtoSyntaxError(p.at, 'The package is declared twice.', 'Keep one.', 'package-twice');
  p.expect('package');
  file.packageAt = p.at;
  file.package = p.dottedName('the name of the package');
  p.expectEnd(';', location);
  p.close(location);
}

function parseImport(p: Parser, before: readonly ImportNode[]): ImportNode {
  const path: PathNode = { parent: undefined, field: 3, index: before.filter(({ kind }) => kind !== 'option').length };
  const location = p.open(path);
  p.expect('import');
  let kind: ImportNode['kind'] = 'plain';
  let kindPath: PathNode | undefined;
  for (const [word, field] of [
    ['public', 10],
    ['weak', 11],
    ['option', 15],
  ] as const)
    if (p.is(word)) {
      kind = word;
      const at = p.at;
      kindPath = { parent: undefined, field, index: before.filter((other) => other.kind === word).length };
      p.lexer.next();
      if (word === 'option' && p.edition < EDITION_2024)
        throw new ProtoSyntaxError(at, '"import option" exists from edition 2024 on.', undefined, 'edition-rule');
      if (word === 'weak' && p.edition >= EDITION_2024)
        throw new ProtoSyntaxError(at, 'Edition 2024 has no weak imports.', 'Take "weak" away.', 'edition-rule');
      if (word === 'option') Object.assign(path, { field: 15, index: kindPath.index });
      else p.mark(kindPath, [], at);
      break;
    }
  const at = p.at;
  const name = p.text('the name of a file in quotes');
  p.expectEnd(';', location);
  p.close(location);
  return { name, kind, at, path, kindPath };
}
