import type { Problem } from '../contract/problem.ts';
import { builtInText } from './built-in.ts';
import { ByteWriter } from './byte-writer.ts';
import { compileFile, type Linkage, type ResolvedImport } from './compile-file.ts';
import { parseFile } from './parse-file.ts';
import type { ProblemCode } from './problem-codes.ts';
import { FileProblems, ProblemList } from './problem-list.ts';
import { schemaFile, schemaFromFiles } from './schema-from-files.ts';
import type { Schema, SchemaFile } from './registry.ts';
import { Shapes } from './shapes.ts';
import { SourceText } from './source-text.ts';
import { SourceTree, type ProtoText, type SourceFile } from './source-tree.ts';
import { SymbolTable, type Unit } from './symbols.ts';
import { PROTO2, PROTO3, type FileNode } from './syntax-tree.ts';
import { wellKnownFile } from './well-known.ts';

export interface CompileInput {
  readonly files: readonly ProtoText[];
  /** Import roots, as the person named them; more are inferred. */
  readonly roots: readonly string[];
  /** Looks for an imported file beyond those given. */
  readonly find?: ((importName: string) => ProtoText | undefined) | undefined;
  /** Problems of reading the files, to stand with those of compiling them. */
  readonly problems?: readonly Problem[] | undefined;
  /** Files that stand beside the given ones, already compiled: the services that every server has. The given ones win. */
  readonly beside?: readonly SchemaFile[] | undefined;
  /** Told after each file, of the given ones. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Compiles proto files to a schema. Never throws for bad input: what is wrong is in `problems`, and costs only what
 * depends on it. A file with a syntax error is left out; a field, method or extension whose type is unknown is left
 * out of its file; an import that is missing and was needed for options alone is a warning.
 */
export function compile(input: CompileInput): Schema {
  return new Compilation(input).run();
}

/** A file on its way: its imports come first. */
interface Frame {
  readonly source: SourceFile;
  readonly text: SourceText;
  readonly unit: Unit;
  readonly tree: FileNode;
  readonly problems: FileProblems;
  readonly imports: ResolvedImport[];
  readonly wanting: {
    readonly code: ProblemCode;
    readonly at: number;
    readonly message: string;
    readonly hint?: string;
  }[];
}

class Compilation {
  readonly #input: CompileInput;
  readonly #tree: SourceTree;
  readonly #problems = new ProblemList();
  readonly #table = new SymbolTable();
  readonly #linkage: Linkage;
  /** By the name of the file. */
  readonly #units = new Map<string, Unit>();
  readonly #stack: Frame[] = [];

  constructor(input: CompileInput) {
    this.#input = input;
    this.#tree = new SourceTree(input.files, input.roots, input.find);
    const descriptorProto = wellKnownFile('google/protobuf/descriptor.proto')!;
    this.#linkage = { table: this.#table, shapes: new Shapes(this.#table, descriptorProto), writer: new ByteWriter() };
  }

