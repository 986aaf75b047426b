import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { itemWords } from '../generate/words.ts';
import { wordsOf } from './infer-field.ts';
import { methodName, type MethodName } from './infer-name.ts';
import { itemPairs } from './infer-items.ts';
import { lookup } from './infer-lookup.ts';
import { answerOf } from './infer-operation.ts';
import { operationMethod } from './infer-operations.ts';
import { bySetter, byShape, COPIES } from './infer-by-shape.ts';
import { nearness, relation } from './infer-relation.ts';
import { requestPlan } from './infer-request.ts';
import { batch, made, plan, type Reading } from './infer-plan.ts';
import { domainOf, type Domain } from './infer-resources.ts';
import { answersList, bestSpot } from './infer-sightings.ts';
import { listSpots, thingSpots, type Spot } from './infer-spot.ts';
import { isNamed } from './entity-id.ts';
import { view } from './infer-view.ts';
import type { MethodPlan, Resource } from './resource.ts';

const plans = new WeakMap<DescMethod, MethodPlan | null>();

/** What a method does with the world; undefined for methods that work on no resource. Cached by descriptor. */
export function planMethod(method: DescMethod): MethodPlan | undefined {
  let plan = plans.get(method);
  if (plan === undefined) plans.set(method, (plan = operationMethod(method) ?? infer(method) ?? null));
  return plan ?? undefined;
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
    get spoken() {
      return spokenOf(method, name, domain);
    },
  };
  const kind = method.methodKind;
  if (kind === 'client_streaming' || kind === 'bidi_streaming') return streamed(reading);
  return kind === 'server_streaming' ? streaming(reading) : (unary(reading) ?? byShape(reading));
}

function spokenOf(method: DescMethod, name: MethodName, domain: Domain): Resource | undefined {
  // `DeleteService` works on what `GetService` returns, whatever that is called.
  for (const sibling of makersOf(method.parent).get(name.noun) ?? []) {
    if (sibling === method) continue;
    const other = methodName(sibling.name);
    const spots = thingSpots(answerOf(sibling)).filter(({ desc }) => domain.has(desc));
    const spot = bestSpot(spots, other, sibling);
    if (spot && relation(other, sibling, spot.desc) >= 0.5) return domain.get(spot.desc);
  }
  let [best, most]: [Resource | undefined, number] = [undefined, 0.9];
  for (const [desc, resource] of domain) {
    const near = nearness(name, method, desc) + (resourceOf(desc) ? 0.1 : 0);
    if (near > most) [best, most] = [resource, near];
  }
  return best;
}

const makers = new WeakMap<DescService, ReadonlyMap<string, readonly DescMethod[]>>();

/** The methods of a service that return one thing, by what they call it. */
function makersOf(service: DescService): ReadonlyMap<string, readonly DescMethod[]> {
  let found = makers.get(service);
  if (!found) {
    const byNoun = new Map<string, DescMethod[]>();
    for (const method of service.methods) {
      const { action, noun, plural } = methodName(method.name);
      if ((action !== 'get' && action !== 'create') || plural) continue;
      const same = byNoun.get(noun);
      if (same) same.push(method);
      else byNoun.set(noun, [method]);
    }
    makers.set(service, (found = byNoun));
  }
  return found;
}

function unary(reading: Reading): MethodPlan | undefined {
  const { name, thing, list, method } = reading;
  const owner = ownerOf(reading);
  if (owner) return plan(reading, 'act', owner);
  switch (name.action) {
    case 'get':
      if (list && answersList(name, method, thing && { path: [], desc: thing.desc }))
        return batch(reading, 'batch_get', list) ?? plan(reading, 'list', list);
      return getting(reading);
    case 'list':
    case 'search':
      return list && plan(reading, name.action, list);
    case 'create':
    case 'perhaps create':
      return creating(reading);
    case 'update':
    case 'upsert':
      return updating(reading, name.action);
    case 'count':
    case 'exists':
      return reading.spoken && plan(reading, name.action, reading.spoken);
    case 'delete': {
      const { spoken } = reading;
      if (spoken && spoken === thing && endsAs(spoken, name.verb)) return plan(reading, 'act', spoken);
      return spoken ? (batch(reading, 'batch_delete', spoken) ?? plan(reading, 'delete', spoken)) : act(reading);
    }
    case 'undelete': {
      // A thing may also be restored from a copy of it: that makes another one; or be one that others are restored to.
      const copied = method.input.fields.some((field) => /backup|source|snapshot|from/.test(field.name));
      if (name.verb === 'restore' && copied) return undefined;
      if (name.verb === 'restore' && reading.spoken && !mayComeBack(reading.spoken)) return act(reading);
      return reading.spoken && plan(reading, 'undelete', reading.spoken);
    }
    default:
      if (name.verb !== '') return act(reading) ?? (TELLS.test(name.verb) ? view(reading) : undefined);
      // `Users`, `User`: REST put into words.
      return list && name.plural ? plan(reading, 'list', list) : getting(reading);
  }
}

