import type { MethodDetail, MethodPath } from '#contract/schema';
import type { WorldResource } from '#contract/world';

/** Methods whose request or answer is most likely the thing itself come first. */
const ORDER = ['get', 'create', 'update', 'list'];

/** The types of a resource, from the first of its methods that reaches its message; null where none does. */
export async function typeDetail(
  { message, methods }: Pick<WorldResource, 'message' | 'methods'>,
  detail: (path: MethodPath) => Promise<MethodDetail>,
): Promise<MethodDetail | null> {
  const rank = (verb: string): number => (ORDER.includes(verb) ? ORDER.indexOf(verb) : ORDER.length);
  for (const { path } of methods.toSorted((a, b) => rank(a.verb) - rank(b.verb)).slice(0, 8)) {
    // A method that is gone meanwhile is no reason to show no types.
    const found = await detail(path).catch(() => null);
    if (found && Object.hasOwn(found.messages, message)) return found;
  }
  return null;
}