  run(): Schema {
    const { files } = this.#tree;
    files.forEach((file, index) => {
      this.#compile(file);
      this.#input.onProgress?.(index + 1, files.length);
    });
    const own = new Map<string, SchemaFile>();
    const add = (unit: Unit | undefined): void => {
      if (unit?.bytes && !own.has(unit.name)) own.set(unit.name, schemaFile(unit.bytes, unit.path));
    };
    for (const file of files) add(this.#units.get(file.name));
    for (const unit of this.#units.values()) add(unit);
    for (const file of this.#input.beside ?? []) if (!own.has(file.name)) own.set(file.name, file);
    return schemaFromFiles([...own.values()], [...(this.#input.problems ?? []), ...sorted(this.#problems.all)]);
  }

  /** One file with what it imports, imports first; without recursion, since chains of imports can be long. */
  #compile(file: SourceFile): void {
    if (!this.#units.has(file.name)) this.#open(file);
    for (let frame = this.#stack[this.#stack.length - 1]; frame; frame = this.#stack[this.#stack.length - 1]) {
      const next = frame.tree.imports[frame.imports.length];
      if (next) this.#import(frame, frame.imports.length);
      else {
        this.#stack.pop();
        this.#close(frame);
      }
    }
  }

  #open(source: SourceFile): void {
    const text = new SourceText(source.path ?? source.name, source.text);
    const problems = new FileProblems(this.#problems, text);
    const { file: tree, errors } = parseFile(source.text);
    const state = errors.length > 0 ? 'broken' : 'open';
    const { name, path } = source;
    const unit: Unit = {
      name,
      path,
      package: '',
      edition: PROTO2,
      dependencies: [],
      publics: [],
      bytes: undefined,
      state,
    };
    this.#units.set(name, unit);
    // The codes of syntax errors are ours, given where they are thrown.
    for (const error of errors) problems.error(error.code as ProblemCode, error.offset, error.message, error.hint);
    if (state === 'broken') return;
    if (tree.implicitSyntax)
      problems.warning(
        'missing-syntax',
        0,
        'The file does not say its syntax: it is read as proto2.',
        'Begin it with: syntax = "proto3";',
      );
    this.#stack.push({ source, text, unit, tree, problems, imports: [], wanting: [] });
  }

  /** Handles one import of a frame: it is there already, or it is opened, or it is missing. */
  #import(frame: Frame, index: number): void {
    const node = frame.tree.imports[index]!;
    const want = (code: ProblemCode, message: string, hint?: string): void => {
      frame.wanting.push({ code, at: node.at, message, ...(hint === undefined ? {} : { hint }) });
      frame.imports.push({ node, unit: undefined });
    };
    const source = this.#tree.resolve(frame.source, node.name) ?? builtInSource(node.name);
    const unit = this.#units.get(source?.name ?? node.name) ?? (source ? undefined : this.#wellKnown(node.name));
    if (unit?.state === 'open') {
      const circle = this.#stack
        .slice(this.#stack.findIndex((open) => open.unit === unit))
        .map((open) => open.unit.name);
      return want(
        'import-cycle',
        `Files import each other in a circle: ${[...circle, unit.name].join(' → ')}.`,
        'Move what both need into a third file.',
      );
    }
    if (unit?.state === 'broken')
      return want('import-broken', `"${node.name}" has errors of its own and could not be read.`);
    if (!unit && source) return this.#open(source);
    if (!unit)
      return want(
        'import-missing',
        `"${node.name}" was not found.`,
        'Give the folder that it is in, too, or name its root with -I.',
      );
    if (frame.imports.some((other) => other.unit === unit))
      frame.problems.error('import-twice', node.at, `"${node.name}" is imported twice.`, 'Take one of the two away.');
    frame.imports.push({ node, unit });
  }

  #close(frame: Frame): void {
    const { tree, unit, problems, imports, wanting } = frame;
    const { missedType } = compileFile(tree, unit, imports, problems, this.#linkage);
    unit.state = 'done';
    for (const { code, at, message, hint } of wanting) {
      if (missedType || code === 'import-cycle') problems.error(code, at, message, hint);
      else problems.warning(code, at, message, hint);
    }
  }

  /** A well-known file that is not among the sources, entered with what it imports. */
  #wellKnown(name: string): Unit | undefined {
    const known = this.#units.get(name);
    const bytes = known ? undefined : wellKnownFile(name);
    if (!bytes) return known;
    const { package: pkg, dependencies } = schemaFile(bytes);
    const units = dependencies.flatMap((dependency) => this.#wellKnown(dependency) ?? []);
    const unit: Unit = {
      name,
      path: undefined,
      package: pkg,
      edition: editionOf(bytes),
      dependencies: units,
      publics: [],
      bytes,
      state: 'done',
    };
    this.#units.set(name, unit);
    this.#table.addDescriptor(unit, bytes);
    return unit;
  }
}

function builtInSource(name: string): SourceFile | undefined {
  const text = builtInText(name);
  return text === undefined ? undefined : { path: undefined, text, name };
}

/** Well-known files are proto2 or proto3, which their last field says. */
function editionOf(bytes: Uint8Array): number {
  const tail = String.fromCharCode(...bytes.subarray(-6));
  return tail === 'proto3' ? PROTO3 : PROTO2;
}

function sorted(problems: readonly Problem[]): Problem[] {
  const files = new Map<string, number>();
  for (const { file } of problems) if (!files.has(file ?? '')) files.set(file ?? '', files.size);
  const rank = (problem: Problem): number => files.get(problem.file ?? '') ?? 0;
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
