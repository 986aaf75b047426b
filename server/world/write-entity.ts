import {
  clone,
  create,
  isFieldSet,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { Problem } from '../contract/problem.ts';
import type { Entity } from './entity.ts';
import { idAt, idOf, isNamed, joinKey, keyParents, splitKey, writeId, writeText } from './entity-id.ts';
import { fitsPattern, newIds, newIdsKey, placeFor } from './entity-name.ts';
import { shown } from './failure.ts';
import { readField, writeField } from './field-access.ts';
import { pathText } from './infer-field.ts';
import { markCreated, markDeleted, markUpdated } from './marks.ts';
import type { Kind } from './resource-index.ts';
import type { FieldPath, Resource } from './resource.ts';
import type { World } from './world.ts';

/** Why an entity is not written. `missing`: there is none; `conflict`: there is one, or another than was thought. */
export interface NotWritten {
  readonly reason: 'invalid' | 'missing' | 'conflict';
  readonly problem: Problem;
}

const not = (reason: NotWritten['reason'], code: string, message: string, hint: string, path?: string): NotWritten => ({
  reason,
  problem: { severity: 'error', code, message, hint, ...(path === undefined ? {} : { path }) },
});

/**
 * Writes the whole of an entity that a person edited: creates or replaces it. `message` is the world's from here on. What
 * the server keeps (times, etag, version) goes on as if a call had written it, where the person has left it alone.
 * `base`: the revision that was edited; null for any.
 */
export function putEntity(
  world: World,
  { resource, universe }: Kind,
  id: string,
  message: Message,
  writer: Writer,
  base: number | null,
): Entity | NotWritten {
  const current = world.find(universe, resource, id);
  if (base !== null && current?.revision !== base)
    return current
      ? not(
          'conflict',
          'entity-changed',
          `${shown(id)} was changed meanwhile: it has revision ${current.revision}, not ${base}.`,
          'Load it again, and write what is still wanted.',
        )
      : not(
          'conflict',
          'entity-gone',
          `${shown(id)} was deleted meanwhile.`,
          'Write it without a base revision to put it back.',
        );
  const wrong = wrongId(resource, id) ?? settleId(resource, message, id);
  if (wrong) return wrong;
  const exists = current !== undefined && world.isMember(universe, resource, id);
  if (exists) keepMarks(resource, message, current.message, () => markUpdated(resource, message, current.revision + 1));
  else keepMarks(resource, message, undefined, () => markCreated(resource, message, id));
  return world.put(universe, resource, id, message, writer, { deleted: isGone(resource, message) }) ?? full();
}

/** Adds an entity; one without an id gets one of the server's. `parent`: what it lies under, where the text does not say. */
export function addEntity(
  world: World,
  kind: Kind,
  message: Message,
  writer: Writer,
  parent = '',
): Entity | NotWritten {
  const { resource, universe } = kind;
  const outer = resource.parents[0];
  if (outer && parent !== '' && idAt(message, outer.path) === '') writeText(message, outer.path, parent);
  const own = idOf(resource, message);
  const given = own !== '';
  const id = given ? own : freeId(world, kind, message, parent);
  const current = world.find(universe, resource, id);
  if (given && current && (current.deleted || world.isMember(universe, resource, id)))
    return not(
      'conflict',
      'entity-exists',
      `There is already a ${resource.singular} ${shown(id)}.`,
      'Choose another id, or leave it out to get one.',
      pathText(resource.id),
    );
  return putEntity(world, kind, id, message, writer, null);
}

/** Deletes an entity as a call would: softly where the schema knows of it (`soft`), and then for good. */
export function removeEntity(
  world: World,
  { resource, universe }: Kind,
  id: string,
  writer: Writer,
  soft: boolean,
): NotWritten | undefined {
  const current = world.find(universe, resource, id);
  if (!current) return missing(resource, id);
  if (!soft || current.deleted) return world.remove(universe, resource, id, writer) === undefined ? full() : undefined;
  const message = clone(resource.desc, current.message);
  markDeleted(resource, message, current.revision + 1);
  return world.put(universe, resource, id, message, writer, { deleted: true, changed: true }) ? undefined : full();
}

export const missing = (resource: Resource, id: string): NotWritten =>
  not(
    'missing',
    'unknown-entity',
    `There is no ${resource.singular} ${shown(id)}.`,
    'It may have been deleted: reset the world to have it back.',
  );

const full = (): NotWritten =>
  not(
    'invalid',
    'world-full',
    'The world is full: it keeps 100,000 written entities, or 64 MB of them.',
    'Reset it, or delete what is not needed.',
  );

/** The first of the server's ids for this content that is free. */
export function freeId(world: World, { resource, universe }: Kind, message: Message, parent: string): string {
  const root = universe.key.a;
  const place = isNamed(resource) ? placeFor(resource, parent, root) : undefined;
  const above = keyParents(resource).map(({ path }) => idAt(message, path));
  const key = newIdsKey(resource, place, toBinary(resource.desc, message), root);
  for (const { id: own } of newIds(resource, place, key)) {
    const id = above.length === 0 ? own : joinKey([...above, own]);
    if (!world.isMember(universe, resource, id) && !world.wasWritten(resource, id)) return id;
  }
  throw new Error('The ids of a new entity never end.');
}

/** Why a text cannot be an id of a resource. */
export function wrongId(resource: Resource, id: string): NotWritten | undefined {
  const path = pathText(resource.id);
  if (isNamed(resource) && !resource.patterns.some((pattern) => fitsPattern(id, pattern)))
    return not(
      'invalid',
      'bad-id',
      `${shown(id)} is no name of a ${resource.singular}.`,
      `It looks like ${resource.patterns.slice(0, 3).join(' or ')}.`,
      path,
    );
  const probe = create(resource.desc);
  writeId(resource, probe, id);
  return id !== '' && idOf(resource, probe) === id
    ? undefined
    : not(
        'invalid',
        'bad-id',
        `${shown(id)} cannot be the id of a ${resource.singular}.`,
        `It does not fit the field ${path}.`,
        path,
      );
}

/** Writes the id into a message that does not say it; one that says another is refused. */
export function settleId(resource: Resource, message: Message, id: string): NotWritten | undefined {
  const parents = keyParents(resource);
  const paths: readonly FieldPath[] = [...parents.map(({ path }) => path), resource.id];
  const parts = splitKey(id, paths.length);
  for (const [index, path] of paths.entries()) {
    const said = idAt(message, path);
    if (said !== '' && said !== parts[index])
      return not(
        'invalid',
        'id-differs',
        `${pathText(path)} is ${shown(said)}, and the entity is ${shown(id)}.`,
        'An id cannot be changed: add another entity, and delete this one.',
        pathText(path),
      );
  }
  writeId(resource, message, id);
  return undefined;
}

/** Soft-deleted, by what the message says. */
export const isGone = ({ marks: { deleteTime } }: Resource, message: Message): boolean =>
  deleteTime !== undefined && isFieldSet(message, deleteTime);

/** Lets the server write its marks, and puts back those that the person has written. */
export function keepMarks(resource: Resource, message: Message, before: Message | undefined, mark: () => void): void {
  const { deleteTime: _deleteTime, expireTime: _expireTime, etag: _etag, ...kept } = resource.marks;
  const own = Object.values(kept).flatMap((field: DescField) =>
    isFieldSet(message, field) && !(before && sameField(resource.desc, field, message, before))
      ? [{ field, value: readField(message, field) }]
      : [],
  );
  mark();
  for (const { field, value } of own) writeField(message, field, value);
}

function sameField(desc: DescMessage, field: DescField, left: Message, right: Message): boolean {
  const bytes = (message: Message): string => {
    const alone = create(desc);
    writeField(alone, field, readField(message, field));
    return toBinary(desc, alone).join();
  };
  return bytes(left) === bytes(right);
}
