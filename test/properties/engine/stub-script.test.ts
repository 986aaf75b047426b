import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scripted } from '../../core/engine/script-call.ts';

const KINDS = ['Get', 'Tell', 'Count', 'Talk'] as const;
type Kind = (typeof KINDS)[number];

const wait = fc.option(fc.constantFrom('1ms', '5ms', '{ uniform: { from: 1ms, to: 20ms } }'), { nil: undefined });
const after = (ms: string | undefined): string => (ms === undefined ? '' : `after: ${ms}, `);
const action = fc.oneof(
  { weight: 4, arbitrary: wait.map((ms) => `{ ${after(ms)}send: { note: "\${n}", left: "\${count}" } }`) },
  { weight: 2, arbitrary: wait.map((ms) => `{ ${after(ms)}set: { n: "\${n + 1}" } }`) },
  { weight: 1, arbitrary: fc.constant('{ after: 3ms }') },
  { weight: 1, arbitrary: fc.constant('{ send: { note: "${1 / (n - 3)}" } }') },
);
const ending = fc.option(fc.constantFrom('OK', 'ABORTED'), { nil: undefined });

/** The actions of one event: where the answer is one message, at most one `send`. */
const actionsOf = (kind: Kind): fc.Arbitrary<string> =>
  fc.tuple(fc.array(action, { minLength: 1, maxLength: 4 }), ending).map(([list, end]) => {
    const one = kind === 'Get' || kind === 'Count';
    let sent = false;
    const kept = list.filter((text) => {
      if (!one || !text.includes('send')) return true;
      return !sent && (sent = true);
    });
    return `do: [ ${[...kept, ...(end ? [`{ end: { status: ${end} } }`] : [])].join(', ')} ]`;
  });
const eventsOf = (kind: Kind): fc.Arbitrary<readonly string[]> =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom(
          'on: open',
          'on: half_close',
          'every: 4ms',
          'on: message, when: { left: 1 }',
          'on: call, method: Get, when: { sku: X }',
        ),
        actionsOf(kind),
      )
      .map(([on, actions]) => `{ ${on}, ${actions} }`),
    { minLength: 1, maxLength: 5 },
  );

const doings = fc.array(
  fc.oneof(
    fc.constantFrom('send' as const, 'other' as const, 'stop' as const, 'read' as const),
    fc.integer({ min: 1, max: 30 }),
  ),
  { maxLength: 25 },
);

test('whatever a script says and a client does: headers first and once, one end and nothing behind it, no timer left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...KINDS).chain((kind) => fc.tuple(fc.constant(kind), eventsOf(kind))),
      doings,
      fc.boolean(),
      async ([kind, events], acts, cancels) => {
        const { call, time } = await scripted(
          `  - method: ${kind}\n    when: { metadata: { x-script: "1" } }\n    script:\n      - { on: open, do: [ { set: { n: 0 } } ] }\n${events.map((event) => `      - ${event}\n`).join('')}`,
        );
        const one = call(kind, { 'x-script': '1' });
        const streamsUp = kind === 'Count' || kind === 'Talk';
        let sent = 0;
        for (const act of acts) {
          if (act === 'send' && !one.full && (streamsUp || sent === 0)) {
            one.send({ left: (sent += 1) % 2 });
          } else if (act === 'other') {
            const other = call('Get');
            other.send({ sku: 'X' });
            other.end();
            expect(other.heard.at(-1)).toBe('end OK');
          } else if (act === 'stop' || act === 'read') one.reads(act === 'read');
          else if (typeof act === 'number') time.pass(act);
          expect(one.waiting).toBeLessThan(70);
        }
        if (!streamsUp && sent === 0) one.send({ left: 1 });
        one.end();
        time.pass(50);
        one.reads(true);
        time.pass(50);
        const ended = one.heard.some((line) => line.startsWith('end '));
        if (cancels || !ended) one.cancel();
        expect(time.pending).toBe(0);
        time.pass(1_000);

        const headers = one.heard.flatMap((line, index) => (line.startsWith('headers') ? [index] : []));
        const ends = one.heard.flatMap((line, index) => (line.startsWith('end ') ? [index] : []));
        const messages = one.heard.length - headers.length - ends.length;
        expect(headers.every((index) => index === 0)).toBe(true);
        if (messages > 0) expect(headers).toEqual([0]);
        expect(ends.every((index) => index === one.heard.length - 1)).toBe(true);
        if (one.heard.at(-1) === 'end OK' && (kind === 'Get' || kind === 'Count')) expect(messages).toBe(1);
        expect(one.heard.join()).not.toContain('broken');
      },
    ),
    { numRuns: 60 },
  );
});
