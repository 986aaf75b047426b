import type { Keys } from '../state/keys.svelte.ts';
import type { Layout } from '../state/layout.svelte.ts';
import type { Composer } from './composer.svelte.ts';

/** The keys of the play place, for as long as the answer is not called. */
export function bindComposerKeys(keys: Keys, composer: Composer, layout: Layout): () => void {
  const offs = [
    keys.bind('send', () => void composer.primary()),
    keys.bind('halfClose', () => {
      if (!composer.streams || composer.call.phase !== 'open') return false;
      return void composer.call.halfClose();
    }),
    keys.bind('cancel', () => {
      if (!composer.call.live) return false;
      return void composer.call.cancel();
    }),
    keys.bind('example', () => void composer.example()),
    keys.bind('format', () => composer.format()),
    keys.bind('docs', () => layout.set({ docsOpen: !layout.sizes.docsOpen })),
  ];
  return () => offs.forEach((off) => off());
}
