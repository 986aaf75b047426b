import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlace, placeHash, type Place } from '../../../web/src/lib/place.ts';
import { Router } from '../../../web/src/state/router.svelte.ts';

test('every place has a permalink that leads back to it', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,20}$/);
  const place: fc.Arbitrary<Place> = fc.oneof(
    fc.tuple(name, name).map(([service, method]) => ({ at: 'play' as const, path: `/${service}/${method}` as const })),
    fc.constant({ at: 'play' as const, path: null }),
    fc.option(fc.string({ minLength: 1 })).map((call) => ({ at: 'traffic' as const, call })),
    fc.option(fc.string({ minLength: 1 })).map((call) => ({ at: 'by-hand' as const, call })),
    fc
      .record({ type: fc.string({ minLength: 1 }), id: fc.option(fc.string({ minLength: 1 })), session: fc.string() })
      .map(({ session, ...rest }) => ({ at: 'world' as const, ...rest, ...(session !== '' && { session }) })),
    fc.string({ minLength: 1 }).map((session) => ({ at: 'world' as const, type: null, id: null, session })),
    fc
      .tuple(
        fc.option(fc.tuple(name, name).map(([service, method]) => `/${service}/${method}` as const)),
        fc.oneof(
          fc.record({ file: fc.string({ minLength: 1 }), line: fc.integer({ min: 1, max: 999_999_999 }) }),
          fc.record({ call: fc.string({ minLength: 1 }) }),
          fc.constant(null),
        ),
      )
      .map(([method, spot]) => ({ at: 'mocks' as const, method, spot })),
  );
  fc.assert(
    fc.property(place, (one) => {
      expect(parsePlace(placeHash(one))).toEqual(one);
    }),
  );
});

test('a foreign hash leads nowhere, and a broken method path to Play', () => {
  expect([parsePlace(''), parsePlace('#x'), parsePlace('#/play/oops')]).toEqual([
    null,
    null,
    { at: 'play', path: null },
  ]);
});

test('the router follows the address and writes it', () => {
  const bar = { hash: '#/traffic', listener: () => undefined as void, written: [] as (readonly [string, boolean])[] };
  const router = new Router(
    {
      get hash() {
        return bar.hash;
      },
      write: (hash, replace) => {
        bar.hash = hash;
        bar.written.push([hash, replace]);
      },
      onChange: (listener) => void (bar.listener = listener),
    },
    { at: 'play', path: null },
  );
  expect(router.place).toEqual({ at: 'traffic', call: null });
  router.go({ at: 'play', path: '/a.S/M' });
  router.go({ at: 'play', path: '/a.S/M' });
  expect(bar.written).toEqual([['#/play/a.S/M', false]]);
  bar.hash = '#/traffic/c7';
  bar.listener();
  expect(router.place).toEqual({ at: 'traffic', call: 'c7' });
});
