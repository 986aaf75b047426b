import type { Problem } from '../contract/problem.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Schema } from '../schema/registry.ts';
import type { ListedResource } from './list-resources.ts';
import type { Resource } from './resource.ts';
import { universeOf, type Universe } from './universe.ts';

/** A resource with what its entities follow from. */
export interface Kind {
  readonly resource: Resource;
  readonly universe: Universe;
}

/** The resources of a schema by the names that people give them. */
export interface ResourceIndex {
  readonly listed: readonly ListedResource[];
  /** By type (`shop.example.com/Product`), full name of the message, or its own name where no other has it. */
  find(name: string): Kind | undefined;
  /** Why there is no such resource. */
  unknown(name: string): Problem;
}

export function resourceIndex(
  schema: Schema,
  listed: readonly ListedResource[],
  seed: string,
  hints?: HintsFile,
): ResourceIndex {
  const byName = new Map<string, ListedResource | 'many'>();
  for (const one of listed) byName.set(one.resource.key, one);
  for (const one of listed) if (!byName.has(one.info.message)) byName.set(one.info.message, one);
  for (const one of listed)
    for (const short of new Set([
      one.resource.desc.name,
      one.resource.key.slice(one.resource.key.lastIndexOf('/') + 1),
    ])) {
      const known = byName.get(short);
      if (known !== one)
        byName.set(short, known === undefined ? one : known === 'many' || isWhole(short, known) ? known : 'many');
    }
  const kinds = new Map<ListedResource, Kind>();
  return {
    listed,
    find(name) {
      const found = byName.get(name);
      if (found === undefined || found === 'many') return undefined;
      let kind = kinds.get(found);
      if (!kind) {
        const method = found.info.methods.map(({ path }) => schema.method(path)).find((one) => one !== undefined);
        if (!method) return undefined;
        kinds.set(found, (kind = { resource: found.resource, universe: universeOf(seed, method.types, hints) }));
      }
      return kind;
    },
    unknown(name) {
      const shown = name.length > 100 ? `${name.slice(0, 99)}…` : name;
      const problem = { severity: 'error', code: 'unknown-resource' } as const;
      if (byName.get(name) === 'many') {
        const types = listed.filter(({ info }) => info.message.endsWith(`.${name}`)).map(({ info }) => info.message);
        return {
          ...problem,
          message: `There are several resources ${shown}.`,
          hint: `Write ${types.slice(0, 4).join(' or ')}.`,
        };
      }
      if (schema.type(name)?.kind === 'message')
        return {
          ...problem,
          message: `${shown} is no resource: no method gets, lists or creates one by an id.`,
          hint: 'Messages that stand alone are generated anew for each call.',
        };
      const near = name.length > 200 ? undefined : nearestWord(name, byName.keys());
      return {
        ...problem,
        message: `There is no resource ${shown}.`,
        hint:
          near !== undefined
            ? `Did you mean ${near}?`
            : listed.length > 0
              ? `There is ${listed
                  .slice(0, 6)
                  .map(({ info }) => info.type)
                  .join(', ')}${listed.length > 6 ? ', …' : ''}.`
              : 'No method of this schema works on a resource.',
      };
    },
  };
}

/** A full name that somebody else's short name happens to be. */
const isWhole = (name: string, { resource, info }: ListedResource): boolean =>
  name === resource.key || name === info.message;
