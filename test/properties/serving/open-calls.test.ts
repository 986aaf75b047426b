import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Neighbours, OpenCalls } from '../../../server/serving/open-calls.ts';

interface Call extends Neighbours<Call> {
  readonly name: number;
}

test('open calls are those that were added and not let go, in order of arrival, and what is over leads to none of them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(8))), (acts) => {
      const calls: Call[] = Array.from({ length: 9 }, (_, name) => ({ name, older: null, newer: null }));
      const [open, model] = [new OpenCalls<Call>(), new Set<Call>()];
      for (const [add, name] of acts) {
        const call = calls[name]!;
        if (!add) {
          open.delete(call);
          model.delete(call);
          expect([call.older, call.newer]).toEqual([null, null]);
        } else if (!model.has(call)) {
          open.add(call);
          model.add(call);
        }
        expect([...open].map((one) => one.name)).toEqual([...model].map((one) => one.name));
        expect(open.size).toBe(model.size);
      }
    }),
  );
});
