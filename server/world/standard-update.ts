import type { DescField, Message } from '@bufbuild/protobuf';
import { behaviorsOf, IMMUTABLE } from '../generate/annotations.ts';
import { idAt, writeId } from './entity-id.ts';
import type { Entity } from './entity.ts';
import { aboutEntity, badRequest, notFound, shown, worldFull, type Failed } from './failure.ts';
import { isPathSet, readField, readPath, writeField, writePath } from './field-access.ts';
import { markUpdated, serverFields } from './marks.ts';
import type { RequestPlan } from './resource.ts';
import { sentResource } from './sent-resource.ts';
import { isOn, targetId, type Outcome, type Ready, type WorldCall } from './standard-call.ts';
import { prepareCreate, type Taken } from './standard-create.ts';
import { compiledMask } from './standard-read.ts';
import { updateMessage } from './update-message.ts';

/** `Update` by its mask; `upsert` replaces what is there, or creates. */
export function prepareUpdate(call: WorldCall, request: Message, plan: RequestPlan, taken: Taken): Ready | Failed {
  const { world, universe, writer } = call;
  const { resource, verb } = call.plan;
  const puts = verb === 'upsert';
  const id = targetId(call, request, plan);
  if (typeof id !== 'string') return puts ? prepareCreate(call, request, plan, taken) : id;
  const creates = puts || isOn(request, plan.allowMissing);
  const current = world.find(universe, resource, id);
  if (creates && !world.isMember(universe, resource, id)) return prepareCreate(call, request, plan, taken, id);
  if (!current) return notFound(resource, id);
  const stale = checkEtag(current, request, plan) ?? checkDeleted(current);
  if (stale) return stale;
  const mask = compiledMask(request, plan, resource.desc, 'update');
  if (mask && 'fault' in mask) return badRequest(mask.fault);
  const patch = sentResource(resource, request, plan);
  const kept = serverFields(resource);
  const whole = puts && !mask;
  const message = updateMessage({
    desc: resource.desc,
    current: current.message,
    patch,
    // Put means: this is the thing now.
    mask: whole
      ? { desc: resource.desc, root: { whole: true, fields: new Map(), keys: new Map(), each: undefined }, field: '' }
      : mask,
    kept,
  });
  if ('fault' in message) return badRequest(message.fault);
  if (!mask) writeZeros(request, plan, patch, message, kept);
  const { state } = resource.marks;
  if (whole && state && !isPathSet(patch, [state])) writeField(message, state, readField(current.message, state));
  writeId(resource, message, id);
  return change(call, request, plan, current, message, () => undefined, writer);
}

/** Fields that were set to zero, to false or to an empty text: `optional`, or as wrappers. The thing has no presence to say so. */
function writeZeros(
  request: Message,
  { fields = [] }: RequestPlan,
  patch: Message,
  message: Message,
  kept: ReadonlySet<DescField>,
): void {
  for (const { from, to } of fields)
    if (isPathSet(request, from) && !isPathSet(patch, to) && !kept.has(to[0]!) && !behaviorsOf(to[0]!).has(IMMUTABLE))
      writePath(message, to, undefined);
}

/** Writes a changed message over an entity. */
export function change(
  { world, universe }: WorldCall,
  request: Message,
  plan: RequestPlan,
  current: Entity,
  message: Message,
  also: (revision: number) => void,
  writer: WorldCall['writer'],
): Ready {
  const { resource, id } = current;
  const revision = current.revision + 1;
  also(revision);
  markUpdated(resource, message, revision);
  const outcome = (entity: Entity): Outcome => ({ entity, count: 1, flag: true });
  if (isOn(request, plan.validateOnly))
    return { id: undefined, commit: () => outcome({ ...current, message, revision }) };
  return {
    id,
    message,
    commit: () => {
      const entity = world.put(universe, resource, id, message, writer, { changed: true });
      return entity ? outcome(entity) : worldFull(resource, id);
    },
  };
}

/** ABORTED where the client has seen another state of the entity (google.aip.dev/154). */
export function checkEtag(current: Entity, request: Message, plan: RequestPlan): Failed | undefined {
  const { resource, id, message } = current;
  const { etag } = resource.marks;
  if (!etag) return undefined;
  const inBody = plan.resource && plan.resource.length > 0 ? readPath(request, [...plan.resource, etag]) : undefined;
  const sent = idAt(request, plan.etag) || (typeof inBody === 'string' ? inBody : '');
  const now = readField(message, etag);
  if (sent === '' || sent === '*' || sent === now) return undefined;
  return aboutEntity(
    'ABORTED',
    resource,
    id,
    `The etag ${shown(sent)} is not that of the ${resource.singular} ${shown(id)}: it was changed meanwhile. Get it again and repeat the call with its etag.`,
  );
}

export function checkDeleted({ deleted, resource, id }: Entity): Failed | undefined {
  if (!deleted) return undefined;
  return resource.marks.deleteTime
    ? aboutEntity(
        'FAILED_PRECONDITION',
        resource,
        id,
        `The ${resource.singular} ${shown(id)} is deleted. Undelete it before it is changed.`,
      )
    : notFound(resource, id);
}
