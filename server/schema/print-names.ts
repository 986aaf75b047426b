import { symbolsOf } from './outline.ts';
import type { Schema, SchemaFile } from './registry.ts';

/** Says a name of another type as shortly as it can be said in a place without meaning another one. */
export class PrintNames {
  readonly #schema: Schema;
  readonly #known = new Set<string>();
  readonly #package: string;

  /** @param file the one that is printed: names of it and of all that it imports can be meant by accident */
  constructor(schema: Schema, file: SchemaFile) {
    this.#schema = schema;
    this.#package = file.package;
    const seen = new Set<string>();
    const queue = [file];
    for (const next of queue) {
      if (seen.has(next.name)) continue;
      seen.add(next.name);
      for (const symbol of symbolsOf(next.bytes, next.package)) this.#known.add(symbol);
      for (let pkg = next.package; pkg !== ''; pkg = outer(pkg)) this.#known.add(pkg);
      for (const name of next.dependencies) {
        const dependency = this.#schema.files.get(name);
        if (dependency) queue.push(dependency);
      }
    }
  }

  /** `full` has no leading dot; `scope` is the full name of what the name stands in. */
  short(full: string, scope: string): string {
    // Relative within the package; of other packages the whole name, as people write it.
    for (let from = scope; ; from = from.length > this.#package.length ? outer(from) : '') {
      const rest = from === '' ? full : full.startsWith(`${from}.`) ? full.slice(from.length + 1) : undefined;
      if (rest !== undefined && !this.#hidden(rest.split('.', 1)[0]!, scope, from)) return rest;
      if (from === '') return `.${full}`;
    }
  }

  /** True where a scope that lies nearer than `from` has a thing of that name. */
  #hidden(first: string, scope: string, from: string): boolean {
    for (let inner = scope; inner !== from; inner = outer(inner)) if (this.#known.has(`${inner}.${first}`)) return true;
    return false;
  }
}

const outer = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0));
