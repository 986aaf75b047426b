import { create, type DescField, type Message } from '@bufbuild/protobuf';
import type { ValueOrigin } from '../contract/origin.ts';
import type { Trace } from '../generate/trace.ts';
import { idOf } from '../world/entity-id.ts';
import { readField, readPath, writePath } from '../world/field-access.ts';
import { isMember } from '../world/membership.ts';
import type { FieldPath, MethodPlan, Resource } from '../world/resource.ts';
import type { Universe } from '../world/universe.ts';
import type { World } from '../world/world.ts';
import { equal } from './origin-walk.ts';

/** Values that are not as they follow from the seed: who wrote them. */
export type Otherwise = (holder: Message, field: DescField) => ValueOrigin | undefined;

export interface WorldOriginOptions {
  readonly plan: MethodPlan;
  readonly world: World;
  readonly universe: Universe;
  readonly trace: Trace;
}

/**
 * Puts what the world said into an answer that was derived again: entities as they follow from the seed, and what the
 * server says about the answer itself. Returns the derived answer, which is another one where the answer is an entity.
 */
export function deriveWorldAnswer(
  recorded: Message,
  derived: Message,
  options: WorldOriginOptions,
): { readonly message: Message; readonly otherwise: Otherwise } {
  const { plan, trace } = options;
  const { response } = plan;
  const holders = new Map<Message, Shown>();
  const twinOf = (message: Message): Message => {
    const shown = show(message, options);
    if (shown) addHolders(message, shown, holders);
    return shown?.base ?? create(plan.resource.desc);
  };

  if (response.entity?.length === 0) return { message: twinOf(recorded), otherwise: otherwise(holders) };
  if (response.entity) {
    const entity = readPath(recorded, response.entity) as Message | undefined; // the path of a message
    if (entity) writePath(derived, [response.entity[0]!, ...response.entity.slice(1)], twinOf(entity));
  }
  if (response.list) {
    const list = readPath(recorded, response.list);
    const value = Array.isArray(list)
      ? (list as readonly Message[]).map(twinOf)
      : list &&
        Object.fromEntries(Object.entries(list as Record<string, Message>).map(([key, item]) => [key, twinOf(item)])); // a map of entities
    writePath(derived, response.list, value);
  }
  const said = (path: FieldPath | undefined, what: string): void => {
    const value = path && readPath(recorded, path);
    if (!path || value === undefined) return;
    writePath(derived, path, value);
    const holder = readPath(derived, path.slice(0, -1)) as Message; // it was made just now
    trace.note(holder, (path.at(-1)!.oneof ?? path.at(-1)!).localName, { by: 'server', what });
  };
  said(response.nextPageToken, 'page token');
  said(response.totalSize, 'how many there are');
  said(response.pageCount, 'how many pages there are');
  said(response.pageNumber, 'which page this is');
  said(response.pageSize, 'how many a page has');
  said(response.hasMore, 'whether there are more');
  said(response.count, 'how many there are');
  said(response.flag, 'whether it was done');
  said(response.change && [response.change], 'what happened');
  said(response.id, `id of the ${plan.resource.singular}`);
  said(response.ids, `ids of ${plan.resource.plural}`);
  if (response.operation) for (const field of plan.method.output.fields) said([field], 'long-running operation');
  return { message: derived, otherwise: otherwise(holders) };
}

/** An entity as an answer shows it. */
interface Shown {
  readonly resource: Resource;
  readonly id: string;
  /** As it follows from the seed; undefined for one that somebody made. */
  readonly base: Message | undefined;
  /** As it is now; undefined for one that nobody wrote. */
  readonly stored: { readonly message: Message; readonly origin: ValueOrigin } | undefined;
}

function show(message: Message, { plan, world, universe, trace }: WorldOriginOptions): Shown | undefined {
  const { resource } = plan;
  const id = idOf(resource, message);
  // What a read mask left out of a message cannot say whose it is.
  if (id === '' || message.$typeName !== resource.desc.typeName) return undefined;
  const entity = world.find(universe, resource, id);
  const written = entity && entity.revision > 0 ? entity : undefined;
  const entityOrigin: ValueOrigin = { by: 'entity', resource: resource.key, entity: id };
  const base =
    written === undefined || isMember(resource, id, universe.key.a)
      ? world.derive(universe, resource, id, trace)
      : undefined;
  if (base)
    for (const path of [resource.id, ...resource.parents.map((parent) => parent.path)]) {
      const holder = readPath(base, path.slice(0, -1)) as Message | undefined; // of messages
      const field = path.at(-1);
      if (holder && field) trace.note(holder, (field.oneof ?? field).localName, entityOrigin);
    }
  return {
    resource,
    id,
    base,
    stored: written && {
      message: written.message,
      origin: { by: 'stored', resource: resource.key, entity: id, writtenBy: written.writtenBy },
    },
  };
}

/** Remembers whose each message within an entity is, with what is stored at its place. */
function addHolders(message: Message, shown: Shown, holders: Map<Message, Shown>): void {
  const add = (holder: Message, stored: Message | undefined, depth: number): void => {
    holders.set(
      holder,
      stored && shown.stored
        ? { ...shown, stored: { ...shown.stored, message: stored } }
        : { ...shown, stored: undefined },
    );
    if (depth > 20) return;
    for (const [name, value] of Object.entries(holder)) {
      const other: unknown = stored && (stored as unknown as Record<string, unknown>)[name]; // fields are properties
      visit(value, other, depth);
    }
  };
  const visit = (value: unknown, other: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if ('$typeName' in value) add(value as Message, isMessage(other) ? other : undefined, depth + 1);
    else if (depth <= 20)
      for (const [key, item] of Object.entries(value))
        visit(
          item,
          typeof other === 'object' && other !== null ? (other as Record<string, unknown>)[key] : undefined,
          depth + 1,
        ); // a list, a map or a oneof
  };
  add(message, shown.stored?.message, 0);
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && '$typeName' in value;

/** Only what is stored as it was recorded can be said to come from who wrote it. */
const otherwise =
  (holders: ReadonlyMap<Message, Shown>): Otherwise =>
  (holder, field) => {
    const shown = holders.get(holder);
    if (!shown?.stored) return undefined;
    const { resource, id, stored } = shown;
    if (holder.$typeName === resource.desc.typeName) {
      if (resource.id.length === 1 && resource.id[0] === field)
        return { by: 'entity', resource: resource.key, entity: id };
      const mark = Object.entries(resource.marks).find(([, marked]) => marked === field)?.[0];
      if (mark !== undefined && mark !== 'state' && mark !== 'expireTime')
        return { by: 'server', what: MARKS[mark] ?? mark };
    }
    return equal(readField(holder, field), readField(stored.message, field)) ? stored.origin : undefined;
  };

const MARKS: Readonly<Record<string, string>> = {
  createTime: 'when it was created',
  updateTime: 'when it was changed',
  deleteTime: 'when it was deleted',
  etag: 'etag',
  uid: 'id of its own',
  version: 'number of changes',
};
