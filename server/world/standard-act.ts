import { isFieldSet, ScalarType, type DescField, type Message } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { behaviorsOf, OUTPUT_ONLY } from '../generate/annotations.ts';
import { splitWords } from '../generate/words.ts';
import { idValue, isNamed, writeId } from './entity-id.ts';
import { draftOf, type Entity } from './entity.ts';
import { alreadyExists, worldFull, type Failed } from './failure.ts';
import { readField, writeField, writePath } from './field-access.ts';
import { kindOf, sameType } from './infer-field.ts';
import { itemPairs } from './infer-items.ts';
import { ASKS, SETS } from './infer-setters.ts';
import { markUpdated, serverFields } from './marks.ts';
import type { FieldPath, MethodPlan } from './resource.ts';
import { failed, targetOf, type Outcome, type Ready, type WorldCall } from './standard-call.ts';
import { change, checkDeleted, checkEtag } from './standard-update.ts';
import { stateChange, type StateChange } from './state-verb.ts';

/** What a custom method does to its entity; compiled once for each. */
interface ActPlan {
  readonly state: StateChange | undefined;
  /** Fields of the request that are fields of the thing, whatever they are called there. */
  readonly copies: readonly { readonly from: DescField; readonly to: FieldPath; readonly zero: boolean }[];
  /** `AddTag{ tag }`: items that come to a list, or go from it. */
  readonly items: readonly { readonly from: DescField; readonly to: DescField; readonly add: boolean }[];
  /** `MoveBook{ other_shelf_name }`: the new parent. */
  readonly parent: DescField | undefined;
}

const plans = new WeakMap<MethodPlan, ActPlan>();

function planOf(plan: MethodPlan): ActPlan {
  let found = plans.get(plan);
  if (!found) plans.set(plan, (found = compile(plan)));
  return found;
}

function compile({ method, resource, request }: MethodPlan): ActPlan {
  const verb = splitWords(method.name).split(' ')[0] ?? '';
  if (ASKS.test(verb)) return { state: undefined, copies: [], items: [], parent: undefined };
  const kept = serverFields(resource);
  const own = request.id?.[0];
  const free = method.input.fields.filter((field) => field !== own && field !== request.etag?.[0]);
  const same = free.flatMap((from) => {
    const to = resource.desc.fields.find((field) => field.name === from.name && sameType(field, from));
    return to && !kept.has(to) && !behaviorsOf(to).has(OUTPUT_ONLY) ? [{ from, to: [to] as const }] : [];
  });
  const others = (request.fields ?? []).map(({ from, to }) => ({ from: from[0]!, to }));
  const all = [...same, ...others];
  // A request that sets one thing sets it to nothing as well: `ScaleDeployment { replicas: 0 }`.
  const alone = all.length === 1 && SETS.test(verb);
  const copies = all.map((pair) => ({ ...pair, zero: alone && mayBeZero(pair.from) }));
  const add = /^(add|append|attach|assign|tag|label|grant)$/.test(verb);
  const items =
    add || /^(remove|delete|detach|unassign|untag|unlabel|revoke)$/.test(verb)
      ? itemPairs(free, resource.desc).map((pair) => ({ ...pair, add }))
      : [];
  const moves = /^(move|transfer|relocate|rename)$/.test(verb) && isNamed(resource);
  const parent = moves
    ? free.find(
        (field) =>
          field.fieldKind === 'scalar' && field.scalar === 9 && /parent|other|new|target|destination/.test(field.name),
      )
    : undefined;
  return { state: stateChange(resource, verb), copies, items, parent };
}

/** A number or a flag of which nobody can say whether it was set. */
const mayBeZero = (field: DescField): boolean =>
  field.fieldKind === 'scalar' &&
  field.presence === FeatureSet_FieldPresence.IMPLICIT &&
  field.scalar !== ScalarType.STRING &&
  field.scalar !== ScalarType.BYTES;

/** Whole numbers come in many sizes. */
const converted = (value: unknown, to: DescField): unknown =>
  kindOf(to) === 'whole' && value !== undefined ? (idValue(to, String(value)) ?? value) : value;

/** A custom method on one entity: answers with it; where the verb says what becomes of it, that is remembered. */
export function prepareAct(call: WorldCall, request: Message): Ready | Failed {
  const plan = call.plan.request;
  const { resource } = call.plan;
  const current = targetOf(call, request, plan);
  if (failed(current)) return current;
  const refused = checkDeleted(current) ?? checkEtag(current, request, plan);
  if (refused) return refused;
  const { state, copies, items, parent } = planOf(call.plan);
  const set = copies.filter(({ from, zero }) => zero || isFieldSet(request, from));
  const given = items.filter(({ from }) => isFieldSet(request, from));
  const to = parent && readField(request, parent);
  if (typeof to === 'string' && to !== '') return move(call, current, to);
  if (!state && set.length === 0 && given.length === 0)
    return { id: undefined, commit: () => ({ entity: current, count: 1, flag: true }) };
  const message = draftOf(current);
  for (const { from, to: path } of set) writePath(message, path, converted(readField(request, from), path.at(-1)!));
  for (const { from, to: field, add } of given) {
    const held = readField(message, field) as readonly unknown[]; // a list
    const values = [readField(request, from)].flat();
    const others = held.filter((one) => !values.includes(one));
    writeField(message, field, add ? [...others, ...values] : others);
  }
  return change(call, request, plan, current, message, (revision) => state?.apply(message, revision), call.writer);

  function move({ world, universe, writer }: WorldCall, entity: Entity, target: string): Ready | Failed {
    const segments = entity.id.split('/');
    const whole = target.split('/').length === segments.length;
    const id = whole ? target : [target, ...segments.slice(target.split('/').length)].join('/');
    if (id === entity.id) return { id: undefined, commit: () => ({ entity, count: 1, flag: true }) };
    if (world.isMember(universe, resource, id)) return alreadyExists(resource, id);
    const moved = draftOf(entity);
    writeId(resource, moved, id);
    markUpdated(resource, moved, entity.revision + 1);
    return {
      id,
      commit: (): Outcome | Failed => {
        const there = world.put(universe, resource, id, moved, writer);
        if (!there || world.remove(universe, resource, entity.id, writer) === undefined) return worldFull(resource, id);
        return { entity: there, count: 1, flag: true };
      },
    };
  }
}
