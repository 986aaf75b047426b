/** Something with a revision that goes up with each change. */
export interface RevisionChanges {
  readonly revision: number;
  /** Tells of each change, while it happens. Returns the way out. */
  subscribe(listener: () => void): () => void;
}

/** Milliseconds between two pieces of news. */
const EVERY_MS = 250;

/** Gathers changes, and tells of the newest revision now and then: of the first at once. Returns the way out. */
export function tellRevision(
  changes: RevisionChanges,
  tell: (revision: number) => void,
  everyMs = EVERY_MS,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  const flush = (): void => {
    timer = undefined;
    if (!waiting) return;
    waiting = false;
    tell(changes.revision);
    timer = setTimeout(flush, everyMs);
  };
  const leave = changes.subscribe(() => {
    waiting = true;
    // Not within the change: whoever makes it has not finished.
    timer ??= setTimeout(flush, 0);
  });
  return () => {
    leave();
    clearTimeout(timer);
  };
}
