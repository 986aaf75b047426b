import type { MethodDetail } from '#contract/schema';
import type { WorldResource } from '#contract/world';

/**
 * The text that a new entity begins with: the fields of one that is there, without its id and what only the server writes;
 * without one, an empty object.
 */
export function firstText(resource: WorldResource, detail: MethodDetail | null, like: unknown): string {
  const info = detail && Object.hasOwn(detail.messages, resource.message) ? detail.messages[resource.message]! : null;
  if (typeof like !== 'object' || like === null || !info) return '{\n  \n}';
  const leave = new Set(info.fields.filter(({ outputOnly }) => outputOnly).map(({ json }) => json));
  leave.add(resource.idPath.split('.')[0]!);
  const kept = Object.entries(like).filter(([key]) => !leave.has(key));
  return kept.length === 0 ? '{\n  \n}' : JSON.stringify(Object.fromEntries(kept), null, 2);
}

/** What the id of an entity lies under: `customers/ada` for `customers/ada/orders/7`; empty for none. */
export function parentOf(resource: Pick<WorldResource, 'parent' | 'patterns'>, id: string): string {
  if (resource.parent === null) return '';
  const parts = id.split('/');
  return parts.slice(0, resource.patterns.length > 0 ? -2 : -1).join('/');
}
