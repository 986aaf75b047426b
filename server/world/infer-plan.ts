import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import { pathText } from './infer-field.ts';
import type { MethodName } from './infer-name.ts';
import { operationPlan } from './infer-operation.ts';
import { idsIn, requestPlan, wholeIn } from './infer-request.ts';
import type { Domain } from './infer-resources.ts';
import { responsePlan } from './infer-response.ts';
import { listSpots } from './infer-spot.ts';
import type { MethodPlan, RequestPlan, Resource, Verb } from './resource.ts';

/** What a method's name and shapes offer. */
export interface Reading {
  readonly method: DescMethod;
  readonly name: MethodName;
  readonly domain: Domain;
  /** Where the answer holds a resource, and where it lists some. */
  readonly thing: Resource | undefined;
  readonly list: Resource | undefined;
  /** Where the request holds one whole. */
  readonly sent: Resource | undefined;
  /** The resource that the name speaks of, wherever it stands; looked up when it is asked for. */
  readonly spoken: Resource | undefined;
}

const SINGLE: Readonly<Record<string, Verb>> = {
  batch_get: 'get',
  batch_create: 'create',
  batch_update: 'update',
  batch_delete: 'delete',
};

/** The same on several at once: by their ids, or by a list of requests or of things. */
export function batch(reading: Reading, verb: Verb, resource: Resource): MethodPlan | undefined {
  const { method, name } = reading;
  const { input } = method;
  const single = SINGLE[verb]!;
  const ids = single === 'get' || single === 'delete' ? idsIn(input, resource) : undefined;
  if (ids && (name.plural || name.batch))
    return made(reading, verb, resource, { ...requestPlan(method, input, 'list', resource), ids });
  for (const { path, desc } of listSpots(input)) {
    if (path.length > 1 || path[0]!.fieldKind !== 'list') continue;
    const item = itemPlan(method, desc, single, resource);
    if (item && (name.plural || name.batch))
      return made(reading, verb, resource, {
        ...requestPlan(method, input, 'list', resource),
        items: { path, item },
      });
  }
  return undefined;
}

function itemPlan(method: DescMethod, desc: DescMessage, single: Verb, resource: Resource): RequestPlan | undefined {
  if (desc === resource.desc) return single === 'create' ? { resource: [] } : { resource: [], id: resource.id };
  const item = requestPlan(method, desc, single, resource);
  return complete(single, item) ? item : undefined;
}

/** Whether a request says what its verb needs. */
function complete(verb: Verb, request: RequestPlan): boolean {
  switch (verb) {
    case 'get':
    case 'delete':
    case 'undelete':
    case 'exists':
    case 'act':
      return request.id !== undefined;
    case 'update':
    case 'upsert':
      return request.id !== undefined && (request.resource !== undefined || (request.fields?.length ?? 0) > 0);
    case 'create':
    case 'upload':
      return request.resource !== undefined || (request.fields?.length ?? 0) > 0;
    default:
      return true;
  }
}

export function plan(reading: Reading, verb: Verb, resource: Resource): MethodPlan | undefined {
  const { method } = reading;
  const request = requestPlan(method, method.input, verb, resource);
  return complete(verb, request) ? made(reading, verb, resource, request) : undefined;
}

export function made(
  { method }: Reading,
  verb: Verb,
  resource: Resource,
  request: RequestPlan,
): MethodPlan | undefined {
  const response = responsePlan(method, verb, resource);
  switch (verb) {
    case 'list':
    case 'search':
      if (!response.list && !response.entity) return undefined;
      break;
    case 'batch_get':
      if (!response.list && !response.entity) return undefined;
      break;
    case 'get':
      if (!response.entity && !response.fields && !response.operation) return undefined;
      break;
    case 'count':
      if (!response.count) return undefined;
      break;
    case 'exists':
      if (!response.flag) return undefined;
      break;
  }
  return { method, verb, resource, request, response, why: reasons(method, verb, resource, request) };
}

function reasons(method: DescMethod, verb: Verb, resource: Resource, request: RequestPlan): readonly string[] {
  const why: string[] = [];
  const answer = operationPlan(method) ? 'a long-running operation' : `\`${method.output.name}\``;
  why.push(`${method.name} takes \`${method.input.name}\` and answers with ${answer}: it works on ${resource.plural}.`);
  if (request.id) why.push(`\`${pathText(request.id)}\` of the request says which ${resource.singular}.`);
  if (request.ids) why.push(`\`${pathText(request.ids)}\` of the request says which ${resource.plural}.`);
  const whole = request.resource ?? wholeIn(method.input, resource);
  if (request.resource && whole)
    why.push(
      whole.length === 0
        ? `The request is the ${resource.singular}.`
        : `\`${pathText(whole)}\` holds the ${resource.singular}.`,
    );
  void verb;
  return why;
}
