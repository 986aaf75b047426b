/** What the gateway asks of stubs. */
export interface StubChanges {
  readonly revision: number;
  /** Goes up with each call that a stub has to do with. */
  readonly answered: number;
  /** Tells of other stubs, files and states, while they change. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

/** Milliseconds between two pieces of news. */
const EVERY_MS = 250;

/**
 * Tells of changes of stubs and of their counts, now and then. `traffic` tells of calls, while they happen: a count is
 * looked at once for all that come within a piece of news. Returns the way out.
 */
export function tellStubNews(
  stubs: StubChanges,
  traffic: (listener: () => void) => () => void,
  tell: (revision: number) => void,
  everyMs = EVERY_MS,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let changed = false;
  let { answered } = stubs;
  const flush = (): void => {
    timer = undefined;
    const news = changed || stubs.answered !== answered;
    changed = false;
    answered = stubs.answered;
    if (news) tell(stubs.revision);
  };
  const later = (): void => {
    timer ??= setTimeout(flush, everyMs);
  };
  const leaveStubs = stubs.subscribe(() => {
    changed = true;
    later();
  });
  const leaveTraffic = traffic(later);
  return () => {
    leaveStubs();
    leaveTraffic();
    clearTimeout(timer);
  };
}
