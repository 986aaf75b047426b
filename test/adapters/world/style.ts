import type { Loaded } from '../../support/loaded-client.ts';

export type Call = (method: string, request?: object) => Promise<Loaded>;

/** A way of asking that people really write, and what has to come of it. */
export interface Style {
  readonly title: string;
  readonly pkg: string;
  readonly service: string;
  readonly proto: string;
  readonly walk: (call: Call) => Promise<void>;
}

// proto-loader leaves out empty lists.
export const items = (answer: Loaded, field: string): Loaded[] => (answer[field] ?? []) as Loaded[];
export const values = (answer: Loaded, field: string, of: string): unknown[] =>
  items(answer, field).map((one) => one[of]);
export const sorted = (list: readonly unknown[]): unknown[] =>
  list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
