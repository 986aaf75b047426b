/** Time as an argument: the core never asks the machine. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Microseconds from an arbitrary start; never goes back. */
  micros(): number;
}
