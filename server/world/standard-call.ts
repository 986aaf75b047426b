import type { Message } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import { idAt, isNamed, joinKey, keyParents } from './entity-id.ts';
import type { Entity } from './entity.ts';
import { hasDots } from './entity-name.ts';
import { badRequest, notFound, shown, type Failed } from './failure.ts';
import { isPathSet, readPath } from './field-access.ts';
import type { Mask } from './field-mask.ts';
import { otherId } from './other-id.ts';
import type { Page } from './paging.ts';
import type { FieldPath, MethodPlan, RequestPlan } from './resource.ts';
import type { Universe } from './universe.ts';
import type { World } from './world.ts';

/** One call to a method with a plan. */
export interface WorldCall {
  readonly world: World;
  readonly universe: Universe;
  readonly plan: MethodPlan;
  readonly writer: Writer;
}

/** What a call comes to, before it is put into an answer. */
export interface Outcome {
  readonly entity?: Entity | undefined;
  readonly entities?: readonly Entity[];
  readonly page?: Page<unknown>;
  readonly count?: number;
  readonly flag?: boolean;
  /** What a read mask leaves of entities. */
  readonly mask?: Mask | undefined;
}

/** A change that is sure to succeed, not yet made. */
export interface Ready {
  /** Undefined where nothing is written. */
  readonly id: string | undefined;
  /** What will stand there; undefined where it will be gone. */
  readonly message?: Message;
  /** Fails where the world is full. */
  readonly commit: () => Outcome | Failed;
}

export const failed = <T extends object>(result: T | Failed): result is Failed => 'failure' in result;

/** `product.name`, of the request. */
export const pathName = (path: FieldPath): string => path.map(({ name }) => name).join('.');

export const isOn = (request: Message, path: FieldPath | undefined): boolean =>
  path !== undefined && isPathSet(request, path) && Boolean(readPath(request, path));

/** The id of the entity that a request names, as the world has it. */
export function targetId(call: WorldCall, request: Message, plan: RequestPlan): string | Failed {
  const { resource } = call.plan;
  const own = idAt(request, plan.id);
  if (own !== '' && isNamed(resource) && hasDots(own)) {
    const field = plan.id ? pathName(plan.id) : 'name';
    return badRequest({
      field,
      message: `${field} is ${shown(own)}: a part of a name cannot be "." or "..". It looks like ${resource.patterns[0]!}.`,
    });
  }
  if (own !== '') return isNamed(resource) ? own : keyed(call, request, plan, own);
  if (isNamed(resource)) {
    // One below each parent, or one of all: `users/u/settings`.
    const parent = idAt(request, plan.parent);
    for (const pattern of resource.patterns) {
      const rest = pattern.slice(pattern.lastIndexOf('}') + 1);
      if (rest !== '' && (parent !== '') === pattern.includes('{')) return parent === '' ? rest : parent + rest;
    }
  }
  const other = otherId(call, request, plan);
  if (other !== undefined) return other;
  const field = plan.id ? pathName(plan.id) : 'id';
  const looks = isNamed(resource) ? `, such as ${resource.patterns[0]!}` : '';
  return badRequest({ field, message: `${field} is empty: it says which ${resource.singular} is meant${looks}.` });
}

/** A plain id behind those of its parents, where they are part of the key. */
function keyed(
  { world, universe, plan: { resource } }: WorldCall,
  request: Message,
  plan: RequestPlan,
  own: string,
): string {
  const parents = keyParents(resource);
  if (parents.length === 0) return own;
  const given = parents.map(({ path }) => scopeAt(request, plan, path) || heldAt(request, plan, path));
  if (given.every((value) => value !== '')) return joinKey([...given, own]);
  // A parent is missing: whichever has it.
  const wanted = joinKey(['', own]);
  const rows = world.list(universe, resource, {});
  for (let index = 0; index < rows.length; index++) {
    const { id } = rows.at(index)!;
    if (id.endsWith(wanted)) return id;
  }
  return joinKey([...given, own]);
}

const heldAt = (request: Message, plan: RequestPlan, path: FieldPath): string =>
  plan.resource === undefined ? '' : idAt(request, [...plan.resource, ...path]);

/** What the request says of one parent; empty where it says nothing. */
export function scopeAt(request: Message, plan: RequestPlan, to: FieldPath): string {
  const from = plan.scope?.find((pair) => samePath(pair.to, to))?.from;
  return idAt(request, from);
}

const samePath = (left: FieldPath, right: FieldPath): boolean =>
  left.length === right.length && left.every((field, index) => field === right[index]);

/** The entity that a request names; hidden where it was deleted. */
export function targetOf(call: WorldCall, request: Message, plan: RequestPlan): Entity | Failed {
  const id = targetId(call, request, plan);
  if (typeof id !== 'string') return id;
  return call.world.find(call.universe, call.plan.resource, id) ?? notFound(call.plan.resource, id);
}

/** Soft-deleted things can be got where they have names (google.aip.dev/164), and are gone everywhere else. */
export const isHidden = ({ deleted, resource }: Entity): boolean =>
  deleted && !(isNamed(resource) && resource.marks.deleteTime !== undefined);
