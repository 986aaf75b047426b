/** The time of the page, as a signal that ticks: for plots, meters and running clocks. */
export class Seconds {
  /** Epoch ms, once a second. */
  now: number;
  /** Epoch ms, ten times a second; read it only while something runs. */
  tenth: number;

  constructor(clock: () => number, every: (ms: number, tick: () => void) => void) {
    this.now = $state(clock());
    this.tenth = $state(clock());
    every(1000, () => (this.now = clock()));
    every(100, () => (this.tenth = clock()));
  }
}
