import type { DescFile, DescMessage } from '@bufbuild/protobuf';
import { resourceOf, resourcesOfFile } from './annotations.ts';

/** A file and all that it imports, itself first. */
export function withImports(root: DescFile): ReadonlySet<DescFile> {
  const files = new Set<DescFile>([root]);
  // A set goes on to what is added while it is walked.
  for (const file of files) for (const imported of file.dependencies) files.add(imported);
  return files;
}

const reachable = new WeakMap<DescFile, readonly DescMessage[]>();

/** The messages of a file and of all that it imports. */
export function messagesOf(root: DescFile): readonly DescMessage[] {
  let found = reachable.get(root);
  if (!found) {
    const files = [...withImports(root)];
    found = files.filter(({ name }) => !name.startsWith('google/protobuf/')).flatMap(({ messages }) => messages);
    reachable.set(root, found);
  }
  return found;
}

const cache = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** Types that many APIs speak of and none of them defines. */
const SHARED_TYPES: Readonly<Record<string, string>> = {
  'locations.googleapis.com/Location': 'projects/{project}/locations/{location}',
  'cloudkms.googleapis.com/KeyRing': 'projects/{project}/locations/{location}/keyRings/{key_ring}',
  'cloudkms.googleapis.com/CryptoKey':
    'projects/{project}/locations/{location}/keyRings/{key_ring}/cryptoKeys/{crypto_key}',
  'iam.googleapis.com/ServiceAccount': 'projects/{project}/serviceAccounts/{service_account}',
  'pubsub.googleapis.com/Topic': 'projects/{project}/topics/{topic}',
};

/** `shop.example.com/Customer` → `customers/{customer}`: what a type that nobody defines most likely looks like. */
export function likelyPattern(type: string): string {
  if (Object.hasOwn(SHARED_TYPES, type)) return SHARED_TYPES[type]!;
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
    for (const file of withImports(root)) {
      for (const resource of [...file.messages.map(resourceOf), ...resourcesOfFile(file.proto.options)]) {
        const pattern = resource?.patterns[0];
        if (resource && pattern !== undefined && !found.has(resource.type)) found.set(resource.type, pattern);
      }
    }
    patterns = found;
    cache.set(root, patterns);
  }
  return patterns;
}
