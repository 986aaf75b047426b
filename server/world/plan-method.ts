import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { pathText } from './infer-field.ts';
import { methodName, type MethodName } from './infer-name.ts';
import { answerOf, operationPlan } from './infer-operation.ts';
import { operationMethod } from './infer-operations.ts';
import { relation } from './infer-relation.ts';
import { idsIn, requestPlan, wholeIn } from './infer-request.ts';
import { domainOf, type Domain } from './infer-resources.ts';
import { responsePlan } from './infer-response.ts';
import { answersList, bestSpot } from './infer-sightings.ts';
import { listSpots, thingSpots, type Spot } from './infer-spot.ts';
import type { MethodPlan, RequestPlan, Resource, Verb } from './resource.ts';

const plans = new WeakMap<DescMethod, MethodPlan | null>();

/** What a method does with the world; undefined for methods that work on no resource. Cached by descriptor. */
export function planMethod(method: DescMethod): MethodPlan | undefined {
  let plan = plans.get(method);
  if (plan === undefined) plans.set(method, (plan = operationMethod(method) ?? infer(method) ?? null));
  return plan ?? undefined;
}

/** What a method's name and shapes offer. */
interface Reading {
  readonly method: DescMethod;
  readonly name: MethodName;
  readonly domain: Domain;
  /** Where the answer holds a resource, and where it lists some. */
  readonly thing: Resource | undefined;
  readonly list: Resource | undefined;
  /** Where the request holds one whole. */
  readonly sent: Resource | undefined;
  /** The resource that the name speaks of, wherever it stands. */
  readonly spoken: Resource | undefined;
}

function infer(method: DescMethod): MethodPlan | undefined {
  const domain = domainOf(method.parent.file);
  if (domain.size === 0) return undefined;
  const name = methodName(method.name);
  const at = (spots: readonly Spot[]): Resource | undefined => {
    const spot = bestSpot(
      spots.filter(({ desc }) => domain.has(desc)),
      name,
      method,
    );
    return spot && domain.get(spot.desc);
  };
  const answer = answerOf(method);
  const reading: Reading = {
    method,
    name,
    domain,
    thing: at(thingSpots(answer)),
    list: at(listSpots(answer)),
    sent: at(thingSpots(method.input)),
    spoken: spokenOf(method, name, domain),
  };
  const kind = method.methodKind;
  if (kind === 'client_streaming' || kind === 'bidi_streaming') return streamed(reading);
  return kind === 'server_streaming' ? streaming(reading) : unary(reading);
}

function spokenOf(method: DescMethod, name: MethodName, domain: Domain): Resource | undefined {
  // `DeleteService` works on what `GetService` returns, whatever that is called.
  for (const sibling of method.parent.methods) {
    const other = methodName(sibling.name);
    if (sibling === method || !MAKERS.has(other.action) || other.noun !== name.noun || other.plural) continue;
    const spots = thingSpots(answerOf(sibling)).filter(({ desc }) => domain.has(desc));
    const spot = bestSpot(spots, other, sibling);
    if (spot && relation(other, sibling, spot.desc) >= 0.5) return domain.get(spot.desc);
  }
  let [best, most]: [Resource | undefined, number] = [undefined, 0.9];
  for (const [desc, resource] of domain) {
    const near = relation(name, method, desc) + (resourceOf(desc) ? 0.1 : 0);
    if (near > most) [best, most] = [resource, near];
  }
  return best;
}

const MAKERS: ReadonlySet<string> = new Set(['get', 'create']);

