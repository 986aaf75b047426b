import type { Problem } from '../contract/problem.ts';
import { builtInText } from './built-in.ts';
import { defaultFeatures } from './features.ts';
import type { Schema, SchemaFile } from './registry.ts';
import { schemaFile, schemaFromFiles } from './schema-from-files.ts';
import type { SourceFile } from './source-tree.ts';
import type { Unit } from './symbols.ts';
import { EDITION_2023, PROTO2, PROTO3 } from './syntax-tree.ts';
import { wellKnownFile } from './well-known.ts';
import { WireCursor } from './wire-cursor.ts';

/** Files that come as descriptors, from a descriptor set: they stand beside those that are compiled from text. */
export class CompiledFiles {
  readonly #files = new Map<string, SchemaFile>();

  /** Of two with one name the first counts. */
  constructor(files: readonly SchemaFile[]) {
    for (const file of files) if (!this.#files.has(file.name)) this.#files.set(file.name, file);
  }

  get(name: string): SchemaFile | undefined {
    return this.#files.get(name);
  }

  names(): IterableIterator<string> {
    return this.#files.keys();
  }

  /** The file and all that it imports, imports first; names that are no files of this kind are in it too. */
  order(root: string): string[] {
    const order: string[] = [];
    const seen = new Set<string>();
    const stack = [{ name: root, done: false }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      if (top.done) order.push(top.name);
      if (top.done || seen.has(top.name)) continue;
      seen.add(top.name);
      stack.push({ name: top.name, done: true });
      for (const name of this.#files.get(top.name)?.dependencies ?? []) stack.push({ name, done: false });
    }
    return order;
  }
}

/** The unit of a file that is given as a descriptor. `units` finds those that it imports. */
export function compiledUnit(file: SchemaFile, units: (name: string) => Unit | undefined): Unit {
  const publics: number[] = [];
  const { edition } = readHead(file.bytes, publics);
  const dependencies = file.dependencies.map(units);
  return {
    name: file.name,
    path: file.path,
    package: file.package,
    edition,
    features: defaultFeatures(edition),
    dependencies: dependencies.filter((unit) => unit !== undefined),
    publics: publics.flatMap((index) => dependencies[index] ?? []),
    bytes: file.bytes,
    state: 'done',
  };
}

function readHead(bytes: Uint8Array, publics: number[]): { edition: number } {
  const cursor = new WireCursor(bytes);
  let [syntax, edition] = ['', 0];
  while (cursor.next()) {
    if (cursor.field === 10) publics.push(...(cursor.wire === 2 ? cursor.packed() : [cursor.value]));
    else if (cursor.field === 12) syntax = cursor.text();
    else if (cursor.field === 14) edition = cursor.value;
  }
  return { edition: syntax === 'proto3' ? PROTO3 : syntax === 'editions' ? edition || EDITION_2023 : PROTO2 };
}

/** True where both say the same file with the same imports. */
export function sameUnit(a: Unit | undefined, b: Unit): boolean {
  return (
    a !== undefined &&
    a.path === b.path &&
    a.dependencies.length === b.dependencies.length &&
    a.dependencies.every((unit, index) => unit === b.dependencies[index]) &&
    a.bytes?.length === b.bytes?.length &&
    (a.bytes ?? []).every((byte, index) => byte === b.bytes?.[index])
  );
}

/**
 * The schema of all files, without those given descriptors that hold together with nothing: an import is missing that
 * they need, or they were broken from the beginning. Each of them is a problem.
 */
export function schemaWithout(
  files: readonly SchemaFile[],
  problems: readonly Problem[],
  given: CompiledFiles,
): Schema {
  const schema = schemaFromFiles(files, problems);
  const broken = files.filter((file) => given.get(file.name) === file && !schema.descFile(file.name));
  if (broken.length === 0) return schema;
  const more = broken.map(({ name, path, dependencies }): Problem => {
    const missing = dependencies.filter((dependency) => !schema.files.has(dependency));
    const why = missing.length > 0 ? `${missing.join(', ')} is missing` : 'its descriptor does not fit together';
    return {
      severity: 'error',
      code: 'descriptor-broken',
      message: `"${name}" cannot be used: ${why}.`,
      hint: 'Write the descriptor set with all imports: buf build, protoc --include_imports, or understudy build.',
      ...(path === undefined ? {} : { file: path }),
    };
  });
  return schemaFromFiles(
    files.filter((file) => !broken.includes(file)),
    [...problems, ...more],
  );
}

/** Text that we bring along, for files that nobody gave. */
export function builtInSource(name: string): SourceFile | undefined {
  const text = builtInText(name);
  return text === undefined ? undefined : { path: undefined, text, name };
}

/** A well-known file after all that it imports; empty for any other name. */
export function wellKnownOrder(name: string): readonly string[] {
  const bytes = wellKnownFile(name);
  return bytes ? [...schemaFile(bytes).dependencies.flatMap(wellKnownOrder), name] : [];
}
