/** How a world behaves, whatever is in it. */
export interface WorldOptions {
  /** Epoch milliseconds; for operations that take a while, never for values. */
  readonly now: () => number;
  /** Ids that nobody listed or created do not exist. */
  readonly strict: boolean;
}
