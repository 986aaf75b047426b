import type { StubInfo } from '../contract/stub.ts';
import { nodeText } from './json-line.ts';
import { faultDeed } from './fault-words.ts';
import type { DelaySpec, ReplySpec, StatusSpec, StubSpec, ValueSpec } from './spec.ts';

const LONGEST = 120;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

export function kindOf({ does }: StubSpec): StubInfo['kind'] {
  return does.kind === 'reply' && does.stream ? 'stream' : does.kind;
}

/** `NOT_FOUND no product …`, `{price: {units: 12}}, rest generated`, `script of 4 events`. */
export function replyWords({ does, fault }: StubSpec): string {
  const broken = fault ? faultWords(fault) : '';
  return cut([doesWords(does), broken].filter(Boolean).join('; '));
}

function doesWords(does: StubSpec['does']): string {
  switch (does.kind) {
    case 'reply':
      return oneReply(does);
    case 'replies':
      return `${does.replies.length} replies: ${does.replies.map(oneReply).join(', then ')}`;
    case 'script':
      return `script of ${does.events.length} ${does.events.length === 1 ? 'event' : 'events'}`;
    case 'fault':
      return '';
    default:
      return does satisfies never;
  }
}

function faultWords(fault: NonNullable<StubSpec['fault']>): string {
  const deed = faultDeed(fault);
  return fault.probability === 1 ? deed : `in ${Math.round(fault.probability * 1000) / 10} % of calls ${deed}`;
}

function oneReply(reply: ReplySpec): string {
  const parts: string[] = [];
  if (reply.status && reply.status.status !== 'OK') parts.push(statusWords(reply.status));
  if (reply.stream) {
    const repeat = reply.repeat === 'forever' ? ', for ever' : reply.repeat ? `, ${reply.repeat.times} times` : '';
    parts.push(`stream of ${reply.stream.length}${repeat}`);
  }
  if (reply.message) parts.push(valueWords(reply.message));
  if (reply.generated) parts.push(reply.message ? 'rest generated' : 'generated');
  if (parts.length === 0) parts.push(reply.status ? 'OK' : 'an empty message');
  if (reply.after) parts.push(delayWords(reply.after));
  return parts.join(', ');
}

const statusWords = ({ status, message }: StatusSpec): string =>
  message ? `${status} ${String(message.json)}` : status;

const valueWords = ({ node }: ValueSpec): string => nodeText(node).replaceAll(/"([A-Za-z_]\w*)":/g, '$1: ');

function delayWords(delay: DelaySpec): string {
  switch (delay.kind) {
    case 'fixed':
      return `after ${delay.ms} ms`;
    case 'normal':
      return `after ${delay.mean} ± ${delay.sd} ms`;
    case 'uniform':
      return `after ${delay.from} to ${delay.to} ms`;
    case 'percentiles':
      return `after ${delay.p50} ms, 1 % above ${delay.p99} ms`;
    default:
      return delay satisfies never;
  }
}
