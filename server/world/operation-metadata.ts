import {
  clone,
  ScalarType,
  toBinary,
  type DescEnum,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { REFERENCE } from '../generate/times.ts';
import { splitWords } from '../generate/words.ts';
import { readField, writeField } from './field-access.ts';
import type { Payload, Progress } from './operations.ts';
import { wholeNumber } from './paging.ts';

/** What an operation is about. */
export interface OperationTopic {
  /** Name or id of the entity; empty for none. */
  readonly target: string;
  /** `create`, `update`, `delete`, or the words of a custom method. */
  readonly verb: string;
  /** Milliseconds that it takes. */
  readonly takes: number;
}

/** Sets one field by how far the operation is. */
type Setter = (message: Message, progress: Progress) => void;

const DEEPEST = 2;

/**
 * The metadata of an operation as time goes by: `draft` with its times, progress, states and target brought into
 * agreement. Times are told from the reference date: the clock says how far an operation is, and never stands in a value.
 */
export function metadataOf(desc: DescMessage, draft: Message, topic: OperationTopic): (progress: Progress) => Payload {
  const setters = settersOf(desc, topic, 0);
  return (progress) => {
    const message = clone(desc, draft);
    for (const set of setters) set(message, progress);
    return { type: desc.typeName, bytes: toBinary(desc, message) };
  };
}

const ENDS =
  /^(end|ended|finish|finished|complete|completed|completion|done|stop|stopped|cancel|cancelled|canceled)( |$)/;
const UPDATES = /^(update|updated|last|modified|modify)( |$)/;

function settersOf(desc: DescMessage, topic: OperationTopic, depth: number): readonly Setter[] {
  return desc.fields.flatMap((field): Setter | readonly Setter[] => {
    const words = splitWords(field.name);
    const put =
      (value: (progress: Progress) => unknown): Setter =>
      (message, progress) =>
        writeField(message, field, value(progress));
    switch (field.fieldKind) {
      case 'message':
        if (field.message.typeName === 'google.protobuf.Timestamp')
          return field.oneof ? [] : put(momentOf(words, topic));
        if (depth >= DEEPEST || field.oneof || /^google\.(protobuf|rpc|type)\./.test(field.message.typeName)) return [];
        return /progress|metadata|status|operation|common|generic/.test(words)
          ? settersOf(field.message, topic, depth + 1).map(inside(field))
          : [];
      case 'enum':
        return /\b(state|status|phase|stage)$/.test(words) ? stateSetter(field, field.enum) : [];
      case 'scalar':
        if (field.oneof) return [];
        if (
          /(progress|percent|percentage|completion)( percent| percentage)?$/.test(words) &&
          field.scalar !== ScalarType.STRING
        )
          return put(({ share }) => shareOf(field, words, share));
        if (field.scalar === ScalarType.BOOL && /cancel/.test(words)) return put(({ cancelled }) => cancelled);
        if (field.scalar !== ScalarType.STRING) return [];
        if (/^(target|resource|resource name|target resource|entity)$/.test(words) && topic.target !== '')
          return put(() => topic.target);
        if (/^(verb|action|operation type)$/.test(words)) return put(() => topic.verb);
        if (/^(status|state|status message|status detail|state message|stage)$/.test(words))
          return put(({ done, cancelled }) => (cancelled ? 'Cancelled.' : done ? 'Done.' : 'Running.'));
        return /\berror( message)?$/.test(words) ? put(() => '') : [];
      default:
        return [];
    }
  });
}

const inside =
  (field: DescField) =>
  (set: Setter): Setter =>
  (message, progress) => {
    const inner = readField(message, field);
    if (inner !== undefined) set(inner as Message, progress); // as its kind says
  };

function momentOf(words: string, { takes }: OperationTopic): (progress: Progress) => unknown {
  return ({ done, share }) => {
    const ended = ENDS.test(words);
    if (ended && !done) return undefined;
    const millis = REFERENCE + (ended || UPDATES.test(words) ? Math.round(takes * share) : 0);
    return {
      $typeName: 'google.protobuf.Timestamp',
      seconds: BigInt(Math.floor(millis / 1000)),
      nanos: (millis % 1000) * 1_000_000,
    };
  };
}

function shareOf(field: DescField, words: string, share: number): unknown {
  const broken = field.scalar === ScalarType.FLOAT || field.scalar === ScalarType.DOUBLE;
  if (broken && !words.includes('percent')) return share;
  return wholeNumber([field], Math.floor(share * 100));
}

const STEMS = {
  running: /^(running|in progress|processing|active|started|pending|working|executing|creating|updating)$/,
  done: /^(succeeded|done|success|successful|completed|complete|finished|ready)$/,
  cancelled: /^(cancelled|canceled|aborted|stopped)$/,
};

/** States by their names, behind what all of them begin with. */
function stateSetter(field: DescField, desc: DescEnum): readonly Setter[] {
  const prefix = desc.sharedPrefix?.length ?? 0;
  const find = (stem: RegExp): number | undefined =>
    desc.values.find((value) => stem.test(splitWords(value.name.slice(prefix).toLowerCase())))?.number;
  const [running, done] = [find(STEMS.running), find(STEMS.done)];
  const cancelled = find(STEMS.cancelled) ?? done;
  if (running === undefined && done === undefined) return [];
  return [
    (message, progress) => {
      const state = progress.cancelled ? cancelled : progress.done ? done : running;
      if (state !== undefined) writeField(message, field, state);
    },
  ];
}
