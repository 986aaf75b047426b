import type { DescFile } from '@bufbuild/protobuf';
import { resourceOf, resourcesOfFile } from './annotations.ts';
import { draw, hashText, mixA, pick } from './hash.ts';
import { ADJECTIVES, NOUNS } from './pools.ts';

/**
 * A resource name by its pattern: `projects/{project}/topics/{topic}`. The last variable belongs to the resource (`a`);
 * those before it are the same in the whole mock (`root`), so that resources share their parents.
 */
export function resourceName(pattern: string, a: number, root: number): string {
  const { texts, variables } = partsOf(pattern);
  let name = texts[0]!;
  for (let index = 0; index < variables.length; index++) {
    const last = index === variables.length - 1;
    const lane = last ? a : mixA(root, variables[index]!);
    name += `${pick(ADJECTIVES, draw(lane, 1))}-${pick(NOUNS, draw(lane, 2))}`;
    if (last) name += `-${(draw(lane, 3) >>> 0) % 100}`;
    name += texts[index + 1]!;
  }
  return name;
}

interface Parts {
  /** One more than variables: the text before, between and after them. */
  readonly texts: readonly string[];
  /** Hashes of the variables' names. */
  readonly variables: readonly number[];
}

const parts = new Map<string, Parts>();

function partsOf(pattern: string): Parts {
  let found = parts.get(pattern);
  if (!found) {
    const split = pattern.split(/\{([^}=]*)[^}]*\}/);
    found = {
      texts: split.filter((_, index) => index % 2 === 0),
      variables: split.filter((_, index) => index % 2 === 1).map((name) => hashText(name)),
    };
    if (parts.size > 10_000) parts.clear();
    parts.set(pattern, found);
  }
  return found;
}

/** `projects/{project}/topics/{topic}` → `projects/{project}`: a parent, as far as the pattern has one. */
export const parentPattern = (pattern: string): string => pattern.split('/').slice(0, -2).join('/');

const cache = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** `shop.example.com/Customer` → `customers/{customer}`: what a type that nobody defines most likely looks like. */
export function likelyPattern(type: string): string {
  const name = type.slice(type.lastIndexOf('/') + 1);
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  const plural = camel.endsWith('y') ? `${camel.slice(0, -1)}ies` : camel.endsWith('s') ? `${camel}es` : `${camel}s`;
  return `${plural}/{${camel}}`;
}

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
