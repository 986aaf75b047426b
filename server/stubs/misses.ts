import type { StubVerdict } from '../contract/stub.ts';
import type { CompiledStub } from './stub.ts';

/** A stub that came near, and the first reason why it did not match. */
export interface Miss {
  readonly stub: string;
  readonly file: string;
  readonly line: number;
  /** `sku is A-1; the stub asks for SOLD-OUT`. */
  readonly because: string;
}

const MOST = 3;

/** The nearest of the stubs that did not match: fewest unmet conditions first, then most met ones, then by rank. */
export function nearestMisses(
  judged: readonly { readonly stub: CompiledStub; readonly verdict: StubVerdict }[],
): readonly Miss[] {
  const scored = judged.flatMap(({ stub, verdict }, rank) => {
    if (verdict.matched) return [];
    const unmet = verdict.conditions.filter(({ met }) => !met);
    const [first] = unmet;
    return first ? [{ stub, first, unmet: unmet.length, met: verdict.conditions.length - unmet.length, rank }] : [];
  });
  scored.sort((left, right) => left.unmet - right.unmet || right.met - left.met || left.rank - right.rank);
  return scored.slice(0, MOST).map(({ stub: { spec }, first }) => ({
    stub: spec.id,
    file: spec.place.file,
    line: spec.place.line,
    because: `${first.what === '' ? 'request' : first.what} ${first.because}`,
  }));
}

/** For an error message; empty where no stub came near. */
export function missesText(misses: readonly Miss[]): string {
  if (misses.length === 0) return '';
  const list = misses.map(({ file, line, because }) => `${file}:${line}: ${because}`).join('. ');
  return `${misses.length === 1 ? 'The nearest stub' : `The ${misses.length} nearest stubs`}: ${list}.`;
}
