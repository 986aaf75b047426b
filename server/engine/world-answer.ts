import type { Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { status } from '../contract/status.ts';
import { planMethod } from '../world/plan-method.ts';
import { isPathSet, readPath } from '../world/field-access.ts';
import type { MethodPlan, RequestPlan } from '../world/resource.ts';
import { failed, type Outcome } from '../world/standard-call.ts';
import { standardMethod, writes } from '../world/standard-methods.ts';
import type { Answerer, Say } from './answerer.ts';
import { answeredOnce, requestIdOf } from './answered-once.ts';
import { generatedDraft } from './generated.ts';
import type { Question } from './question.ts';
import { callOf, sayFailure } from './world-call.ts';
import { answerOperations, beginOperation } from './world-operations.ts';
import { responseBytes } from './world-response.ts';
import { worldStream } from './world-streams.ts';

const NOTHING: Say = { steps: [] };

/** One request to a method with a plan, as it came. */
interface Asked {
  readonly question: Question;
  readonly plan: MethodPlan;
  readonly request: Message;
  readonly bytes: Uint8Array;
}

/** The answerer of a method that works on a resource; undefined for all others. */
export function worldAnswer(question: Question): Answerer | undefined {
  const { method } = question;
  const plan = planMethod(method.desc);
  if (method.kind !== 'unary') return worldStream(question, plan);
  const answer = plan && answerOf(plan);
  if (!answer) return undefined;
  let asked: Asked | undefined;
  return {
    heard(request, bytes) {
      asked = { question, plan, request, bytes };
    },
    reply: () => NOTHING,
    // `converse` refuses a call without a request.
    conclude: () => (asked ? guarded(asked, answer) : NOTHING),
  };
}

function answerOf(plan: MethodPlan): ((asked: Asked) => Say) | undefined {
  if (plan.verb.startsWith('operation_')) return sayOperation;
  const perform = standardMethod(plan.verb);
  if (!perform) return undefined;
  const answer = (asked: Asked): Say => {
    if (namesOtherwise(asked.request, plan.request)) return sayGenerated(asked);
    const outcome = perform(callOf(asked.question, plan), asked.request);
    return failed(outcome) ? sayFailure(outcome.failure) : sayOutcome(asked, outcome);
  };
  if (!writes(plan.verb)) return answer;
  return (asked) => {
    const id = requestIdOf(plan, asked.request);
    const { world, method } = asked.question;
    return id === '' ? answer(asked) : answeredOnce(world, `${method.path} ${id}`, () => answer(asked));
  };
}

/** A message that lacks what proto2 demands has no bytes, and a client can send such a thing. */
function guarded(asked: Asked, answer: (asked: Asked) => Say): Say {
  try {
    return answer(asked);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    if (!/required field not set/.test(why)) throw error;
    const message = `Failed to answer ${asked.question.method.path}: ${why}. Set the fields that the schema requires.`;
    return { steps: [], end: status('INVALID_ARGUMENT', message) };
  }
}

function sayOutcome({ question, plan, request, bytes }: Asked, outcome: Outcome): Say {
  const { method, seed, world } = question;
  const { entity, entities } = outcome;
  const message = plan.response.operation
    ? encodeMessage(
        method.desc.output,
        beginOperation({ world, universe: callOf(question, plan).universe, plan, request }, entity),
      )
    : responseBytes(question, plan, outcome, request, bytes);
  const steps: Say['steps'] = [{ afterMs: 0, do: 'message', bytes: message }];
  return entity && entities === undefined ? { steps, answeredBy: { by: 'world', seed, entity: entity.id } } : { steps };
}

/** Whether a request says which thing it means by another member of a oneof: `address`, and not `video_id`. */
function namesOtherwise(request: Message, { id: path, instead = [] }: RequestPlan): boolean {
  if (instead.some(({ from }) => isPathSet(request, from))) return false;
  return (path ?? []).some(({ oneof, parent }, index) => {
    const holder = oneof && readPath(request, path!.slice(0, index));
    // A path leads through messages.
    const set = holder ? oneof.fields.find((field) => isPathSet(holder as Message, [field])) : undefined;
    return set !== undefined && set.parent === parent && set !== path![index];
  });
}

function sayGenerated({ question, request, bytes }: Asked): Say {
  const { method, seed } = question;
  const message = encodeMessage(method.desc.output, generatedDraft(question, request, bytes));
  return { steps: [{ afterMs: 0, do: 'message', bytes: message }], answeredBy: { by: 'generated', seed } };
}

function sayOperation(asked: Asked): Say {
  const { question, plan, request } = asked;
  const { method, world } = question;
  const { output } = method.desc;
  const answer = answerOperations({ world, universe: callOf(question, plan).universe, plan, request });
  // Nobody began an operation of that name: it follows from the seed.
  if (answer === undefined) return sayGenerated(asked);
  if (failed(answer)) return sayFailure(answer.failure);
  return { steps: [{ afterMs: answer.afterMs, do: 'message', bytes: encodeMessage(output, answer.message) }] };
}
