import { ScalarType, type DescField, type Message } from '@bufbuild/protobuf';
import { REFERENCE } from '../generate/times.ts';
import { splitWords } from '../generate/words.ts';
import { writeField } from './field-access.ts';
import { writeMoment } from './marks.ts';
import type { Resource } from './resource.ts';

/** What a verb does to the fields of a thing that say where it stands. */
export interface StateChange {
  apply(message: Message, revision: number): void;
}

/** Words for the state that follows, where they are not the verb's own participle. */
const RESULTS: Readonly<Record<string, string>> = {
  start: 'running started active in-progress',
  run: 'running',
  begin: 'started running in-progress',
  resume: 'running active resumed',
  continue: 'running active',
  restart: 'running',
  enable: 'enabled active',
  activate: 'active activated enabled',
  unpause: 'running active',
  reactivate: 'active',
  deactivate: 'inactive deactivated disabled',
  disable: 'disabled inactive',
  open: 'open opened',
  reopen: 'open reopened',
  stop: 'stopped terminated inactive',
  shutdown: 'stopped terminated off',
  terminate: 'terminated stopped',
  kill: 'killed terminated stopped',
  abort: 'aborted cancelled canceled',
  cancel: 'cancelled canceled cancel',
  complete: 'completed complete done succeeded finished',
  finish: 'finished completed done succeeded',
  resolve: 'resolved done closed',
  close: 'closed done',
  void: 'void voided',
  pay: 'paid',
  send: 'sent',
  ship: 'shipped in-transit',
  dispatch: 'dispatched shipped in-transit departed',
  depart: 'departed in-transit',
  arrive: 'arrived',
  deliver: 'delivered',
  hold: 'on-hold held',
  retry: 'pending queued running',
  queue: 'queued',
  submit: 'submitted pending in-review',
  withdraw: 'withdrawn',
  freeze: 'frozen',
  unfreeze: 'active',
  unlock: 'unlocked active',
  unblock: 'active unblocked',
  unsuspend: 'active',
  suspend: 'suspended',
  unarchive: 'active',
  lose: 'lost',
  win: 'won',
  take: 'taken',
  draft: 'draft',
  unpublish: 'unpublished draft',
  hide: 'hidden',
  decline: 'declined rejected',
  deny: 'denied rejected',
  reject: 'rejected declined denied',
  accept: 'accepted approved',
  approve: 'approved accepted',
  confirm: 'confirmed',
  verify: 'verified',
  destroy: 'destroyed deleted',
  revoke: 'revoked',
  refund: 'refunded',
  acknowledge: 'acknowledged acked',
  ack: 'acknowledged acked',
  break: 'broken',
  return: 'returned',
  fail: 'failed',
  expire: 'expired',
};

/** `cancel` → `cancelled canceled …`; `publish` → `published`. */
function resultsOf(verb: string): readonly string[] {
  const known = Object.hasOwn(RESULTS, verb) ? RESULTS[verb]!.split(' ') : [];
  const past = verb.endsWith('e')
    ? [`${verb}d`]
    : /[^aeiou]y$/.test(verb)
      ? [`${verb.slice(0, -1)}ied`]
      : [`${verb}ed`, `${verb}${verb.at(-1) ?? ''}ed`];
  return [...known, ...past, verb].map((word) => word.replaceAll('-', ' '));
}

/** Verbs whose opposite is a flag that is taken away: `Unpublish`, `Disable`. */
const OPPOSITES: Readonly<Record<string, string>> = {
  disable: 'enable',
  deactivate: 'activate',
  unpublish: 'publish',
  unarchive: 'archive',
  unlock: 'lock',
  unblock: 'block',
  unpause: 'pause',
  resume: 'pause',
  hide: 'publish',
  reopen: 'close resolve complete finish',
  reactivate: 'deactivate suspend',
};

/** What a verb changes in a thing: its state, a flag (`published`), a time (`cancel_time`). Undefined for nothing. */
export function stateChange(resource: Resource, verb: string): StateChange | undefined {
  const steps: ((message: Message, revision: number) => void)[] = [];
  const results = resultsOf(verb);
  const { state } = resource.marks;
  if (state) {
    const prefix = state.enum.sharedPrefix?.length ?? 0;
    const names = state.enum.values.map(({ name, number }) => ({ words: splitWords(name.slice(prefix)), number }));
    const found =
      results.map((result) => names.find(({ words }) => words === result)).find(Boolean) ??
      results.map((result) => names.find(({ words }) => words.endsWith(` ${result}`))).find(Boolean);
    if (found) steps.push((message) => writeField(message, state, found.number));
  }
  const undone = Object.hasOwn(OPPOSITES, verb) ? OPPOSITES[verb]!.split(' ').flatMap(resultsOf) : [];
  for (const field of resource.desc.fields) {
    if (field.oneof) continue;
    const words = splitWords(field.name).replace(/^is /, '');
    if (field.fieldKind === 'scalar' && field.scalar === ScalarType.BOOL) {
      if (undone.includes(words)) steps.push((message) => writeField(message, field, false));
      else if (results.includes(words)) steps.push((message) => writeField(message, field, true));
    } else if (isMoment(field) && results.some((result) => words === `${result} time` || words === `${result} at`))
      steps.push((message, revision) => writeMoment(message, field, REFERENCE + revision * 1_000));
    else if (isMoment(field) && undone.some((result) => words === `${result} time` || words === `${result} at`))
      steps.push((message) => writeField(message, field, undefined));
    else if (!state && field.scalar === ScalarType.STRING && /^(state|status)$/.test(words)) {
      const [result] = results;
      if (Object.hasOwn(RESULTS, verb)) steps.push((message) => writeField(message, field, result));
    }
  }
  if (steps.length === 0) return undefined;
  return {
    apply(message, revision) {
      for (const step of steps) step(message, revision);
    },
  };
}

const isMoment = (field: DescField): boolean =>
  field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.Timestamp';
