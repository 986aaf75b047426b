import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HitTotals, soFar } from '../../../server/stubs/hit-totals.ts';
import { Sessions, WINDOW } from '../../../server/stubs/sessions.ts';

const session = fc.constantFrom('', 'a', 'b');
const stub = fc.constantFrom('x', 'y');
const step = fc.oneof(
  fc.record({ do: fc.constant('hit' as const), stub, session }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(2_500), fc.nat(40_000)) }),
  fc.record({ do: fc.constant('reset' as const), session }),
  fc.record({ do: fc.constant('drop' as const), session: fc.constantFrom('a', 'b') }),
);

/** Times of hits by name, counted one by one. */
class Model {
  readonly #times = new Map<string, number[]>();
  add(name: string, now: number): number {
    const times = this.#times.get(name) ?? [];
    this.#times.set(name, [...times, now]);
    return times.length + 1;
  }
  forget(session: string): void {
    for (const name of this.#times.keys()) if (name.startsWith(`${session}/`)) this.#times.delete(name);
  }
  of(name: string, now: number): { count: number; recent: number[] } {
    const times = this.#times.get(name) ?? [];
    const recent = Array.from({ length: WINDOW }, (_, at) => {
      const second = Math.floor(now / 1000) - WINDOW + 1 + at;
      return times.filter((time) => Math.floor(time / 1000) === second).length;
    });
    return { count: times.length, recent };
  }
}

test('a session knows its own hits, and the totals those of all sessions, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const sessions = new Sessions(() => undefined);
      const totals = new HitTotals(sessions.common);
      const model = new Model();
      let now = 1_000_000;
      for (const act of steps) {
        if (act.do === 'wait') now += act.ms;
        else if (act.do === 'drop') {
          sessions.drop(act.session);
          model.forget(act.session);
        } else if (act.do === 'reset') {
          const state = sessions.peek(act.session);
          if (state) totals.leave(state, now);
          state?.clear();
          model.forget(act.session);
        } else {
          const count = totals.hit(act.stub, sessions.use(act.session, now), now);
          expect(count).toBe(model.add(`${act.session}/${act.stub}`, now));
          model.add(`all/${act.stub}`, now);
        }
        for (const id of ['x', 'y']) {
          expect(totals.of(id, now)).toEqual(model.of(`all/${id}`, now));
          for (const name of ['', 'a', 'b'])
            expect(soFar(sessions.peek(name)?.hits.get(id), now)).toEqual(model.of(`${name}/${id}`, now));
        }
      }
    }),
  );
});
