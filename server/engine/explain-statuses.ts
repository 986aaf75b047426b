import type { DescMethod } from '@bufbuild/protobuf';
import type { Explanation } from '../contract/origin.ts';
import type { StatusName } from '../contract/status.ts';
import { pathText } from '../world/infer-field.ts';
import { withArticle } from '../world/infer-noun.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { ExplainOptions } from './explain.ts';

type Row = Explanation['statuses'][number];
const row = (status: StatusName, when: string): Row => ({ status, when });

/** The statuses that a method answers with, and when. */
export function statusesOf(method: DescMethod, plan: MethodPlan | undefined, options: ExplainOptions): readonly Row[] {
  const checked = options.validate
    ? [row('INVALID_ARGUMENT', 'the request breaks a rule of the schema (--validate)')]
    : [];
  if (plan) {
    const rows = [...checked, ...worldStatuses(plan, options.strictWorld ?? false)];
    const made = /^(create|upsert|batch_create|upload|operation_)/.test(plan.verb);
    if (options.strict && !made)
      rows.push(
        row('UNIMPLEMENTED', `nobody wrote ${withArticle(plan.resource.singular)}, and no stub answers (--strict)`),
      );
    return rows;
  }
  if (options.strict)
    return [row('UNIMPLEMENTED', 'always: nothing is configured for it, and the server runs with --strict')];
  return [...checked, row('OK', method.methodKind === 'bidi_streaming' ? 'the client has half-closed' : 'always')];
}

function worldStatuses({ verb, resource, request, response }: MethodPlan, strict: boolean): readonly Row[] {
  const { singular, plural } = resource;
  const rows: Row[] = [row('OK', okWhen(verb, singular))];
  const id = request.id && pathText(request.id);
  const gone = strict
    ? `nobody listed, created or wrote the ${singular}, or it was deleted (--strict-world)`
    : `the ${singular} was deleted; one that nobody has seen exists by the seed`;
  if (verb === 'get' || verb === 'update' || verb === 'act' || verb === 'delete' || verb === 'undelete') {
    rows.push(row('NOT_FOUND', gone));
    if (id) rows.push(row('INVALID_ARGUMENT', `"${id}" is empty`));
  }
  if (verb === 'batch_get' || verb === 'batch_update' || verb === 'batch_delete')
    rows.push(row('NOT_FOUND', `one of the ${plural} was deleted`));
  if (verb === 'create' || verb === 'batch_create' || verb === 'upload')
    rows.push(row('ALREADY_EXISTS', `there is a ${singular} of the id that the client chose`));
  if (verb === 'undelete') rows.push(row('ALREADY_EXISTS', `the ${singular} is not deleted`));
  if (request.mask)
    rows.push(row('INVALID_ARGUMENT', `"${pathText(request.mask)}" names a field that ${singular} has not`));
  if (request.etag || (resource.marks.etag && (verb === 'update' || verb === 'upsert')))
    rows.push(row('ABORTED', `the etag is not that of the ${singular} as it is`));
  if (request.force)
    rows.push(row('FAILED_PRECONDITION', `something that was made lies under the ${singular}, and "force" is not set`));
  if (request.pageToken)
    rows.push(row('INVALID_ARGUMENT', 'the page token is not one that this question was answered with'));
  if (request.filter)
    rows.push(
      row(
        'INVALID_ARGUMENT',
        `"${pathText(request.filter)}" cannot be read, or names a field that ${singular} has not`,
      ),
    );
  if (request.orderBy)
    rows.push(row('INVALID_ARGUMENT', `"${pathText(request.orderBy)}" names a field that ${singular} has not`));
  if (/^(batch_)?(create|update|upsert|upload)/.test(verb))
    rows.push(row('RESOURCE_EXHAUSTED', 'the world holds 100,000 written entities or 64 MB'));
  if (verb === 'operation_get' || verb === 'operation_wait' || verb === 'operation_cancel')
    rows.push(row('NOT_FOUND', 'there is no operation of that name'));
  if (response.operation) rows[0] = row('OK', 'the operation has begun; how it ends stands in the operation');
  return rows;
}

function okWhen(verb: MethodPlan['verb'], singular: string): string {
  switch (verb) {
    case 'watch':
      return 'never by itself: the stream stays open until the client cancels';
    case 'get':
    case 'act':
    case 'update':
      return `there is such ${withArticle(singular)}`;
    default:
      return 'otherwise';
  }
}
