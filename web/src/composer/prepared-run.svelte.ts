/** Sends prepared messages one after the other, some time apart, until there are no more or somebody stops it. */
export class PreparedRun {
  running: boolean = $state(false);
  /** Milliseconds between two messages. */
  every: number = $state(500);
  #stop: (() => void) | null = null;

  /** `wait` resolves after so many ms, or when its stop is called. */
  constructor(private readonly wait: (ms: number) => { readonly done: Promise<void>; readonly stop: () => void }) {}

  /** `send` answers false where the stream took no more: then the run ends. */
  async start(count: number, send: (index: number) => Promise<boolean>): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let index = 0; index < count && this.running; index++) {
      if (index > 0) {
        const { done, stop } = this.wait(this.every);
        this.#stop = stop;
        await done;
        if (!this.running) break;
      }
      if (!(await send(index))) break;
    }
    this.stop();
  }

  stop(): void {
    this.running = false;
    this.#stop?.();
    this.#stop = null;
  }
}

/** `PreparedRun`'s `wait`, by the browser's clock. */
export function browserWait(ms: number): { readonly done: Promise<void>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, stop };
}
