import { setImmediate } from 'node:timers/promises';

/** How long work goes on before calls have a turn, in milliseconds. */
export const SLICE_MS = 8;

/** Runs steps to their end, and lets everything else have its turn in between. */
export async function inSlices<T>(steps: Generator<unknown, T>): Promise<T> {
  let turn = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - turn < SLICE_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
}
