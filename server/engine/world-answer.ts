import { toBinary, type Message } from '@bufbuild/protobuf';
import { status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import { planMethod } from '../world/plan-method.ts';
import type { MethodPlan } from '../world/resource.ts';
import { failed, type Outcome, type WorldCall } from '../world/standard-call.ts';
import { standardMethod, writes } from '../world/standard-methods.ts';
import type { Answerer, Say } from './answerer.ts';
import { answeredOnce, requestIdOf } from './answered-once.ts';
import { generated } from './generated.ts';
import type { Question } from './question.ts';
import { callOf, sayFailure } from './world-call.ts';
import { answerOperations, beginOperation } from './world-operations.ts';
import { responseBytes } from './world-response.ts';
import { worldStream } from './world-streams.ts';

const NOTHING: Say = { steps: [] };

/** The answerer of a method that works on a resource; undefined for all others. */
export function worldAnswer(question: Question): Answerer | undefined {
  const { method } = question;
  const plan = planMethod(method.desc);
  if (method.kind !== 'unary') return worldStream(question, plan);
  if (!plan) return undefined;
  if (plan.verb.startsWith('operation_')) return operationsAnswer(question, plan);
  const perform = standardMethod(plan.verb);
  if (!perform) return undefined;
  let request: Message | undefined;
  let bytes: Uint8Array = new Uint8Array();
  return {
    heard(message, raw) {
      request = message;
      bytes = raw;
    },
    reply: () => NOTHING,
    conclude() {
      if (!request) return NOTHING; // `converse` refuses a call without a request
      const asked = request;
      const call = callOf(question, plan);
      const answer = (): Say => {
        const outcome = perform(call, asked);
        return failed(outcome) ? sayFailure(outcome.failure) : sayOutcome(question, call, outcome, asked, bytes);
      };
      const key = writes(plan.verb) ? requestIdOf(plan, asked) : '';
      return key === '' ? answer() : answeredOnce(question.world, `${method.path} ${key}`, answer);
    },
  };
}

/** The service that tells how far long-running operations are. */
function operationsAnswer(question: Question, plan: MethodPlan): Answerer {
  const { method, seed } = question;
  // What was never begun here follows from the seed.
  const otherwise = generated(method, seed, { hints: question.hints });
  let request: Message | undefined;
  return {
    heard(message, raw) {
      request = message;
      otherwise.heard(message, raw);
    },
    reply: () => NOTHING,
    conclude() {
      if (!request) return NOTHING; // as above
      const answer = answerOperations({ ...callOf(question, plan), request });
      if (answer === undefined) return otherwise.conclude();
      if (failed(answer)) return sayFailure(answer.failure);
      const bytes = toBinary(method.desc.output, answer.message);
      return { steps: [{ afterMs: answer.afterMs, do: 'message', bytes }] };
    },
  };
}

function sayOutcome(
  { method, seed }: Question,
  call: WorldCall,
  outcome: Outcome,
  request: Message,
  bytes: Uint8Array,
): Say {
  const { entity } = outcome;
  const answeredBy: AnsweredBy | undefined =
    entity && outcome.entities === undefined ? { by: 'world', seed, entity: entity.id } : undefined;
  const { plan } = call;
  let message: Uint8Array;
  try {
    message = plan.response.operation
      ? toBinary(method.desc.output, beginOperation({ ...call, request }, entity))
      : responseBytes(method, plan, seed, outcome, request, bytes);
  } catch (error) {
    // proto2 demands fields that nobody set: such a message has no bytes.
    return {
      steps: [],
      end: status(
        'INTERNAL',
        `Failed to encode ${method.desc.output.typeName}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    };
  }
  return { steps: [{ afterMs: 0, do: 'message', bytes: message }], ...(answeredBy ? { answeredBy } : {}) };
}
