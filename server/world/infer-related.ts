import type { DescField } from '@bufbuild/protobuf';
import { kindOf, wordsOf } from './infer-field.ts';
import { domainOf } from './infer-resources.ts';
import type { MethodPlan, Resource } from './resource.ts';

/** What an answer shows beside a thing: another one that it names, or those that lie under it. */
export interface Related {
  readonly field: DescField;
  readonly resource: Resource;
  /** The field of the thing that names the other one; undefined where those are listed that lie under the thing. */
  readonly by: DescField | undefined;
}

const plans = new WeakMap<MethodPlan, readonly Related[]>();

/** `IssueDetails { issue, reporter, comments }`: the user of `reporter_id`, and the comments of the issue. */
export function relatedIn(plan: MethodPlan): readonly Related[] {
  let found = plans.get(plan);
  if (!found) plans.set(plan, (found = plan.verb === 'get' ? infer(plan) : []));
  return found;
}

function infer({ method, resource, response }: MethodPlan): readonly Related[] {
  const { entity = [], fields = [] } = response;
  // The thing itself says what stands in it.
  if (method.output === resource.desc || (entity.length === 0 && fields.length === 0)) return [];
  const domain = domainOf(method.parent.file);
  const said = new Set([entity[0], ...fields.map(({ to }) => to[0])]);
  return method.output.fields.flatMap((field): readonly Related[] => {
    const other = field.message && domain.get(field.message);
    if (!other || other === resource || field.oneof || said.has(field)) return [];
    if (field.fieldKind === 'list')
      return liesUnder(other, resource) ? [{ field, resource: other, by: undefined }] : [];
    const by = field.fieldKind === 'message' ? nameOf(wordsOf(field), other, resource) : undefined;
    return by ? [{ field, resource: other, by }] : [];
  });
}

/** The field of a thing that names another one: `reporter_id` for `reporter`, else the only one that may. */
function nameOf(words: string, other: Resource, { desc }: Resource): DescField | undefined {
  const id = other.id.at(-1);
  if (!id || other.id.length !== 1 || other.parents.some(({ inKey }) => inKey)) return undefined;
  const fit = desc.fields.filter((field) => !field.oneof && kindOf(field) === kindOf(id));
  return (
    fit.find((field) => wordsOf(field) === `${words} id`) ??
    fit.find((field) => wordsOf(field) === `${other.singular} id`)
  );
}

/** Whether things of one kind lie under those of another. */
function liesUnder(inner: Resource, outer: Resource): boolean {
  if (inner.patterns.length > 0)
    return outer.patterns.some((pattern) => inner.patterns.some((own) => own.startsWith(`${pattern}/`)));
  return parentAt(inner, outer) >= 0;
}

/** Which of its parents the outer thing is; -1 for none. */
export const parentAt = (inner: Resource, outer: Resource): number =>
  inner.parents.findIndex(
    ({ path }) =>
      wordsOf(path.at(-1)!) === `${outer.singular} id` ||
      (/ /.test(wordsOf(outer.id.at(-1) ?? path[0]!)) && wordsOf(path.at(-1)!) === wordsOf(outer.id.at(-1)!)),
  );
