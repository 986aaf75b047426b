import { expect, test } from 'vitest';
import { barsOf, spanLabels, spanOf } from '../../../web/src/lib/waterfall.ts';
import { call } from '../fake-api.ts';

test('the span goes from the first start to the last end; open calls last until now', () => {
  const calls = [call(1, { startedAt: 1000, durationMs: 50 }), call(2, { startedAt: 1100, open: true })];
  expect(spanOf(calls, 5000)).toEqual({ from: 1000, to: 5000 });
  expect(spanOf([calls[0]!], 5000)).toEqual({ from: 1000, to: 1050 });
  expect(spanOf([], 5000)).toEqual({ from: 4000, to: 5000 });
});

test('labels divide the span in quarters with one unit', () => {
  expect(spanLabels({ from: 0, to: 8400 })).toEqual(['0 s', '2.1', '4.2', '6.3', '8.4']);
  expect(spanLabels({ from: 0, to: 100 })).toEqual(['0 ms', '25', '50', '75', '100']);
});

test('a long unary call waits and then moves bytes; a short one is one bar', () => {
  const span = { from: 0, to: 1000 };
  const long = barsOf(call(1, { startedAt: 0, durationMs: 500, status: 'DEADLINE_EXCEEDED' }), span, 0);
  expect([long.wait, long.colour]).toEqual(['M0.0 14h500.0', '--st-deadline']);
  const short = barsOf(call(2, { startedAt: 999, durationMs: 1 }), span, 0);
  expect([short.wait, short.bar, short.colour]).toEqual(['', 'M988.0 14h12.0', '--kind-unary']);
});

test('a stream has a tick for each message, and runs to now while it is open', () => {
  const open = call(1, { startedAt: 0, open: true, kind: 'bidi_streaming', ticks: [10, 400] });
  const bars = barsOf(open, { from: 0, to: 1000 }, 800);
  expect([bars.bar, bars.ticks, bars.colour]).toEqual(['M0.0 14h800.0', 'M12.0 9v10M402.0 9v10', '--accent-line']);
});
