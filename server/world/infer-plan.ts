import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { protoPath } from './infer-field.ts';
import type { MethodName } from './infer-name.ts';
import { withArticle } from './infer-noun.ts';
import { isSingleton } from './entity-id.ts';
import { idsIn, requestPlan } from './infer-request.ts';
import { isForSingletons } from './infer-singletons.ts';
import type { Domain } from './infer-resources.ts';
import { responsePlan } from './infer-response.ts';
import { listSpots } from './infer-spot.ts';
import type { MethodPlan, RequestPlan, Resource, ResponsePlan, Verb } from './resource.ts';

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
  if (ids && (name.plural || name.batch)) return made(reading, verb, resource, { ...steering(reading, resource), ids });
  for (const { path, desc } of listSpots(input)) {
    if (path.length > 1 || path[0]!.fieldKind !== 'list') continue;
    const item = itemPlan(method, desc, single, resource);
    if (item && (name.plural || name.batch))
      return made(reading, verb, resource, { ...steering(reading, resource), items: { path, item } });
  }
  return undefined;
}

/** What steers an answer with several, besides which ones are meant. */
function steering({ method }: Reading, resource: Resource): RequestPlan {
  const {
    equals: _equals,
    bounds: _bounds,
    switches: _switches,
    ...rest
  } = requestPlan(method, method.input, 'list', resource);
  return rest;
}

function itemPlan(method: DescMethod, desc: DescMessage, single: Verb, resource: Resource): RequestPlan | undefined {
  if (desc === resource.desc) return single === 'create' ? { resource: [] } : { resource: [], id: resource.id };
  const item = requestPlan(method, desc, single, resource);
  return complete(single, item, resource) ? item : undefined;
}

/** Whether a request says what its verb needs. */
function complete(verb: Verb, request: RequestPlan, resource: Resource): boolean {
  const writes = request.resource !== undefined || (request.fields?.length ?? 0) > 0;
  if (isSingleton(resource)) return isForSingletons(verb) && (verb === 'get' || verb === 'watch' || writes);
  switch (verb) {
    case 'get':
    case 'delete':
    case 'undelete':
    case 'exists':
    case 'act':
      return request.id !== undefined;
    case 'update':
    case 'upsert':
      return request.id !== undefined && writes;
    case 'create':
    case 'upload':
      return writes;
    default:
      return true;
  }
}

export function plan(reading: Reading, verb: Verb, resource: Resource): MethodPlan | undefined {
  const { method } = reading;
  const request = requestPlan(method, method.input, verb, resource);
  return complete(verb, request, resource) ? made(reading, verb, resource, request) : undefined;
}

export function made(
  { method }: Reading,
  verb: Verb,
  resource: Resource,
  request: RequestPlan,
  shown: ResponsePlan = {},
): MethodPlan | undefined {
  const response = { ...responsePlan(method, verb, resource), ...shown };
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
  const asked = pageable(request, response);
  return { method, verb, resource, request: asked, response, why: reasons(method, verb, resource, asked, response) };
}

/** Without a token in the answer, `after` in the request is the id of something (`GetMessages { before, after }`). */
function pageable(request: RequestPlan, response: ResponsePlan): RequestPlan {
  if (!request.pageToken || response.nextPageToken) return request;
  const { pageToken: _, ...rest } = request;
  return rest;
}

/** Reasons, one sentence each, as `GetUser returns a User, and GetUserRequest.user_id is its id`. */
function reasons(
  { name, input, output }: DescMethod,
  verb: Verb,
  resource: Resource,
  request: RequestPlan,
  response: ResponsePlan,
): readonly string[] {
  const { singular, plural } = resource;
  const thing = resource.desc.name;
  const at = (path: readonly DescField[]): string => `${input.name}.${protoPath(path)}`;
  const gives = response.operation
    ? `begins an operation${response.operation.response === resource.desc ? ` that ends with ${withArticle(thing)}` : ''}`
    : response.list
      ? `answers with a list of ${thing}`
      : response.entity
        ? `${output === resource.desc ? 'returns' : `answers with a ${output.name} around`} ${withArticle(thing)}`
        : `speaks of ${withArticle(singular)}`;
  const why = [
    request.id
      ? `${name} ${gives}, and ${at(request.id)} is its ${protoPath(resource.id)}.`
      : `${name} ${gives}${verb === 'watch' ? ' for each change' : ''}.`,
  ];
  if (request.ids) why.push(`${at(request.ids)} lists the ids of ${plural}.`);
  if (request.items) why.push(`${at(request.items.path)} has one item for each ${singular}.`);
  if (request.resource)
    why.push(
      request.resource.length === 0
        ? `The request is the ${singular} itself.`
        : `${at(request.resource)} holds the ${singular}.`,
    );
  if (request.fields?.length)
    why.push(
      `Fields of the request are fields of ${withArticle(thing)}: ${request.fields
        .slice(0, 5)
        .map(({ from }) => protoPath(from))
        .join(', ')}.`,
    );
  if (request.parent) why.push(`${at(request.parent)} names what ${plural} lie under.`);
  return why;
}
