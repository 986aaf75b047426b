import type { Problem } from './contract/problem.ts';
import { ruleProblems } from './generate/rule-problems.ts';
import { loadRulesLibrary, needsRulesLibrary } from './rules/library.ts';
import type { Schema } from './schema/registry.ts';

/** What is wrong with the validation rules of a schema. */
export async function checkRules(schema: Schema): Promise<readonly Problem[]> {
  if (needsRulesLibrary(schema.files)) await loadRulesLibrary();
  return ruleProblems(schema);
}
