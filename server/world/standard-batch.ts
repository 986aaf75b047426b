import type { Message } from '@bufbuild/protobuf';
import type { Entity } from './entity.ts';
import { bytesOf } from './entity-cache.ts';
import { worldFull, type Failed } from './failure.ts';
import { readPath } from './field-access.ts';
import type { RequestPlan } from './resource.ts';
import { failed, type Outcome, type Ready, type WorldCall } from './standard-call.ts';
import { prepareCreate } from './standard-create.ts';
import { prepareDelete } from './standard-delete.ts';
import { idsOf } from './standard-read.ts';
import { prepareUpdate } from './standard-update.ts';

/** Several at once: all of them are made ready before the first is written, so that none is where one cannot be. */
export function batch(call: WorldCall, request: Message): Outcome | Failed {
  const { plan } = call;
  const taken = new Set<string>();
  const steps: Ready[] = [];
  const add = (ready: Ready | Failed): Failed | undefined => {
    if (failed(ready)) return ready;
    steps.push(ready);
    return undefined;
  };
  if (plan.verb === 'batch_delete') {
    const ids = idsOf(call, request);
    if (failed(ids)) return ids;
    // Named twice, it is deleted once.
    for (const id of new Set(ids)) {
      const wrong = add(prepareDelete(call, request, plan.request, taken, id));
      if (wrong) return wrong;
    }
  } else {
    const { items } = plan.request;
    const list = items ? ((readPath(request, items.path) ?? []) as readonly Message[]) : []; // a repeated message
    for (const item of list) {
      const wrong = add(prepareOne(call, item, inherited(items!.item, plan.request), taken));
      if (wrong) return wrong;
    }
  }
  return commitAll(call, steps);
}

const prepareOne = (call: WorldCall, item: Message, plan: RequestPlan, taken: Set<string>): Ready | Failed =>
  call.plan.verb === 'batch_create' ? prepareCreate(call, item, plan, taken) : prepareUpdate(call, item, plan, taken);

/** The paths of an item begin in the item. */
const inherited = (item: RequestPlan, _whole: RequestPlan): RequestPlan => item;

function commitAll({ world, plan: { resource } }: WorldCall, steps: readonly Ready[]): Outcome | Failed {
  const writes = steps.flatMap(({ id, message }) =>
    id === undefined ? [] : [{ id, bytes: message && bytesOf(resource.desc, message) }],
  );
  if (writes.length > 1 && !world.hasRoom(resource, writes)) return worldFull(resource, writes[0]!.id);
  const entities: Entity[] = [];
  let count = 0;
  for (const step of steps) {
    const outcome = step.commit();
    if (failed(outcome)) return outcome;
    if (outcome.entity) entities.push(outcome.entity);
    count += outcome.count ?? 0;
  }
  return { entities, entity: entities[0], count, flag: true };
}
