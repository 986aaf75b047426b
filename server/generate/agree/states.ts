import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Draft } from '../context.ts';
import { REFERENCE } from '../times.ts';
import { splitWords } from '../words.ts';
import type { Agreement } from './agreement.ts';
import { isThere } from './number-field.ts';
import { timeFields, type TimeField } from './time-field.ts';

/** How far a thing has come. Words of enum values, of status texts, and of the times and flags that tell of them. */
// prettier-ignore
const STAGES: readonly (readonly [number, string])[] = [
  [1, 'draft created new open placed pending scheduled booked queued submitted todo requested planned reserved ordered issued waiting'],
  [2, 'confirmed accepted approved authorized authorised verified active enabled assigned acknowledged'],
  [3, 'paid captured charged'],
  [4, 'processing preparing packed started running boarding progress review building executing'],
  [5, 'shipped dispatched sent departed transit onway progressing'],
  [6, 'delivered arrived landed completed complete finished done succeeded success resolved received fulfilled closed published merged settled ended answered sold'],
  [7, 'returned refunded reopened'],
  [-1, 'cancelled canceled failed rejected declined expired voided void aborted revoked denied failure error'],
];
const STAGE_OF = new Map(STAGES.flatMap(([stage, words]) => words.split(' ').map((word) => [word, stage] as const)));

/** Words of a status alone: what is held has begun and has not ended. As flags they say nothing of how far it came. */
const HELD = /\b(frozen|paused|suspended|blocked|locked|held|inactive|degraded)$/;

const BEFORE_END = 2;

interface Stage {
  readonly word: string;
  readonly stage: number;
}

/** The stage that a value or a status text names, by its last known word: `ORDER_STATE_SHIPPED`, `in progress`. */
export function stageOf(text: string): Stage | undefined {
  for (const word of splitWords(text).split(' ').toReversed()) {
    const stage = STAGE_OF.get(word);
    if (stage !== undefined) return { word: word.replace('canceled', 'cancelled'), stage };
  }
  return undefined;
}

const MOMENT = /^(?:(?:date|time) )?(\w+)(?: (?:at|on|time|date|timestamp))?$/;
/** The status of the thing itself, and not of a part of it. */
const STATUS = /^(\w+ )?(status|state|phase)$/;

/**
 * A status and the times and flags beside it: what was cancelled was never delivered, what is shipped has a time of
 * shipping, and the times stand in their order.
 */
/** The stage that the status of a message says; undefined for a message without one. */
export function statusOf(desc: DescMessage): ((draft: Draft) => Stage | undefined) | undefined {
  const status = desc.fields.find((field) => STATUS.test(splitWords(field.name)) && isStatus(field));
  return status && reader(status);
}

export function states(desc: DescMessage, noun: string): Agreement[] {
  const status = desc.fields.find((field) => STATUS.test(splitWords(field.name)) && isStatus(field));
  const times = timeFields(desc, noun).flatMap((time) => {
    const word = MOMENT.exec(time.words)?.[1];
    const found = word === undefined || isCreation(word) ? undefined : stageOf(word);
    return found ? [{ ...found, time }] : [];
  });
  const flags = desc.fields.flatMap((field) => {
    if (field.fieldKind !== 'scalar' || field.scalar !== ScalarType.BOOL || field.oneof) return [];
    const found = stageOf(splitWords(field.name).replace(/^(is|was|has been) /, ''));
    return found && /^((is|was|has been) )?\w+$/.test(splitWords(field.name))
      ? [{ ...found, name: field.localName }]
      : [];
  });
  if (!status) return times.length > 0 ? [(draft) => (unhappy(draft, times), inOrder(draft, times))] : [];
  const spans = timeFields(desc, noun).filter(({ kind }) => kind === 'start' || kind === 'end');
  const tracking = desc.fields.filter(
    (field) =>
      field.scalar === ScalarType.STRING &&
      field.fieldKind === 'scalar' &&
      !field.oneof &&
      /^tracking (number|code|url|link|id)$/.test(splitWords(field.name)),
  );
  const reasons = desc.fields.filter(
    (field) =>
      field.fieldKind === 'scalar' &&
      field.scalar === ScalarType.STRING &&
      !field.oneof &&
      /^(cancellation|cancel|cancelled|failure|decline|declined|rejection|refund|return) (reason|note|code)$/.test(
        splitWords(field.name),
      ),
  );
  if (times.length + flags.length + spans.length + tracking.length + reasons.length === 0) return [];
  const read = reader(status);
  return [
    (draft) => {
      const now = read(draft);
      if (!now) return unhappy(draft, times);
      for (const { time, word, stage } of times) if (!happened(now, word, stage)) time.clear(draft);
      for (const { name, word, stage } of flags)
        if (isThere(draft, name) && stage !== 2) draft[name] = happened(now, word, stage);
      for (const { localName } of tracking) if (now.stage < 5 && isThere(draft, localName)) draft[localName] = '';
      if (now.stage >= 0 && now.stage < 7)
        for (const { localName } of reasons) if (isThere(draft, localName)) draft[localName] = '';
      if (now.stage >= 4) past(draft, spans, now.stage);
      inOrder(draft, times);
    },
  ];
}

