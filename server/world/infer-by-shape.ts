import type { DescField } from '@bufbuild/protobuf';
import { isNamed } from './entity-id.ts';
import { wordsOf } from './infer-field.ts';
import { callsOf } from './infer-id.ts';
import { sameNoun } from './infer-noun.ts';
import { nounIn } from './infer-setters.ts';
import { plan, type Reading } from './infer-plan.ts';
import { serviceNoun } from './infer-relation.ts';
import type { MethodPlan, Resource } from './resource.ts';

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
  return isSure(resource, field) || sameNoun(serviceNoun(method.parent), resource.singular) ? found : undefined;
}

/** `id` and `name` may be those of anything, unless the service is about such things; `device_id` is that of a device. */
const isSure = (resource: Resource, field: DescField): boolean =>
  !isNamed(resource) &&
  (callsOf(resource.desc).some((call) => wordsOf(field).startsWith(`${call} `)) ||
    (field.name === resource.id[0]?.name && !GENERAL.test(field.name)));

/** A `sku` is that of a product wherever it stands; these may be anything's. */
const GENERAL = /^(id|name|key|uid|uuid|guid|slug|code|number|no|value|ref|reference|path|hash|email|handle)$/;

/** `UpdateOrderStatus { order_id, status }` that returns nothing of the order: it names the thing, and a field of it. */
export function bySetter(reading: Reading): MethodPlan | undefined {
  const { name, domain, method } = reading;
  if (name.noun === '') return undefined;
  const found = [...domain.values()].flatMap((resource) => {
    const planned = plan(reading, 'act', resource);
    const [field] = planned?.request.id ?? [];
    if (!planned || !field) return [];
    const noun = nounIn(name.noun, resource);
    const owns = resource.desc.fields.some((own) => wordsOf(own) === noun);
    const ofIt = noun !== name.noun || isSure(resource, field) || (owns && field.name === resource.id[0]?.name);
    const says =
      owns && method.input.fields.some(({ name: own }) => own !== field.name && own === noun.replaceAll(' ', '_'));
    return ofIt && (says || (planned.request.fields?.length ?? 0) > 0) ? [planned] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
