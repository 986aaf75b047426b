import { create, isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { shares } from '../generate/agree/ranges.ts';
import type { Draft } from '../generate/context.ts';
import { carryAmount } from '../world/carry-amount.ts';
import { splitKey, writeText } from '../world/entity-id.ts';
import type { Entity } from '../world/entity.ts';
import { bytesOf } from '../world/entity-cache.ts';
import { readPath, writePath } from '../world/field-access.ts';
import { wholeNumber, writePaging } from '../world/paging.ts';
import { projectMessage } from '../world/project-message.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { Outcome } from '../world/standard-call.ts';
import { generatedDraft } from './generated.ts';
import type { Question } from './question.ts';
import { fillRelated } from './world-related.ts';

const complete = new WeakMap<MethodPlan, boolean>();

/** Whether the world says everything of an answer: then nothing has to be generated around it. */
function isComplete(plan: MethodPlan): boolean {
  let found = complete.get(plan);
  if (found === undefined) {
    const { response, method } = plan;
    const said = new Set<DescField | undefined>(
      [
        response.entity,
        response.list,
        response.nextPageToken,
        response.totalSize,
        response.pageCount,
        response.pageNumber,
        response.pageSize,
        response.hasMore,
        response.count,
        response.flag,
        response.id,
        response.ids,
      ].flatMap((path) => (path?.length === 1 ? [path[0]] : [])),
    );
    found = method.output.fields.every((field) => said.has(field) || NEVER.test(field.name));
    complete.set(plan, found);
  }
  return found;
}

/** Lists of what could not be reached, and errors: there are none. */
const NEVER = /^(unreachable|errors?|warnings?|failed_.+|failures?)$/;

/** The answer of a unary method as bytes: the outcome in its place, and generated data around it. */
export function responseBytes(
  question: Question,
  plan: MethodPlan,
  outcome: Outcome,
  request: Message,
  bytes: Uint8Array,
): Uint8Array {
  const { response } = plan;
  const { output } = question.method.desc;
  const { entity, mask } = outcome;
  if (response.entity?.length === 0 && entity)
    return mask ? encodeMessage(output, projectMessage(entity.message, mask)) : bytesOf(output, entity.message);
  const draft = isComplete(plan) ? create(output) : generatedDraft(question, request, bytes);
  fill(draft, plan, outcome);
  if (entity) fillRelated(question, plan, entity, draft);
  return encodeMessage(output, draft);
}

/** Puts an outcome into an answer. */
export function fill(draft: Message, plan: MethodPlan, outcome: Outcome): void {
  const { response, resource } = plan;
  const { entity, entities, page, mask } = outcome;
  const shown = (one: Entity): Message => (mask ? projectMessage(one.message, mask) : one.message);
  if (response.entity && response.entity.length > 0)
    writePath(draft, [response.entity[0]!, ...response.entity.slice(1)], entity && shown(entity));
  if (response.list) writeList(draft, response.list, entities ?? (entity ? [entity] : []), shown);
  if (page) writePaging(draft, response, page);
  else {
    if (response.totalSize)
      writePath(draft, response.totalSize, wholeNumber(response.totalSize, entities?.length ?? 0));
    if (response.nextPageToken) writePath(draft, response.nextPageToken, undefined);
  }
  if (response.count && outcome.count !== undefined)
    writePath(draft, response.count, wholeNumber(response.count, outcome.count));
  if (response.flag && outcome.flag !== undefined) writePath(draft, response.flag, outcome.flag);
  const parents = resource.parents.filter(({ inKey }) => inKey).length;
  if (response.id && entity) writeText(draft, response.id, splitKey(entity.id, parents + 1).at(-1)!);
  if (response.ids)
    writePath(
      draft,
      response.ids,
      (entities ?? (entity ? [entity] : [])).map((one) => readPath(one.message, resource.id)),
    );
  if (!entity || !response.fields) return;
  for (const { from, to, amount } of response.fields)
    if (amount) carryAmount(entity.message, from, draft, to);
    else if (isFieldSet(entity.message, from[0]!)) writePath(draft, to, readPath(entity.message, from));
  agreeOnShares(plan.method.output, draft);
}

const agreements = new WeakMap<DescMessage, ReturnType<typeof shares>>();

/** Shares of what the world has just told: `used_percent`. */
function agreeOnShares(desc: DescMessage, draft: Message): void {
  let found = agreements.get(desc);
  if (!found) agreements.set(desc, (found = shares(desc)));
  for (const step of found) step(draft as unknown as Draft); // fields are properties
}

function writeList(
  draft: Message,
  path: readonly DescField[],
  entities: readonly Entity[],
  shown: (one: Entity) => Message,
): void {
  const field = path.at(-1)!;
  const value =
    field.fieldKind === 'map' ? Object.fromEntries(entities.map((one) => [one.id, shown(one)])) : entities.map(shown);
  writePath(draft, [path[0]!, ...path.slice(1)], value);
}
