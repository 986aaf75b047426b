import type { DescFile } from '@bufbuild/protobuf';
import { resourceOf, resourcesOfFile } from './annotations.ts';
import { draw, hashText, mixA, pick } from './hash.ts';
import { ADJECTIVES, NOUNS } from './pools.ts';

/**
 * A resource name by its pattern: `projects/{project}/topics/{topic}`. The last variable belongs to the resource (`a`);
 * those before it are the same in the whole mock (`root`), so that resources share their parents.
 */
export function resourceName(pattern: string, a: number, root: number): string {
  const last = pattern.lastIndexOf('{');
  return pattern.replaceAll(/\{([^}=]*)[^}]*\}/g, (_, name: string, at: number) => {
    const lane = at === last ? a : mixA(root, hashText(name));
    const id = `${pick(ADJECTIVES, draw(lane, 1))}-${pick(NOUNS, draw(lane, 2))}`;
    return at === last ? `${id}-${(draw(lane, 3) >>> 0) % 100}` : id;
  });
}

/** `projects/{project}/topics/{topic}` → `projects/{project}`: a parent, as far as the pattern has one. */
export const parentPattern = (pattern: string): string => pattern.split('/').slice(0, -2).join('/');

const cache = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** The first pattern of each resource type in a file and all that it imports. */
export function patternsOf(root: DescFile): ReadonlyMap<string, string> {
  let patterns = cache.get(root);
  if (!patterns) {
    const found = new Map<string, string>();
    const files = new Set<DescFile>([root]);
    // A set goes on to what is added while it is walked.
    for (const file of files) {
      for (const resource of [...file.messages.map(resourceOf), ...resourcesOfFile(file.proto.options)]) {
        const pattern = resource?.patterns[0];
        if (resource && pattern !== undefined && !found.has(resource.type)) found.set(resource.type, pattern);
      }
      for (const imported of file.dependencies) files.add(imported);
    }
    patterns = found;
    cache.set(root, patterns);
  }
  return patterns;
}
