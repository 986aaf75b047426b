import { createContext } from 'svelte';
import type { Api } from './api/api.ts';
import type { Hands } from './state/hands.svelte.ts';
import type { Invocations } from './state/invocation.svelte.ts';
import type { Keys } from './state/keys.svelte.ts';
import type { Layout } from './state/layout.svelte.ts';
import type { Mocks } from './state/mocks.svelte.ts';
import type { Protos } from './state/protos.svelte.ts';
import type { Router } from './state/router.svelte.ts';
import type { Seconds } from './state/seconds.svelte.ts';
import type { Tabs } from './state/tabs.svelte.ts';
import type { Theme } from './state/theme.svelte.ts';
import type { Traffic } from './state/traffic.svelte.ts';
import type { WatchedCall } from './state/watched.svelte.ts';
import type { World } from './state/world.svelte.ts';
import type { Workspace } from './state/workspace.svelte.ts';

/** Every holder of state, once for the page. Rooms meet here and nowhere else. */
export interface Page {
  readonly api: Api;
  readonly workspace: Workspace;
  readonly tabs: Tabs;
  readonly traffic: Traffic;
  readonly watched: WatchedCall;
  readonly invocations: Invocations;
  readonly protos: Protos;
  readonly world: World;
  /** Stubs, scenarios and faults: loaded when somebody asks for them, and kept. */
  readonly mocks: () => Promise<Mocks>;
  /** Calls that wait for a person. */
  readonly hands: Hands;
  readonly router: Router;
  readonly theme: Theme;
  readonly keys: Keys;
  readonly layout: Layout;
  readonly seconds: Seconds;
}

/** `usePage()` in a component below `App`; `providePage()` in `App` and in tests. */
export const [usePage, providePage] = createContext<Page>();
