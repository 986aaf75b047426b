import type { Keys } from './keys.svelte.ts';
import type { Layout } from './layout.svelte.ts';

/** ⌘B shows and hides the side column, Esc closes it where it lies over the content. Give the answer back from an effect. */
export function bindSide(keys: Keys, layout: Layout): () => void {
  const offs = [
    keys.bind('tree', () => layout.toggleTree()),
    keys.bind('cancel', () => {
      if (layout.side !== 'over') return false;
      layout.treeOver = false;
      return true;
    }),
  ];
  return () => offs.forEach((off) => off());
}
