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
import { PROTO2, type FileNode, type ImportNode } from './syntax-tree.ts';
import type { Remembered, UnitMemory } from './unit-memory.ts';
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

/** A file on its way: its imports come first. */
interface Frame {
  readonly source: SourceFile;
  readonly unit: Unit;
  /** Undefined where the file is known: it is parsed only if its imports lead elsewhere now. */
  readonly tree: FileNode | undefined;
  /** What it may be taken from. */
  readonly known: readonly Remembered[];
  readonly nodes: readonly ImportNode[];
  readonly problems: FileProblems;
  readonly imports: ResolvedImport[];
  readonly wanting: {
    readonly code: ProblemCode;
    readonly at: number;
    readonly message: string;
    readonly hint?: string;
  }[];
}

/** One run of the compiler over a tree. */
export class Compilation {
  readonly #input: CompileInput;
  readonly #tree: SourceTree;
  readonly #problems = new ProblemList();
  readonly #table = new SymbolTable();
  readonly #linkage: Linkage;
  /** By the name of the file. */
  readonly #units = new Map<string, Unit>();
  readonly #stack: Frame[] = [];
  readonly #memory: UnitMemory;

  constructor(input: CompileInput, memory: UnitMemory) {
    this.#input = input;
    this.#memory = memory;
    this.#tree = new SourceTree(input.files, input.roots, input.find);
    const descriptorProto = wellKnownFile('google/protobuf/descriptor.proto')!;
    this.#linkage = { table: this.#table, shapes: new Shapes(this.#table, descriptorProto), writer: new ByteWriter() };
  }

  *run(): Generator<void, Schema> {
    const { files } = this.#tree;
    for (const [index, file] of files.entries()) {
      yield* this.#compile(file);
      this.#input.onProgress?.(index + 1, files.length);
    }
    this.#memory.settle(this.#units.keys());
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
  *#compile(file: SourceFile): Generator<void> {
    if (!this.#units.has(file.name)) this.#open(file);
    for (let frame = this.#stack[this.#stack.length - 1]; frame; frame = this.#stack[this.#stack.length - 1]) {
      const next = frame.nodes[frame.imports.length];
      if (next) this.#import(frame, next);
      else {
        this.#stack.pop();
        this.#close(frame);
        yield;
      }
    }
  }

  #open(source: SourceFile): void {
    const { name, path } = source;
    const problems = new FileProblems(this.#problems, new SourceText(path ?? name, source.text));
    const known = this.#memory.versions(name, path, source.text);
    const tree = known.length > 0 ? undefined : this.#parse(source, problems);
    const unit: Unit = {
      name,
      path,
      package: '',
      edition: PROTO2,
      dependencies: [],
      publics: [],
      bytes: undefined,
      state: tree === null ? 'broken' : 'open',
    };
    this.#units.set(name, unit);
    if (tree === null) return;
    const nodes = tree?.imports ?? known[0]?.nodes ?? [];
    this.#stack.push({ source, unit, tree, known, nodes, problems, imports: [], wanting: [] });
  }

  /** Null where there are syntax errors. */
  #parse(source: SourceFile, problems: FileProblems): FileNode | null {
    const { file: tree, errors } = parseFile(source.text);
    // The codes of syntax errors are ours, given where they are thrown.
    for (const error of errors) problems.error(error.code as ProblemCode, error.offset, error.message, error.hint);
    if (errors.length > 0) return null;
    if (tree.implicitSyntax)
      problems.warning(
        'missing-syntax',
        0,
        'The file does not say its syntax: it is read as proto2.',
        'Begin it with: syntax = "proto3";',
      );
    return tree;
  }

  /** Handles one import of a frame: it is there already, or it is opened, or it is missing. */
  #import(frame: Frame, node: ImportNode): void {
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
    const { source, imports, wanting } = frame;
    const results = imports.map(({ node, unit }) => ({
      unit,
      code: unit ? undefined : wanting.find(({ at }) => at === node.at)?.code,
    }));
    const same = frame.known.find(
      (version) =>
        results.every(
          ({ unit, code }, at) => version.results[at]?.unit === unit && version.results[at]?.code === code,
        ) && this.#table.adopt(version.unit),
    );
    if (same) {
      this.#units.set(source.name, same.unit);
      this.#problems.take(same.problems);
      this.#memory.keep(same);
      return;
    }
    const tree = frame.tree ?? this.#parse(source, frame.problems);
    if (!tree) return;
    const fresh = imports.map(({ unit }, at) => ({ node: tree.imports[at]!, unit }));
    this.#link(frame, tree, fresh);
    this.#memory.keep({
      text: source.text,
      unit: frame.unit,
      nodes: tree.imports,
      results,
      problems: frame.problems.own,
    });
  }

  #link({ unit, problems, wanting }: Frame, tree: FileNode, imports: readonly ResolvedImport[]): void {
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
    const units = schemaFile(bytes).dependencies.flatMap((dependency) => this.#wellKnown(dependency) ?? []);
    const unit = this.#memory.wellKnown(name, bytes, units);
    this.#units.set(name, unit);
    this.#table.addDescriptor(unit, bytes);
    return unit;
  }
}

function builtInSource(name: string): SourceFile | undefined {
  const text = builtInText(name);
  return text === undefined ? undefined : { path: undefined, text, name };
}

function sorted(problems: readonly Problem[]): Problem[] {
  const files = new Map<string, number>();
  for (const { file } of problems) if (!files.has(file ?? '')) files.set(file ?? '', files.size);
  const rank = (problem: Problem): number => files.get(problem.file ?? '') ?? 0;
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
