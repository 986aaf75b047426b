import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { aboutOf } from '../about.ts';
import type { Draft } from '../context.ts';
import { hintFor } from '../name-hints.ts';
import { factRows, tellers, type Member } from '../things/facts.ts';
import { THINGS } from '../things/things.ts';
import { itemWords, splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';
import { isThere, numberField } from './number-field.ts';
import { timeFields, type TimeField } from './time-field.ts';

export type ListField = DescField & { readonly fieldKind: 'list' };

const ROWS = factRows(THINGS, 'members');
const MEMBERS = tellers(THINGS, 'members');

const itemsOf = (draft: Draft, list: ListField): Draft[] => draft[list.localName] as Draft[]; // a list of messages

/** What is known of the items by what the whole is: the ingredients of this dish. */
export function members(lists: readonly ListField[], noun: string): Agreement[] {
  return lists.flatMap((list) => {
    const tell = list.message && MEMBERS.get(hintFor(ROWS, itemWords(splitWords(list.name)), noun)?.kind ?? '');
    const desc = list.message;
    if (!tell || !desc) return [];
    return [
      (draft: Draft, _gen: unknown, s: number) => {
        const known = tell(s, s, s);
        const items = itemsOf(draft, list);
        items.length = Math.min(items.length, known.length);
        items.forEach((item, index) => fill(item, desc, known[index]!));
      },
    ];
  });
}

const PART_ROWS = factRows(THINGS, 'parts');
const PARTS = tellers(THINGS, 'parts');

/** The same for a message within. */
export function parts(desc: DescMessage, noun: string): Agreement[] {
  return desc.fields.flatMap((field) => {
    if (field.fieldKind !== 'message' || field.oneof) return [];
    const tell = PARTS.get(hintFor(PART_ROWS, splitWords(field.name), noun)?.kind ?? '');
    const { message, localName } = field;
    if (!tell) return [];
    return [
      (draft: Draft, _gen: unknown, s: number) => {
        const part = draft[localName] as Draft | undefined; // a message, where it is set
        if (part) fill(part, message, tell(s, s, s));
      },
    ];
  });
}

const patterns = new Map<string, RegExp>();
function pattern(words: string): RegExp {
  let found = patterns.get(words);
  if (!found) patterns.set(words, (found = new RegExp(`^(?:${words})$`)));
  return found;
}

function fill(item: Draft, desc: DescMessage, member: Member): void {
  for (const [words, value] of Object.entries(member)) {
    const field = desc.fields.find(
      (candidate) =>
        !candidate.oneof && candidate.fieldKind === 'scalar' && pattern(words).test(splitWords(candidate.name)),
    );
    if (!field || !isThere(item, field.localName)) continue;
    if (field.scalar === ScalarType.STRING) item[field.localName] = String(value);
    else if (typeof value === 'number') numberField(field)?.write(item, value);
  }
}

const ORDINAL =
  /^(index|position|number|no|step|step number|line|line number|line no|order|sort order|display order|track|track number|seq|sequence|sequence number|rank|ranking|ordinal|place|leg|leg number|stop number|item number|lesson number|section number|step index|step no|page number)$/;

/** Items that carry a number are numbered in their order. */
export function ordinals(lists: readonly ListField[]): Agreement[] {
  return lists.flatMap((list) => {
    const field = list.message?.fields.find(
      (candidate) => candidate.fieldKind === 'scalar' && ORDINAL.test(splitWords(candidate.name)),
    );
    const number = field && numberField(field);
    if (!number?.whole) return [];
    return [(draft: Draft) => itemsOf(draft, list).forEach((item, index) => number.write(item, index + 1))];
  });
}

const SERIES = /(^|\b)(time|timestamp|at|on|date|day|hour)$/;
/** Times that happen, and so come one after the other. */
const HAPPENS = /^(created|updated|sent|done|start)$/;

/** Events, messages and readings in a list come one after the other. */
export function series(desc: DescMessage, lists: readonly ListField[], noun: string): Agreement[] {
  const birth = timeFields(desc, noun).find(({ kind }) => kind === 'created');
  return lists.flatMap((list) => {
    const { message } = list;
    if (!message || message.typeName.startsWith('google.protobuf.')) return [];
    if (
      !/\b(reading|event|message|comment|entry|log|history|measurement|sample|point|status|change|update|activity|transition|checkpoint|scan|data|value|reply|forecast|hourly|daily|hour|day|observation|metric|telemetry|post|timeline|transaction|record)s?$/.test(
        itemWords(splitWords(list.name)),
      )
    )
      return [];
    const times = timeFields(message, aboutOf(message)).filter(({ words }) => SERIES.test(words));
    const [time, ...others] = times;
    if (!time || others.length > 1 || !HAPPENS.test(time.kind)) return [];
    const step = /\b(day|daily|date|forecast)\b/.test(`${splitWords(list.name)} ${time.words}`)
      ? 86_400_000
      : stepOf(splitWords(list.name));
    return [(draft: Draft) => spread(itemsOf(draft, list), time, others, step, birth?.read(draft))];
  });
}

const stepOf = (words: string): number =>
  /hour/.test(words)
    ? 3_600_000
    : /reading|measurement|sample|point|telemetry|metric/.test(words)
      ? 300_000
      : 1_140_000;

/** The latest commit of a repository is younger than the repository. */
export function latest(desc: DescMessage, noun: string): Agreement[] {
  const times = timeFields(desc, noun);
  const [birth, change] = [times.find(({ kind }) => kind === 'created'), times.find(({ kind }) => kind === 'updated')];
  if (!birth) return [];
  return desc.fields.flatMap((field) => {
    if (field.fieldKind !== 'message' || field.oneof) return [];
    if (!/\b(latest|last|current|recent|head|newest)\b/.test(splitWords(field.name))) return [];
    const within = timeFields(field.message, aboutOf(field.message)).filter(({ kind }) => HAPPENS.test(kind));
    return within.length === 0
      ? []
      : [
          (draft: Draft) => {
            const part = draft[field.localName] as Draft | undefined; // a message, where it is set
            const at = change?.read(draft) ?? birth.read(draft);
            if (part && at !== undefined)
              for (const time of within) if (time.read(part) !== undefined) time.write(part, at);
          },
        ];
  });
}

function spread(
  items: readonly Draft[],
  time: TimeField,
  others: readonly TimeField[],
  step: number,
  after: number | undefined,
): void {
  const own = items[0] && time.read(items[0]);
  if (own === undefined) return;
  // What happens to a thing happens once it is there.
  const first = after === undefined ? own : after + step;
  items.forEach((item, index) => {
    const before = time.read(item);
    if (before === undefined) return;
    const at = first + index * step;
    time.write(item, at);
    for (const other of others) {
      const then = other.read(item);
      if (then !== undefined) other.write(item, at + Math.max(0, then - before));
    }
  });
}
