import type { Message } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { boundTest } from './bound-test.ts';
import { equalTo } from './equal-test.ts';
import { idAt, idText, isNamed } from './entity-id.ts';
import type { Entity } from './entity.ts';
import { badRequest, notFound, type Failed } from './failure.ts';
import { isPathSet, readPath } from './field-access.ts';
import { compileMask, type Mask } from './field-mask.ts';
import { compileFilter } from './filter.ts';
import { ANYTHING, type Asked } from './list-question.ts';
import type { ListedRow } from './list-rows.ts';
import { compileOrder } from './order-by.ts';
import { cutPage, largestPage, questionBytes, readPaging, type ComparePlaces, type Page, type Rows } from './paging.ts';
import type { Demand } from './reads.ts';
import type { FieldPath, RequestPlan, Same } from './resource.ts';
import { switchTest } from './switch-test.ts';
import { compileSearch, textFields } from './search-text.ts';
import {
  failed,
  isHidden,
  isOn,
  pathName,
  scopeAt,
  targetId,
  targetOf,
  type Outcome,
  type WorldCall,
} from './standard-call.ts';
import type { Scope } from './collection.ts';

export function get(call: WorldCall, request: Message): Outcome | Failed {
  const entity = targetOf(call, request, call.plan.request);
  if (failed(entity)) return entity;
  if (isHidden(entity) && !isOn(request, call.plan.request.showDeleted)) return notFound(entity.resource, entity.id);
  const mask = readMask(call, request);
  return mask && failed(mask) ? mask : { entity, flag: true, mask };
}

export function exists(call: WorldCall, request: Message): Outcome | Failed {
  const id = targetId(call, request, call.plan.request);
  if (typeof id !== 'string') return id.failure.status.name === 'NOT_FOUND' ? { flag: false } : id;
  const entity = call.world.find(call.universe, call.plan.resource, id);
  return { entity, flag: entity !== undefined && !entity.deleted };
}

/** `get` of several, in the order that was asked for. */
export function batchGet(call: WorldCall, request: Message): Outcome | Failed {
  const { world, universe, plan } = call;
  const { resource } = plan;
  const ids = idsOf(call, request);
  if (failed(ids)) return ids;
  const mask = readMask(call, request);
  if (mask && failed(mask)) return mask;
  const most = largestPage(resource.desc);
  if (ids.length > most)
    return badRequest({
      field: pathName(plan.request.ids ?? plan.request.items!.path),
      message: `${ids.length} ${resource.plural} are more than fit into one answer; ask for at most ${most}.`,
    });
  const entities: Entity[] = [];
  for (const id of ids) {
    const entity = world.find(universe, resource, id);
    if (entity && !isHidden(entity)) entities.push(entity);
    // google.aip.dev/231: all or none. Plain methods leave out what they do not find.
    else if (isNamed(resource)) return notFound(resource, id);
  }
  return { entities, entity: entities[0], count: entities.length, mask };
}

/** The ids of a request for several. */
export function idsOf(call: WorldCall, request: Message): readonly string[] | Failed {
  const { ids, items } = call.plan.request;
  // A repeated scalar, or a repeated message: lists.
  if (ids)
    return ((readPath(request, ids) ?? []) as readonly unknown[])
      .map(idText)
      .map((own) => inParents(call, request, own));
  const found: string[] = [];
  for (const item of (items ? (readPath(request, items.path) ?? []) : []) as readonly Message[]) {
    const id = targetId(call, item, items!.item);
    if (typeof id !== 'string') return id;
    found.push(id);
  }
  return found;
}

function inParents({ plan: { resource, request: plan } }: WorldCall, request: Message, own: string): string {
  const parents = resource.parents.filter(({ inKey }) => inKey);
  return parents.length === 0 ? own : [...parents.map(({ path }) => scopeAt(request, plan, path)), own].join('/');
}

/** What a list is about, as the request says it. */
export function scopeOf({ plan: { resource, request: plan } }: WorldCall, request: Message): Scope {
  if (isNamed(resource)) return { parent: idAt(request, plan.parent).replace(/\/$/, '') };
  return { under: resource.parents.map(({ path }) => scopeAt(request, plan, path) || undefined) };
}

/** What a request demands of entities. */
export interface Conditions {
  readonly scope: Scope;
  readonly asked: Asked;
}

