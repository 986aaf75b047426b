import { SEED_KEY } from '../contract/invocation.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import type { Choice } from '../stubs/stub.ts';
import type { Answerer, Line } from './answerer.ts';
import { handlerAnswer } from './handler-answer.ts';
import { heldAnswer } from './held-answer.ts';
import type { Holds } from './holds.ts';
import { generated } from './generated.ts';
import type { Question } from './question.ts';
import { stubAnswer } from './stub-answer.ts';
import { StubOnce } from './stub-once.ts';
import { isConfigured, notConfigured, onwardOf } from './unmatched.ts';
import { worldAnswer } from './world-answer.ts';

/** Who answers a call, and how its headers begin; or why nobody does. */
export type Decision =
  | {
      readonly answer: Answerer;
      readonly answeredBy: AnsweredBy;
      readonly headers: Metadata;
      /** It says headers and end by itself, through the line, and does not stay for ever. */
      readonly autonomous?: boolean;
    }
  | { readonly refuse: Status; readonly answeredBy: AnsweredBy };

/**
 * Who answers a call: the first that can. The order is a promise to the user:
 * 0. a person at the page, 1. a handler, 2. a stub, 3. the world; then, where nobody configured an answer,
 * 4. strict: refuse and say why, 5. generated data. What no stub of a method answers goes on as `onwardOf` says.
 */
export function decide(question: Question): Decision {
  const { method, seed, strict, hints, now } = question;
  // 0. A person, where one said so.
  if (question.holds && isHeld(question, question.holds)) {
    const goOn = (line: Line): Decision => decide({ ...question, holds: undefined, line });
    const answer = heldAnswer(question, question.holds, goOn);
    return { answer, answeredBy: { by: 'person' }, headers: [], autonomous: true };
  }

  // 1. A handler.
  const handler = question.handlers?.find(method.path);
  if (question.handlers && handler) {
    const { file, line } = handler;
    const answer = handlerAnswer(question, question.handlers, handler);
    return { answer, answeredBy: { by: 'handler', file, line }, headers: [], autonomous: true };
  }

  // 2. A stub. Whoever comes below answers what no stub does, and fills in what one leaves open, also where it is strict.
  const { stubs } = question;
  if (stubs?.has(method.path)) {
    const below = (strict: boolean, line = question.line): Decision =>
      decide({ ...question, strict, line, holds: undefined, handlers: undefined, stubs: undefined });
    const unmatched = (): Decision => {
      const onward = onwardOf(question, stubs);
      return 'refuse' in onward ? { ...onward, answeredBy: { by: 'schema' } } : below(onward.strict);
    };
    const others = { unmatched, stranger: (line: Line) => below(false, line) };
    const seedHeaders = signature(seed, 'generated').headers;
    const whole = (chosen?: Choice): Answerer => stubAnswer(question, stubs, others, seedHeaders, chosen);
    const once = method.kind === 'unary' || method.kind === 'server_streaming';
    const answer = once ? new StubOnce(question, stubs, seedHeaders, whole) : whole();
    return { answer, answeredBy: { by: 'schema' }, headers: [], autonomous: true };
  }

  // 3. The world; where it is strict, as far as somebody configured it.
  const world = strict && !isConfigured(question) ? undefined : worldAnswer(question);
  if (world) {
    const { answeredBy, headers } = signature(seed, 'world');
    return { answer: world, answeredBy, headers };
  }

  // 4. Strict: nothing is invented.
  if (strict) return { refuse: notConfigured(question), answeredBy: { by: 'schema' } };

  // 5. Generated.
  const { answeredBy, headers } = signature(seed, 'generated');
  return { answer: generated(method, seed, { hints, now }), answeredBy, headers };
}

/** Calls that nobody records cannot be found by a person. */
const isHeld = ({ method, line, now = () => 0 }: Question, holds: Holds): boolean =>
  line.call !== '' && holds.takes(method.path, line.deadline === undefined ? Infinity : line.deadline - now());

/** How an answer that follows from a seed says so. */
interface Signature {
  readonly answeredBy: AnsweredBy;
  readonly headers: Metadata;
}

/** Of the seed that was asked for last: most calls have the same one, and whoever keeps it keeps it once. */
const last: Partial<Record<'world' | 'generated', Signature & { readonly seed: string }>> = {};

function signature(seed: string, by: 'world' | 'generated'): Signature {
  let found = last[by];
  if (found?.seed !== seed)
    last[by] = found = { seed, answeredBy: { by, seed }, headers: [{ key: SEED_KEY, value: headerText(seed) }] };
  return found;
}

/** A seed may hold anything; a header value is printable ASCII. */
const headerText = (seed: string): string => (/^[\x20-\x7e]*$/.test(seed) ? seed : encodeURIComponent(seed));
