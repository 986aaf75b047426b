import {
  createFileRegistry,
  fromBinary,
  type DescEnum,
  type DescExtension,
  type DescFile,
  type DescMessage,
  type DescService,
} from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { SchemaFile } from './registry.ts';
import { withoutSourceInfo } from './source-info.ts';

export type DescType = DescMessage | DescEnum | DescExtension | DescService;

/**
 * Builds the descriptor of each file once, when it is first asked for, after the descriptors of its imports. The
 * library's own resolver walks all imports of all imports, over and over, and in an order that fails on diamonds
 * (381 of envoy's 700 files); so each file is built alone, on imports that stand ready.
 */
export class DescriptorCache {
  readonly #files: ReadonlyMap<string, SchemaFile>;
  readonly #built = new Map<string, DescFile>();
  readonly #failed = new Map<string, string>();
  readonly #types = new Map<string, DescType>();

  constructor(files: ReadonlyMap<string, SchemaFile>) {
    this.#files = files;
  }

  /** The descriptor of a file; undefined where it is not there, or is no valid descriptor (see `failure`). */
  file(name: string): DescFile | undefined {
    if (!this.#built.has(name)) for (const next of this.#order(name)) this.#build(next);
    return this.#built.get(name);
  }

  /** Why a file has no descriptor. */
  failure(name: string): string | undefined {
    return this.#failed.get(name) ?? (this.#files.has(name) ? undefined : `There is no file "${name}" in the schema.`);
  }

  /** A type of a file, by its full name. */
  type(file: string, name: string): DescType | undefined {
    return this.file(file) ? this.#types.get(name) : undefined;
  }

  /** The file and what it imports, imports first; no recursion, since chains of imports can be long. */
  #order(root: string): string[] {
    const order: string[] = [];
    const seen = new Set<string>();
    const stack: { name: string; done: boolean }[] = [{ name: root, done: false }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      if (top.done) order.push(top.name);
      if (top.done || seen.has(top.name) || this.#built.has(top.name)) continue;
      seen.add(top.name);
      const file = this.#files.get(top.name);
      if (!file) continue;
      stack.push({ name: top.name, done: true });
      for (const name of file.dependencies) stack.push({ name, done: false });
    }
    return order;
  }

  #build(name: string): void {
    const file = this.#files.get(name);
    if (!file || this.#built.has(name) || this.#failed.has(name)) return;
    try {
      const proto = fromBinary(FileDescriptorProtoSchema, withoutSourceInfo(file.bytes));
      const imports = proto.dependency.filter((dependency) => this.#built.has(dependency));
      if (imports.length !== proto.dependency.length) {
        const kept = new Map(imports.map((dependency, index) => [dependency, index]));
        const moved = (index: number): number[] => {
          const at = kept.get(proto.dependency[index] ?? '');
          return at === undefined ? [] : [at];
        };
        proto.publicDependency = proto.publicDependency.flatMap(moved);
        proto.weakDependency = proto.weakDependency.flatMap(moved);
        proto.dependency = imports;
      }
      const visible = new Map(imports.map((dependency) => [dependency, this.#visible(dependency, new Set())]));
      const desc = createFileRegistry(proto, (dependency) => visible.get(dependency)).getFile(name);
      if (!desc) return;
      // The imports were handed over with no imports of their own; put the whole ones in.
      const dependencies = imports.map((dependency) => this.#built.get(dependency)!);
      const whole: DescFile = Object.assign(desc, { dependencies });
      this.#built.set(name, whole);
      for (const type of nestedTypes(whole)) if (!this.#types.has(type.typeName)) this.#types.set(type.typeName, type);
    } catch (cause) {
      this.#failed.set(name, cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** An import as the importing file sees it: its own types, and those that it imports publicly. */
  #visible(name: string, path: Set<string>): DescFile {
    const file = this.#built.get(name)!;
    path.add(name);
    const dependencies = file.proto.publicDependency.flatMap((index) => {
      const dependency = file.proto.dependency[index];
      if (dependency === undefined || path.has(dependency) || !this.#built.has(dependency)) return [];
      return [this.#visible(dependency, path)];
    });
    return { ...file, dependencies };
  }
}
