import type { StubSpec } from './spec.ts';

/**
 * Of a file that was saved anew: which stub is which by now. Stubs without an id of their own are called by their place, and
 * places change when others come in or go: the same text is the same stub, and so is another text in the same place where
 * neither is found elsewhere. By new id, the id before; stubs that are new are not in it, nor are those with ids of their own.
 */
export function movedIds(before: readonly StubSpec[], after: readonly StubSpec[]): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const left = new Map(before.filter(isPlaced).map(({ id, text }) => [id, text]));
  const open = after.filter(isPlaced);
  const pair = (spec: StubSpec, old: string | undefined): void => {
    if (old === undefined) return;
    moved.set(spec.id, old);
    left.delete(old);
  };
  for (const spec of open) if (left.get(spec.id) === spec.text) pair(spec, spec.id);
  const byText = new Map<string, string[]>();
  for (const [id, text] of left) byText.set(text, [...(byText.get(text) ?? []), id]);
  for (const spec of open) if (!moved.has(spec.id)) pair(spec, byText.get(spec.text)?.shift());
  for (const spec of open) if (!moved.has(spec.id) && left.has(spec.id)) pair(spec, spec.id);
  return moved;
}

/** Whether its id is its place. */
export const isPlaced = ({ id, place }: StubSpec): boolean =>
  id.startsWith(`${place.file}#`) && /^\d+$/.test(id.slice(place.file.length + 1));
