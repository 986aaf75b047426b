import { textDigest, treeKey, type SchemaCache } from '../files/schema-cache.ts';
import type { CompileInput } from '../schema/compile-input.ts';
import type { Compiler } from '../schema/compile.ts';
import { schemaFromFiles } from '../schema/schema-from-files.ts';
import type { Schema } from '../schema/registry.ts';

/**
 * The schema of a tree, from the cache where everything that it followed from is the same: the given files, the roots,
 * the compiler, and what was found on disk beyond the given files. Otherwise it is compiled, and kept.
 */
export function compileCached(
  cache: SchemaCache,
  input: CompileInput,
  compiler: Compiler,
): { readonly schema: Schema; readonly hit: boolean } {
  // What came as descriptors, and what could not be read, is too rare to be worth a cache.
  if (input.compiled?.length || input.problems?.length) return { schema: compiler.compile(input), hit: false };
  const beside = input.beside ?? [];
  const look = (name: string): string | null => {
    const file = input.find?.(name);
    return file ? textDigest(file.text) : null;
  };
  const key = treeKey(input.files, input.roots);
  const kept = cache.get(key);
  if (kept?.found.every(([name, digest]) => look(name) === digest)) {
    const names = new Set(kept.files.map(({ name }) => name));
    const more = beside.filter(({ name }) => !names.has(name));
    return { schema: schemaFromFiles([...kept.files, ...more], kept.problems), hit: true };
  }
  const found = new Map<string, string | null>();
  const schema = compiler.compile({
    ...input,
    find(name) {
      const file = input.find?.(name);
      found.set(name, file ? textDigest(file.text) : null);
      return file;
    },
  });
  const files = [...schema.files.values()].filter((file) => !beside.includes(file));
  cache.put(key, { files, problems: schema.problems, found: [...found] });
  return { schema, hit: false };
}
