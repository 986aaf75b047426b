import { isSystemService, type MethodInfo, type ServiceInfo } from '#contract/schema';
import { words } from './match.ts';

interface RowBase {
  /** Unique in the tree; the path of a method. */
  readonly id: string;
  readonly level: 1 | 2 | 3;
  /** What stands in the row. What of it was matched is looked for where it is drawn. */
  readonly text: string;
  /** Place among its siblings, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
}
/** One line of the tree. */
export type TreeRow =
  | (RowBase & { readonly type: 'package'; readonly open: boolean })
  | (RowBase & {
      readonly type: 'service';
      readonly open: boolean;
      readonly count: number;
      readonly service: ServiceInfo;
    })
  | (RowBase & { readonly type: 'method'; readonly method: MethodInfo; readonly service: ServiceInfo });

/** Services by package, the system's own at the end. */
export interface TreePackage {
  readonly name: string;
  readonly system: boolean;
  readonly services: readonly TreeService[];
}
interface TreeService {
  readonly service: ServiceInfo;
  /** The name within its package. */
  readonly short: string;
  readonly methods: readonly { readonly method: MethodInfo; readonly lower: string }[];
}

/** Orders the services once for each schema, with what a filter looks at. */
export function treePackages(services: readonly ServiceInfo[]): readonly TreePackage[] {
  const packages = new Map<string, TreeService[]>();
  for (const service of services) {
    const list = packages.get(service.package) ?? [];
    if (list.length === 0) packages.set(service.package, list);
    list.push({
      service,
      short: service.package === '' ? service.name : service.name.slice(service.package.length + 1),
      methods: service.methods.map((method) => ({ method, lower: method.path.slice(1).toLowerCase() })),
    });
  }
  return [...packages]
    .map(([name, list]) => ({
      name,
      services: list,
      system: list.every((entry) => isSystemService(entry.service.name)),
    }))
    .sort((a, b) => Number(a.system) - Number(b.system));
}

/**
 * What holds every word (lower case). A filter that grew by a letter fits what the shorter one let through: give that
 * instead of the whole, and a keystroke costs what is left.
 */
export function filterTree(packages: readonly TreePackage[], wanted: readonly string[]): readonly TreePackage[] {
  if (wanted.length === 0) return packages;
  const left: TreePackage[] = [];
  for (const entry of packages) {
    const services: TreeService[] = [];
    for (const service of entry.services) {
      const methods = service.methods.filter(({ lower }) => wanted.every((word) => lower.includes(word)));
      if (methods.length > 0)
        services.push(methods.length === service.methods.length ? service : { ...service, methods });
    }
    if (services.length > 0) left.push({ ...entry, services });
  }
  return left;
}

/**
 * The rows that show. With a filter everything that fits is open; without one, `isOpen` says for each package and
 * service whether it is.
 */
export function treeRows(
  packages: readonly TreePackage[],
  filter: string,
  isOpen: (id: string, group: 'package' | 'system' | 'service') => boolean,
): readonly TreeRow[] {
  const wanted = words(filter);
  const rows: TreeRow[] = [];
  const shown = filterTree(packages, wanted);
  for (const [index, entry] of shown.entries()) {
    const id = `package:${entry.name}`;
    const open = wanted.length > 0 || isOpen(id, entry.system ? 'system' : 'package');
    const text = entry.name === '' ? 'no package' : entry.name;
    const base = { level: 1, place: index + 1, siblings: shown.length } as const;
    rows.push({ ...base, type: 'package', id, open, text });
    const { services } = entry;
    if (open) for (const [at, part] of services.entries()) pushService(rows, part, at, services.length, wanted, isOpen);
  }
  return rows;
}

function pushService(
  rows: TreeRow[],
  part: TreeService,
  at: number,
  siblings: number,
  wanted: readonly string[],
  isOpen: (id: string, group: 'service') => boolean,
): void {
  const { service, short } = part;
  const id = `service:${service.name}`;
  const open = wanted.length > 0 || isOpen(id, 'service');
  const count = part.methods.length;
  const base = { level: 2, text: short, place: at + 1, siblings } as const;
  rows.push({ ...base, type: 'service', id, open, count, service });
  if (!open) return;
  for (const [index, { method }] of part.methods.entries())
    rows.push({
      type: 'method',
      id: method.path,
      level: 3,
      text: method.name,
      place: index + 1,
      siblings: count,
      method,
      service,
    });
}