/** `AddTag { post_id, tag }` returns the post: it is not a tag that is made, but an item of a list. */
function ownerOf({ name, method, domain }: Reading): Resource | undefined {
  const owner = domain.get(method.output);
  if (!owner || !/^(add|append|attach|assign|remove|delete|detach|unassign)$/.test(name.verb)) return undefined;
  const item = itemPairs(method.input.fields, owner.desc).some(({ to }) => itemWords(wordsOf(to)) === name.noun);
  const names = item && requestPlan(method, method.input, 'delete', owner).id !== undefined;
  return names ? owner : undefined;
}

/** `DestroySecretVersion` leaves a version behind that is DESTROYED; only what is deleted or removed is gone. */
const endsAs = ({ marks }: Resource, verb: string): boolean =>
  verb !== 'delete' &&
  verb !== 'remove' &&
  (marks.state?.enum.values.some(({ name }) => name.toLowerCase().includes(verb)) ?? false);

/** What is deleted softly has a time or a state that says so. */
const mayComeBack = ({ marks, patterns }: Resource): boolean =>
  patterns.length === 0 ||
  marks.deleteTime !== undefined ||
  (marks.state?.enum.values.some(({ name }) => /(^|_)(DELETED|DELETE_REQUESTED|TRASHED)$/.test(name)) ?? false);

/** Verbs that ask for something of a thing, as `get` does. */
const TELLS = /^(check|query|inquire|inspect)$/;

function getting(reading: Reading): MethodPlan | undefined {
  const { thing } = reading;
  if (thing) return plan(reading, 'get', thing) ?? lookup(reading, thing);
  // `GetUserResponse { id, name }`, where lists hold `User { id, name }`.
  const flat = reading.spoken && plan(reading, 'get', reading.spoken);
  return flat && (flat.response.fields?.length ?? 0) > 0 ? flat : view(reading);
}

function creating(reading: Reading): MethodPlan | undefined {
  const { name, thing, list, sent, spoken, method } = reading;
  const many = list ?? spoken;
  const several = many && batch(reading, 'batch_create', many);
  if (several) return several;
  const one = sent ?? thing ?? spoken;
  if (!one) return undefined;
  const names = !sent && requestPlan(method, method.input, 'delete', one).id !== undefined;
  // `StartOta { group_id, firmware_version }` returns an `OtaJob` with both.
  const likely = one === spoken || (one === thing && !spoken && fieldsOf(reading, one) > 1);
  if (name.action === 'perhaps create' && (!likely || names)) return act(reading);
  // `AddGrantees { data_policy, grantees }` changes a thing that is there.
  if (/^(add|register|insert|post)$/.test(name.verb) && names && isNamed(one)) return act(reading);
  return plan(reading, 'create', one) ?? (one === thing ? bare(reading, one) : undefined);
}

const fieldsOf = ({ method }: Reading, resource: Resource): number =>
  requestPlan(method, method.input, 'create', resource).fields?.length ?? 0;

function updating(reading: Reading, verb: 'update' | 'upsert'): MethodPlan | undefined {
  const { thing, list, sent, spoken } = reading;
  const many = list ?? spoken;
  const several = many && batch(reading, 'batch_update', many);
  if (several) return several;
  const one = sent ?? (!thing || thing === spoken ? spoken : undefined);
  return (one && plan(reading, verb, one)) ?? act(reading);
}

/** A custom method on one thing: it says which, and answers with it; or its name says what it works on. */
function act(reading: Reading): MethodPlan | undefined {
  const { thing, spoken, name, method } = reading;
  const one = thing && (!spoken || spoken === thing || relation(name, method, thing.desc) > 0) ? thing : spoken;
  if (one) return COPIES.test(name.verb) && thing ? undefined : plan(reading, 'act', one);
  return bySetter(reading);
}

/** AIP: something new below a parent, from what is no field of it (`AddSecretVersion { parent, payload }`). */
function bare(reading: Reading, resource: Resource): MethodPlan | undefined {
  const { method } = reading;
  const request = requestPlan(method, method.input, 'create', resource);
  return request.parent && made(reading, 'create', resource, request);
}

function streaming(reading: Reading): MethodPlan | undefined {
  const { name, thing, list } = reading;
  const one = list ?? thing;
  if (!one) return undefined;
  switch (name.action) {
    case 'get':
    case 'list':
    case 'stream':
      return shallow(plan(reading, 'list', one));
    case 'search':
      return shallow(plan(reading, 'search', one));
    case 'watch':
      return plan(reading, 'watch', one);
    default:
      return undefined;
  }
}

/** Deep inside of an answer stands a thing beside many others: the answer is no list of it. */
const shallow = (found: MethodPlan | undefined): MethodPlan | undefined =>
  found && (found.response.list ?? found.response.entity ?? []).length <= 1 ? found : undefined;

function streamed(reading: Reading): MethodPlan | undefined {
  const { name, sent, thing, method } = reading;
  if (name.action === 'get' && method.methodKind === 'bidi_streaming') return thing && plan(reading, 'get', thing);
  const stores = ['create', 'perhaps create', 'upsert'].includes(name.action);
  return sent && stores ? plan(reading, 'upload', sent) : undefined;
}
