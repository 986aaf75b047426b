import type { Problem } from '../contract/problem.ts';
import type { CompileInput } from './compile-input.ts';
import { compile, type Compiler } from './compile.ts';
import type { Schema } from './registry.ts';
import type { ProtoText } from './source-tree.ts';

/** Where fewer files than these have changed, each is looked at alone before all of them together. */
const MAX_ALONE = 50;

/**
 * Compiles a tree after each edit, and keeps serving the last good version of what an edit broke: a file that was without
 * errors and has some now stays as it was, and so does what others need of it. What is wrong is in the problems all the
 * same, with places in the text on disk. A file that never was good is served as far as it can be; a file that is gone
 * is gone.
 */
export class LastGood {
  readonly #compiler: Compiler;
  /** By path: the text that was served without errors. */
  #good = new Map<string, ProtoText>();
  #served: Schema;

  /** Begins with what was compiled from `input`. */
  constructor(compiler: Compiler, input: CompileInput, schema: Schema) {
    this.#compiler = compiler;
    this.#served = schema;
    this.#accept(input.files, errorsOf(schema), schema);
  }

  *steps(input: CompileInput): Generator<void, Schema> {
    const held = new Map<string, ProtoText>();
    const shown = new Map<string, readonly Problem[]>();
    const found = new Map<string, ProtoText>();
    const hold = (path: string, problems: readonly Problem[]): void => {
      held.set(path, this.#good.get(path)!);
      shown.set(path, [...(shown.get(path) ?? []), ...problems]);
    };
    const now = (file: ProtoText): ProtoText => held.get(file.path) ?? file;
    const find = (name: string): ProtoText | undefined => {
      const file = input.find?.(name);
      if (file) found.set(file.path, file);
      return file && now(file);
    };

    // 1. A file that cannot be read is held at once, so that nothing is compiled without it.
    const changed = input.files.filter((file) => this.#changed(file));
    if (changed.length <= MAX_ALONE)
      for (const file of changed) {
        const { files, problems } = compile({ files: [file], roots: [] });
        if (![...files.values()].some(({ path }) => path === file.path)) hold(file.path, problems);
      }
    for (;;) {
      const files = input.files.map(now);
      const schema = yield* this.#compiler.steps({ ...input, files, find });
      const texts = new Map([...input.files, ...found.values()].map((file) => [file.path, file]));
      const errors = errorsOf(schema);
      const before = held.size;
      // 2. A file that has errors by its own edit is held.
      for (const [path, problems] of errors) {
        const file = texts.get(path);
        if (file && !held.has(path) && this.#changed(file)) hold(path, problems);
      }
      // 3. Where nothing of that kind is left: what was good and has errors by the edit of another file holds that file.
      if (held.size === before)
        for (const [path, problems] of errors) {
          if (!this.#good.has(path)) continue;
          const blamed = [...closureOf(this.#served, path)].filter((name) => {
            const file = texts.get(name);
            return file && !held.has(name) && this.#changed(file);
          });
          for (const name of blamed) hold(name, [heldBack(name, path)]);
          if (blamed.length > 0) shown.set(path, problems);
        }
      if (held.size > before) continue;

      this.#accept([...files, ...[...found.values()].map(now)], errors, schema);
      if (held.size === 0) return (this.#served = schema);
      const others = schema.problems.filter(({ file }) => file === undefined || !shown.has(file));
      const problems = [...[...shown.values()].flat(), ...others];
      return (this.#served = { ...schema, problems, held: [...held.keys()] });
    }
  }

  #changed(file: ProtoText): boolean {
    const good = this.#good.get(file.path);
    return good !== undefined && good.text !== file.text;
  }

  #accept(files: readonly ProtoText[], errors: ReadonlyMap<string, unknown>, { files: compiled }: Schema): void {
    const good = new Map<string, ProtoText>();
    for (const file of files) if (!errors.has(file.path)) good.set(file.path, file);
    // Files that the compiler found by itself are known by what it made of them.
    for (const { path } of compiled.values()) {
      const before = path === undefined || good.has(path) || errors.has(path) ? undefined : this.#good.get(path);
      if (before) good.set(before.path, before);
    }
    this.#good = good;
  }
}

function heldBack(file: string, broken: string): Problem {
  return {
    severity: 'warning',
    code: 'held-back',
    message: `The version before this one is served: with this one, ${broken} has errors.`,
    hint: `Change ${broken} too.`,
    file,
  };
}

function errorsOf(schema: Schema): ReadonlyMap<string, readonly Problem[]> {
  const errors = new Set(schema.problems.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  const found = new Map<string, Problem[]>();
  for (const problem of schema.problems) {
    if (problem.file === undefined || !errors.has(problem.file)) continue;
    const list = found.get(problem.file);
    if (list) list.push(problem);
    else found.set(problem.file, [problem]);
  }
  return found;
}

/** Paths of all files that a file imports, directly or through others. */
function closureOf(schema: Schema, path: string): ReadonlySet<string> {
  const begin = [...schema.files.values()].find((file) => file.path === path);
  const names = new Set(begin ? begin.dependencies : []);
  const paths = new Set<string>();
  for (const name of names) {
    const file = schema.files.get(name);
    if (file?.path !== undefined) paths.add(file.path);
    for (const next of file?.dependencies ?? []) names.add(next);
  }
  return paths;
}
