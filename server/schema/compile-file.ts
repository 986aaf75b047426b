import type { ByteWriter } from './byte-writer.ts';
import { checkFile } from './check-message.ts';
import { checkFeatures } from './check-features.ts';
import { declareFile } from './declare.ts';
import { emitFile, type EmitImports } from './emit.ts';
import { emitSourceInfo } from './emit-source-info.ts';
import type { FileContext } from './file-context.ts';
import { defaultFeatures, inherit, ownFeatures } from './features.ts';
import { interpretFile } from './interpret-options.ts';
import { checkNamingStyle } from './naming-style.ts';
import { settleOneofs } from './oneofs.ts';
import type { FileProblems } from './problem-list.ts';
import { resolveTypes } from './resolve-types.ts';
import { Scope } from './scope.ts';
import type { Shapes } from './shapes.ts';
import { featuresOf, type SymbolTable, type Unit } from './symbols.ts';
import { EDITION_2023, EDITION_2024, type FileNode, type ImportNode } from './syntax-tree.ts';

/** An import of a file with the file that it leads to; undefined where it was not found or could not be read. */
export interface ResolvedImport {
  readonly node: ImportNode;
  readonly unit: Unit | undefined;
}

/** What all files of a compilation share. */
export interface Linkage {
  readonly table: SymbolTable;
  readonly shapes: Shapes;
  readonly writer: ByteWriter;
}

/** Links a parsed file whose imports are compiled, and writes its descriptor. True where a type was missed. */
export function compileFile(
  file: FileNode,
  unit: Unit,
  imports: readonly ResolvedImport[],
  problems: FileProblems,
  linkage: Linkage,
): { missedType: boolean } {
  const { table, shapes, writer } = linkage;
  unit.package = file.package;
  unit.edition = file.edition;
  unit.features = inherit(defaultFeatures(file.edition), ownFeatures(file.options));
  for (const { node, unit: target } of imports) {
    if (!target || unit.dependencies.includes(target)) continue;
    unit.dependencies.push(target);
    if (node.kind === 'public') unit.publics.push(target);
  }
  for (const { node } of imports) checkImportPath(node, problems);
  const missing = imports.flatMap(({ node, unit: target }) => (target ? [] : [`"${node.name}"`]));
  const written = unit.dependencies.length;
  const base = { unit, file, table, shapes, problems, missing, features: featuresOf(unit), missedType: false };
  declareFile(base);
  const ctx: FileContext = { ...base, scope: new Scope(table, unit, optionImports(imports)) };
  resolveTypes(ctx);
  checkFile(ctx);
  if (file.edition >= EDITION_2023) checkFeatures(ctx);
  if (file.edition >= EDITION_2024) checkNamingStyle(ctx);
  for (const message of file.messages) settleOneofs(ctx, message);
  interpretFile(ctx, writer);
  emitFile(writer, unit.name, file, importsOf(unit, imports, written));
  if (problems.source.text !== '') emitSourceInfo(writer, problems.source, file.locations);
  unit.bytes = writer.take();
  table.release(unit);
  return { missedType: ctx.missedType };
}

/** Imports are relative to a root, and plain: another spelling of a path would be another file. */
function checkImportPath({ name, at }: ImportNode, problems: FileProblems): void {
  if (!/^$|^\/|\\|(?:^|\/)\.{0,2}(?:\/|$)/.test(name)) return;
  problems.error(
    'import-path',
    at,
    `"${name}" is no path relative to a root.`,
    'Name the file from its root on, with plain slashes: import "folder/file.proto";',
  );
}

/** Files of `import option`, if there are any. */
function optionImports(imports: readonly ResolvedImport[]): ReadonlySet<Unit> | undefined {
  const only = imports.flatMap(({ node, unit }) => (unit && node.kind === 'option' ? [unit] : []));
  return only.length === 0 ? undefined : new Set(only);
}

/** The lists of the descriptor. Imports that were not found drop out, and the places of the others close up. */
function importsOf(unit: Unit, imports: readonly ResolvedImport[], written: number): EmitImports {
  const dependencies: string[] = [];
  const options: string[] = [];
  const publics: number[] = [];
  const weak: number[] = [];
  const seen = new Set<Unit>();
  for (const { node, unit: target } of imports) {
    const used = target !== undefined && !seen.has(target);
    node.path.index = used ? (node.kind === 'option' ? options : dependencies).length : -1;
    if (node.kindPath && node.kind !== 'option')
      node.kindPath.index = used ? (node.kind === 'public' ? publics : weak).length : -1;
    if (!used) continue;
    seen.add(target);
    if (node.kind === 'option') {
      options.push(target.name);
      continue;
    }
    if (node.kind === 'public') publics.push(dependencies.length);
    if (node.kind === 'weak') weak.push(dependencies.length);
    dependencies.push(target.name);
  }
  // What `declareFile` added: the files that define names of this one.
  for (const extra of unit.dependencies.slice(written)) {
    publics.push(dependencies.length);
    dependencies.push(extra.name);
  }
  return { dependencies, publics, weak, options };
}
