import { toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import { behaviorsOf, IDENTIFIER, OUTPUT_ONLY } from '../generate/annotations.ts';
import { derivedIds } from './collection.ts';
import { fitsPattern, hasDots, newIds, newIdsKey, placeFor, type Place } from './entity-name.ts';
import { idAt, idOf, isNamed, joinKey, keyParents, writeId } from './entity-id.ts';
import { alreadyExists, badRequest, notFound, shown, worldFull, type Failed } from './failure.ts';
import { firstFree, noteGiven } from './given-ids.ts';
import { markCreated } from './marks.ts';
import type { RequestPlan } from './resource.ts';
import { demands, fillRequired, sentResource } from './sent-resource.ts';
import { isOn, pathName, type Outcome, type Ready, type WorldCall } from './standard-call.ts';

/** Ids that the same batch has already given away. */
export type Taken = Set<string>;

/** `Create`: what was sent, with what only the server knows. `id`: where the caller knows it (an update that creates). */
export function prepareCreate(
  call: WorldCall,
  request: Message,
  plan: RequestPlan,
  taken: Taken,
  id?: string,
): Ready | Failed {
  const { world, universe, writer } = call;
  const { resource } = call.plan;
  const message = sentResource(resource, request, plan);
  const named = id ?? newId(call, request, plan, message, taken);
  if (typeof named !== 'string') return named;
  taken.add(named);
  writeId(resource, message, named);
  if (demands(resource.desc)) fillRequired(resource.desc, message, world.derive(universe, resource, named));
  markCreated(resource, message, named);
  if (isOn(request, plan.validateOnly))
    return {
      id: undefined,
      commit: () => ({
        entity: { resource, id: named, message, revision: 0, writtenBy: writer, deleted: false },
        flag: true,
        count: 1,
      }),
    };
  return {
    id: named,
    message,
    commit: () => {
      const entity = world.put(universe, resource, named, message, writer);
      return entity ? ({ entity, count: 1, flag: true } satisfies Outcome) : worldFull(resource, named);
    },
  };
}

/** The id of a new entity: that which the client suggests, that which it sent, or one of the server's. */
function newId(call: WorldCall, request: Message, plan: RequestPlan, message: Message, taken: Taken): string | Failed {
  const { world, universe } = call;
  const { resource } = call.plan;
  const parent = idAt(request, plan.parent).replace(/\/$/, '');
  const root = universe.key.a;
  if (parent !== '') {
    const gone = world.goneAbove(parent);
    if (gone !== undefined) return notFound({ ...resource, singular: `parent of ${resource.plural}` }, gone);
    if (hasDots(parent))
      return badRequest({
        field: pathName(plan.parent!),
        message: `${pathName(plan.parent!)} is ${shown(parent)}: a part of a name cannot be "." or "..".`,
      });
    if (/(^|\/)-(\/|$)/.test(parent))
      return badRequest({
        field: pathName(plan.parent!),
        message: `${pathName(plan.parent!)} is ${JSON.stringify(parent)}: a new ${resource.singular} needs one parent, and "-" stands for all of them.`,
      });
  }
  const place = isNamed(resource) ? placeFor(resource, parent, root) : undefined;
  const suggested = idAt(request, plan.suggestedId);
  const given =
    suggested === '' ? sentId(call, message, plan, parent) : fromSuggestion(call, plan, suggested, place, message);
  const isThere = (id: string): boolean =>
    taken.has(id) ||
    world.isMember(universe, resource, id) ||
    (parent !== '' && !world.wasWritten(resource, id) && isListed(call, parent, id));
  if (given !== undefined) {
    if (typeof given !== 'string') return given;
    return isThere(given) ? alreadyExists(resource, given) : given;
  }
  const parents = keyParents(resource).map(({ path }) => idAt(message, path));
  const asked = encoded(resource.desc, message);
  if (place?.adopted && plan.parent) return noParent(call, plan);
  // There is one such thing below each parent by the seed: it may be made until somebody has made it.
  if (place?.variable === '')
    return world.wasWritten(resource, place.before) && world.isMember(universe, resource, place.before)
      ? alreadyExists(resource, place.before)
      : place.before;
  const key = newIdsKey(resource, place, asked, root);
  const known = `${key.a} ${key.b}`;
  for (const { id: own, index } of newIds(resource, place, key, firstFree(world, known))) {
    const id = parents.length === 0 ? own : joinKey([...parents, own]);
    if (isThere(id) || world.wasWritten(resource, id)) continue;
    if (!isOn(request, plan.validateOnly)) noteGiven(world, known, index);
    return id;
  }
  throw new Error('The ids of a new entity never end.');
}

/** Whether a list below this parent shows an id by the seed, though no list may show the parent: `versions/1`. */
function isListed({ world, universe, plan: { resource } }: WorldCall, parent: string, id: string): boolean {
  if (!isNamed(resource) || world.isClosed(resource.key)) return false;
  for (let end = parent.length; end > 0; end = parent.lastIndexOf('/', end - 1))
    if (world.isSevered(parent.slice(0, end))) return false;
  return derivedIds(resource, { parent }, universe.key.a).index.has(id);
}

const noParent = ({ plan: { resource } }: WorldCall, plan: RequestPlan): Failed =>
  badRequest({
    field: pathName(plan.parent!),
    message: `${pathName(plan.parent!)} is empty: it says where the new ${resource.singular} goes, which is named like ${resource.patterns[0]!}.`,
  });

/** `lamp` → `products/lamp`. A full name is taken as it is. */
function fromSuggestion(
  call: WorldCall,
  plan: RequestPlan,
  suggested: string,
  place: Place | undefined,
  message: Message,
): string | Failed {
  const { resource } = call.plan;
  if (!place) return joinKey([...keyParents(resource).map(({ path }) => idAt(message, path)), suggested]);
  if (suggested.includes('/') && resource.patterns.some((pattern) => fitsPattern(suggested, pattern))) return suggested;
  if (!/^[\p{L}\p{N}_.~%+:@!$&'()*,;=-]{1,255}$/u.test(suggested) || /^(-|\.\.?)$/.test(suggested)) {
    const field = pathName(plan.suggestedId!);
    return badRequest({
      field,
      message: `${field} is ${JSON.stringify(suggested.slice(0, 80))}: an id of a ${resource.singular} has letters, digits and hyphens, at most 255, no slashes or spaces, and is none of ".", ".." and "-".`,
    });
  }
  if (place.adopted && plan.parent) return noParent(call, plan);
  return place.before === '' ? suggested : `${place.before}/${suggested}`;
}

/** The id that stands in what was sent, where clients choose ids. */
function sentId(
  { plan: { resource } }: WorldCall,
  message: Message,
  plan: RequestPlan,
  parent: string,
): string | undefined {
  const id = idOf(resource, message);
  const field = resource.id.at(-1)!;
  if (idAt(message, resource.id) === '' || behaviorsOf(field).has(OUTPUT_ONLY)) return undefined;
  if (!isNamed(resource)) return id;
  // The server names what it makes, unless the request is the thing itself and says nothing else.
  if (plan.resource?.length !== 0 && (behaviorsOf(field).has(IDENTIFIER) || plan.suggestedId)) return undefined;
  const fits = resource.patterns.some((pattern) => fitsPattern(id, pattern));
  return fits && (parent === '' || id.startsWith(`${parent}/`)) ? id : undefined;
}

/** The bytes of what was sent; a message that lacks what proto2 demands has none. */
function encoded(desc: DescMessage, message: Message): Uint8Array {
  try {
    return toBinary(desc, message);
  } catch {
    return new Uint8Array();
  }
}
