import { ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import { writeText } from './entity-id.ts';
import type { Entity } from './entity.ts';
import { writeField, writePath } from './field-access.ts';
import { thingSpots } from './infer-spot.ts';
import type { MethodPlan } from './resource.ts';

/** What a message of a watch tells: `state` is what was there before anything changed. */
export type Told = 'state' | 'created' | 'updated' | 'deleted';

/** Writes an entity, and what happened to it, into a message of a watch; false where the type cannot tell that. */
export type ChangeWriter = (draft: Message, entity: Entity, told: Told) => boolean;

const STEMS: Readonly<Record<Told, readonly RegExp[]>> = {
  state: [
    /\b(initial|existing|snapshot|current|state|sync|synced|present|none|unchanged)\b/,
    /\b(added|add|created|create|new|inserted|insert|put|upserted|upsert|set)\b/,
    /\b(updated|update|modified|modify|changed|change)\b/,
  ],
  created: [
    /\b(created|create|added|add|new|inserted|insert|registered)\b/,
    /\b(put|upserted|upsert|set|saved|replaced|updated|update|modified|modify|changed|change)\b/,
  ],
  updated: [
    /\b(updated|update|modified|modify|changed|change|patched|edited)\b/,
    /\b(put|upserted|upsert|set|saved|replaced|added|created)\b/,
  ],
  deleted: [/\b(deleted|delete|removed|remove|destroyed|gone|dropped|expired|unregistered|evicted)\b/],
};

const TELLINGS: readonly Told[] = ['state', 'created', 'updated', 'deleted'];

/** The one of some names that tells what happened, by the words in it. */
function tellingOf<T>(told: Told, named: readonly T[], words: (one: T) => string): T | undefined {
  for (const stem of STEMS[told]) {
    const found = named.find((one) => stem.test(words(one)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How the messages of a watch tell changes: a oneof with a member for each, a field beside the entity, or a flag. */
export function changeWriter(plan: MethodPlan): ChangeWriter {
  const { output } = plan.method;
  return byOneof(output, plan) ?? byField(output, plan);
}

/** `oneof change { Book created = 1; Book updated = 2; string deleted_id = 3; }` */
function byOneof(output: DescMessage, { resource }: MethodPlan): ChangeWriter | undefined {
  for (const oneof of output.oneofs) {
    const members = new Map<Told, DescField>();
    for (const told of TELLINGS) {
      const member = tellingOf(told, oneof.fields, ({ name }) => splitWords(name));
      if (member && holds(member, resource.desc) !== undefined) members.set(told, member);
    }
    if (!members.has('deleted') && !(members.has('created') && members.has('updated'))) continue;
    if (!members.has('created') && !members.has('updated')) continue;
    return (draft, entity, told) => {
      const member = members.get(told);
      const inside = member && holds(member, resource.desc);
      if (!member || !inside) return false;
      if (inside === 'id') {
        const name = member.scalar === ScalarType.STRING;
        writeField(draft, member, name ? entity.id : undefined);
        if (!name) writeText(draft, [member], entity.id);
      } else writePath(draft, [member, ...inside], entity.message);
      return true;
    };
  }
  return undefined;
}

/** Where a member holds an entity: a path below it, or its id; undefined where it holds neither. */
function holds(member: DescField, desc: DescMessage): readonly DescField[] | 'id' | undefined {
  if (member.fieldKind === 'scalar') return member.scalar === ScalarType.BOOL ? undefined : 'id';
  if (member.fieldKind !== 'message') return undefined;
  return thingSpots(member.message).find((spot) => spot.desc === desc)?.path;
}

function byField(output: DescMessage, plan: MethodPlan): ChangeWriter {
  const { entity: path = [], change } = plan.response;
  const flag = path.length === 0 ? undefined : output.fields.find(isGoneFlag);
  const tell = change && changeField(change);
  return (draft, entity, told) => {
    if (path.length > 0) writePath(draft, path as [DescField, ...DescField[]], entity.message);
    const known = tell?.(draft, told) ?? false;
    if (flag) writeField(draft, flag, told === 'deleted');
    // A thing alone cannot say that it is gone, unless it is kept and says so itself.
    return (
      told !== 'deleted' ||
      known ||
      flag !== undefined ||
      (entity.deleted && entity.resource.marks.deleteTime !== undefined)
    );
  };
}

const isGoneFlag = (field: DescField): boolean =>
  field.scalar === ScalarType.BOOL && !field.oneof && STEMS.deleted[0]!.test(splitWords(field.name));

/** An enum by its values, a text by the words that most APIs use. */
function changeField(field: DescField): (draft: Message, told: Told) => boolean {
  if (field.enum) {
    const prefix = field.enum.sharedPrefix?.length ?? 0;
    const numbers = new Map<Told, number>();
    for (const told of TELLINGS) {
      const value = tellingOf(told, field.enum.values, ({ name }) => splitWords(name.slice(prefix).toLowerCase()));
      if (value) numbers.set(told, value.number);
    }
    return (draft, told) => {
      const number = numbers.get(told);
      if (number !== undefined) writeField(draft, field, number);
      return number !== undefined;
    };
  }
  const WORDS: Readonly<Record<Told, string>> = {
    state: 'ADDED',
    created: 'ADDED',
    updated: 'MODIFIED',
    deleted: 'DELETED',
  };
  return (draft, told) => {
    writeField(draft, field, WORDS[told]);
    return true;
  };
}
