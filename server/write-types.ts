import type { CommandReport } from './build-set.ts';
import { writeWhole } from './files/write-file.ts';
import { typeText } from './handlers/type-text.ts';
import type { Schema } from './schema/registry.ts';

/** `understudy types -o FILE`: the types of messages and services, for those who write handlers. */
export function writeTypes(schema: Schema, out: string): CommandReport {
  const { problems, services } = schema;
  const why = writeWhole(out, new TextEncoder().encode(typeText(schema)));
  if (why !== undefined) {
    const message = `${out} cannot be written: ${why}.`;
    const failed = { severity: 'error', code: 'not-writable', message, hint: 'Choose another place.' } as const;
    return { done: '', problems, failed };
  }
  return { done: `wrote ${out}: the types of ${services.length} services`, problems };
}
