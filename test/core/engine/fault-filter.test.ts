import fc from 'fast-check';
import { expect, test } from 'vitest';
import { status } from '../../../server/contract/status.ts';
import type { FaultSpec } from '../../../server/contract/stub.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { FaultFilter } from '../../../server/engine/fault-filter.ts';

const by = { by: 'switch', id: 'f1', scope: '*' } as const;
type Kind<Fault = FaultSpec> = Fault extends unknown ? Omit<Fault, 'probability'> : never;
const of = (fault: Kind) => ({ fault: { probability: 1, ...fault } as FaultSpec, by }); // one of its kinds, with what all have

const headers: Step = { afterMs: 0, do: 'headers', metadata: [] };
const message = (n: number, afterMs = 0): Step => ({ afterMs, do: 'message', bytes: new Uint8Array([n]) });
const end = (name: 'OK' | 'NOT_FOUND' = 'OK'): Step => ({ afterMs: 0, do: 'end', status: status(name), trailers: [] });
const whole = [headers, message(1), message(2), message(3), end()];

/** Steps in short, with their delays where they have any. */
const story = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => {
    const late = step.afterMs > 0 ? `${step.afterMs} ms, ` : '';
    if (step.do === 'fault') return `${late}${step.fault.kind}`;
    if (step.do === 'message') return `${late}${step.bytes[0]}`;
    return `${late}${step.do === 'end' ? step.status.name : step.do}`;
  });

function played(faults: readonly Kind[], steps: readonly Step[] = whole, idle = true): readonly string[] {
  const filter = new FaultFilter();
  const before = faults.flatMap((fault) => filter.arm(of(fault), idle));
  return story([...before, ...filter.pass(steps, idle)]);
}

const reset = (afterMessages: number): Kind => ({ kind: 'rst_stream', code: 'CANCEL', afterMessages });

test.each<[Kind, readonly string[]]>([
  [{ kind: 'status', status: 'ABORTED', message: '' }, ['status', 'ABORTED']],
  [reset(0), ['rst_stream']],
  [reset(2), ['headers', '1', '2', 'rst_stream']],
  [reset(3), ['headers', '1', '2', '3', 'rst_stream']],
  [reset(7), ['headers', '1', '2', '3', 'rst_stream']],
  [{ kind: 'goaway', afterMessages: 0 }, ['goaway', 'headers', '1', '2', '3', 'OK']],
  [{ kind: 'goaway', afterMessages: 1 }, ['headers', '1', 'goaway', '2', '3', 'OK']],
  [{ kind: 'goaway', afterMessages: 7 }, ['headers', '1', '2', '3', 'goaway', 'OK']],
  [{ kind: 'stall' }, ['stall']],
  [{ kind: 'truncate', bytes: 1 }, ['headers', 'truncate', '1', 'OK']],
  [{ kind: 'bad_length', by: 1 }, ['headers', 'bad_length', '1', '2', '3', 'OK']],
  [{ kind: 'truncate', bytes: 1, afterMessages: 1 }, ['headers', '1', 'truncate', '2', 'OK']],
  [{ kind: 'truncate', bytes: 1, afterMessages: 3 }, ['headers', '1', '2', '3', 'OK']],
  [{ kind: 'bad_length', by: 1, afterMessages: 2 }, ['headers', '1', '2', 'bad_length', '3', 'OK']],
  [{ kind: 'bad_length', by: 1, afterMessages: 9 }, ['headers', '1', '2', '3', 'OK']],
  [{ kind: 'omit_trailers' }, ['headers', '1', '2', '3', 'omit_trailers', 'OK']],
  [{ kind: 'tiny_window' }, ['tiny_window', 'headers', '1', '2', '3', 'OK']],
  [{ kind: 'latency', ms: 50, jitterMs: 0 }, ['latency', '50 ms, headers', '1', '2', '3', 'OK']],
])('%j', (fault, expected) => {
  expect(played([fault])).toEqual(expected);
});

