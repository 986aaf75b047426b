/** Messages that are decompressed at a time: more would not be done sooner, for there are not as many threads. */
const AT_ONCE = 8;

interface Turn {
  readonly wanted: () => boolean;
  readonly begin: (over: () => void) => void;
}

let running = 0;
let waiting: Turn[] = [];
let next = 0;

/**
 * Decompresses when it is its turn; all calls of the process wait in one line. A message of a few kilobytes may grow to
 * the limit of a message: thousands of them at a time would take more memory than there is. `begin` is called at most
 * once, and not where nobody wants it any more; `over` is to be called when it is done.
 */
export function turnToUnpack(wanted: () => boolean, begin: (over: () => void) => void): void {
  if (running < AT_ONCE) start({ wanted, begin });
  else waiting.push({ wanted, begin });
}

function start(turn: Turn): void {
  running += 1;
  turn.begin(ended);
}

function ended(): void {
  running -= 1;
  while (running < AT_ONCE && next < waiting.length) {
    const turn = waiting[next++]!;
    if (turn.wanted()) start(turn);
  }
  if (next === waiting.length) {
    waiting = [];
    next = 0;
  } else if (next > 1_024) {
    waiting = waiting.slice(next);
    next = 0;
  }
}
