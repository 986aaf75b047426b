/** Bytes of a message from which it waits for its turn. */
export const HEAVY = 16 * 1024;
/** Milliseconds of such work between two looks at what else there is to do. */
const SLICE_MS = 8;

let line: (() => void)[] = [];
let next = 0;
/** What goes first. */
const ends: (() => void)[] = [];
let used = 0;
let scheduled = false;

/**
 * Does work that may take long, such as reading a message of two hundred thousand values: at once where there was little
 * of it since the process looked at its connections, else in turn. So a client that sends hundreds of such messages at a
 * time makes others wait for one of them, and not for all. All calls of the process stand in one line;
 * those that end go first, so that what was made of their messages is let go before that of others is made.
 */
export function heavyTurn(act: () => void, what: 'begins' | 'ends' = 'begins'): void {
  if (ends.length > 0 || next < line.length || used >= SLICE_MS) (what === 'ends' ? ends : line).push(act);
  else work(act);
  if (scheduled) return;
  scheduled = true;
  setImmediate(goOn);
}

function work(act: () => void): void {
  const began = performance.now();
  try {
    act();
  } finally {
    used += performance.now() - began;
  }
}

function goOn(): void {
  used = 0;
  try {
    while (used < SLICE_MS) {
      const act = ends.pop() ?? (next < line.length ? line[next++] : undefined);
      if (!act) break;
      work(act);
    }
  } finally {
    if (next === line.length) {
      line = [];
      next = 0;
    }
    // Once more where something was done, to forget how long it took.
    scheduled = used > 0;
    if (scheduled) setImmediate(goOn);
  }
}
