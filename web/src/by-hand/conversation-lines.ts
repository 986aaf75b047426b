import type { CallEvent, MessageEvent } from '#contract/traffic';
import { answeredText } from '../lib/answered.ts';
import { formatDuration, plural } from '../lib/format.ts';

/** What the call says of itself, between its messages; or one message. */
type ConversationLine =
  | { readonly key: string; readonly look: 'life' | 'now'; readonly text: string }
  | {
      readonly key: string;
      readonly look: 'message';
      readonly message: MessageEvent;
      /** `You`, `the world`, or the client's name. */
      readonly who: string;
      readonly time: string;
    };

/** Headers that every client sends tell nothing of this one. */
const PLAIN = new Set(['user-agent', 'accept-encoding', 'grpc-accept-encoding']);
/** Longest value of a header that is told with the start. */
const SHORT = 40;

/**
 * The call as a conversation, told from the mock's end. `client`: its name. `waits`: the call waits for a person now.
 * `omitted` messages were left out before the event of that number.
 */
export function conversationLines(
  events: readonly CallEvent[],
  { client, waits, omitted, omittedAt }: { client: string; waits: boolean; omitted: number; omittedAt: number },
): readonly ConversationLine[] {
  const lines: ConversationLine[] = [];
  const life = (key: string, text: string): void => void lines.push({ key, look: 'life', text });
  let who = 'You';
  let halfClosed = false;
  let ended = false;
  let started = 0;
  let broken = '';
  for (const [index, event] of events.entries()) {
    const at = formatDuration(event.t / 1000);
    if (omitted > 0 && index === omittedAt) life('omitted', `${plural(omitted, 'message')} left out`);
    switch (event.type) {
      case 'started': {
        started = event.t;
        const told = event.metadata.find(({ key, masked }) => key.startsWith('x-') && !masked && !PLAIN.has(key));
        const also = told && told.value.length <= SHORT ? ` · ${told.key}: ${told.value}` : '';
        life('started', `${at} · call started · ${plural(event.metadata.length, 'request header')}${also}`);
        break;
      }
      case 'headers':
        life(
          'headers',
          `${who === 'You' ? `held ${seconds(event.t - started)} · you took the call · ` : ''}response headers sent`,
        );
        break;
      case 'message': {
        const up = event.direction === 'up';
        const key = `${event.direction}${event.index}`;
        lines.push({ key, look: 'message', message: event, who: up ? client : who, time: at });
        break;
      }
      case 'half_closed':
        halfClosed = true;
        life('half_closed', `${at} · the client has half-closed`);
        break;
      case 'answered':
        if (event.answeredBy.by === 'person') break;
        who = answeredText(event.answeredBy);
        life(`answered-${index}`, `${at} · handed on: ${who} ${lines.length > 0 ? 'goes on' : 'answers'}`);
        break;
      case 'broken':
        broken = event.broken.message;
        life(`broken-${index}`, `${at} · ${broken}`);
        break;
      case 'ended':
        ended = true;
        life('ended', `${at} · ended with ${event.status.name}${why(event.status.message, broken)}`);
        break;
      default:
        event satisfies never;
    }
  }
  if (waits && !ended)
    lines.push({
      key: 'now',
      look: 'now',
      text: halfClosed
        ? 'The client is waiting. It has half-closed.'
        : 'The client is waiting. It has not half-closed.',
    });
  return lines;
}

const seconds = (micros: number): string => `${(micros / 1e6).toFixed(1)} s`;
/** What was told just before is not told again. */
const why = (message: string, told: string): string => (message === '' || message === told ? '' : `: ${message}`);
