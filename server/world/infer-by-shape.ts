import { isNamed } from './entity-id.ts';
import { wordsOf } from './infer-field.ts';
import { callsOf } from './infer-id.ts';
import { sameNoun } from './infer-noun.ts';
import { plan, type Reading } from './infer-plan.ts';
import { serviceNoun } from './infer-relation.ts';
import type { MethodPlan } from './resource.ts';

/** Verbs that leave a thing as it is and make another one. */
export const COPIES = /^(copy|clone|duplicate|fork)$/;
const READS: ReadonlySet<string> = new Set(['get', 'list', 'search', 'count', 'exists']);

/** `Publish { article_id }`, `SetTags { device_id, tags }`: whatever it is called, it answers with the thing that it names. */
export function byShape(reading: Reading): MethodPlan | undefined {
  const { method, name, domain } = reading;
  const resource = domain.get(method.output);
  if (!resource || COPIES.test(name.verb) || READS.has(name.action)) return undefined;
  const found = plan(reading, 'act', resource);
  const [field, ...deeper] = found?.request.id ?? [];
  if (!found || !field || deeper.length > 0) return undefined;
  // `id` and `name` may be those of anything, unless the service is about such things.
  const sure = !isNamed(resource) && callsOf(resource.desc).some((call) => wordsOf(field).startsWith(`${call} `));
  return sure || sameNoun(serviceNoun(method.parent), resource.singular) ? found : undefined;
}
