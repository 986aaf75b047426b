import { clone, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import type { Entity } from '../world/entity.ts';
import { writePath } from '../world/field-access.ts';
import { namedBy, idsIn } from '../world/infer-request.ts';
import { requestLeaves } from '../world/infer-resources.ts';
import { listSpots } from '../world/infer-spot.ts';
import { largestPage } from '../world/paging.ts';
import { projectMessage } from '../world/project-message.ts';
import { projectionOf, type Projection } from '../world/projection.ts';
import type { FieldPath, MethodPlan } from '../world/resource.ts';
import { failed, targetId, type WorldCall } from '../world/standard-call.ts';
import { idsOf, readMask } from '../world/standard-read.ts';
import type { Failed } from '../world/failure.ts';
import { changeWriter } from '../world/watch-change.ts';
import type { Answerer, Say } from './answerer.ts';
import { generatedDraft } from './generated.ts';
import { openWatch, type Watch, type Watched } from './open-watch.ts';
import type { Question } from './question.ts';
import { callOf, keyBytes, sayFailure } from './world-call.ts';

const NOTHING: Say = { steps: [] };

/** The answerer of a method that watches a resource, or what another message shows of one; undefined for all others. */
export function watchAnswer(question: Question, planned: MethodPlan | undefined): Answerer | undefined {
  const shown = planned ? undefined : projectionOf(question.method.desc);
  const plan = planned ?? shown?.plan;
  if (plan?.verb !== 'watch') return undefined;
  let request: Message | undefined;
  let watch: Watch | undefined;
  let over = false;
  return {
    heard(message) {
      request = message;
    },
    reply: () => NOTHING,
    conclude() {
      if (!request || over) return NOTHING;
      const call = callOf(question, plan);
      const watched = shown ? ofProjection(question, shown, request) : ofResource(question, call, request);
      if (failed(watched)) return sayFailure(watched.failure);
      const opened = openWatch(call, request, question.line, watched);
      if (failed(opened)) return sayFailure(opened.failure);
      watch = opened;
      return opened.first;
    },
    close() {
      over = true;
      watch?.close();
      watch = undefined;
    },
  };
}

function ofProjection(question: Question, { fill, shown, wanted }: Projection, request: Message): Watched {
  const { output } = question.method.desc;
  return {
    wanted: wanted(request),
    shows: shown,
    tell(entity, told) {
      if (told === 'deleted') return undefined;
      const draft = generatedDraft(question, request, keyBytes(entity));
      fill(draft, entity);
      return encodeMessage(output, draft);
    },
  };
}

function ofResource(question: Question, call: WorldCall, request: Message): Watched | Failed {
  const { method } = question;
  const { plan } = call;
  const { output } = method.desc;
  const wanted = namedEntities(call, request);
  if (wanted && failed(wanted)) return wanted;
  const mask = readMask(call, request);
  if (mask && failed(mask)) return mask;
  const shown = (entity: Entity): Entity =>
    mask ? { ...entity, message: projectMessage(entity.message, mask) } : entity;
  const { entity: path } = plan.response;
  const list = path ? undefined : listSpots(output).find(({ desc }) => desc === plan.resource.desc)?.path;
  const [first, ...rest] = list ?? [];
  if (first) {
    const at: FieldPath = [first, ...rest];
    return {
      ...wanted,
      tell: () => undefined,
      most: largestPage(plan.resource.desc),
      snapshot(entities) {
        const draft = generatedDraft(question, request, keyBytes(entities[0]));
        writePath(
          draft,
          at,
          entities.map((entity) => shown(entity).message),
        );
        return encodeMessage(output, draft);
      },
    };
  }
  const write = changeWriter(plan);
  return {
    ...wanted,
    tell(entity, told) {
      const one = shown(entity);
      const draft = path?.length === 0 ? clone(output, one.message) : generatedDraft(question, request, keyBytes(one));
      return write(draft, one, told) ? encodeMessage(output, draft) : undefined;
    },
  };
}

/** The entities that a request names by their ids; undefined where it names none. */
function namedEntities(call: WorldCall, request: Message): Pick<Watched, 'wanted' | 'only'> | undefined | Failed {
  const { world, universe, writer } = call;
  const { resource, method, request: ask } = call.plan;
  const many = idsIn(method.input, resource);
  if (many) {
    const ids = idsOf({ world, universe, writer, plan: { ...call.plan, request: { ...ask, ids: many } } }, request);
    if (failed(ids)) return ids;
    const any = new Set(ids);
    return any.size === 0 ? undefined : { wanted: ({ id }) => any.has(id) };
  }
  const leaf = namedBy(requestLeaves(method.input), resource);
  const taken = [ask.parent, ask.filter, ask.query, ...(ask.scope ?? []).map(({ from }) => from)];
  if (!leaf || taken.some((path) => path?.at(-1) === leaf.path.at(-1))) return undefined;
  const id = targetId(call, request, { ...ask, id: leaf.path });
  // Nothing is named: everything is watched.
  if (typeof id !== 'string') return undefined;
  return { wanted: (entity) => entity.id === id, only: id };
}
