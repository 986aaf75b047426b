import { fromBinary, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { status } from '../contract/status.ts';
import { REFERENCE } from '../generate/times.ts';
import { splitKey, writeText } from '../world/entity-id.ts';
import type { Entity } from '../world/entity.ts';
import { notFound } from '../world/failure.ts';
import { readField, writeField, writePath } from '../world/field-access.ts';
import { leavesOf, sameType } from '../world/infer-field.ts';
import { methodName } from '../world/infer-name.ts';
import { namedBy } from '../world/infer-request.ts';
import { domainOf, requestLeaves } from '../world/infer-resources.ts';
import { thingSpots } from '../world/infer-spot.ts';
import { writeMoment } from '../world/marks.ts';
import type { FieldPath, MethodPlan, Resource } from '../world/resource.ts';
import { isHidden, targetId } from '../world/standard-call.ts';
import type { Answerer, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import { generated, generatedDraft } from './generated.ts';
import type { Question } from './question.ts';
import { callOf, keyBytes, sayFailure } from './world-call.ts';

/** Things that one conversation may follow, and characters of their ids. */
const MOST_FOLLOWED = 1_000;
const MOST_CHARACTERS = 1_000_000;
/** Changes that may wait for a slow client. */
const MOST_WAITING = 1_000;

/** How a conversation speaks of a thing. */
interface Following {
  readonly plan: MethodPlan;
  /** Puts into an answer what it shows of the thing. */
  readonly show: (draft: Message, entity: Entity) => void;
  /** When it happened. */
  readonly times: readonly DescField[];
}

/**
 * A conversation that follows things: `Track(stream TrackRequest { order }) returns (stream TrackEvent { order, event })`.
 * Each message is answered with the thing that it names as it is; from then on each change of it is told as well.
 */
export function followAnswer(question: Question): Answerer | undefined {
  const following = followingOf(question);
  if (!following) return undefined;
  const { plan, show, times } = following;
  const { method, seed, line, world } = question;
  const { output } = method.desc;
  const call = callOf(question, plan);
  const around = generated(method, seed, { hints: question.hints });
  const followed = new Set<string>();
  let characters = 0;
  let request: Message | undefined;
  let leave: (() => void) | undefined;

  const tell = (entity: Entity, asked: Message): void => {
    if (line.waiting() > MOST_WAITING) {
      leave?.();
      const why = status('RESOURCE_EXHAUSTED', `${MOST_WAITING} changes wait to be read: the client is too slow.`);
      return line.push([{ afterMs: 0, do: 'end', status: why, trailers: [] }]);
    }
    const draft = generatedDraft(question, asked, keyBytes(entity));
    show(draft, entity);
    for (const field of times) writeMoment(draft, field, REFERENCE + entity.revision * 1_000);
    line.push([{ afterMs: 0, do: 'message', bytes: encodeMessage(output, draft) }]);
  };
  const follow = (id: string): void => {
    if (followed.size >= MOST_FOLLOWED || characters + id.length > MOST_CHARACTERS) return;
    if (!followed.has(id)) characters += id.length;
    followed.add(id);
    leave ??= world.subscribe((change) => {
      if (!change || !request || change.kind === 'deleted') return;
      const { entity } = change;
      if (entity.resource.key === plan.resource.key && followed.has(entity.id)) tell(entity, request);
    });
  };

  return {
    heard(message, bytes) {
      request = message;
      around.heard(message, bytes);
    },
    reply(): Say {
      const say = around.reply();
      const id = request && targetId(call, request, plan.request);
      // A message that names nothing is part of the talk.
      if (typeof id !== 'string') return say;
      const entity = world.find(call.universe, plan.resource, id);
      if (!entity || isHidden(entity)) return sayFailure(notFound(plan.resource, id).failure);
      follow(id);
      const steps = say.steps.map((step): Step => {
        if (step.do !== 'message') return step;
        const draft = fromBinary(output, step.bytes);
        show(draft, entity);
        return { ...step, bytes: encodeMessage(output, draft) };
      });
      return { steps, answeredBy: { by: 'world', seed, entity: id } };
    },
    conclude: () => around.conclude(),
    close() {
      leave?.();
    },
  };
}

const FOLLOWS = new Set(['watch', 'stream']);

export function followingOf({ method: { desc } }: Question): Following | undefined {
  if (!FOLLOWS.has(methodName(desc.name).action)) return undefined;
  for (const resource of domainOf(desc.parent.file).values()) {
    const id = namedBy(requestLeaves(desc.input), resource)?.path;
    const show = id && shown(desc.output, resource);
    if (!show) continue;
    const plan: MethodPlan = {
      method: desc,
      verb: 'watch',
      resource,
      request: { id },
      response: {},
      why: [`Its messages name a ${resource.singular}, and its answers tell of one.`],
    };
    const times = desc.output.fields.filter(
      (field) =>
        field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Timestamp' && !field.oneof,
    );
    return { plan, show, times };
  }
  return undefined;
}

/** What an answer shows of a thing: all of it, or its state and what else it shares with it. */
function shown(output: DescMessage, resource: Resource): Following['show'] | undefined {
  const [first, ...rest] = thingSpots(output).find(({ desc }) => desc === resource.desc)?.path ?? [];
  if (first) return (draft, { message }) => writePath(draft, [first, ...rest], message);
  const id: FieldPath | undefined = namedBy(leavesOf(output), resource)?.path;
  if (!id) return undefined;
  const { state } = resource.marks;
  const pairs = output.fields.flatMap((to) => {
    if (to.oneof || to === id[0]) return [];
    const same = resource.desc.fields.find((field) => field.name === to.name && sameType(field, to) && !field.oneof);
    const from = same ?? (state && to.enum === state.enum && to.fieldKind === 'enum' ? state : undefined);
    return from ? [{ from, to }] : [];
  });
  if (!pairs.some(({ from }) => from === state)) return undefined;
  const parents = resource.parents.filter(({ inKey }) => inKey).length;
  return (draft, entity) => {
    writeText(draft, id, splitKey(entity.id, parents + 1).at(-1)!);
    for (const { from, to } of pairs) writeField(draft, to, readField(entity.message, from));
  };
}
