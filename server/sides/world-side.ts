import type { Problem } from '../contract/problem.ts';
import type { WorldEntity, WorldInfo } from '../contract/world.ts';
import type { OneWorld, Refused } from '../http/world-routes.ts';
import type { WorldFiles } from '../workspace/world-files.ts';
import type { Entity } from '../world/entity.ts';
import { entityText, readEntity } from '../world/entity-text.ts';
import { listEntities } from '../world/list-entities.ts';
import type { ListedResource } from '../world/list-resources.ts';
import type { Kind } from '../world/resource-index.ts';
import type { SessionWorlds } from '../world/session-worlds.ts';
import type { World } from '../world/world.ts';
import { addEntity, missing, putEntity, removeEntity, type NotWritten } from '../world/write-entity.ts';

/** What the page's view of the world is made from. */
export interface WorldSideOptions {
  readonly sessions: SessionWorlds;
  /** Whose world; null for that of all who name none. */
  readonly session: string | null;
  readonly files: WorldFiles;
  readonly seed: string;
  /** What is served: snapshots are written below it. */
  readonly paths: readonly string[];
}

const PAGE = { by: 'page' } as const;
const STATUS = { invalid: 400, missing: 404, conflict: 409 } as const;

const refused = (status: Refused['status'], ...problems: readonly Problem[]): Refused => ({
  status,
  refused: problems,
});
const told = ({ reason, problem }: NotWritten): Refused => refused(STATUS[reason], problem);

/** Connects the routes of the world to what is remembered. */
export function createWorldSide({ sessions, session, files, seed, paths }: WorldSideOptions): OneWorld {
  const name = session ?? '';
  /** To look at: a session that has no world is not given one. It may have one, or another, after each pause. */
  const seen = (): World => sessions.peek(name);
  const own = (): World => sessions.of(name);
  const info = async (): Promise<WorldInfo> => {
    const { listed } = await files.resources();
    return {
      seed,
      revision: seen().revision,
      session,
      sessions: sessions.list(),
      resources: listed.map((one) => ({ ...one.info, written: sessions.written(name, one.resource.key) })),
      files: files.report.worlds,
    };
  };
  /** Does something with a resource, where there is one of that name. */
  const withKind = async <T>(type: string, act: (kind: Kind, listed: ListedResource) => T): Promise<T | Refused> => {
    const index = await files.resources();
    const kind = index.find(type);
    const listed = index.listed.find(({ resource }) => resource === kind?.resource);
    return kind && listed ? act(kind, listed) : refused(404, { ...index.unknown(type), path: 'type' });
  };
  const shown = (kind: Kind, entity: Entity | NotWritten): WorldEntity | Refused =>
    'problem' in entity ? told(entity) : entityText(entity, kind.universe.types);

  return {
    info,
    async reset() {
      if (session === null) await files.reset();
      else sessions.reset(session);
      return info();
    },
    async snapshot({ file, everything }) {
      // Loaded with the first snapshot: nobody waits for it before.
      const [{ snapshotText }, { saveWorldFile }] = await Promise.all([
        import('../world/snapshot.ts'),
        import('../files/world-file.ts'),
      ]);
      const index = await files.resources();
      const json = file?.toLowerCase().endsWith('.json') ?? false;
      const { text, entities } = snapshotText(seen(), index, { everything, json });
      if (file === null) return { text, file, entities };
      const saved = saveWorldFile(paths, file, text);
      return 'refused' in saved ? refused(400, saved.refused) : { text, file: saved.path, entities };
    },
    entities: ({ type, ...question }) =>
      withKind(type, (kind) => {
        const page = listEntities(seen(), kind, question);
        if ('problem' in page) return refused(400, page.problem);
        const { entities, next, total } = page;
        const { types } = kind.universe;
        return { type: kind.resource.key, entities: entities.map((one) => entityText(one, types)), next, total };
      }),
    entity: (type, id) =>
      withKind(type, (kind) => {
        const entity = seen().find(kind.universe, kind.resource, id);
        return shown(kind, entity ?? missing(kind.resource, id));
      }),
    add: (type, parent, { json }) =>
      withKind(type, (kind) => {
        const read = readEntity(kind.resource, json, kind.universe.types);
        return 'problems' in read
          ? refused(400, ...read.problems)
          : shown(kind, addEntity(own(), kind, read.message, PAGE, parent));
      }),
    put: (type, id, { json, baseRevision }) =>
      withKind(type, (kind) => {
        const read = readEntity(kind.resource, json, kind.universe.types);
        return 'problems' in read
          ? refused(400, ...read.problems)
          : shown(kind, putEntity(own(), kind, id, read.message, PAGE, baseRevision));
      }),
    remove: (type, id) =>
      withKind(type, (kind, { info: { methods }, resource: { marks } }) => {
        const soft = marks.deleteTime !== undefined || methods.some(({ verb }) => verb === 'undelete');
        const failed = removeEntity(own(), kind, id, PAGE, soft);
        return failed && told(failed);
      }),
  };
}
