import { ByteWriter } from './byte-writer.ts';
import { compileFile, type Linkage, type ResolvedImport } from './compile-file.ts';
import { parseFile } from './parse-file.ts';
import type { ProblemCode } from './problem-codes.ts';
import { FileProblems, ProblemList, sortedProblems } from './problem-list.ts';
import { builtInSource, CompiledFiles, compiledUnit, schemaWithout, wellKnownOrder } from './compiled-files.ts';
import type { CompileInput } from './compile-input.ts';
import { defaultFeatures } from './features.ts';
import { schemaFile } from './schema-from-files.ts';
import type { Schema, SchemaFile } from './registry.ts';
import { Shapes } from './shapes.ts';
import { SourceText } from './source-text.ts';
import { SourceTree, type SourceFile } from './source-tree.ts';
import { SymbolTable, type Unit } from './symbols.ts';
import { PROTO2, type FileNode, type ImportNode } from './syntax-tree.ts';
import type { Remembered, UnitMemory } from './unit-memory.ts';
import { wellKnownFile } from './well-known.ts';

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
  readonly #compiled: CompiledFiles;

  constructor(input: CompileInput, memory: UnitMemory) {
    this.#input = input;
    this.#memory = memory;
    this.#compiled = new CompiledFiles(input.compiled ?? []);
    this.#tree = new SourceTree(input.files, input.roots, (name) =>
      this.#compiled.get(name) ? undefined : input.find?.(name),
    );
    this.#linkage = { table: this.#table, shapes: new Shapes(this.#table), writer: new ByteWriter() };
  }

  *run(): Generator<void, Schema> {
    const { files } = this.#tree;
    for (const [index, file] of files.entries()) {
      yield* this.#compile(file);
      this.#input.onProgress?.(index + 1, files.length);
    }
    for (const name of this.#compiled.names()) {
      for (let next = this.#textBefore(name); next; next = this.#textBefore(name)) yield* this.#compile(next);
      this.#descriptor(name);
    }
    this.#memory.settle(this.#units.keys());
    const own = new Map<string, SchemaFile>();
    const add = (unit: Unit | undefined): void => {
      if (unit?.bytes && !own.has(unit.name))
        own.set(unit.name, this.#given(unit) ?? schemaFile(unit.bytes, unit.path));
    };
    for (const file of files) add(this.#units.get(file.name));
    for (const unit of this.#units.values()) add(unit);
    for (const file of this.#input.beside ?? []) if (!own.has(file.name)) own.set(file.name, file);
    const problems = [...(this.#input.problems ?? []), ...sortedProblems(this.#problems.all)];
    return schemaWithout([...own.values()], problems, this.#compiled);
  }

  /** The given descriptor that a unit stands for. */
  #given(unit: Unit): SchemaFile | undefined {
    const file = this.#compiled.get(unit.name);
    return file?.path === unit.path && file?.bytes.length === unit.bytes?.length ? file : undefined;
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
      features: defaultFeatures(PROTO2),
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
    const compiled = this.#tree.resolve(frame.source, node.name) ? undefined : this.#compiled.get(node.name);
    const before = compiled && this.#textBefore(node.name);
    if (before) return this.#open(before);
    const source = compiled ? undefined : (this.#tree.resolve(frame.source, node.name) ?? builtInSource(node.name));
    const unit = this.#units.get(source?.name ?? node.name) ?? (source ? undefined : this.#descriptor(node.name));
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

  /** Text that a given descriptor imports, and that is not compiled yet. */
  #textBefore(name: string): SourceFile | undefined {
    for (const next of this.#compiled.order(name)) {
      if (this.#units.has(next)) continue;
      const source =
        this.#tree.resolve({ name: '', path: undefined, text: '' }, next) ??
        (this.#compiled.get(next) ? undefined : builtInSource(next));
      if (source && !this.#units.has(source.name)) return source;
    }
    return undefined;
  }

  /** A given descriptor or a well-known file, entered with what it imports. */
  #descriptor(name: string): Unit | undefined {
    for (const next of this.#compiled.get(name) ? this.#compiled.order(name) : wellKnownOrder(name)) {
      if (this.#units.has(next)) continue;
      const bytes = wellKnownFile(next);
      const file = this.#compiled.get(next) ?? (bytes && schemaFile(bytes));
      if (!file) continue;
      const unit = this.#memory.compiled(compiledUnit(file, (other) => this.#units.get(other)));
      this.#units.set(next, unit);
      this.#table.addDescriptor(unit, file.bytes);
    }
    return this.#units.get(name);
  }
}
