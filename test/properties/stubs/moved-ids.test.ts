import fc from 'fast-check';
import { expect, test } from 'vitest';
import { movedIds } from '../../../server/stubs/moved-ids.ts';
import type { StubSpec } from '../../../server/stubs/spec.ts';

const FILE = 'a.stubs.yaml';
/** Texts of one letter; a capital one has an id of its own. */
const specsOf = (texts: readonly string[]): readonly StubSpec[] =>
  texts.map((text, index) => {
    const id = text === text.toUpperCase() ? text : `${FILE}#${index + 1}`;
    return { id, text, place: { file: FILE } } as unknown as StubSpec; // what is looked at
  });

const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'E'), { maxLength: 8 });

test('whatever is saved, no stub takes the counts of two, and none those of a stub that is still there', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const [old, fresh] = [specsOf(before), specsOf(after)];
      const moved = movedIds(old, fresh);
      const sources = [...moved.values()];
      expect(new Set(sources).size).toBe(sources.length);
      const textOf = (specs: readonly StubSpec[], id: string): string | undefined =>
        specs.find((spec) => spec.id === id)?.text;
      const times = (list: readonly string[], text: string): number => list.filter((one) => one === text).length;
      for (const text of ['a', 'b', 'c', 'd']) {
        // As many as there were keep their counts, as far as there are so many.
        const kept = [...moved].filter(([id, was]) => textOf(fresh, id) === text && textOf(old, was) === text);
        expect(kept.length).toBe(Math.min(times(before, text), times(after, text)));
      }
      for (const [id, was] of moved) {
        expect(id).toContain('#');
        // Another text is the same stub only in its own place.
        if (textOf(fresh, id) !== textOf(old, was)) expect(id).toBe(was);
      }
    }),
    { numRuns: 1000 },
  );
});