const DAY = 86_400_000;

/** What has landed has departed: its times lie before the reference date. What is under way has begun. */
function past(draft: Draft, spans: readonly TimeField[], stage: number): void {
  const moments = spans.flatMap((time) => {
    const at = time.read(draft);
    return at === undefined ? [] : [{ time, at, ends: time.kind === 'end' }];
  });
  const bound = Math.max(...moments.filter(({ ends }) => stage >= 6 || !ends).map(({ at }) => at));
  if (moments.length === 0 || bound <= REFERENCE) return;
  const back = Math.ceil((bound - REFERENCE) / DAY) * DAY;
  for (const { time, at } of moments) time.write(draft, at - back);
}

/** Times of creation are always there; the table names them as stages for the sake of states. */
const isCreation = (word: string): boolean =>
  /^(created|new|open|placed|ordered|issued|submitted|requested|booked|scheduled|planned)$/.test(word);

const isStatus = (field: DescField): boolean =>
  !field.oneof && (field.fieldKind === 'enum' || (field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING));

function reader(field: DescField): (draft: Draft) => Stage | undefined {
  const { localName: name } = field;
  const stage = (text: string): Stage | undefined =>
    stageOf(text) ?? (HELD.test(splitWords(text)) ? { word: 'held', stage: 4 } : undefined);
  if (!field.enum) return (draft) => (isThere(draft, name) ? stage(String(draft[name])) : undefined);
  const stages = new Map(field.enum.values.map((value) => [value.number, stage(value.name)]));
  return (draft) => (isThere(draft, name) ? stages.get(Number(draft[name])) : undefined);
}

function happened(now: Stage, word: string, stage: number): boolean {
  if (now.stage < 0) return stage < 0 ? word === now.word : stage <= BEFORE_END;
  return stage >= 0 && stage <= now.stage && (stage < 7 || word === now.word);
}

/** Nothing says that it went wrong. */
function unhappy(draft: Draft, times: readonly { readonly stage: number; readonly time: TimeField }[]): void {
  for (const { stage, time } of times) if (stage < 0 || stage === 7) time.clear(draft);
}

function inOrder(draft: Draft, times: readonly { readonly stage: number; readonly time: TimeField }[]): void {
  const there = times
    .flatMap(({ stage, time }) => {
      const at = time.read(draft);
      return at === undefined ? [] : [{ stage: stage < 0 ? 9 : stage, time, at }];
    })
    .sort((x, y) => x.stage - y.stage);
  if (there.length < 2) return;
  const moments = there.map(({ at }) => at).sort((x, y) => x - y);
  there.forEach(({ time, at }, index) => {
    if (moments[index] !== at) time.write(draft, moments[index]!);
  });
}
