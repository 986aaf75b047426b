import { printYaml } from '../codec/yaml-text.ts';
import { messageText } from './entity-text.ts';
import { isMember } from './membership.ts';
import { isGone } from './write-entity.ts';
import type { Kind, ResourceIndex } from './resource-index.ts';
import type { World } from './world.ts';

/** One resource in a file of entities. */
interface Section {
  only?: boolean;
  exact: boolean;
  entities: unknown[];
  hidden?: string[];
  deleted?: string[];
}

/**
 * The world as the text of a file of entities: loaded into an empty world, it gives the same one. `everything`: what
 * lists show of the seed as well, and nothing but that; otherwise what was written.
 */
export function snapshotText(
  world: World,
  index: ResourceIndex,
  options: { readonly everything: boolean; readonly json: boolean },
): { readonly text: string; readonly entities: number } {
  const sections: [string, Section][] = [];
  let entities = 0;
  const written = idsByResource(world);
  for (const { resource } of index.listed) {
    const kind = index.find(resource.key);
    const section = kind && sectionOf(world, kind, options.everything, written.get(resource.key) ?? []);
    if (!section) continue;
    entities += section.entities.length;
    sections.push([resource.key, section]);
  }
  // Built from entries: a type may be called as objects' own properties are.
  const content = Object.fromEntries(sections);
  if (options.json) return { text: `${JSON.stringify(content, null, 2)}\n`, entities };
  const head = `# ${entities} entities, as Understudy had them. See README.md, "The world".\n`;
  return { text: head + (sections.length > 0 ? printYaml(content) : ''), entities };
}

function sectionOf(world: World, kind: Kind, everything: boolean, written: readonly string[]): Section | undefined {
  const { resource, universe } = kind;
  const rows = everything ? world.list(universe, resource, {}, true) : [];
  const listed = Array.from({ length: rows.length }, (_, index) => rows.at(index)!.id);
  const ids = [...new Set([...listed, ...written])].sort();
  const only = everything || world.isClosed(resource.key);
  const section: Section = { ...(only && { only }), exact: true, entities: [] };
  for (const id of ids) {
    const entity = world.find(universe, resource, id);
    if (!entity) {
      // Where nothing follows from the seed, there is nothing to delete.
      if (!only) (section.deleted ??= []).push(id);
      continue;
    }
    // Deleted and made anew: nothing of the seed lies below it.
    if (!only && world.isSevered(id) && isMember(resource, id, universe.key.a)) (section.deleted ??= []).push(id);
    section.entities.push(JSON.parse(messageText(resource, entity.message, universe.types)));
    if (entity.deleted && !isGone(resource, entity.message)) (section.hidden ??= []).push(id);
  }
  return section.entities.length + (section.deleted?.length ?? 0) > 0 || only ? section : undefined;
}

function idsByResource(world: World): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { key, stored } of world.entries()) {
    const ids = found.get(key);
    if (ids) ids.push(stored.id);
    else found.set(key, [stored.id]);
  }
  return found;
}
