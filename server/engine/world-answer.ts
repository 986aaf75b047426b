import { type Message, type Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import { status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import { planMethod } from '../world/plan-method.ts';
import type { MethodPlan } from '../world/resource.ts';
import { failed, type Outcome, type WorldCall } from '../world/standard-call.ts';
import { standardMethod, writes } from '../world/standard-methods.ts';
import { universeOf, type Universe } from '../world/universe.ts';
import type { Failure } from '../world/failure.ts';
import type { Answerer, Say } from './answerer.ts';
import { answeredOnce, requestIdOf } from './answered-once.ts';
import type { Question } from './question.ts';
import { detailTrailers } from './status-details.ts';
import { responseBytes } from './world-response.ts';

const NOTHING: Say = { steps: [] };

/** The answerer of a method that works on a resource; undefined for all others. */
export function worldAnswer(question: Question): Answerer | undefined {
  const { method } = question;
  const plan = planMethod(method.desc);
  if (!plan || method.kind !== 'unary') return undefined;
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
        return failed(outcome) ? sayFailure(outcome.failure) : sayOutcome(question, plan, outcome, asked, bytes);
      };
      const key = writes(plan.verb) ? requestIdOf(plan, asked) : '';
      return key === '' ? answer() : answeredOnce(question.world, `${method.path} ${key}`, answer);
    },
  };
}

const universes = new WeakMap<TypeRegistry, Universe>();

/** Most calls have the same seed: what follows from it is made once. */
function universeFor(seed: string, types: TypeRegistry, hints: HintsFile | undefined): Universe {
  let universe = universes.get(types);
  if (universe?.seed !== seed || universe.hints !== hints)
    universes.set(types, (universe = universeOf(seed, types, hints)));
  return universe;
}

/** A call as the world sees it. */
export function callOf({ method, seed, line, world, hints }: Question, plan: MethodPlan): WorldCall {
  const writer: Writer = { by: 'call', call: line.call, method: method.path, client: line.client };
  return { world, universe: universeFor(seed, method.types, hints), plan, writer };
}

/** A failure as the end of a call. */
export function sayFailure(failure: Failure): Say {
  return { steps: [], end: failure.status, trailers: detailTrailers(failure) };
}

function sayOutcome(
  { method, seed, world }: Question,
  plan: MethodPlan,
  outcome: Outcome,
  request: Message,
  bytes: Uint8Array,
): Say {
  const { entity } = outcome;
  const answeredBy: AnsweredBy | undefined =
    entity && outcome.entities === undefined ? { by: 'world', seed, entity: entity.id } : undefined;
  void world;
  let message: Uint8Array;
  try {
    message = responseBytes(method, plan, seed, outcome, request, bytes);
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
