import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Call, ordinalOf } from '../../../server/traffic/call.ts';
import { CallShelf } from '../../../server/traffic/call-shelf.ts';
import type { CallStart } from '../../../server/traffic/recorder.ts';

const start: CallStart = {
  ...{ method: '/a.B/C', kind: 'unary', protocol: 'grpc', peer: '', userAgent: '', metadata: [] },
  ...{ deadlineMs: null, invocation: null },
};
const callOf = (ordinal: number) => new Call('run', ordinal, start, [], 0);

test('a shelf holds what was put there and not removed, whatever the gaps between', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(5)), { maxLength: 60 }), (steps) => {
      const shelf = new CallShelf();
      const model = new Map<number, Call>();
      let ordinal = 0;
      for (const [step, drop] of steps) {
        const call = callOf((ordinal += step));
        shelf.put(call);
        model.set(ordinal, call);
        for (const old of [...model.values()].slice(0, drop)) {
          expect(shelf.has(old)).toBe(true);
          shelf.remove(old);
          shelf.remove(old);
          model.delete(old.ordinal);
          expect(shelf.has(old)).toBe(false);
        }
        expect(shelf.size).toBe(model.size);
      }
      for (let at = 0; at <= ordinal + 600; at += 1)
        if (shelf.at(at) !== model.get(at)) expect.fail(`not what was put at ${at}`);
    }),
  );
});

test('an id leads to its call, and no other text does', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (ordinal) => {
      expect(ordinalOf(callOf(ordinal).id, 'run')).toBe(ordinal);
    }),
  );
  for (const id of [
    '',
    'run',
    'run-',
    'run-01',
    'run--1',
    'run-1.5',
    'run-A',
    'run-1 ',
    'ran-1',
    'run-zzzzzzzzzzzzzzzz',
    'run-NaN',
  ])
    expect(ordinalOf(id, 'run')).toBeUndefined();
});
