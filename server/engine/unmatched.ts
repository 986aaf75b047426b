import { sessionOf } from '../contract/session.ts';
import { status, type Status } from '../contract/status.ts';
import { type Miss, missesText } from '../stubs/misses.ts';
import type { StubStore } from '../stubs/store.ts';
import { planMethod } from '../world/plan-method.ts';
import { projectionOf } from '../world/projection.ts';
import type { MethodPlan, Verb } from '../world/resource.ts';
import type { Line, Say } from './answerer.ts';
import type { Decision } from './decide.ts';
import type { Question } from './question.ts';
import { followingOf } from './world-follow.ts';
import { conversationPlan } from './world-upload.ts';

/** Who else has to do with a method that has stubs. */
export interface Others {
  /** Who answers what no stub does; it may be that nobody does. */
  readonly unmatched: () => Decision;
  /** Who would answer without stubs: what a stub leaves open is taken from there. */
  readonly stranger: (line: Line) => Decision;
}

/** Where a call goes that no stub answers: on, strictly or not, or nowhere. */
export type Onward = { readonly strict: boolean } | { readonly refuse: Status };

/**
 * What holds for a call of a method that has stubs, none of which answers it:
 * 1. what a file of these stubs says (`unmatched: world` or `refuse`), also where the server says otherwise;
 * 2. with `--strict` it is refused;
 * 3. else it goes to whoever would answer without stubs. Stubs that are switched off are as if they were not there.
 */
export function onwardOf({ method, metadata = [], strict }: Question, stubs: StubStore): Onward {
  const session = sessionOf(metadata);
  const { answering, to, file } = stubs.said(method.path, session);
  if (to === 'world') return { strict: false };
  if (to === 'refuse') {
    const by = `and unmatched calls are refused (${file ?? ''} says unmatched: refuse)`;
    return { refuse: status('UNIMPLEMENTED', `No stub answers this call of ${method.path}, ${by}.`) };
  }
  if (strict && answering)
    return {
      refuse: status(
        'UNIMPLEMENTED',
        `Understudy runs with --strict, and no stub answers this call of ${method.path}.`,
      ),
    };
  return { strict };
}

/** The end of a call that is refused: it says which stubs came near, and why they did not match. */
export function refusal(
  { refuse, answeredBy }: Extract<Decision, { readonly refuse: Status }>,
  misses: readonly Miss[],
): Say {
  const near = missesText(misses);
  const { name, message } = refuse;
  return { steps: [], end: status(name, near === '' ? message : `${message} ${near}`), answeredBy };
}

/** These begin with nothing there. */
const MAKES: ReadonlySet<Verb> = new Set(['create', 'upsert', 'batch_create', 'upload']);

/**
 * Whether the world is configured for a method, as `--strict` asks: somebody wrote such a thing (a file, a call, the
 * page) or said that there are no others, or the method is one that makes such things.
 */
export function isConfigured(question: Question): boolean {
  const plan = planOf(question);
  if (!plan || MAKES.has(plan.verb) || plan.verb.startsWith('operation_')) return true;
  const { key } = plan.resource;
  return question.world.isClosed(key) || question.world.written(key) > 0;
}

/** With `--strict`, why nobody answers a method that has no stubs. */
export function notConfigured(question: Question): Status {
  const plan = planOf(question);
  const { path } = question.method;
  const what = plan
    ? `nothing is configured for ${path}: no stub, and nobody wrote a ${plan.resource.singular}. Create one, put one in a *.world.yaml, write a stub, or start it without --strict.`
    : `nothing is configured for ${path}. Start it without --strict to get generated data.`;
  return status('UNIMPLEMENTED', `Understudy runs with --strict, and ${what}`);
}

function planOf(question: Question): MethodPlan | undefined {
  const { desc, kind } = question.method;
  const plan = planMethod(desc) ?? projectionOf(desc)?.plan;
  if (plan || kind !== 'bidi_streaming') return plan;
  return followingOf(question)?.plan ?? conversationPlan(question);
}
