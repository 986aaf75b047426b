import type { WorldNews } from '../contract/world.ts';

/** What the gateway asks of the world. */
export interface WorldChanges {
  readonly revision: number;
  /** Tells of each change, while it happens: the key of the resource, undefined for a reset. Returns the way out. */
  subscribe(listener: (key: string | undefined) => void): () => void;
}

/** Milliseconds between two pieces of news. */
const EVERY_MS = 100;
/** Keys of one piece of news; where more have changed, everything may have. */
const MOST_TYPES = 100;

/** Gathers the changes of the world, and tells of them now and then. Returns the way out. */
export function tellWorldNews(world: WorldChanges, tell: (news: WorldNews) => void, everyMs = EVERY_MS): () => void {
  let types = new Set<string>();
  let all = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    const news = { revision: world.revision, types: all ? [] : [...types].sort() };
    types = new Set();
    all = false;
    tell(news);
  };
  const leave = world.subscribe((key) => {
    if (key === undefined || (types.size >= MOST_TYPES && !types.has(key))) all = true;
    else types.add(key);
    timer ??= setTimeout(flush, everyMs);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}