/** What a request says of the entities that it wants: parent, equal values, filter, words and order. */
export function conditionsOf(call: WorldCall, request: Message): Conditions | Failed {
  const { resource, request: ask, method } = call.plan;
  const { desc } = resource;
  const scope = scopeOf(call, request);
  if (scope.parent && call.world.goneAbove(scope.parent) !== undefined)
    return notFound({ ...resource, singular: `parent of ${resource.plural}` }, scope.parent);
  const demands: Demand[] = [];
  for (const pair of ask.equals ?? [])
    if (isPathSet(request, pair.from)) demands.push(sameDemand(pair, readPath(request, pair.from)));
  for (const bound of ask.bounds ?? []) {
    if (!isPathSet(request, bound.from)) continue;
    const test = boundTest(bound, request);
    if ('fault' in test) return badRequest(test.fault);
    demands.push({ holds: test, reads: new Set([bound.to[0]!]) });
  }
  for (const one of ask.switches ?? []) {
    const test = switchTest(one, request);
    if (test) demands.push({ holds: test, reads: new Set([one.to]) });
  }
  const text = textAt(request, ask.filter);
  const filter = text === '' ? undefined : compileFilter(text, desc, pathName(ask.filter!));
  if (filter && 'fault' in filter) return badRequest(filter.fault);
  if (filter) demands.push({ holds: filter, reads: filter.reads });
  const words = textAt(request, ask.query);
  const search = words === '' ? undefined : compileSearch(words, desc);
  if (search) demands.push({ holds: search, reads: new Set(textFields(desc)), sieve: search.sieve });
  const order = ask.orderBy && compileOrder(textAt(request, ask.orderBy), desc, pathName(ask.orderBy));
  if (order && 'fault' in order) return badRequest(order.fault);
  if (demands.length === 0 && !order) return { scope, asked: ANYTHING };
  const said = base64Encode(questionBytes(request, method.input, ask));
  return { scope, asked: { demands, order, key: `${method.parent.typeName}/${method.name} ${said}` } };
}

function sameDemand({ to, or = [] }: Same, wanted: unknown): Demand {
  const tests = [to, ...or].map((path) => equalTo(path, wanted));
  const [first] = tests;
  return {
    holds: tests.length === 1 ? first! : (message) => tests.some((test) => test(message)),
    reads: new Set([to, ...or].map((path) => path[0]!)),
  };
}

/** The entities that a request is about, in its order: all of them, before pages are cut. */
export function select(
  call: WorldCall,
  request: Message,
): { readonly rows: Rows<ListedRow>; readonly compare?: ComparePlaces | undefined } | Failed {
  const { world, universe, plan } = call;
  const { resource, request: ask } = plan;
  const conditions = conditionsOf(call, request);
  if (failed(conditions)) return conditions;
  const { scope, asked } = conditions;
  const hidden = isOn(request, ask.showDeleted);
  const rows = askedByName(call, request, hidden, asked) ?? world.list(universe, resource, scope, hidden, asked);
  return { rows, compare: asked.order?.compare };
}

/** Revisions of one thing (`List…Revisions { name }`): the name says which, and nothing has to be looked through. */
function askedByName(
  { world, universe, plan }: WorldCall,
  request: Message,
  hidden: boolean,
  { demands, order }: Asked,
): readonly ListedRow[] | undefined {
  const { resource, request: ask } = plan;
  const pair = isNamed(resource)
    ? ask.equals?.find(({ to }) => to.length === 1 && to[0] === resource.id[0])
    : undefined;
  const id = idAt(request, pair?.from);
  if (id === '') return undefined;
  const found = world.find(universe, resource, id);
  if (!found || (found.deleted && !hidden)) return [];
  const { message } = found;
  return demands.every(({ holds }) => holds(message, id)) ? [{ id, place: [...(order?.keys(message) ?? []), id] }] : [];
}

function textAt(request: Message, path: FieldPath | undefined): string {
  const value = path && readPath(request, path);
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '';
}

export function list(call: WorldCall, request: Message): Outcome | Failed {
  const { world, universe, plan } = call;
  const { resource } = plan;
  const found = select(call, request);
  if (failed(found)) return found;
  const mask = readMask(call, request);
  if (mask && failed(mask)) return mask;
  const ask = readPaging(request, plan.method.input, plan.request, `${resource.key} ${universe.seed}`, resource.desc);
  if ('fault' in ask) return badRequest(ask.fault);
  // What knows no pages is still an answer of a bounded size.
  const size = ask.size ?? (plan.method.methodKind === 'unary' ? largestPage(resource.desc) : undefined);
  const page: Page<ListedRow> = cutPage(found.rows, { ...ask, size }, found.compare);
  const entities = page.rows.map(({ id }) => world.find(universe, resource, id)!); // they were listed just now
  return { entities, entity: entities[0], page, count: page.total, mask };
}

export function count(call: WorldCall, request: Message): Outcome | Failed {
  const found = select(call, request);
  return failed(found) ? found : { count: found.rows.length, flag: true };
}

/** The mask that a request reads through. */
export function readMask({ plan }: WorldCall, request: Message): Mask | undefined | Failed {
  const mask = compiledMask(request, plan.request, plan.resource.desc, 'read');
  return mask && 'fault' in mask ? badRequest(mask.fault) : mask;
}

/** A mask of a request: a `FieldMask`, or names in a list or a text. */
export function compiledMask(
  request: Message,
  { mask, readMask: read }: RequestPlan,
  desc: Parameters<typeof compileMask>[1],
  use: 'read' | 'update',
): ReturnType<typeof compileMask> {
  const path = use === 'read' ? read : mask;
  if (!path || !isPathSet(request, path)) return undefined;
  const value = readPath(request, path);
  const paths = Array.isArray(value)
    ? value.map(String)
    : typeof value === 'string'
      ? value.split(',').map((part) => part.trim())
      : (value as { readonly paths?: readonly string[] }).paths; // a FieldMask
  return compileMask(paths ?? [], desc, use, pathName(path));
}
