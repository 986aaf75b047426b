import type { Problem } from '../contract/problem.ts';
import { routesOf } from '../rest/routes.ts';
import { hasRules, loadRulesLibrary, needsRulesLibrary } from '../rules/library.ts';
import type { Schema } from '../schema/registry.ts';

/** What is wrong with the validation rules of a schema, and with its rules of REST. */
export async function checkRules(schema: Schema): Promise<readonly Problem[]> {
  const rest = routesOf(schema).problems;
  if (!hasRules(schema.files)) return rest;
  if (needsRulesLibrary(schema.files)) await loadRulesLibrary();
  // Rules are tried out by generating from them, and that room takes a moment to load.
  const { ruleProblems } = await import('../generate/rule-problems.ts');
  return [...rest, ...ruleProblems(schema)];
}
