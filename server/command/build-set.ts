import type { Problem } from '../contract/problem.ts';
import { writeWhole } from '../files/write-file.ts';
import { descriptorSetJson, withImports, writeDescriptorSet } from '../schema/descriptor-set.ts';
import type { Schema } from '../schema/registry.ts';

/** What a command that writes files has to say. */
export interface CommandReport {
  readonly done: string;
  readonly problems: readonly Problem[];
  /** Nothing was written. */
  readonly failed?: Problem;
}

/** Writes the person's own files of a schema with all that they import: JSON where the name says so. */
export function buildSet(schema: Schema, out: string): CommandReport {
  const { problems } = schema;
  const own = [...schema.files.values()].filter((file) => file.path !== undefined).map((file) => file.name);
  const files = withImports(schema, own);
  const json = out.toLowerCase().endsWith('.json');
  const bytes = json ? new TextEncoder().encode(descriptorSetJson(schema, files)) : writeDescriptorSet(files);
  const why = writeWhole(out, bytes);
  if (why !== undefined)
    return {
      done: '',
      problems,
      failed: {
        severity: 'error',
        code: 'not-writable',
        message: `${out} cannot be written: ${why}.`,
        hint: 'Choose another place.',
      },
    };
  return { done: `wrote ${out}: ${own.length} files and ${files.length - own.length} that they import`, problems };
}
