import type { Problem } from '../contract/problem.ts';
import { hasRules, loadRulesLibrary, needsRulesLibrary } from '../rules/library.ts';
import type { Schema } from '../schema/registry.ts';

/** What is wrong with the validation rules of a schema. */
export async function checkRules(schema: Schema): Promise<readonly Problem[]> {
  if (!hasRules(schema.files)) return [];
  if (needsRulesLibrary(schema.files)) await loadRulesLibrary();
  // Rules are tried out by generating from them, and that room takes a moment to load.
  const { ruleProblems } = await import('../generate/rule-problems.ts');
  return ruleProblems(schema);
}
