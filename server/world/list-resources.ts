import type { DescService } from '@bufbuild/protobuf';
import { isSystemService } from '../contract/schema.ts';
import type { WorldResource } from '../contract/world.ts';
import { parentPattern } from '../generate/pattern-parts.ts';
import type { Schema } from '../schema/registry.ts';
import { columnsOf } from './infer-columns.ts';
import { pathText, wordsOf } from './infer-field.ts';
import { planMethod } from './plan-method.ts';
import type { MethodPlan, Resource } from './resource.ts';

/** A resource with what the World view shows of it, but for what was written. */
export interface ListedResource {
  readonly resource: Resource;
  readonly info: Omit<WorldResource, 'written'>;
}

/** The resources that the methods of a service work on, in the order of its methods. */
export function resourcesOfService(service: DescService): readonly Resource[] {
  const found = new Map<string, Resource>();
  for (const method of service.methods) {
    const plan = planMethod(method);
    if (plan && !found.has(plan.resource.key)) found.set(plan.resource.key, plan.resource);
  }
  return [...found.values()];
}

const cache = new WeakMap<Schema, readonly ListedResource[]>();

/** Every resource that a method of the schema works on; one for each key, by its words. Remembered for the schema. */
export function resourcesOf(schema: Schema): readonly ListedResource[] {
  const work = resourcesInSteps(schema);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of a service each, for schemas so large that others want their turn meanwhile. */
export function* resourcesInSteps(schema: Schema): Generator<undefined, readonly ListedResource[]> {
  const known = cache.get(schema);
  if (known) return known;
  const plans = new Map<string, MethodPlan[]>();
  for (const service of schema.services) {
    // What looks like a resource of ours is none.
    if (isSystemService(service.name)) continue;
    for (const { path } of service.methods) {
      const plan = planOf(schema, path);
      if (!plan) continue;
      const same = plans.get(plan.resource.key);
      if (same) same.push(plan);
      else plans.set(plan.resource.key, [plan]);
    }
    yield;
  }
  const resources = [...plans.values()].map(([first]) => first!.resource);
  const listed = [...plans.values()]
    .map((same) => listOne(same, resources))
    .toSorted(
      (left, right) => compare(left.info.plural, right.info.plural) || compare(left.info.type, right.info.type),
    );
  cache.set(schema, listed);
  return listed;
}

/** A method of a foreign descriptor set may have no descriptor: it works on nothing. */
function planOf(schema: Schema, path: string): MethodPlan | undefined {
  try {
    const method = schema.method(path);
    return method && planMethod(method.desc);
  } catch {
    return undefined;
  }
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function listOne(plans: readonly MethodPlan[], all: readonly Resource[]): ListedResource {
  const { resource } = plans[0]!;
  return {
    resource,
    info: {
      type: resource.key,
      message: resource.desc.typeName,
      singular: resource.singular,
      plural: resource.plural,
      idPath: pathText(resource.id),
      patterns: resource.patterns,
      parent: parentOf(resource, all),
      why: resource.why,
      methods: plans.map(({ method, verb, why }) => ({
        path: `/${method.parent.typeName}/${method.name}`,
        verb,
        why: why.join(' '),
      })),
      columns: columnsOf(resource),
    },
  };
}

/** The resource that things lie under; where the schema has none, the pattern or the field that says it. */
function parentOf(resource: Resource, all: readonly Resource[]): string | null {
  const above = resource.patterns.map(parentPattern).find((pattern) => pattern !== '');
  if (above !== undefined) return all.find(({ patterns }) => patterns.includes(above))?.key ?? above;
  const parent = resource.parents.find(({ inKey }) => inKey) ?? resource.parents[0];
  if (!parent) return null;
  const words = wordsOf(parent.path.at(-1)!).replace(/ (id|uid|uuid|key)$/, '');
  return all.find((other) => other !== resource && other.singular === words)?.key ?? pathText(parent.path);
}
