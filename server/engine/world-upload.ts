import { fromBinary, ScalarType, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { splitWords } from '../generate/words.ts';
import type { Entity } from '../world/entity.ts';
import { writeField } from '../world/field-access.ts';
import { methodName } from '../world/infer-name.ts';
import { namedBy } from '../world/infer-request.ts';
import { domainOf, requestLeaves } from '../world/infer-resources.ts';
import { thingSpots } from '../world/infer-spot.ts';
import { largestPage, wholeNumber } from '../world/paging.ts';
import type { MethodPlan, Verb } from '../world/resource.ts';
import { failed, type Outcome } from '../world/standard-call.ts';
import { standardMethod } from '../world/standard-methods.ts';
import type { Answerer, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import { decodedSize } from './decoded-size.ts';
import { generated } from './generated.ts';
import type { Question } from './question.ts';
import { callOf, sayFailure } from './world-call.ts';
import { fill } from './world-response.ts';

const NOTHING: Say = { steps: [] };
/** Entities that the answer may name, and bytes that they take decoded. */
const MOST_NAMED = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** What the messages of a stream do, one by one: those of `SaveX` replace what is there. */
const verbOf = (plan: MethodPlan): Verb => {
  if (plan.verb !== 'upload') return plan.verb;
  return methodName(plan.method.name).action === 'upsert' ? 'upsert' : 'create';
};

/**
 * A client stream of things: each is stored as it comes, and the answer says how many were. What is there already, or
 * cannot be stored, is counted as skipped; a full world ends the call.
 */
export function uploadAnswer(question: Question, plan: MethodPlan): Answerer | undefined {
  const one: MethodPlan = { ...plan, verb: verbOf(plan) };
  const perform = standardMethod(one.verb);
  if (!perform) return undefined;
  const call = callOf(question, one);
  const around = generated(question.method, question.seed);
  const stored: Entity[] = [];
  let [count, skipped, size] = [0, 0, 0];
  let newest: Entity | undefined;
  let full: Say | undefined;
  return {
    heard(message, bytes) {
      around.heard(message, bytes);
      if (full) return;
      const outcome = perform(call, message);
      if (failed(outcome)) {
        skipped += 1;
        if (outcome.failure.status.name === 'RESOURCE_EXHAUSTED') full = sayFailure(outcome.failure);
        return;
      }
      count += 1;
      newest = outcome.entity ?? newest;
      if (!outcome.entity || stored.length >= MOST_NAMED || size >= MOST_BYTES) return;
      stored.push(outcome.entity);
      size += decodedSize(outcome.entity.message);
    },
    reply: () => NOTHING,
    kept: () => size,
    conclude() {
      if (full) return full;
      return rewritten(question, around.conclude(), (draft) => {
        const entities = stored.slice(0, largestPage(plan.resource.desc));
        fill(draft, plan, { entity: newest, entities, count, flag: true });
        for (const field of draftFields(question))
          if (SKIPPED.test(splitWords(field.name))) writeField(draft, field, wholeNumber([field], skipped));
      });
    },
  };
}

const SKIPPED = /\b(skipped|failed|failures?|rejected|errors?|duplicates?|dropped|invalid|ignored)\b/;
const WHOLE: ReadonlySet<ScalarType | undefined> = new Set([
  ScalarType.INT32,
  ScalarType.INT64,
  ScalarType.UINT32,
  ScalarType.UINT64,
]);
const draftFields = ({ method }: Question): MethodPlan['method']['output']['fields'] =>
  method.desc.output.fields.filter((field) => field.fieldKind === 'scalar' && !field.oneof && WHOLE.has(field.scalar));

/** The messages of a turn as something changed them. */
function rewritten({ method }: Question, say: Say, change: (draft: Message) => void): Say {
  const { output } = method.desc;
  const steps = say.steps.map((step): Step => {
    if (step.do !== 'message') return step;
    const draft = fromBinary(output, step.bytes);
    change(draft);
    return { ...step, bytes: encodeMessage(output, draft) };
  });
  return { ...say, steps };
}

/** A conversation about things: a message that names one is answered with it, one that holds one stores it. */
export function bidiAnswer(question: Question, planned: MethodPlan | undefined): Answerer | undefined {
  const plan = planned ?? conversationPlan(question);
  const perform = plan && standardMethod(verbOf(plan));
  if (!plan || !perform) return undefined;
  const one: MethodPlan = { ...plan, verb: verbOf(plan) };
  const call = callOf(question, one);
  const around = generated(question.method, question.seed);
  let outcome: Outcome | undefined;
  let end: Say | undefined;
  return {
    heard(message, bytes) {
      around.heard(message, bytes);
      const found = perform(call, message);
      if (!failed(found)) outcome = found;
      // A message that says nothing of a thing is part of the talk.
      else if (found.failure.status.name === 'INVALID_ARGUMENT') outcome = undefined;
      else end = sayFailure(found.failure);
    },
    reply() {
      if (end) return end;
      const said = outcome;
      const say = around.reply();
      if (!said) return say;
      const { seed } = question;
      return {
        ...rewritten(question, say, (draft) => fill(draft, plan, said)),
        answeredBy: { by: 'world', seed, ...(said.entity ? { entity: said.entity.id } : {}) },
      };
    },
    conclude: () => around.conclude(),
  };
}

/** A method whose messages name a thing, and whose answers hold one. */
export function conversationPlan({ method: { desc } }: Question): MethodPlan | undefined {
  const domain = domainOf(desc.parent.file);
  for (const { desc: thing, path } of thingSpots(desc.output)) {
    const resource = domain.get(thing);
    const id = resource && namedBy(requestLeaves(desc.input), resource)?.path;
    if (!resource || !id) continue;
    return {
      method: desc,
      verb: 'get',
      resource,
      request: { id },
      response: { entity: path },
      why: [`Its messages name a ${resource.singular}, and its answers hold one.`],
    };
  }
  return undefined;
}
