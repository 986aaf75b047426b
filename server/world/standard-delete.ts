import type { Message } from '@bufbuild/protobuf';
import { draftOf, type Entity } from './entity.ts';
import { aboutEntity, notFound, shown, worldFull, type Failed } from './failure.ts';
import { markDeleted, markUndeleted } from './marks.ts';
import { planMethod } from './plan-method.ts';
import type { MethodPlan, RequestPlan } from './resource.ts';
import { isOn, targetId, type Outcome, type Ready, type WorldCall } from './standard-call.ts';
import { checkEtag } from './standard-update.ts';

/** `Delete`: for good, or softly where the schema knows of a time of deletion or of a way back. */
export function prepareDelete(
  call: WorldCall,
  request: Message,
  plan: RequestPlan,
  taken: Set<string>,
  known?: string,
): Ready | Failed {
  const { world, universe, writer } = call;
  const { resource } = call.plan;
  const id = known ?? targetId(call, request, plan);
  if (typeof id !== 'string') return id;
  const current = world.find(universe, resource, id);
  if (!current || current.deleted || taken.has(id)) {
    if (!isOn(request, plan.allowMissing)) return notFound(resource, id);
    return { id: undefined, commit: () => ({ entity: current, count: 0, flag: false }) };
  }
  taken.add(id);
  const refused = checkEtag(current, request, plan) ?? checkChildren(call, request, plan, current);
  if (refused) return refused;
  const done = (entity: Entity): Outcome => ({ entity, count: 1, flag: true });
  if (isOn(request, plan.validateOnly)) return { id: undefined, commit: () => done(current) };
  if (!isSoft(call.plan))
    return {
      id,
      commit: () =>
        world.remove(universe, resource, id, writer) === undefined ? worldFull(resource, id) : done(current),
    };
  const message = draftOf(current);
  markDeleted(resource, message, current.revision + 1);
  return {
    id,
    message,
    commit: () => {
      const entity = world.put(universe, resource, id, message, writer, { deleted: true, changed: true });
      return entity ? done(entity) : worldFull(resource, id);
    },
  };
}

/** google.aip.dev/135: with `force` in the request, what has children is deleted only by force. */
function checkChildren({ world }: WorldCall, request: Message, plan: RequestPlan, current: Entity): Failed | undefined {
  if (!plan.force || isOn(request, plan.force)) return undefined;
  const { resource, id } = current;
  const children = world.childrenOf(resource, id);
  if (children.length === 0) return undefined;
  return aboutEntity(
    'FAILED_PRECONDITION',
    resource,
    id,
    `The ${resource.singular} ${shown(id)} still holds ${shown(children[0]!)}${children.length > 1 ? ` and ${children.length - 1} more` : ''}. Delete those first, or set force.`,
  );
}

const soft = new WeakMap<MethodPlan, boolean>();

function isSoft(plan: MethodPlan): boolean {
  let found = soft.get(plan);
  if (found === undefined) {
    const { resource, method } = plan;
    found =
      resource.marks.deleteTime !== undefined ||
      method.parent.methods.some((other) => {
        const back = planMethod(other);
        return back?.verb === 'undelete' && back.resource.key === resource.key;
      });
    soft.set(plan, found);
  }
  return found;
}

export function prepareUndelete(call: WorldCall, request: Message, plan: RequestPlan): Ready | Failed {
  const { world, universe, writer } = call;
  const { resource } = call.plan;
  const id = targetId(call, request, plan);
  if (typeof id !== 'string') return id;
  const current = world.find(universe, resource, id);
  if (!current) return notFound(resource, id);
  if (!current.deleted)
    return aboutEntity(
      'ALREADY_EXISTS',
      resource,
      id,
      `The ${resource.singular} ${shown(id)} is not deleted, so there is nothing to undelete.`,
    );
  const stale = checkEtag(current, request, plan);
  if (stale) return stale;
  const message = draftOf(current);
  markUndeleted(resource, message, current.revision + 1);
  return {
    id,
    message,
    commit: () => {
      const entity = world.put(universe, resource, id, message, writer, { changed: true });
      return entity ? { entity, count: 1, flag: true } : worldFull(resource, id);
    },
  };
}
