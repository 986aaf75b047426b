import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Problem } from '../contract/problem.ts';
import { compileCached } from './compile-cached.ts';
import { Disk } from '../files/disk.ts';
import { readProtos, type ProtoTree } from '../files/read-protos.ts';
import { SchemaCache } from '../files/schema-cache.ts';
import { isSideName, sideFiles, type SideFiles } from '../files/side-files.ts';
import { systemFiles } from '../serving/system-files.ts';
import type { CompileInput } from '../schema/compile-input.ts';
import { createCompiler, type Compiler } from '../schema/compile.ts';
import type { Schema } from '../schema/registry.ts';

/** A schema with what the command says of it. */
export interface Loaded {
  readonly schema: Schema;
  readonly counts: Counts;
  /** Problems of the arguments themselves (a missing path): nothing can be served. */
  readonly unusable: readonly Problem[];
  readonly beside: SideFiles;
  /** What it takes to load it again after an edit. */
  readonly source: SchemaSource;
}

/** Where a schema comes from: asked again, it costs what has changed. */
export interface SchemaSource {
  readonly disk: Disk;
  readonly compiler: Compiler;
  /** True where the compiler has seen nothing of it yet. */
  readonly fromCache: boolean;
  /** The tree as the disk has it, and what the compiler makes a schema of. */
  read(): { readonly tree: ProtoTree; readonly input: CompileInput };
  /** What lies beside the protos of a tree. */
  beside(tree: ProtoTree): SideFiles;
  /** Whether a path, absolute, is of such a file. */
  isBeside(path: string): boolean;
}

/** What is the person's own; built-in files and services do not count. */
export interface Counts {
  readonly files: number;
  readonly services: number;
  readonly methods: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Trees up to this size are compiled faster than anybody notices, and leave nothing on disk. */
const UNCACHED_FILES = 200;

/** Reads and compiles what the configuration names. `onProgress` is told how many files are done; a large tree is kept
 * in `cacheFolder`. */
export function loadSchema(
  config: Pick<Config, 'paths' | 'protoPaths'> & Partial<Pick<Config, 'worldFiles'>>,
  onProgress?: (done: number, total: number) => void,
  cacheFolder?: string,
): Loaded {
  const disk = new Disk();
  const compiler = createCompiler();
  const read: SchemaSource['read'] = () => {
    const tree = readProtos(config.paths, config.protoPaths, disk);
    const { files, compiled, roots, problems, find } = tree;
    return { tree, input: { files, compiled, roots, problems, find, beside: systemFiles() } };
  };
  const beside: SchemaSource['beside'] = (tree) => sideFiles(tree.beside, config.paths, config.worldFiles ?? [], disk);
  const named = new Set((config.worldFiles ?? []).map((file) => resolve(file)));
  const isBeside: SchemaSource['isBeside'] = (path) => isSideName(path) || named.has(path);
  const { tree, input } = read();
  const unusable = tree.problems.filter((problem) => ['path-not-found', 'not-a-proto'].includes(problem.code));
  for (const file of config.worldFiles ?? [])
    if (disk.kind(file) !== 'file')
      unusable.push({
        severity: 'error',
        code: 'path-not-found',
        file,
        message: `There is no file ${file}.`,
        hint: 'Check what --world says.',
      });
  const nothing = unusable.length === 0 && tree.files.length + tree.compiled.length === 0;
  // Where there is nothing because nothing could be read, that is what to say.
  const unread = tree.problems.filter(({ severity }) => severity === 'error');
  if (nothing && unread.length > 0) unusable.push(...unread);
  else if (nothing)
    unusable.push({
      severity: 'error',
      code: 'no-protos',
      message: `There is no .proto file in ${config.paths.join(', ')}.`,
      hint: config.paths.some(isSideName)
        ? 'Files of stubs, handlers, worlds and hints are read with the protos beside them: give their folder.'
        : 'Give a folder that holds some: understudy path/to/protos.',
    });
  const files = unusable.length > 0 ? [] : tree.files;
  const whole = { ...input, files, ...(onProgress && { onProgress }) };
  // The key of the cache says nothing of descriptor sets, which are no work to compile.
  const cached = cacheFolder !== undefined && tree.compiled.length === 0 && files.length > UNCACHED_FILES;
  const { schema, hit } = cached
    ? compileCached(new SchemaCache(cacheFolder), whole, compiler)
    : { schema: compiler.compile(whole), hit: false };
  return {
    schema,
    counts: countOf(schema),
    unusable,
    beside: beside(tree),
    source: { disk, compiler, fromCache: hit, read, beside, isBeside },
  };
}

/** What the command and `GET /api/status` say of a schema. */
export function countOf(schema: Schema): Counts {
  const own = schema.services.filter((service) => schema.files.get(service.file)?.path !== undefined);
  const errors = schema.problems.filter((problem) => problem.severity === 'error').length;
  return {
    files: [...schema.files.values()].filter((file) => file.path !== undefined).length,
    services: own.length,
    methods: own.reduce((sum, service) => sum + service.methods.length, 0),
    errors,
    warnings: schema.problems.length - errors,
  };
}
