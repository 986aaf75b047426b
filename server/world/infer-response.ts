import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { countOf, flagOf, responseControls } from './infer-controls.ts';
import { kindOf, leavesOf, sameType, wordsOf } from './infer-field.ts';
import { nounsOf, sameNoun } from './infer-noun.ts';
import { operationPlan } from './infer-operation.ts';
import { idsIn, namedBy } from './infer-request.ts';
import { listSpots, thingSpots } from './infer-spot.ts';
import type { FieldPath, Resource, ResponsePlan, Verb } from './resource.ts';

const MANY: ReadonlySet<Verb> = new Set([
  'list',
  'search',
  'batch_get',
  'batch_create',
  'batch_update',
  'batch_delete',
]);

/** Where an answer says what, given what the method does. */
export function responsePlan(method: DescMethod, verb: Verb, resource: Resource): ResponsePlan {
  const operation = operationPlan(method);
  if (operation) return { operation };
  const { output } = method;
  if (MANY.has(verb)) {
    const list = listSpots(output).find(({ desc }) => desc === resource.desc)?.path;
    // Beside a list or alone in each message of a stream.
    const entity = list ? undefined : thingSpots(output).find(({ desc }) => desc === resource.desc)?.path;
    const ids = list || entity ? undefined : idsIn(output, resource);
    // A book has pages of its own.
    const { pageCount, pageNumber, pageSize, ...controls } = responseControls(output);
    return {
      ...controls,
      ...(list && pageCount ? { pageCount } : {}),
      ...(list && pageNumber ? { pageNumber } : {}),
      ...(list && pageSize ? { pageSize } : {}),
      ...(list ? { list: asPath(list) } : {}),
      ...(entity ? { entity } : {}),
      ...(ids ? { ids } : {}),
      ...said(output, verb),
    };
  }
  const entity = thingSpots(output).find(({ desc }) => desc === resource.desc)?.path;
  if (entity) return { entity, ...(verb === 'watch' ? changeIn(output, entity) : said(beside(output, entity), verb)) };
  if (verb === 'count') return said(output, verb);
  // Another thing says nothing of this one.
  if (!FRAME.test(output.name) && !nounsOf(output.name).some((noun) => sameNoun(noun, resource.singular)))
    return said(output, verb);
  const id = namedBy(leavesOf(output), resource)?.path;
  const ids = verb === 'upload' ? idsIn(output, resource) : undefined;
  const fields = copied(output, resource, id);
  return {
    ...(id ? { id } : {}),
    ...(ids ? { ids } : {}),
    ...(fields.length > 0 ? { fields } : {}),
    ...said(output, verb),
  };
}

const FRAME = /(Response|Resp|Reply|Res|Result|Output|Ack|Id|Key|Ref)$/;

// A list's path holds the list, at least.
const asPath = (path: readonly DescField[]): FieldPath => path;

/** An answer that is the thing itself says nothing else. */
const beside = (output: DescMessage, entity: readonly DescField[]): DescMessage | undefined =>
  entity.length === 0 ? undefined : output;

const COUNTED: ReadonlySet<Verb> = new Set([
  'count',
  'upload',
  'delete',
  'update',
  'batch_create',
  'batch_update',
  'batch_delete',
]);

function said(output: DescMessage | undefined, verb: Verb): Pick<ResponsePlan, 'flag' | 'count'> {
  if (!output) return {};
  const flag = verb === 'list' || verb === 'search' ? undefined : flagOf(output);
  const count = COUNTED.has(verb) ? countOf(output) : undefined;
  return { ...(flag ? { flag } : {}), ...(count ? { count } : {}) };
}

const CHANGE = /(^| )(type|kind|change|event|action|operation|op|event type|change type)$/;

/** What happened, beside the thing. */
function changeIn(output: DescMessage, entity: readonly DescField[]): Pick<ResponsePlan, 'change'> {
  if (entity.length === 0) return {};
  const field = output.fields.find(
    (one) => !one.oneof && CHANGE.test(wordsOf(one)) && (kindOf(one) === 'text' || one.fieldKind === 'enum'),
  );
  return field ? { change: field } : {};
}

/** Fields of the answer that are fields of the thing, where it does not hold the thing whole. */
function copied(
  output: DescMessage,
  resource: Resource,
  id: FieldPath | undefined,
): readonly { readonly from: FieldPath; readonly to: FieldPath }[] {
  return output.fields.flatMap((to) => {
    if (to === id?.[0]) return [];
    const from = resource.desc.fields.find((field) => field.name === to.name && sameType(field, to));
    return from ? [{ from: [from], to: [to] }] : [];
  });
}