function unary(reading: Reading): MethodPlan | undefined {
  const { name, thing, list, sent, spoken, method } = reading;
  switch (name.action) {
    case 'get':
      if (list && answersList(name, method, thing && { path: [], desc: thing.desc }))
        return batch(reading, 'batch_get', list) ?? plan(reading, 'list', list);
      return thing && plan(reading, 'get', thing);
    case 'list':
      return list && plan(reading, 'list', list);
    case 'search':
      return list && plan(reading, 'search', list);
    case 'count':
      return spoken && plan(reading, 'count', spoken);
    case 'exists':
      return spoken && plan(reading, 'exists', spoken);
    case 'create':
    case 'perhaps create': {
      const many = list ?? spoken;
      const made = many && batch(reading, 'batch_create', many);
      if (made) return made;
      const one = sent ?? thing ?? spoken;
      if (!one || (one !== spoken && one !== thing && one !== sent)) return undefined;
      if (name.action === 'perhaps create') {
        if (one !== spoken) return act(reading);
        const asked = requestPlan(method, method.input, 'delete', one).id;
        if (asked && !sent) return act(reading);
      }
      return plan(reading, 'create', one) ?? (one === thing ? bare(reading, one) : undefined);
    }
    case 'update':
    case 'upsert': {
      const many = list ?? spoken;
      const made = many && batch(reading, 'batch_update', many);
      if (made) return made;
      const one = sent ?? (spoken && (!thing || thing === spoken) ? spoken : undefined);
      return (one && plan(reading, name.action, one)) ?? act(reading);
    }
    case 'delete': {
      if (!spoken) return act(reading);
      return batch(reading, 'batch_delete', spoken) ?? plan(reading, 'delete', spoken);
    }
    case 'undelete':
      // A thing may also be restored from a copy of it: that makes another one.
      if (
        name.verb === 'restore' &&
        method.input.fields.some((field) => /backup|source|snapshot|from/.test(field.name))
      )
        return undefined;
      return spoken && plan(reading, 'undelete', spoken);
    default:
      return act(reading);
  }
}

/** AIP: something new below a parent, from what is no field of it (`AddSecretVersion { parent, payload }`). */
function bare(reading: Reading, resource: Resource): MethodPlan | undefined {
  const { method } = reading;
  const request = requestPlan(method, method.input, 'create', resource);
  return request.parent && made(reading, 'create', resource, request);
}

/** A custom method on one thing: it says which, and answers with it; or its name says what it works on. */
function act(reading: Reading): MethodPlan | undefined {
  const { thing, spoken, name } = reading;
  const one = thing && (!spoken || spoken === thing || relation(name, reading.method, thing.desc) > 0) ? thing : spoken;
  return one && (one === spoken || one === thing) ? plan(reading, 'act', one) : undefined;
}

function streaming(reading: Reading): MethodPlan | undefined {
  const { name, thing, list } = reading;
  const one = list ?? thing;
  if (!one) return undefined;
  switch (name.action) {
    case 'get':
    case 'list':
    case 'stream':
      return plan(reading, 'list', one);
    case 'search':
      return plan(reading, 'search', one);
    case 'watch':
      return plan(reading, 'watch', one);
    default:
      return undefined;
  }
}

function streamed(reading: Reading): MethodPlan | undefined {
  const { name, sent, thing, method } = reading;
  if (name.action === 'get' && method.methodKind === 'bidi_streaming') return thing && plan(reading, 'get', thing);
  const stores = ['create', 'perhaps create', 'upsert'].includes(name.action);
  return sent && stores ? plan(reading, 'upload', sent) : undefined;
}

const SINGLE: Readonly<Record<string, Verb>> = {
  batch_get: 'get',
  batch_create: 'create',
  batch_update: 'update',
  batch_delete: 'delete',
};

/** The same on several at once: by their ids, or by a list of requests or of things. */
function batch(reading: Reading, verb: Verb, resource: Resource): MethodPlan | undefined {
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

function plan(reading: Reading, verb: Verb, resource: Resource): MethodPlan | undefined {
  const { method } = reading;
  const request = requestPlan(method, method.input, verb, resource);
  return complete(verb, request) ? made(reading, verb, resource, request) : undefined;
}

function made({ method }: Reading, verb: Verb, resource: Resource, request: RequestPlan): MethodPlan | undefined {
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
