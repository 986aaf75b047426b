import type { Message } from '@bufbuild/protobuf';
import { status } from '../contract/status.ts';
import type { Entity, WorldChange } from '../world/entity.ts';
import { notFound, type Failed } from '../world/failure.ts';
import { inScope } from '../world/in-scope.ts';
import { underDemand } from '../world/list-question.ts';
import { failed, isHidden, type WorldCall } from '../world/standard-call.ts';
import { conditionsOf, select } from '../world/standard-read.ts';
import type { Told } from '../world/watch-change.ts';
import type { Line, Say } from './answerer.ts';
import type { Step } from './conversation.ts';

/** Entities that a watch shows, and what becomes of them as bytes. */
export interface Watched {
  /** Undefined where the type cannot tell it. */
  readonly tell: (entity: Entity, told: Told) => Uint8Array | undefined;
  /** Where each message holds all of them: the state as a whole, instead of `tell`. */
  readonly snapshot?: (entities: readonly Entity[]) => Uint8Array;
  /** Entities of the state, at most. */
  readonly most?: number;
  /** Whether the entity is one that was asked for, besides the conditions of the request. */
  readonly wanted?: ((entity: Entity) => boolean) | undefined;
  /** The id of the one that was asked for. */
  readonly only?: string;
  /** What can be seen of an entity: a change that leaves it the same is not told. */
  readonly shows?: ((entity: Entity) => string) | undefined;
}

/** A watch that is open. */
export interface Watch {
  readonly first: Say;
  close(): void;
}

/** Entities of the state, and bytes of them. */
const MOST_STATE = 10_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Changes that may wait for a slow client, beyond the state. */
const MOST_WAITING = 1_000;

const sizeOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + (step.do === 'message' ? step.bytes.length : 0), 0);

/**
 * The state, one message for each entity, then every change of what was asked for, until the client cancels. After a
 * reset the state is told anew. A client that lets 1,000 changes wait is sent away with RESOURCE_EXHAUSTED: dropping some
 * of them would leave it with a state that never was.
 */
export function openWatch(call: WorldCall, request: Message, line: Line, watched: Watched): Watch | Failed {
  const { world, plan } = call;
  const conditions = conditionsOf(call, request);
  if (failed(conditions)) return conditions;
  const { scope, asked } = conditions;
  const under = underDemand(plan.resource, scope);
  const demands = under ? [under, ...asked.demands] : asked.demands;
  const covers = (entity: Entity): boolean =>
    inScope(plan.resource, scope, entity.id) &&
    (watched.wanted?.(entity) ?? true) &&
    demands.every(({ holds }) => holds(entity.message, entity.id));
  const steps = stateOf(call, request, watched);
  if (failed(steps)) return steps;

  let most = steps.length + MOST_WAITING;
  let [state, largest] = [sizeOf(steps), 0];
  /** Of the one that was asked for: no list has to have shown it. */
  let there = true;
  const alone = (change: WorldChange): WorldChange => {
    const before = there && !change.before ? { ...change.entity, deleted: false } : change.before;
    there = change.kind !== 'deleted';
    return { ...change, before };
  };
  const tell = (change: WorldChange | undefined): readonly Step[] => {
    if (change && change.entity.resource.key !== plan.resource.key) return [];
    if (change && watched.only !== undefined && change.entity.id !== watched.only) return [];
    const what = change && tellingOf(watched.only === undefined ? change : alone(change), covers, watched.shows);
    if (change && what === undefined) return [];
    if (change && what && !watched.snapshot) {
      // What was deleted is told as it last was; a soft-deleted thing as it is now.
      const { before, entity } = change;
      const gone =
        what === 'deleted' &&
        !(entity.deleted && change.kind === 'deleted' && world.find(call.universe, plan.resource, entity.id));
      const bytes = watched.tell(gone ? (before ?? entity) : entity, what);
      return bytes ? [{ afterMs: 0, do: 'message', bytes }] : [];
    }
    const again = stateOf(call, request, watched);
    if (failed(again)) return [];
    if (!change) [most, state] = [again.length + MOST_WAITING, sizeOf(again)];
    return again;
  };
  const leave = world.subscribe((change) => {
    const told = tell(change);
    if (told.length === 0) return;
    largest = Math.max(largest, ...told.map((step) => (step.do === 'message' ? step.bytes.length : 0)));
    const waiting = line.waiting();
    if (waiting <= most && waiting * largest <= state + MOST_BYTES) return line.push(told);
    leave();
    const message = `${waiting} changes wait to be read: the client is too slow for this watch. Open it again to begin with the state.`;
    line.push([{ afterMs: 0, do: 'end', status: status('RESOURCE_EXHAUSTED', message), trailers: [] }]);
  });
  return { first: { steps, stay: true }, close: leave };
}

/** All that is there and was asked for. */
function stateOf(call: WorldCall, request: Message, watched: Watched): readonly Step[] | Failed {
  const { world, universe, plan } = call;
  const { resource } = plan;
  const entities: Entity[] = [];
  if (watched.only !== undefined) {
    const entity = world.find(universe, resource, watched.only);
    if (!entity || isHidden(entity)) return notFound(resource, watched.only);
    entities.push(entity);
  } else {
    const found = select(call, request);
    if (failed(found)) return found;
    const { rows } = found;
    for (let index = 0; index < rows.length; index++) {
      const { id } = rows.at(index)!;
      if (entities.length >= (watched.most ?? MOST_STATE)) {
        if (watched.most === undefined) return tooMany(rows.length);
        break;
      }
      const entity = world.find(universe, resource, id)!; // it was listed just now
      if (watched.wanted?.(entity) !== false) entities.push(entity);
    }
  }
  if (watched.snapshot) return [{ afterMs: 0, do: 'message', bytes: watched.snapshot(entities) }];
  const steps: Step[] = [];
  let size = 0;
  for (const entity of entities) {
    const bytes = watched.tell(entity, 'state');
    if (!bytes) continue;
    if ((size += bytes.length) > MOST_BYTES) return tooMany(entities.length);
    steps.push({ afterMs: 0, do: 'message', bytes });
  }
  return steps;
}

const tooMany = (count: number): Failed => ({
  failure: {
    status: status(
      'RESOURCE_EXHAUSTED',
      `There are ${count} of them; a watch begins with at most ${MOST_STATE}, or 32 MB. Watch some of them with a parent or a filter.`,
    ),
    details: [],
  },
});

/** What a change is to somebody who sees only what was asked for. */
function tellingOf(
  { entity, before, kind }: WorldChange,
  covers: (entity: Entity) => boolean,
  shows: Watched['shows'],
): Told | undefined {
  const now = kind !== 'deleted' && !entity.deleted && covers(entity);
  const then = before !== undefined && !before.deleted && covers(before);
  if (!now) return then ? 'deleted' : undefined;
  if (!then) return 'created';
  return shows && shows(entity) === shows(before) ? undefined : 'updated';
}
