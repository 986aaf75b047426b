import { problemPlace } from '../../server/contract/problem.ts';
import { compile } from '../../server/schema/compile.ts';
import type { Schema } from '../../server/schema/registry.ts';

/**
 * The schema of proto text: one file (`test.proto`), or files by import name. Well-known types and the built-in
 * `google/api`, `google/type` and `google/rpc` can be imported. Throws for text that has errors.
 */
export function schemaFrom(text: string | Readonly<Record<string, string>>): Schema {
  const schema = compileText(text);
  const errors = schema.problems.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return schema;
  throw new Error(
    errors.map((problem) => `${problemPlace(problem)} ${problem.message} ${problem.hint ?? ''}`).join('\n'),
  );
}

/** The same for text that may have errors: they are in `problems`. */
export function compileText(text: string | Readonly<Record<string, string>>): Schema {
  const files = typeof text === 'string' ? { 'test.proto': text } : text;
  const list = Object.entries(files).map(([path, content]) => ({ path, text: content }));
  return compile({ files: list, roots: [''] });
}
