import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendItem } from '../../../server/codec/yaml-append.ts';
import { moveItem, removeItem, setFlag } from '../../../server/codec/yaml-edit.ts';
import { parseYaml, printYaml } from '../../../server/codec/yaml-text.ts';

const scalar = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.boolean(),
  fc.constant('a\n\n  b\n'),
  fc.constant('# no\n'),
);
const item = fc.record({
  method: fc.constantFrom('A', 'B'),
  when: scalar,
  reply: fc.dictionary(fc.constantFrom('x', 'y'), scalar),
});

test('whatever stands in a list, an edit does what it says and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('', '\n', '\n\n', '\n# a\n', '\n  # b\n'),
      (items, one, two, between) => {
        const [from, to] = [one % items.length, two % items.length];
        const text = `service: s\nstubs:\n${items.map((each) => printYaml([each]).replace(/^/gm, '  ').trimEnd()).join(`\n${between.replace(/^\n/, '')}`)}\n`;
        const value = (next: string | undefined): unknown =>
          (parseYaml(next ?? '', 'a.yaml').value as { stubs?: unknown } | null)?.stubs;
        const before = value(text) as unknown[];
        const moved = before.toSpliced(from, 1).toSpliced(to, 0, before[from]);
        expect(value(moveItem(text, 'stubs', from, to))).toEqual(moved);
        const removed = removeItem(text, 'stubs', from);
        expect(value(removed)).toEqual(before.toSpliced(from, 1));
        const off = setFlag(text, 'stubs', from, 'enabled', false, 'method');
        expect(value(off)).toEqual(before.with(from, { ...Object(before[from]), enabled: false }));
        expect(setFlag(off!, 'stubs', from, 'enabled', undefined, 'method')).toBe(text);
        expect(value(appendItem(text, 'stubs', { method: 'C' }))).toEqual([...before, { method: 'C' }]);
      },
    ),
    { numRuns: 50 },
  );
});
