import type { Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { status } from '../contract/status.ts';
import { bytesOf } from '../world/entity-cache.ts';
import type { Entity } from '../world/entity.ts';
import { badRequest } from '../world/failure.ts';
import { isPathSet } from '../world/field-access.ts';
import { cutPage, readPaging } from '../world/paging.ts';
import { projectMessage } from '../world/project-message.ts';
import type { MethodPlan } from '../world/resource.ts';
import { failed } from '../world/standard-call.ts';
import { readMask, select } from '../world/standard-read.ts';
import type { Answerer, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import { generatedDraft } from './generated.ts';
import type { Question } from './question.ts';
import { callOf, keyBytes, sayFailure } from './world-call.ts';
import { followAnswer } from './world-follow.ts';
import { fill } from './world-response.ts';
import { bidiAnswer, uploadAnswer } from './world-upload.ts';
import { watchAnswer } from './world-watch.ts';

const NOTHING: Say = { steps: [] };

/** The answerer of a streaming method that works on a resource, or shows one; undefined for all others. */
export function worldStream(question: Question, plan: MethodPlan | undefined): Answerer | undefined {
  switch (question.method.kind) {
    case 'server_streaming':
      return plan && (plan.verb === 'list' || plan.verb === 'search')
        ? listAnswer(question, plan)
        : watchAnswer(question, plan);
    case 'client_streaming':
      return plan?.verb === 'upload' ? uploadAnswer(question, plan) : undefined;
    case 'bidi_streaming':
      return followAnswer(question) ?? bidiAnswer(question, plan);
    default:
      return undefined;
  }
}

/** Entities of one stream, and bytes of their messages. */
const MOST_ENTITIES = 10_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Entities of one message, where each message lists some. */
const CHUNK = 10;

/** A list that comes as a stream: a message for each entity, or for ten where messages hold lists. */
function listAnswer(question: Question, plan: MethodPlan): Answerer {
  let request: Message | undefined;
  return {
    heard(message) {
      request = message;
    },
    reply: () => NOTHING,
    conclude: () => (request ? streamed(question, plan, request) : NOTHING),
  };
}

function streamed(question: Question, plan: MethodPlan, request: Message): Say {
  const { method, seed, world } = question;
  const { output, input } = method.desc;
  const { resource, response } = plan;
  const call = callOf(question, plan);
  const found = select(call, request);
  if (failed(found)) return sayFailure(found.failure);
  const mask = readMask(call, request);
  if (mask && failed(mask)) return sayFailure(mask.failure);
  const ask = readPaging(request, input, plan.request, `${resource.key} ${seed}`, resource.desc);
  if ('fault' in ask) return sayFailure(badRequest(ask.fault).failure);
  // A stream needs no pages: it is cut only where somebody asks for it.
  const sized = plan.request.pageSize !== undefined && isPathSet(request, plan.request.pageSize);
  const { rows } = cutPage(found.rows, { ...ask, size: sized ? ask.size : undefined }, found.compare);

  const encode = (entities: readonly Entity[]): Uint8Array => {
    const [entity] = entities;
    if (response.entity?.length === 0 && entity)
      return mask ? encodeMessage(output, projectMessage(entity.message, mask)) : bytesOf(output, entity.message);
    const draft = generatedDraft(question, request, keyBytes(entity));
    fill(draft, plan, { entity, entities, mask });
    return encodeMessage(output, draft);
  };
  const chunk = response.list ? CHUNK : 1;
  const count = Math.max(response.list ? 1 : 0, Math.ceil(rows.length / chunk));
  const pace = Math.min(50, Math.floor(1_500 / Math.max(1, count)));
  const steps: Step[] = [];
  let size = 0;
  for (let index = 0; index < count; index++) {
    if (index * chunk >= MOST_ENTITIES || size > MOST_BYTES) return { steps, end: tooMany(rows.length) };
    // They were listed just now.
    const entities = rows
      .slice(index * chunk, (index + 1) * chunk)
      .map(({ id }) => world.find(call.universe, resource, id)!);
    const bytes = encode(entities);
    size += bytes.length;
    steps.push({ afterMs: index === 0 ? 0 : pace, do: 'message', bytes });
  }
  return { steps };
}

const tooMany = (count: number): ReturnType<typeof status> =>
  status(
    'RESOURCE_EXHAUSTED',
    `There are ${count} of them; one stream carries at most ${MOST_ENTITIES}, or 32 MB. Ask for some of them with a filter or a page size.`,
  );
