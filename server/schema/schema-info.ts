import type { SchemaInfo } from '../contract/schema.ts';
import type { Schema } from './registry.ts';

const MAX_PROBLEMS = 1_000;

/**
 * The body of `GET /api/schema`.
 *
 * @param source what the person named: `./protos`
 */
export function schemaInfo(schema: Schema, revision: number, source: string): SchemaInfo {
  const errors = schema.problems.filter((problem) => problem.severity === 'error').length;
  return {
    revision,
    source,
    files: schema.files.size,
    services: schema.services,
    problems: schema.problems.slice(0, MAX_PROBLEMS),
    problemCount: { errors, warnings: schema.problems.length - errors },
    ...(schema.held && { held: schema.held }),
  };
}
