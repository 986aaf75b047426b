import { untrack } from 'svelte';
import { isSystemService } from '#contract/schema';
import type { Page } from '../context.ts';

/**
 * Keeps the tabs in step with the address: a permalink opens its method; the first visit opens the first method.
 * Call it while the component is set up.
 */
export function followPlace({ router, tabs, workspace }: Page): void {
  $effect(() => {
    const { place } = router;
    if (place.at !== 'play') return;
    if (place.path !== null) {
      const { path } = place;
      untrack(() => {
        if (path !== tabs.active?.path) tabs.open(path);
      });
      return;
    }
    const first = tabs.active?.path ?? firstMethod();
    if (first) router.go({ at: 'play', path: first }, { replace: true });
  });

  // A method that was opened is no news any more.
  $effect(() => {
    const { active } = tabs;
    if (active) untrack(() => workspace.seen(active.path));
  });

  // What is typed outlives the page: kept when the typing pauses, and when the page goes.
  $effect(() => {
    const tab = tabs.active;
    if (!tab) return;
    tab.snapshot();
    const timer = setTimeout(() => tabs.keep(tab), 300);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const keep = (): void => tabs.list.forEach((tab) => tabs.keep(tab));
    addEventListener('pagehide', keep);
    return () => removeEventListener('pagehide', keep);
  });

  function firstMethod(): `/${string}/${string}` | undefined {
    if (!workspace.schema || tabs.emptied) return undefined;
    const services = workspace.schema.services;
    const own = services.find((service) => !isSystemService(service.name) && service.methods.length > 0);
    return own?.methods[0]?.path;
  }
}