test.each<[string, readonly Kind[], readonly Step[], readonly string[]]>([
  [
    'what breaks messages leaves an error alone',
    [
      { kind: 'truncate', bytes: 1 },
      { kind: 'bad_length', by: 1 },
    ],
    [end('NOT_FOUND')],
    ['NOT_FOUND'],
  ],
  [
    'an error has its trailers omitted as well',
    [{ kind: 'omit_trailers' }],
    [end('NOT_FOUND')],
    ['omit_trailers', 'NOT_FOUND'],
  ],
  [
    'a truncated stream ends without trailers',
    [{ kind: 'truncate', bytes: 1 }, { kind: 'omit_trailers' }],
    whole,
    ['headers', 'truncate', '1', 'omit_trailers', 'OK'],
  ],
  [
    'delays add up, once',
    [
      { kind: 'latency', ms: 50, jitterMs: 0 },
      { kind: 'latency', ms: 5, jitterMs: 0 },
    ],
    [headers, message(1, 10)],
    ['latency', 'latency', '55 ms, headers', '10 ms, 1'],
  ],
  [
    'an error comes late as well',
    [
      { kind: 'latency', ms: 50, jitterMs: 0 },
      { kind: 'status', status: 'ABORTED', message: '' },
    ],
    whole,
    ['latency', '50 ms, status', 'ABORTED'],
  ],
  ['the first end is the end', [reset(0), { kind: 'status', status: 'ABORTED', message: '' }], whole, ['rst_stream']],
  ['two resets, and the earlier one is it', [reset(2), reset(1)], whole, ['headers', '1', 'rst_stream']],
  [
    'a goaway, and then a reset',
    [{ kind: 'goaway', afterMessages: 1 }, reset(2)],
    whole,
    ['headers', '1', 'goaway', '2', 'rst_stream'],
  ],
])('%s', (_name, faults, steps, expected) => {
  expect(played(faults, steps)).toEqual(expected);
});

test('a fault among the steps holds from there on', () => {
  const filter = new FaultFilter();
  expect(story(filter.pass([headers, message(1)], true))).toEqual(['headers', '1']);
  const steps: readonly Step[] = [{ afterMs: 0, do: 'fault', ...of(reset(1)) }, message(2), message(3), end()];
  expect(story(filter.pass(steps, true))).toEqual(['2', 'rst_stream']);
  expect(filter.over).toBe(true);
});

test('an answer to each thing that the client does comes late, unless others are late before it', () => {
  const filter = new FaultFilter();
  filter.arm(of({ kind: 'latency', ms: 50, jitterMs: 0 }));
  expect(story(filter.pass([headers, message(1)], true))).toEqual(['50 ms, headers', '1']);
  expect(story(filter.pass([message(2)], true))).toEqual(['2']);
  filter.owe();
  expect(story(filter.pass([message(3, 5)], true))).toEqual(['55 ms, 3']);
  filter.owe();
  expect(story(filter.pass([message(4)], false))).toEqual(['4']);
});

test('after what is the end nothing passes, in whatever parts the rest comes', () => {
  const kinds: readonly Kind[] = [reset(2), { kind: 'stall' }, { kind: 'truncate', bytes: 2 }, { kind: 'omit_trailers' }, { kind: 'goaway', afterMessages: 2 }, { kind: 'bad_length', by: 2 }]; // prettier-ignore
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...kinds), { maxLength: 4 }),
      fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }),
      (faults, cuts) => {
        const filter = new FaultFilter();
        const out = faults.flatMap((fault) => filter.arm(of(fault)));
        const rest = [...whole];
        for (const cut of [...cuts, 9]) out.push(...filter.pass(rest.splice(0, cut), true));
        expect(story(out)).toEqual(played(faults));
        const last = out.at(-1);
        expect(last?.do === 'end' || (last?.do === 'fault' && ['rst_stream', 'stall'].includes(last.fault.kind))).toBe(
          true,
        );
        expect(out.filter((step) => step.do === 'end').length).toBeLessThanOrEqual(1);
      },
    ),
  );
});
