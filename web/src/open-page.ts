import { connectServer } from './api/server.ts';
import type { Page } from './context.ts';
import { isMac } from './lib/chord.ts';
import { Hands } from './state/hands.svelte.ts';
import { Invocations } from './state/invocation.svelte.ts';
import { Keys } from './state/keys.svelte.ts';
import { Layout } from './state/layout.svelte.ts';
import type { Later } from './state/disk-text.svelte.ts';
import { Protos } from './state/protos.svelte.ts';
import type { Store } from './state/persisted.svelte.ts';
import { Router } from './state/router.svelte.ts';
import { Seconds } from './state/seconds.svelte.ts';
import { Tabs } from './state/tabs.svelte.ts';
import { Theme } from './state/theme.svelte.ts';
import { Traffic } from './state/traffic.svelte.ts';
import { WatchedCall } from './state/watched.svelte.ts';
import { World } from './state/world.svelte.ts';
import { Workspace } from './state/workspace.svelte.ts';

/** Builds every holder of state on what the browser has, and asks for the schema. */
export function openPage(): Page {
  const api = connectServer();
  const store = browserStore();
  const tabs = new Tabs(store);
  const workspace = new Workspace(api);
  const later: Later = (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  };
  void workspace.refresh();
  return {
    api,
    workspace,
    tabs,
    traffic: new Traffic(api, (draw) => void requestAnimationFrame(draw)),
    watched: new WatchedCall(api),
    invocations: new Invocations(api.live, (flush) => void setTimeout(flush, 40)),
    protos: new Protos(api, later),
    world: new World(api),
    mocks: once(async () => {
      const { Mocks } = await import('./state/mocks.svelte.ts');
      return new Mocks(api, later, () => Date.now());
    }),
    hands: new Hands(api),
    router: new Router(
      {
        get hash() {
          return location.hash;
        },
        write: (hash, replace) => (replace ? history.replaceState(null, '', hash) : history.pushState(null, '', hash)),
        onChange: (listener) => {
          addEventListener('hashchange', listener);
          addEventListener('popstate', listener);
        },
      },
      { at: 'play', path: tabs.active?.path ?? null },
    ),
    theme: new Theme(store, matchMedia('(prefers-color-scheme: dark)'), (choice) => {
      if (choice === 'system') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = choice;
    }),
    keys: new Keys(isMac(navigator.platform)),
    layout: new Layout(store, { width: innerWidth, height: innerHeight }),
    seconds: new Seconds(
      () => Date.now(),
      (ms, tick) => void setInterval(tick, ms),
    ),
  };
}

/** Made when it is first asked for; asked again where that did not work. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    made.catch(() => (made = null));
    return made;
  };
}

/** `localStorage`, or a map where the browser refuses it. */
function browserStore(): Store {
  try {
    localStorage.setItem('understudy:probe', '1');
    localStorage.removeItem('understudy:probe');
    return localStorage;
  } catch {
    const map = new Map<string, string>();
    return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
  }
}
