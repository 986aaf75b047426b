import type { Problem } from '../contract/problem.ts';
import type { SchemaFile } from './registry.ts';
import type { ProtoText } from './source-tree.ts';

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
  /** Files that the person gave as descriptors. Text wins over them, they win over what `find` finds and what is built in. */
  readonly compiled?: readonly SchemaFile[] | undefined;
  /** Told after each file, of the given ones. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
