import type { Message } from '@bufbuild/protobuf';
import { idAt, isNamed } from '../world/entity-id.ts';
import type { Entity } from '../world/entity.ts';
import { writeField } from '../world/field-access.ts';
import { parentAt, relatedIn } from '../world/infer-related.ts';
import type { MethodPlan, Resource } from '../world/resource.ts';
import type { Scope } from '../world/collection.ts';
import { universeFor } from './world-call.ts';
import type { Question } from './question.ts';

/** Things of one kind that an answer shows beside another. */
const MOST = 10;

/** Puts into an answer what it shows beside a thing: what the thing names, and what lies under it. */
export function fillRelated(
  { world, seed, method, hints }: Question,
  plan: MethodPlan,
  entity: Entity,
  draft: Message,
): void {
  const related = relatedIn(plan);
  if (related.length === 0) return;
  const universe = universeFor(seed, method.types, hints);
  for (const { field, resource, by } of related) {
    if (by) {
      const id = idAt(entity.message, [by]);
      writeField(draft, field, id === '' ? undefined : world.find(universe, resource, id)?.message);
      continue;
    }
    const rows = world.list(universe, resource, scopeOf(resource, plan.resource, entity));
    const count = Math.min(MOST, rows.length);
    // Each was listed just now.
    const messages = Array.from({ length: count }, (_, at) => world.find(universe, resource, rows.at(at)!.id)!.message);
    writeField(draft, field, messages);
  }
}

function scopeOf(inner: Resource, outer: Resource, { id, message }: Entity): Scope {
  if (isNamed(inner)) return { parent: id };
  const at = parentAt(inner, outer);
  const own = idAt(message, outer.id);
  return { under: inner.parents.map((_, index) => (index === at ? own : undefined)) };
}
